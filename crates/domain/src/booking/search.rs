//! The words by which a booking is found.

use std::collections::BTreeSet;

use super::Contact;

/// The longest word, in characters; what is longer is cut, in bookings and in questions alike.
const WORD_MOST: usize = 64;
/// Words of a question, at most; more would not find less.
const QUESTION_MOST: usize = 6;

/// What somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Words that must be there as they are.
    pub words: Vec<String>,
    /// What a word must begin with: the last one, which may not be written to its end yet.
    pub prefix: Option<String>,
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_MOST).collect()
}

/// The parts of a text between what is neither letter nor digit, in lower case.
fn parts(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(|part| cut(&part.to_lowercase()))
}

impl Contact {
    /// The words by which this person's bookings are found: of the name, the mail address (whole, and the
    /// part before the `@`) and the number (as dialled from abroad, and as written at home).
    pub fn words(&self) -> BTreeSet<String> {
        let email = self.email.as_str();
        let local = email.split('@').next().unwrap_or_default();
        let mut words: BTreeSet<String> = parts(self.name.as_str()).chain(parts(local)).collect();
        words.insert(cut(&email.to_lowercase()));
        words.extend(self.phone.digits());
        words
    }
}

impl Question {
    /// Reads what was typed. A number may be written in any usual way; its parts are one word.
    pub fn read(text: &str) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut number = String::new();
        for piece in text.split_whitespace() {
            let is_number = piece.chars().any(|c| c.is_ascii_digit())
                && piece.chars().all(|c| c.is_ascii_digit() || "+()-./".contains(c));
            if is_number {
                // As in +46 (0)70: the zero is for those at home.
                number.extend(piece.replace("(0)", "").chars().filter(char::is_ascii_digit));
                continue;
            }
            close(&mut number, &mut words);
            if piece.contains('@') {
                words.push(cut(&piece.to_lowercase()));
            } else {
                words.extend(parts(piece));
            }
        }
        close(&mut number, &mut words);
        words.truncate(QUESTION_MOST);
        let prefix = words.pop();
        Self { words, prefix }
    }

    /// Whether something of these words is looked for.
    pub fn is_met_by(&self, words: &[String]) -> bool {
        let begun = |prefix: &String| words.iter().any(|word| word.starts_with(prefix));
        self.words.iter().all(|wanted| words.contains(wanted)) && self.prefix.as_ref().is_none_or(begun)
    }

    /// Whether nothing is asked.
    pub const fn is_empty(&self) -> bool {
        self.prefix.is_none()
    }
}

/// Ends a number. Zeros in front are dialled and not part of it.
fn close(number: &mut String, words: &mut Vec<String>) {
    let digits = std::mem::take(number);
    let digits = digits.trim_start_matches('0');
    if !digits.is_empty() {
        words.push(cut(digits));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::{Email, PersonName};

    fn contact() -> Contact {
        Contact {
            name: PersonName::parse("Åsa Ek-Lund").unwrap(),
            phone: "+46701740605".parse().unwrap(),
            email: Email::parse("Asa.Ek+x@Example.com").unwrap(),
            request: String::new(),
        }
    }

    fn finds(text: &str) -> bool {
        let (words, question) = (contact().words(), Question::read(text));
        question.words.iter().all(|word| words.contains(word))
            && question.prefix.is_some_and(|prefix| words.iter().any(|word| word.starts_with(&prefix)))
    }

    #[test]
    fn a_person_is_found_by_name_mail_and_number_in_any_usual_way() {
        for text in [
            "Åsa",
            "ås",
            "lund",
            "ek lun",
            "Lund Åsa",
            "ek-lund",
            "asa.ek+x@example.com",
            "asa.ek+x@ex",
            "asa.ek",
            "+46 70-174 06 05",
            "0046701740605",
            "070-174 06 05",
            "+46 (0)70 174",
            "46701",
            "åsa 070 174",
            "0701740605",
        ] {
            assert!(finds(text), "{text}: {:?} in {:?}", Question::read(text), contact().words());
        }
        for text in ["bo", "sa", "åsa bo", "bo åsa", "9999", "example.com", "ås lund"] {
            assert!(!finds(text), "{text}");
        }
    }

    #[test]
    fn questions_have_bounds() {
        assert!(Question::read("  - + ").is_empty());
        assert_eq!(Question::read(&"word ".repeat(50)).words.len(), 5);
        assert_eq!(Question::read(&"x".repeat(500)).prefix.unwrap().len(), 64);
    }
}
