//! Words without their dress.

/// The words of a text in small letters, without punctuation: "I'd like 2, please." is `i'd like 2 please`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// All words, one space between them.
    text: String,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        let mut words = Self { text: String::with_capacity(text.len()) };
        for word in text.split(|c: char| c.is_whitespace() || c == ',' || c == '…') {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@' && c != '+');
            // "mm-hm" is one word, "555-0123" two groups of digits.
            if word.bytes().any(|b| b.is_ascii_digit()) && !word.contains('@') {
                word.split('-').for_each(|part| words.push(part));
            } else {
                words.push(word);
            }
        }
        words
    }

    fn push(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        // The typographic apostrophe is the plain one.
        self.text.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
    }

    /// The words with one space between them.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words one by one.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.text.split(' ').filter(|word| !word.is_empty())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The last word.
    pub fn last(&self) -> Option<&str> {
        self.iter().next_back()
    }

    /// Whether they end in these words, given with one space between them.
    pub fn end_in(&self, words: &str) -> bool {
        self.text.strip_suffix(words).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    }
}

/// Whether two texts say the same, whatever their punctuation.
pub fn same_words(one: &str, other: &str) -> bool {
    one == other || Words::of(one) == Words::of(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_are_dress() {
        assert!(same_words("Yes, please.", "yes please"));
        assert!(same_words("I’d like that", "I'd like that!"));
        assert!(!same_words("yes please", "yes"));
        assert_eq!(Words::of("… , -- ").count(), 0);
    }

    #[test]
    fn an_ending_is_made_of_whole_words() {
        let words = Words::of("I would like to");
        assert!(words.end_in("like to") && words.end_in("i would like to"));
        assert!(!words.end_in("ke to") && !words.end_in("oh i would like to"));
    }

    #[test]
    fn groups_of_digits_are_words_and_compounds_are_one() {
        assert_eq!(Words::of("555-0123").iter().collect::<Vec<_>>(), ["555", "0123"]);
        assert_eq!(Words::of("Mm-hm.").iter().collect::<Vec<_>>(), ["mm-hm"]);
        assert_eq!(Words::of("ann.lee@example.com.").last(), Some("ann.lee@example.com"));
    }
}
