//! What a caller may say, by what they were asked for: grammars in JSGF (<https://www.w3.org/TR/jsgf/>).
//!
//! The fewer ways there are to answer, the more of them are understood right; what people really say comes first.

use std::collections::BTreeSet;

use ringwright_domain::dialogue::Expect;

/// The most terms of an agent that are listened for.
const MOST_TERMS: usize = 64;
/// The most words of one term.
const LONGEST_TERM: usize = 6;

/// Rules that name others; each is written out where an answer needs it.
const RULES: &[(&str, &str)] = &[
    (
        "yes",
        "yes | yeah | sure | okay | correct | exactly | of course | absolutely | that's right | that is correct | \
         that's correct | that's fine | sounds good | go ahead | yes i do | yes i am | yes it is | yes that's right | \
         yes that's correct",
    ),
    (
        "no",
        "no | nope | no thanks | no thank you | that's wrong | that's not right | no that's wrong | no i don't | \
         no it isn't | not really | not yet | not today | not now | i don't think so | no that's all",
    ),
    ("unsure", "i don't know | i'm not sure | can you repeat that [please] | one moment [please]"),
    ("lead", "it's | it is | that's | yes | my number is | the number is"),
    ("tail", "please | thanks | thank you"),
    ("digit", "zero | oh | one | two | three | four | five | six | seven | eight | nine"),
    ("group", "<digit> | double <digit> | triple <digit>"),
    ("weekday", "monday | tuesday | wednesday | thursday | friday | saturday | sunday"),
    (
        "month",
        "january | february | march | april | may | june | july | august | september | october | november | december",
    ),
    (
        "ordinal",
        "first | second | third | fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth | \
         thirteenth | fourteenth | fifteenth | sixteenth | seventeenth | eighteenth | nineteenth | twentieth | \
         twenty first | twenty second | twenty third | twenty fourth | twenty fifth | twenty sixth | twenty seventh | \
         twenty eighth | twenty ninth | thirtieth | thirty first",
    ),
    (
        "day",
        "today | tonight | tomorrow | the day after tomorrow | next week | [on | next | this | this coming] <weekday> | \
         [on] [the] <ordinal> [of <month>] | [on] <month> [the] <ordinal> | <weekday> [the] <ordinal> [of <month>] | \
         <weekday> <month> [the] <ordinal>",
    ),
    ("hour", "one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve"),
    ("late", "thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen | twenty"),
    ("minute", "oh five | ten | fifteen | twenty | twenty five | thirty | forty | forty five | fifty"),
    ("half", "a m | p m | in the morning | in the afternoon | in the evening | at night"),
    (
        "clock",
        "<hour> [o'clock] [<half>] | <hour> <minute> [<half>] | (half past | quarter past | quarter to) <hour> [<half>] \
         | <late> [hundred | <minute>] | noon | midday | midnight",
    ),
    ("time", "[at | around | about] <clock>"),
    ("when", "(at | around | about) <clock>"),
    (
        "letter",
        "a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p | q | r | s | t | u | v | w | x | y | z",
    ),
    (
        "alphabet",
        "alpha | bravo | charlie | delta | echo | foxtrot | golf | hotel | india | juliet | kilo | lima | mike | \
         november | oscar | papa | quebec | romeo | sierra | tango | uniform | victor | whiskey | x ray | yankee | zulu",
    ),
    ("spelt", "<letter> | double <letter> | <letter> as in <alphabet> | <letter> for <alphabet> | <digit>"),
    (
        "given",
        "alice | andrew | ann | anna | anthony | barbara | ben | brian | carol | charles | chris | daniel | david | \
         deborah | donna | edward | elizabeth | emily | emma | eric | frank | george | helen | henry | jack | jacob | \
         james | jane | jason | jennifer | jessica | joe | john | joseph | joshua | julia | karen | kate | kevin | laura | \
         linda | lisa | lucy | margaret | maria | mark | martin | mary | matthew | michael | nancy | nicole | olivia | \
         oliver | patricia | paul | peter | rachel | rebecca | richard | robert | ruth | ryan | sam | samuel | sandra | \
         sarah | scott | sophie | stephen | steven | susan | thomas | tom | william",
    ),
    (
        "family",
        "adams | allen | anderson | baker | brown | campbell | carter | clark | collins | cooper | davis | edwards | \
         evans | garcia | green | hall | harris | hill | hughes | jackson | johnson | jones | king | lee | lewis | lopez | \
         martin | martinez | miller | mitchell | moore | morgan | morris | murphy | nelson | parker | phillips | \
         roberts | robinson | rodriguez | scott | smith | taylor | thomas | thompson | turner | walker | watson | white | \
         williams | wilson | wood | wright | young",
    ),
    ("person", "<given> [<family>] | <family> | (mister | miss | missus) <family>"),
    ("want", "i would like | i'd like | i want | i need | can i have | could i have"),
    ("will", "i would like to | i'd like to | i want to | i need to | can i | could i"),
    ("thing", "an appointment | a table | a room | a haircut | a massage | a viewing | a lesson"),
    (
        "wish",
        "<will> (book | make | schedule | reserve | get | have) <thing> [[for] <day>] [<time>] | \
         <want> <thing> [[for] <day>] [<time>] | <thing> | \
         <will> (cancel | change | move | reschedule | confirm) (my | the | an) (appointment | booking | reservation) | \
         what are your (opening hours | hours | prices) | when (are you open | do you open | do you close) | \
         are you open <day> | how much does it cost | how much is it | how much is <thing> | \
         can i (speak | talk) (to | with) (a person | someone | somebody | the manager) | \
         do you have anything <day> [<time>] | where are you | that's all | that's all thank you goodbye | \
         thank you goodbye | goodbye | i have a question | can you help me",
    ),
];

/// What stands for everything that has the same grammar, which is written once: people leave digits out and say too many.
pub(super) const fn alike(expected: Expect) -> Expect {
    match expected {
        Expect::Digits { .. } => Expect::Digits { count: 0 },
        other => other,
    }
}

/// What an answer is, whole.
const fn answer(expected: Expect) -> &'static str {
    match expected {
        Expect::YesNo => "<yes> [please] | <no> | <unsure>",
        // No "please" after digits: it is too near to "three".
        Expect::Digits { .. } => "[<lead>] <group>+ | <unsure>",
        Expect::PhoneNumber => "[<lead>] [plus] <group>+ | <unsure>",
        Expect::Date => "[how about | yes] <day> [<when>] [please] | <unsure> | <no>",
        Expect::Time => "[how about | yes] (<day> <when> | <time>) [please] | <unsure> | <no>",
        Expect::Spelling => "[<lead>] <spelt>+ | <unsure>",
        Expect::Email => {
            "[<lead> | my email is] (<spelt> | <given> | <family> | dot | dash | underscore)+ \
             [at (example | mail | <spelt>+) dot (com | org | net)] | <unsure> | <no>"
        }
        Expect::Name => {
            "[yes] [it's | this is | i'm | i am | my name is | the name is] (<person> | <term>) [<spelt>+] [<tail>] | \
             <spelt>+ | <unsure> | <no>"
        }
        Expect::Anything => {
            "[hello | hi | yes] <wish> [<tail>] | [is this | about | the] <term> | <want> [a | an | the] <term> | \
             <yes> | <no> | <day> [<when>] | <time> | <group>+ | <unsure>"
        }
    }
}

/// Whether an agent's terms are listened for.
pub(super) const fn has_terms(expected: Expect) -> bool {
    matches!(expected, Expect::Anything | Expect::Name)
}

/// How unlikely another word is made: dictated things otherwise gather short words that nobody said.
pub(super) const fn penalty(expected: Expect) -> &'static str {
    match expected {
        Expect::YesNo | Expect::Time => "0.1",
        _ => "0.01",
    }
}

/// How much likelier mere sounds may be than an answer that is believed, for each second, in thousands of pocketsphinx'
/// logarithms. Measured: right answers lie below, and what is no answer at all mostly above.
pub(super) const fn tolerance(expected: Expect) -> f64 {
    match expected {
        // Nothing is booked on a yes that nobody said.
        Expect::YesNo => 1.1,
        Expect::Anything => 2.0,
        _ => 1.65,
    }
}

/// The sounds of speech, as the model names them.
const SOUNDS: &str =
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH";

/// A grammar of any sounds in any order, and its dictionary: each sound is a word.
pub(super) fn sounds() -> (String, String) {
    let names: Vec<(String, &str)> =
        SOUNDS.split(' ').map(|sound| (format!("sound{}", sound.to_ascii_lowercase()), sound)).collect();
    let any = names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" | ");
    let words = names.iter().map(|(name, sound)| format!("{name} {sound}\n")).collect();
    (format!("#JSGF V1.0;\ngrammar sounds;\npublic <sounds> = ({any})+;\n"), words)
}

/// Terms as they are spoken: small letters and single spaces. Those with other signs, and the longest, are left out.
pub(super) fn speakable(terms: &[String]) -> Vec<String> {
    let spoken = |term: &String| {
        let term = term.replace('’', "'").to_ascii_lowercase();
        let words: Vec<&str> =
            term.split_whitespace().map(|word| word.trim_matches(['.', ',', '!'])).collect();
        let fits = (1..=LONGEST_TERM).contains(&words.len());
        (fits && words.iter().all(|word| is_word(word))).then(|| words.join(" "))
    };
    terms.iter().filter_map(spoken).take(MOST_TERMS).collect()
}

/// Whether it is a word to a dictionary and to a grammar, and nothing that either could mistake.
fn is_word(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'')
}

/// The grammar of an answer. The terms are [`speakable`], and the dictionary has all their words.
pub(super) fn grammar(expected: Expect, terms: &[String]) -> String {
    // An alternative that cannot be said takes the place of terms that there are none of.
    let terms = if terms.is_empty() { "<VOID>".to_owned() } else { terms.join(" | ") };
    let rule = |name: &str| match name {
        "term" => Some(terms.as_str()),
        _ => RULES.iter().find(|(known, _)| *known == name).map(|(_, rule)| *rule),
    };
    let (mut written, mut missing) = (Vec::new(), references(answer(expected)));
    while let Some(name) = missing.pop() {
        if let Some(rule) = rule(name)
            && !written.iter().any(|(known, _)| *known == name)
        {
            missing.extend(references(rule));
            written.push((name, rule));
        }
    }
    let mut text = "#JSGF V1.0;\ngrammar answer;\n".to_owned();
    for (name, rule) in written {
        text.push_str(&format!("<{name}> = {rule};\n"));
    }
    text.push_str(&format!("public <answer> = {};\n", answer(expected)));
    text
}

/// The rules that a rule names.
fn references(rule: &str) -> Vec<&str> {
    rule.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(name, _)| name)).collect()
}

/// All words of a grammar.
pub(super) fn words(grammar: &str) -> BTreeSet<&str> {
    let rules = grammar.lines().skip(2).filter_map(|line| line.split_once(" = "));
    let ends = |c: char| c.is_whitespace() || "()[]|+;".contains(c);
    rules.flat_map(|(_, rule)| rule.split(ends)).filter(|word| is_word(word)).collect()
}

/// Words as others write them: `at three p m` is `at three pm`.
pub(super) fn written(expected: Expect, words: &str) -> String {
    if !matches!(expected, Expect::Time | Expect::Date | Expect::Anything) {
        return words.to_owned();
    }
    let mut text = format!(" {words} ");
    for (spoken, written) in [(" a m ", " am "), (" p m ", " pm ")] {
        text = text.replace(spoken, written);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Expect; 9] = [
        Expect::Anything,
        Expect::YesNo,
        Expect::PhoneNumber,
        Expect::Date,
        Expect::Time,
        Expect::Name,
        Expect::Digits { count: 4 },
        Expect::Email,
        Expect::Spelling,
    ];

    #[test]
    fn every_rule_that_is_named_is_written_once_and_every_bracket_is_closed() {
        for expected in ALL {
            let text = grammar(expected, &["riverside dental".into()]);
            assert!(text.starts_with("#JSGF V1.0;\ngrammar answer;\n"));
            for name in references(&text) {
                let rules = text.lines().filter(|line| line.contains(&format!("<{name}> = "))).count();
                assert_eq!(rules, 1, "{name} in {expected:?}");
            }
            for (open, close) in [('(', ')'), ('[', ']'), ('<', '>')] {
                assert_eq!(text.matches(open).count(), text.matches(close).count(), "{open} in {expected:?}");
            }
            assert!(text.lines().skip(2).all(|line| line.ends_with(';') && line.matches(';').count() == 1));
            assert_eq!(text.contains("riverside dental"), has_terms(expected), "{expected:?}");
        }
    }

    #[test]
    fn a_question_allows_the_answers_to_it() {
        let digits = Expect::Digits { count: 4 };
        let has = |expected, word| words(&grammar(expected, &[])).contains(word);
        assert!(has(Expect::YesNo, "yes") && has(Expect::YesNo, "nope") && !has(Expect::YesNo, "seven"));
        assert!(has(Expect::PhoneNumber, "double") && has(Expect::PhoneNumber, "plus"));
        assert!(has(digits, "oh") && !has(digits, "plus"));
        assert!(has(Expect::Date, "twenty") && has(Expect::Date, "march") && has(Expect::Time, "o'clock"));
        assert!(has(Expect::Spelling, "q") && has(Expect::Email, "dot") && has(Expect::Name, "smith"));
    }

    #[test]
    fn terms_cannot_be_anything_but_words() {
        let terms =
            ["Riverside  Dental", "Ann's", "x | <yes>;", "24/7", "Zoë", "", "'", "a b c d e f g", "Dr. Lee"];
        let spoken = speakable(&terms.map(str::to_owned));
        assert_eq!(spoken, ["riverside dental", "ann's", "dr lee"]);
        let many: Vec<String> = (0..1_000).map(|_| "robin".to_owned()).collect();
        assert_eq!(speakable(&many).len(), MOST_TERMS);
    }

    #[test]
    fn half_days_are_written_as_others_do() {
        assert_eq!(written(Expect::Time, "tomorrow at three p m"), "tomorrow at three pm");
        assert_eq!(written(Expect::Time, "ten a m please"), "ten am please");
        assert_eq!(written(Expect::Spelling, "s a m"), "s a m");
    }
}
