//! The little words that steer a conversation, in English and German. Small letters throughout.
//!
//! A language that is missing here is not misjudged: without a known ending words are merely plausible, and wait
//! `plausible_end`.

use super::words::Words;

/// Said while listening, to say "go on".
const BACKCHANNELS: &[&str] = &[
    "mm-hm", "mhm", "mm-hmm", "mmhmm", "mm", "mmm", "hm", "hmm", "uh-huh", "uhuh", "uh", "um", "ah", "aha",
    "oh", "yeah", "yep", "yes", "ok", "okay", "right", "sure", "alright", "cool", "good", "great", "nice",
    "wow", "ja", "genau", "gut", "ach", "so", "stimmt", "klar", "äh", "ähm", "naja", "jo", "see", "i",
];

/// Of those, what also answers a question.
const ANSWERS: &[&str] = &[
    "yes",
    "yeah",
    "yep",
    "ok",
    "okay",
    "right",
    "sure",
    "alright",
    "ja",
    "genau",
    "gut",
    "stimmt",
    "klar",
    "jo",
    "no",
    "nope",
    "nah",
    "nein",
    "nö",
    "correct",
    "exactly",
    "absolutely",
    "definitely",
    "please",
    "bitte",
];

/// One of these alone interrupts.
const STOPS: &[&str] = &[
    "stop",
    "wait",
    "no",
    "hold",
    "hello",
    "sorry",
    "excuse",
    "actually",
    "but",
    "what",
    "nein",
    "halt",
    "warte",
    "warten",
    "moment",
    "stopp",
    "hallo",
    "aber",
    "was",
    "entschuldigung",
];

/// Sounds that fill a pause: more comes.
const FILLERS: &[&str] = &[
    "um", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "mmm", "well", "like", "so", "äh", "ähm", "also",
    "naja", "hmmm", "ehm", "eh",
];

/// After one of these words a sentence goes on.
const OPEN_WORDS: &[&str] = &[
    // Conjunctions and what opens a clause.
    "and",
    "or",
    "but",
    "because",
    "if",
    "when",
    "while",
    "although",
    "though",
    "unless",
    "since",
    "that",
    "which",
    "who",
    "whose",
    "where",
    "than",
    "then",
    "as",
    "whether",
    "plus",
    "und",
    "oder",
    "aber",
    "weil",
    "wenn",
    "dass",
    "ob",
    "als",
    "damit",
    "sondern",
    "denn",
    "sowie",
    // Prepositions.
    "to",
    "for",
    "from",
    "with",
    "without",
    "at",
    "by",
    "of",
    "in",
    "into",
    "onto",
    "about",
    "between",
    "during",
    "until",
    "till",
    "around",
    "after",
    "before",
    "per",
    "via",
    "near",
    "für",
    "mit",
    "von",
    "bei",
    "zu",
    "zum",
    "zur",
    "am",
    "im",
    "um",
    "ab",
    "bis",
    "auf",
    "aus",
    "nach",
    "vor",
    "seit",
    "gegen",
    "ohne",
    "durch",
    "über",
    // Articles, possessives, numbers' company.
    "the",
    "a",
    "an",
    "my",
    "your",
    "his",
    "her",
    "our",
    "their",
    "this",
    "these",
    "those",
    "some",
    "any",
    "every",
    "each",
    "another",
    "der",
    "die",
    "den",
    "dem",
    "des",
    "ein",
    "eine",
    "einen",
    "einem",
    "einer",
    "mein",
    "meine",
    "meinen",
    "meinem",
    "meiner",
    "unser",
    "unsere",
    "diese",
    "dieser",
    "diesen",
    // Pronouns and verbs that want more.
    "i",
    "we",
    "they",
    "he",
    "she",
    "i'm",
    "i'd",
    "i'll",
    "i've",
    "we're",
    "we'd",
    "it's",
    "that's",
    "there's",
    "is",
    "are",
    "was",
    "were",
    "am",
    "be",
    "been",
    "will",
    "would",
    "could",
    "should",
    "can",
    "may",
    "might",
    "must",
    "want",
    "wanted",
    "wanna",
    "gonna",
    "need",
    "needed",
    "have",
    "has",
    "had",
    "does",
    "did",
    "let",
    "let's",
    "make",
    "get",
    "give",
    "tell",
    "book",
    "say",
    "said",
    "called",
    "very",
    "really",
    "just",
    "also",
    "maybe",
    "probably",
    "not",
    "no.",
    "ich",
    "wir",
    "sie",
    "er",
    "es",
    "bin",
    "ist",
    "sind",
    "habe",
    "hätte",
    "möchte",
    "will",
    "wollte",
    "würde",
    "kann",
    "könnte",
    "brauche",
    "heiße",
    "sehr",
    "noch",
    "vielleicht",
    "vom",
    "beim",
    "ans",
    "ins",
    "unter",
    "zwischen",
];

/// Endings of several words after which a sentence goes on.
const OPEN_ENDINGS: &[&str] = &[
    "would like",
    "i'd like",
    "i like",
    "my name",
    "my number",
    "my email",
    "my address",
    "the number",
    "how about",
    "what about",
    "instead of",
    "kind of",
    "sort of",
    "looking at",
    "looking for",
    "name is",
    "number is",
    "let me",
    "let me see",
    "let me check",
    "one second",
    "one moment",
    "just a moment",
    "hold on",
    "hang on",
    "wait a second",
    "the first",
    "the second",
    "next",
    "at least",
    "as soon",
    "it would",
    "mein name",
    "meine nummer",
    "zum beispiel",
    "einen moment",
    "sekunde",
    "sagen wir",
    "wie wäre",
];

/// Finished by themselves, wherever they stand.
const CLOSINGS: &[&str] = &[
    "please",
    "thanks",
    "thank you",
    "thank you very much",
    "bye",
    "goodbye",
    "bye-bye",
    "that's all",
    "that's it",
    "that is all",
    "that would be great",
    "that works",
    "sounds good",
    "perfect",
    "bitte",
    "danke",
    "vielen dank",
    "tschüss",
    "auf wiederhören",
    "das war's",
    "das ist alles",
    "passt",
    "hello",
    "hi",
    "hallo",
];

/// Names of days and months, and words for days.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "tomorrow",
    "tonight",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "heute",
    "morgen",
    "übermorgen",
];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
];

/// Words that finish a time of day.
const TIME_ENDS: &[&str] = &[
    "am",
    "pm",
    "a.m",
    "p.m",
    "o'clock",
    "noon",
    "midnight",
    "morning",
    "afternoon",
    "evening",
    "uhr",
    "mittag",
    "mittags",
    "vormittag",
    "nachmittag",
    "abends",
    "morgens",
];

const DIGIT_WORDS: &[(&str, u8)] = &[
    ("zero", 1),
    ("oh", 1),
    ("o", 1),
    ("nought", 1),
    ("one", 1),
    ("two", 1),
    ("three", 1),
    ("four", 1),
    ("five", 1),
    ("six", 1),
    ("seven", 1),
    ("eight", 1),
    ("nine", 1),
    ("ten", 2),
    ("eleven", 2),
    ("twelve", 2),
    ("thirteen", 2),
    ("fourteen", 2),
    ("fifteen", 2),
    ("sixteen", 2),
    ("seventeen", 2),
    ("eighteen", 2),
    ("nineteen", 2),
    ("twenty", 1),
    ("thirty", 1),
    ("forty", 1),
    ("fifty", 1),
    ("sixty", 1),
    ("seventy", 1),
    ("eighty", 1),
    ("ninety", 1),
    ("null", 1),
    ("eins", 1),
    ("zwei", 1),
    ("zwo", 1),
    ("drei", 1),
    ("vier", 1),
    ("fünf", 1),
    ("sechs", 1),
    ("sieben", 1),
    ("acht", 1),
    ("neun", 1),
    ("zehn", 2),
];

/// Whether everything said is what listeners say. With a question open that can be answered by yes, a "yes" is not.
pub fn is_backchannel(words: &Words, answers_count: bool) -> bool {
    !words.is_empty()
        && words
            .iter()
            .all(|word| BACKCHANNELS.contains(&word) && !(answers_count && ANSWERS.contains(&word)))
        && !words.end_in("i")
}

pub(super) fn is_answer(word: &str) -> bool {
    ANSWERS.contains(&word)
}

pub(super) fn is_stop(word: &str) -> bool {
    STOPS.contains(&word)
}

pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Whether a sentence that ends so goes on.
pub(super) fn is_open(words: &Words) -> bool {
    words.last().is_some_and(|last| OPEN_WORDS.contains(&last) || FILLERS.contains(&last))
        || OPEN_ENDINGS.iter().any(|ending| words.end_in(ending))
}

/// Whether words that end so are surely all.
pub(super) fn is_closing(words: &Words) -> bool {
    CLOSINGS.iter().any(|closing| words.end_in(closing))
}

pub(super) fn is_day(word: &str) -> bool {
    DAYS.contains(&word)
}

pub(super) fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

pub(super) fn ends_a_time(word: &str) -> bool {
    TIME_ENDS.contains(&word)
        // "3pm", "15:30".
        || (word.starts_with(|c: char| c.is_ascii_digit())
            && (word.ends_with("am") || word.ends_with("pm") || word.contains(':')))
}

/// How many digits a word stands for when digits are dictated; `None` if it is no digits.
pub(super) fn digits_in(word: &str) -> Option<usize> {
    let bare = word.trim_start_matches('+');
    if !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b == b'(' || b == b')' || b == b'.') {
        return Some(bare.bytes().filter(u8::is_ascii_digit).count()).filter(|count| *count > 0);
    }
    DIGIT_WORDS.iter().find(|(known, _)| *known == word).map(|(_, digits)| usize::from(*digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_listeners_say_is_known_and_an_answer_is_not_taken_for_it() {
        for text in ["Mm-hm.", "uh-huh", "ja", "okay, yeah", "I see", "Oh, right."] {
            assert!(is_backchannel(&Words::of(text), false), "{text}");
        }
        for text in ["", "stop", "yes but", "okay wait", "see I"] {
            assert!(!is_backchannel(&Words::of(text), false), "{text}");
        }
        assert!(!is_backchannel(&Words::of("yes"), true));
        assert!(is_backchannel(&Words::of("mm-hm"), true));
    }

    #[test]
    fn digits_are_counted_in_any_dress() {
        let counts = [("5", 1), ("555", 3), ("+1", 1), ("(202)", 3), ("five", 1), ("twelve", 2), ("null", 1)];
        for (word, digits) in counts {
            assert_eq!(digits_in(word), Some(digits), "{word}");
        }
        assert_eq!(digits_in("fine"), None);
        assert_eq!(digits_in("."), None);
    }
}
