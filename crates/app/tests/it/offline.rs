//! Without a recogniser of any vendor: a caller with a voice (espeak-ng) is understood by pocketsphinx, over a telephone.
//! Both programs are needed; `cargo xtask test` sees to that.

use std::future::poll_fn;

use ringwright_engine::live::{Endpoint, LiveSettings};
use ringwright_vendors::Espeak;
use ringwright_vendors::synthesizer::{SpeakOrder, SpeechNews, Synthesizer as _};

use crate::harness::{GREETING, House, Reply, Speech, Telephone};

/// What espeak-ng makes of a text, in whole frames of a telephone's sound.
async fn spoken(text: &str) -> &'static [u8] {
    let order = SpeakOrder { hertz: 8_000, language: "en".into(), voice: Some("espeak-en-us".into()) };
    let mut voice = Espeak::new(Espeak::find().expect("espeak-ng is not on the search path")).open(&order);
    voice.speak(1, text);
    let mut all = Vec::new();
    loop {
        match poll_fn(|context| voice.poll_sound(context)).await {
            SpeechNews::Sound { sound, .. } => all.extend(&sound),
            SpeechNews::Done { .. } => break,
            SpeechNews::Trouble { error } => panic!("{error}"),
        }
    }
    all.resize(all.len().next_multiple_of(160), 0xff);
    all.leak()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_without_any_vendor_who_listens_understands_an_answer() {
    let speech = Speech::start().await;
    // The endpoint speaks and thinks; nobody named it for transcriptions.
    let offline_recognizer = Some("pocketsphinx".to_owned());
    let settings = LiveSettings { deepgram: Endpoint::default(), offline_recognizer, ..speech.settings() };
    let house = House::that_talks(settings).await;
    let question = "Shall I book it for tomorrow at ten?";
    let replies = [Reply::Say(question), Reply::Say("It is booked.")];
    speech.expect("what nobody is asked for", replies);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.sound(spoken("I would like to book a haircut").await).await;
    telephone.hear(question.len()).await;
    telephone.sound(spoken("yes that's correct").await).await;
    telephone.hear("It is booked.".len()).await;
    let asked = speech.asked();
    let words: Vec<&str> = asked.last().unwrap()["messages"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert_eq!(words, [GREETING, "i would like to book a haircut", question, "yes that's correct"]);
    assert!(!speech.has_served("transcriptions"));
    telephone.hang_up();
    house.server.stop().await;
}
