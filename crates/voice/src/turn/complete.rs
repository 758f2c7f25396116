//! Is what was said all?

use ringwright_domain::dialogue::Expect;

use super::lexicon::{digits_in, ends_a_time, is_answer, is_closing, is_day, is_filler, is_month, is_open};
use super::words::Words;

/// How finished the caller's words look. Later ones are more finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// Nothing was said.
    Empty,
    /// Digits or letters are being dictated, and some are missing.
    Dictating,
    /// The sentence plainly goes on: "I would like to …".
    Open,
    /// It may be all, and may not.
    Plausible,
    /// It answers what was asked, or ends like a sentence that was recognised to its end.
    Settled,
}

/// The digits of the longest and of the shortest telephone number that people dictate, with area code.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

/// So many digits in a row, unasked, are something dictated.
const DICTATED_UNASKED: usize = 3;

/// Judges the words. `finished` says that the recogniser calls them final or the speaker done.
///
/// Punctuation of words that are not final is not believed: recognisers put a full stop after whatever they have.
pub fn completeness(text: &str, finished: bool, expect: Expect) -> Completeness {
    let words = Words::of(text);
    if words.is_empty() {
        return Completeness::Empty;
    }
    if words.iter().all(is_filler) && !(expect == Expect::YesNo && words.iter().any(is_answer)) {
        return Completeness::Open;
    }
    expected(&words, finished, expect).unwrap_or_else(|| sentence(text, &words, finished))
}

/// The verdict of the question that was asked, if it has one.
fn expected(words: &Words, finished: bool, expect: Expect) -> Option<Completeness> {
    use Completeness::{Dictating, Open, Plausible, Settled};
    let digits: usize = words.iter().filter_map(digits_in).sum();
    let last = words.last()?;
    match expect {
        Expect::YesNo => {
            let short = words.count() <= 3 && words.iter().any(is_answer);
            (short && (is_answer(last) || !is_open(words))).then_some(Settled)
        }
        Expect::Digits { count } if digits > 0 => {
            Some(if digits >= usize::from(count) { Settled } else { Dictating })
        }
        Expect::PhoneNumber if digits > 0 => Some(match digits {
            // Ten digits are all of an American number, and may not be all of another.
            _ if PHONE_DIGITS.contains(&digits) => Plausible,
            _ if digits > *PHONE_DIGITS.end() => Settled,
            _ => Dictating,
        }),
        Expect::Email => Some(match email(words) {
            true => Settled,
            false if is_closing(words) => Plausible,
            false => Dictating,
        }),
        Expect::Spelling => is_letter(last).then_some(Dictating),
        // "Smith, S, M, …": who is asked for a name often spells it.
        Expect::Name => {
            words.iter().rev().take(2).filter(|word| is_letter(word)).count().eq(&2).then_some(Dictating)
        }
        Expect::Date if is_month(last) || is_open(words) => Some(Open),
        Expect::Date if words.iter().any(|word| is_day(word) || is_month(word)) => {
            // "Tomorrow … at three": a day is often followed by a time.
            Some(if finished { Settled } else { Plausible })
        }
        Expect::Time if ends_a_time(last) => Some(Settled),
        _ => None,
    }
}

/// Whether a word is one letter of something spelt.
fn is_letter(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// Whether an address has a name, an "at", and an end such as "dot com".
fn email(words: &Words) -> bool {
    let mut after_at = words.iter().skip_while(|word| *word != "at" && !word.contains('@'));
    let Some(at) = after_at.next() else { return false };
    let written = at.split_once('@').is_some_and(|(_, host)| host.contains('.'));
    let mut rest = after_at.skip_while(|word| *word != "dot" && *word != "punkt" && !word.contains('.'));
    let spoken = rest.next().is_some_and(|dot| {
        // "dot com" as two words, or "example.com" as one.
        dot.rsplit_once('.').is_some_and(|(_, end)| !end.is_empty()) || rest.next().is_some()
    });
    written || spoken
}

/// The verdict of the sentence itself.
fn sentence(text: &str, words: &Words, finished: bool) -> Completeness {
    use Completeness::{Dictating, Open, Plausible, Settled};
    let trailing = words.iter().rev().map_while(digits_in).sum::<usize>();
    if (DICTATED_UNASKED..*PHONE_DIGITS.start()).contains(&trailing) {
        return Dictating;
    }
    let shape = text.trim_end();
    if is_closing(words) {
        return if finished { Settled } else { Plausible };
    }
    if is_open(words) || shape.ends_with([',', '…', '-', ':']) || shape.ends_with("...") {
        return Open;
    }
    if finished && shape.ends_with(['.', '!', '?']) { Settled } else { Plausible }
}

#[cfg(test)]
mod tests {
    use super::Completeness::{Dictating, Empty, Open, Plausible, Settled};
    use super::*;

    fn judged(cases: &[(&str, bool, Completeness)], expect: Expect) {
        for (text, finished, verdict) in cases {
            assert_eq!(completeness(text, *finished, expect), *verdict, "{text:?} for {expect:?}");
        }
    }

    #[test]
    fn a_sentence_is_finished_by_its_words_before_its_punctuation() {
        judged(
            &[
                ("", true, Empty),
                ("Um", true, Open),
                ("I would like to", false, Open),
                ("I would like to.", true, Open),
                ("I'd like a haircut and", false, Open),
                ("My name is", true, Open),
                ("Let me check.", true, Open),
                ("I'd like to book a haircut", false, Plausible),
                ("I'd like to book a haircut.", false, Plausible),
                ("I'd like to book a haircut.", true, Settled),
                ("I'd like to book a haircut", true, Plausible),
                ("I'd like to book a haircut,", true, Open),
                ("Do you have anything on Friday?", true, Settled),
                ("No, that's all, thank you", true, Settled),
                ("Ich möchte einen", true, Open),
                ("Ich möchte einen Termin buchen.", true, Settled),
                ("Jag vill boka en tid", false, Plausible),
            ],
            Expect::Anything,
        );
    }

    #[test]
    fn a_quick_yes_needs_no_full_stop() {
        judged(
            &[
                ("yes", false, Settled),
                ("Yeah.", false, Settled),
                ("no thanks", false, Settled),
                ("ja bitte", false, Settled),
                ("yes but", false, Open),
                ("yes I would like to", false, Open),
                ("um", false, Open),
            ],
            Expect::YesNo,
        );
    }

    #[test]
    fn a_number_is_finished_when_its_digits_are_there() {
        judged(
            &[
                ("it's", false, Open),
                ("five five five", true, Dictating),
                ("202 555", true, Dictating),
                ("202 555 0123.", true, Plausible),
                ("two oh two five five five oh one two three", false, Plausible),
                ("+44 20 7946 0958 123 456", false, Settled),
            ],
            Expect::PhoneNumber,
        );
        let four = Expect::Digits { count: 4 };
        judged(&[("1 2", true, Dictating), ("twelve 3", true, Dictating), ("1234", false, Settled)], four);
        judged(&[("my number is 202 555", true, Dictating)], Expect::Anything);
        judged(&[("a table for 2", false, Plausible)], Expect::Anything);
    }

    #[test]
    fn days_times_addresses_and_letters_have_their_own_ends() {
        let dates = [("on march", true, Open), ("tomorrow", false, Plausible), ("march 3rd", true, Settled)];
        judged(&dates, Expect::Date);
        judged(&[("next friday at", true, Open)], Expect::Date);
        judged(
            &[("three pm", false, Settled), ("at three", false, Plausible), ("15:30", false, Settled)],
            Expect::Time,
        );
        let addresses = [
            ("ann", true, Dictating),
            ("ann at", true, Dictating),
            ("ann at example", true, Dictating),
            ("ann at example dot", true, Dictating),
            ("ann at example dot com", false, Settled),
            ("ann@example.com", false, Settled),
            ("ann at example.com", false, Settled),
        ];
        judged(&addresses, Expect::Email);
        judged(&[("s m i", true, Dictating), ("smith", true, Plausible)], Expect::Spelling);
        let names =
            [("Ann Smith s m", true, Dictating), ("Ann B", true, Plausible), ("Smith", true, Plausible)];
        judged(&names, Expect::Name);
    }
}
