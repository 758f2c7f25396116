//! Calls that our own agents hold, on the wire: a telephone on one side, the vendors of speech on the other.

use ringwright_app::cli::ServeArgs;
use ringwright_app::server::{Server, Tuning};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{House, Reply, Speech, Telephone, within};

async fn house(speech: &Speech) -> House {
    let settings = speech.settings();
    House::with(|args, tuning| {
        args.unsigned_media = true;
        tuning.live = Some(settings);
    })
    .await
}

const GREETING: &str = "Hello, this is Robin. How can I help you?";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_is_greeted_answered_and_said_goodbye() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    speech.expect("can I book a table for four", [Reply::Say("Of course. For when?")]);
    speech.expect("never mind goodbye", [Reply::Use("end_call"), Reply::Say("Goodbye, then.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear("Of course.For when?".len()).await;
    telephone.speak();
    telephone.hear("Goodbye,then.".len()).await;
    while telephone.listen().await.is_some() {}
    let asked = speech.asked();
    assert_eq!(asked[0]["model"], "the-model");
    let words: Vec<&str> = asked[1]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    let expected = [GREETING, "can I book a table for four", "Of course. For when?", "never mind goodbye"];
    assert_eq!(words, expected);
    assert_eq!(asked[2]["messages"].as_array().unwrap().last().unwrap()["role"], "tool", "{asked:#?}");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_who_speaks_up_is_heard_and_the_agent_falls_silent() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let long = "We are open from nine to five on every day of the week but for Sunday and holidays.";
    speech.expect("what are your opening hours", [Reply::Say(long)]);
    speech.expect("no wait I meant on Christmas", [Reply::Say("Closed.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    // The agent is in the middle of its first words.
    telephone.hear_some().await;
    telephone.speak();
    while telephone.cleared == 0 {
        telephone.step().await.unwrap();
    }
    telephone.heard = 0;
    telephone.hear("Closed.".len()).await;
    let asked = speech.asked();
    let last = asked.last().unwrap()["messages"].to_string();
    assert!(!last.contains("Sunday and holidays"), "only what was heard is told: {last}");
    telephone.hang_up();
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_breaks_off_is_asked_again_and_the_turn_is_not_lost() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    speech.expect("can I book a table for four", [Reply::Break, Reply::Say("Of course.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear("Of course.".len()).await;
    let asked = speech.asked();
    assert_eq!(asked[0]["messages"], asked[1]["messages"]);
    telephone.hang_up();
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_says_nothing_is_asked_again_and_the_caller_hears_a_filler() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    speech.expect("can I book a table for four", [Reply::Stall, Reply::Say("Of course.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear("Of course.".len()).await;
    telephone.hang_up();
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_on_the_line_changes_nothing() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    speech.expect("can I book a table for four", [Reply::Say("Of course.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.send_raw(Message::Text("{".into()));
    telephone.send_raw(Message::Binary(vec![0; 1_000].into()));
    telephone.send(json!({ "event": "media", "media": { "payload": "?" } }));
    telephone.send(json!({ "event": "mark", "mark": { "name": "never asked for" } }));
    telephone.speak();
    telephone.hear("Of course.".len()).await;
    telephone.hang_up();
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_stops_lets_calls_finish_and_takes_no_more() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    speech.expect("never mind goodbye", [Reply::Use("end_call"), Reply::Say("Goodbye, then.")]);
    let address = house.server.address;
    let mut telephone = Telephone::dial(address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    let stopping = tokio::spawn(house.server.stop());
    // The one that comes late is not answered; the other is held to its end.
    loop {
        let mut late = Telephone::dial(address, "CA2").await;
        if late.listen().await.is_none() {
            break;
        }
    }
    telephone.speak();
    telephone.hear("Goodbye,then.".len()).await;
    while telephone.listen().await.is_some() {}
    within("the stop", stopping).await.unwrap();
}

#[tokio::test]
async fn unsigned_media_are_for_this_machine_alone() {
    let (folder, data) = (tempfile::tempdir().unwrap(), "sqlite:x.db".to_owned());
    let args = ServeArgs {
        bind: [0, 0, 0, 0].into(),
        unsigned_media: true,
        ..crate::harness::serve_args(folder.path(), &data)
    };
    let refused = Server::start(&args, Tuning::default()).await.err().unwrap();
    assert!(refused.to_string().contains("--unsigned-media"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_switch_or_a_token_no_socket_is_taken() {
    let house = House::start().await;
    let url = format!("ws://{}/media/twilio", house.server.address);
    let refused = tokio_tungstenite::connect_async(url).await.unwrap_err();
    assert!(matches!(refused, tokio_tungstenite::tungstenite::Error::Http(answer) if answer.status() == 404));
    house.server.stop().await;
}
