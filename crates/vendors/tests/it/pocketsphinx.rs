//! The recogniser on this machine, listening to espeak-ng over the band of a telephone. Both programs are needed;
//! `cargo xtask test` sees to that.

use std::future::poll_fn;

use ringwright_domain::dialogue::Expect;
use ringwright_vendors::recognizer::{Certainty, ListenOrder, Listening, Recognizer as _};
use ringwright_vendors::synthesizer::{SpeakOrder, SpeechNews, Synthesizer as _};
use ringwright_vendors::{Espeak, PocketSphinx, VendorError};

/// What espeak-ng makes of a text, with the silence of a line around it.
async fn spoken(text: &str, hertz: u32) -> Vec<u8> {
    let order = SpeakOrder { hertz, language: "en".into(), voice: Some("espeak-en-us".into()) };
    let mut voice = Espeak::new(Espeak::find().expect("espeak-ng is not on the search path")).open(&order);
    voice.speak(1, text);
    let quiet = vec![0xff; hertz as usize * 2 / 5];
    let mut all = quiet.clone();
    loop {
        match poll_fn(|context| voice.poll_sound(context)).await {
            SpeechNews::Sound { sound, .. } => all.extend(&sound),
            SpeechNews::Done { .. } => break,
            SpeechNews::Trouble { error } => panic!("{error}"),
        }
    }
    all.extend(&quiet[..quiet.len() / 4]);
    all
}

fn listen(hertz: u32, language: &str) -> Box<dyn Listening> {
    let terms = ["Riverside Dental".to_owned(), "Zxqv".to_owned()].into();
    let recognizer = PocketSphinx::find().unwrap_or_else(|missing| panic!("{missing}"));
    assert!(recognizer.is_whole());
    recognizer.listen(&ListenOrder { hertz, language: language.into(), terms })
}

async fn understood(listening: &mut dyn Listening, sound: &[u8]) -> Result<String, VendorError> {
    listening.hear(sound);
    listening.finalize();
    loop {
        let words = poll_fn(|context| listening.poll_words(context)).await?;
        if words.certainty == Certainty::Final {
            return Ok(words.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_what_was_asked_is_understood_over_a_telephone() {
    let mut caller = listen(8_000, "en");
    for (expected, said) in [
        (Expect::YesNo, "yes that's correct"),
        (Expect::YesNo, "no that's wrong"),
        (Expect::Date, "tomorrow"),
        (Expect::Time, "nine in the morning"),
        (Expect::Digits { count: 3 }, "four two one"),
        (Expect::Anything, "what are your opening hours"),
        (Expect::Anything, "I would like to book a haircut"),
    ] {
        caller.expect(expected);
        let words = understood(&mut *caller, &spoken(said, 8_000).await).await.unwrap();
        assert_eq!(words, said.to_lowercase(), "{expected:?}");
    }
    let mut caller = listen(16_000, "en-GB");
    caller.expect(Expect::YesNo);
    let words = understood(&mut *caller, &spoken("yes that's correct", 16_000).await).await.unwrap();
    assert_eq!(words, "yes that's correct");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_answer_is_not_made_one() {
    let mut caller = listen(8_000, "en");
    for expected in [Expect::YesNo, Expect::Anything] {
        caller.expect(expected);
        let words = understood(&mut *caller, &spoken("the weather is terrible in London", 8_000).await).await;
        assert_eq!(words.unwrap(), "(not understood)", "{expected:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_language_that_it_does_not_know_is_trouble_and_no_english() {
    let mut caller = listen(8_000, "de-CH");
    let words = understood(&mut *caller, &spoken("ja", 8_000).await).await;
    assert!(matches!(words, Err(VendorError::Unreadable { .. })), "{words:?}");
}
