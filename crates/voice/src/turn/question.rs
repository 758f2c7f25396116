//! What does the agent ask for?
//!
//! The agent's own words are the surest sign of what comes next, whatever model wrote them: "What is the best number to
//! reach you?" is answered in groups of digits with pauses, "Shall I book it?" by a quick yes. English and German; a
//! question that is not known here is answered by anything.

use ringwright_domain::dialogue::Expect;

use super::words::Words;

/// What the last question in these words of the agent asks for. `None` if nothing is asked, so that an earlier question
/// still stands.
///
/// A question that can be answered by anything is [`Expect::Anything`].
pub fn question(text: &str) -> Option<Expect> {
    sentences(text).filter_map(|(sentence, mark)| asked_by(sentence, mark)).last()
}

/// The beginning of a sentence with which these words break off; empty if they end in a whole one.
pub fn unfinished(text: &str) -> &str {
    sentences(text).last().filter(|(_, mark)| mark.is_none()).map_or("", |(sentence, _)| sentence)
}

/// The sentences of a text, each with the mark that ends it. Neither "10:30" nor "Dr. Lee" is the end of one.
fn sentences(text: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|(at, mark)| ends_here(rest, *at, *mark));
        let (sentence, after) = rest.split_at(end.map_or(rest.len(), |(at, mark)| at + mark.len_utf8()));
        rest = after;
        Some((sentence, end.map(|(_, mark)| mark)))
    })
}

/// Whether a mark at a place ends the sentence.
fn ends_here(text: &str, at: usize, mark: char) -> bool {
    let goes_on = text[at + mark.len_utf8()..].starts_with(|next: char| !next.is_whitespace());
    let word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let short = mark == '.' && ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known));
    ".!?;:".contains(mark) && !goes_on && !short
}

/// What a sentence asks for, if it asks.
fn asked_by(sentence: &str, mark: Option<char>) -> Option<Expect> {
    let words = Words::of(sentence);
    let words = without_preamble(words.text());
    let wanted = thing(words);
    if starts(words, REQUESTS) {
        return wanted.or((mark == Some('?')).then_some(Expect::Anything));
    }
    if mark != Some('?') {
        return None;
    }
    if is_about_yes(words) {
        return Some(Expect::YesNo);
    }
    Some(wanted.unwrap_or_default())
}

/// The words behind "Great, thanks, and …".
fn without_preamble(words: &str) -> &str {
    let mut rest = words;
    while let Some(shorter) = PREAMBLES.iter().find_map(|opening| after(rest, opening)) {
        rest = shorter;
    }
    rest
}

/// Whether it is answered by yes or no: it begins like that, or ends in "…, right?", and leaves no choice.
fn is_about_yes(words: &str) -> bool {
    let choice = has(words, "or") || has(words, "oder");
    let tagged = TAGS
        .iter()
        .any(|tag| words.strip_suffix(tag).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')));
    tagged || (starts(words, YES_NO) && !choice)
}

/// What the words are about; of several things the one that takes longest to say.
fn thing(words: &str) -> Option<Expect> {
    if let Some(count) = digits_asked(words) {
        return Some(Expect::Digits { count });
    }
    THINGS.iter().find(|(names, _)| names.iter().any(|name| has(words, name))).map(|(_, expect)| *expect)
}

/// "The last four digits", "your six-digit code", "die letzten vier Ziffern".
fn digits_asked(words: &str) -> Option<u8> {
    let mut before = "";
    for word in words.split(' ') {
        let (count, unit) = word.split_once('-').unwrap_or((before, word));
        if DIGITS.contains(&unit)
            && let Some((_, count)) = COUNTS.iter().find(|(name, _)| *name == count)
        {
            return Some(*count);
        }
        before = word;
    }
    None
}

fn starts(words: &str, openings: &[&str]) -> bool {
    openings.iter().any(|opening| after(words, opening).is_some())
}

/// What comes after these words, if they are the first.
fn after<'a>(words: &'a str, opening: &str) -> Option<&'a str> {
    let rest = words.strip_prefix(opening)?;
    rest.strip_prefix(' ').or_else(|| rest.is_empty().then_some(rest))
}

/// Whether these words stand in others, as whole words.
fn has(words: &str, wanted: &str) -> bool {
    words.match_indices(wanted).any(|(at, _)| {
        let end = at + wanted.len();
        (at == 0 || words[..at].ends_with(' ')) && (end == words.len() || words[end..].starts_with(' '))
    })
}

/// Words that are written with a full stop.
const ABBREVIATIONS: &[&str] =
    &["dr", "mr", "mrs", "ms", "prof", "st", "a.m", "p.m", "hr", "fr", "str", "ca", "nr"];

/// What agents say before they ask.
#[rustfmt::skip]
const PREAMBLES: &[&str] = &[
    "and", "so", "okay", "ok", "great", "perfect", "sure", "alright", "thanks", "thank you", "good", "wonderful",
    "well", "now", "then", "no problem", "of course", "certainly", "just", "also", "first", "next", "lastly",
    "finally", "sorry", "got it", "und", "also", "gut", "super", "danke", "vielen dank", "gerne", "nun", "prima",
    "alles klar", "entschuldigung", "dann", "zuerst",
];

/// How somebody asks for something without a question word.
#[rustfmt::skip]
const REQUESTS: &[&str] = &[
    "can i have", "can i get", "can i ask", "can i take", "can you give", "can you tell", "can you spell",
    "can you say", "can you please", "can you repeat", "can you share", "could i have", "could i get", "could i ask",
    "could i take", "could you give", "could you tell", "could you spell", "could you say", "could you please",
    "could you repeat", "could you share", "would you give", "would you tell", "would you spell", "would you please",
    "would you mind", "may i have", "may i get", "may i ask", "may i take", "might i", "please tell", "please give",
    "please say", "please spell", "please enter", "please share", "please repeat", "please key in", "tell me",
    "give me", "spell", "i need", "i'll need", "i will need", "i'd need", "let me have", "let me get", "let me take",
    "enter", "könnten sie mir", "könnten sie bitte", "können sie mir", "können sie bitte", "könnten sie",
    "nennen sie", "sagen sie", "geben sie", "buchstabieren sie", "darf ich nach", "darf ich um", "darf ich ihre",
    "darf ich ihren", "kann ich ihre", "kann ich ihren", "ich brauche", "ich bräuchte", "ich benötige",
    "bitte nennen", "bitte sagen", "bitte geben", "bitte buchstabieren", "verraten sie",
];

/// How a question begins that is answered by yes or no.
#[rustfmt::skip]
const YES_NO: &[&str] = &[
    "is", "are", "were", "isn't", "aren't", "do", "does", "did", "don't", "doesn't", "didn't", "shall", "should",
    "would", "wouldn't", "will", "won't", "can", "can't", "could", "may", "have", "has", "had", "haven't", "am",
    "is that", "anything else", "any", "ready", "soll", "sollen", "möchten", "möchtest", "wollen", "wünschen",
    "passt", "passen", "ist", "sind", "war", "haben", "hast", "hat", "können", "kann", "könnten", "darf", "dürfen",
    "dürfte", "geht", "ginge", "wäre", "wären", "werden", "wird", "brauchen", "benötigen", "stimmt", "noch etwas",
];

/// What makes a yes-or-no question of a statement.
#[rustfmt::skip]
const TAGS: &[&str] = &[
    "right", "correct", "is that right", "is that correct", "is that okay", "is that ok", "okay", "ok", "yes",
    "isn't it", "does that work", "does that work for you", "does that sound good", "sound good", "shall we",
    "richtig", "stimmt das", "ist das richtig", "ist das korrekt", "oder", "in ordnung", "passt das", "nicht wahr",
];

/// What is asked for, by its names. Those that take longest to say come first.
#[rustfmt::skip]
const THINGS: &[(&[&str], Expect)] = &[
    (&["email", "e-mail", "email address", "mail address", "emailadresse", "e-mail-adresse", "mailadresse",
        "email-adresse", "mail-adresse"], Expect::Email),
    (&["phone number", "telephone number", "mobile number", "cell number", "cellphone number",
        "callback number", "contact number", "best number", "number to reach", "number we can reach",
        "number can we reach", "number to call", "telefonnummer", "handynummer", "rückrufnummer", "mobilnummer",
        "mobilfunknummer", "unter welcher nummer"], Expect::PhoneNumber),
    (&["zip code", "zip", "postleitzahl"], Expect::Digits { count: 5 }),
    (&["spell", "spelling", "buchstabieren"], Expect::Spelling),
    (&["what time", "which time", "uhrzeit", "wie viel uhr", "wieviel uhr", "what hour"], Expect::Time),
    (&["what day", "which day", "what date", "which date", "what days", "which days", "when", "date of birth",
        "birthday", "wann", "welcher tag", "welchen tag", "welchem tag", "welches datum", "welchem datum",
        "geburtsdatum"], Expect::Date),
    (&["your name", "full name", "first name", "last name", "surname", "what name", "which name",
        "who am i speaking", "ihr name", "ihren namen", "ihrem namen", "welchen namen", "vorname", "nachname",
        "wie heißen sie"], Expect::Name),
];

/// What digits are called when they are counted.
const DIGITS: &[&str] = &["digit", "digits", "ziffern", "stellen"];

#[rustfmt::skip]
const COUNTS: &[(&str, u8)] = &[
    ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10),
    ("3", 3), ("4", 4), ("5", 5), ("6", 6), ("7", 7), ("8", 8), ("9", 9), ("10", 10), ("drei", 3), ("vier", 4),
    ("fünf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9), ("zehn", 10),
];

#[cfg(test)]
mod tests {
    use super::Expect::{Anything, Date, Digits, Email, Name, PhoneNumber, Spelling, Time, YesNo};
    use super::*;

    fn asked(cases: &[(&str, Expect)]) {
        for (text, expect) in cases {
            assert_eq!(question(text), Some(*expect), "{text:?}");
        }
    }

    #[test]
    fn a_question_tells_what_is_answered() {
        asked(&[
            ("Hello, this is Robin. How can I help you?", Anything),
            ("What is the best phone number to reach you?", PhoneNumber),
            ("Great, and could I have your phone number, please?", PhoneNumber),
            ("Thanks, Ann. Under which number can we reach you?", PhoneNumber),
            ("Could you spell your last name for me?", Spelling),
            ("And what's your e-mail address?", Email),
            ("May I ask your name?", Name),
            ("Can I get your name and phone number?", PhoneNumber),
            ("What day would suit you?", Date),
            ("When would you like to come in?", Date),
            ("At what time?", Time),
            ("Please tell me the last four digits of your card.", Digits { count: 4 }),
            ("What is your six-digit code?", Digits { count: 6 }),
            ("What's your ZIP code?", Digits { count: 5 }),
            ("What would you like to have done?", Anything),
        ]);
    }

    #[test]
    fn what_is_answered_by_yes_is_told_from_what_is_not() {
        asked(&[
            ("Shall I book it for you?", YesNo),
            ("Okay, so that is three o'clock on Friday. Is that right?", YesNo),
            ("Is your phone number still 555 0123?", YesNo),
            ("So that's Ann with two n's, right?", YesNo),
            ("Great. Would you like to book an appointment?", YesNo),
            ("Would you like three or four o'clock?", Anything),
            ("Do you prefer Friday or Saturday? What day suits you best?", Date),
            ("Can I help you with anything else?", YesNo),
            ("Shall I book you in at 10:30 with Dr. Lee?", YesNo),
            ("Would 3 p.m. on Friday suit you?", YesNo),
            ("Could you tell me your phone number or your e-mail address?", Email),
        ]);
    }

    #[test]
    fn what_breaks_off_is_kept_for_the_rest_of_it() {
        assert_eq!(unfinished("Sure. Shall I book 10.30 with Dr."), " Shall I book 10.30 with Dr.");
        assert_eq!(unfinished("And what is your name,"), "And what is your name,");
        assert_eq!(unfinished("Is that right?"), "");
    }

    #[test]
    fn german_questions_are_known() {
        asked(&[
            ("Guten Tag, hier ist Robin. Was kann ich für Sie tun?", Anything),
            ("Unter welcher Nummer erreichen wir Sie?", PhoneNumber),
            ("Könnten Sie mir bitte Ihre Telefonnummer nennen?", PhoneNumber),
            ("Soll ich den Termin eintragen?", YesNo),
            ("Das ist Freitag um drei, richtig?", YesNo),
            ("Wann möchten Sie kommen?", Date),
            ("Um wie viel Uhr?", Time),
            ("Wie heißen Sie?", Name),
            ("Nennen Sie bitte die letzten vier Ziffern.", Digits { count: 4 }),
            ("Möchten Sie Freitag oder Samstag?", Anything),
        ]);
    }

    #[test]
    fn a_statement_asks_nothing_and_leaves_an_earlier_question_open() {
        for text in [
            "",
            "Sure, that works. See you then.",
            "One moment, please.",
            "I have your phone number already.",
        ] {
            assert_eq!(question(text), None, "{text:?}");
        }
        assert_eq!(question("What is your phone number? You can say it slowly."), Some(PhoneNumber));
    }
}
