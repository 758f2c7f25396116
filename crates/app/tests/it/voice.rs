//! Calls that our own agents hold, on the wire: a telephone on one side, the vendors of speech on the other.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use ringwright_app::cli::ServeArgs;
use ringwright_app::server::{Server, Tuning};
use ringwright_domain::Clock as _;
use ringwright_domain::ids::{CallId, JobId};
use ringwright_engine::live::{Endpoint, LiveSettings};
use ringwright_store::{Event, LiveCall, LiveLine, LiveUsage, NewJob, Store};
use ringwright_vendors::Espeak;
use serde_json::json;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use crate::harness::{GREETING, House, Mishap, Operator, Reply, Speech, Telephone, client, within};

async fn house(speech: &Speech) -> House {
    House::that_talks(speech.settings()).await
}

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
    let call = house.ended_call().await;
    assert_eq!(call.outcome.as_deref(), Some("agent_done"));
    let said = house.said(&call).await;
    let written: Vec<_> = said.iter().map(|(speaker, words)| (&**speaker, &**words)).collect();
    let expected = [
        ("agent", GREETING),
        ("caller", "can I book a table for four"),
        ("agent", "Of course."),
        ("agent", "For when?"),
        ("caller", "never mind goodbye"),
        ("agent", "Goodbye,"),
        ("agent", "then."),
    ];
    assert_eq!(written, expected);
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    let turns = tx.live_turns(&call.id).await.unwrap();
    assert_eq!(turns.len(), 2);
    assert!(turns.iter().all(|turn| turn.first_token.is_some() && turn.first_audio.is_some()));
    drop(tx);
    house.server.stop().await;
}

/// A call that was up when the server died, with what was said before, and its watch.
pub async fn orphan(house: &House, carrier_ref: &str) -> CallId {
    let engine = house.engine();
    let own = engine.default_own_agent().await.unwrap();
    let now = engine.now();
    let mut tx = engine.org(&own.org).begin().await.unwrap();
    let agent = tx.agent(&own.agent).await.unwrap().unwrap();
    let call = LiveCall {
        id: CallId::new(now, engine.chance()),
        account: agent.account,
        agent: agent.id,
        carrier: "twilio".into(),
        carrier_ref: carrier_ref.into(),
        person: None,
        node: "a node that died".into(),
        started_at: now,
        seen_at: now,
        ended_at: None,
        outcome: None,
        usage: LiveUsage::default(),
    };
    tx.insert_live_call(&call).await.unwrap();
    for (number, speaker, words) in [(0, "agent", "Hello."), (1, "caller", "my name is Ann")] {
        let (speaker, words) = (speaker.to_owned(), words.to_owned());
        let line = LiveLine { number, speaker, kind: "whole".into(), turn: None, words, at: now };
        tx.insert_live_line(&call.id, &line).await.unwrap();
    }
    let job = NewJob {
        id: JobId::new(now, engine.chance()),
        org: Some(own.org.clone()),
        kind: "live.watch",
        dedupe_key: None,
        payload: json!({ "call": call.id }),
        priority: 0,
        run_at: now.plus(Duration::from_secs(60)),
        claimed_by: None,
    };
    tx.system().enqueue(&job, now).await.unwrap();
    tx.commit(now).await.unwrap();
    call.id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_whose_server_died_goes_on_where_it_was() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let call = orphan(&house, "CA1").await;
    speech.expect("what is my name", [Reply::Say("Your name is Ann.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear("Sorry, we were cut off for a moment. Please go on.".len()).await;
    telephone.speak();
    telephone.hear("Your name is Ann.".len()).await;
    let asked = speech.asked().last().unwrap()["messages"].to_string();
    assert!(asked.contains("my name is Ann") && asked.contains("what is my name"), "{asked}");
    telephone.hang_up();
    let over = house.ended_call().await;
    assert!(over.id == call && over.outcome.as_deref() == Some("caller_hung_up"));
    // Without signatures, the same name is another call once the first is over.
    let mut again = Telephone::dial(house.server.address, "CA1").await;
    again.hear(GREETING.len()).await;
    again.hang_up();
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_nobody_holds_is_closed_and_its_line_is_free() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    orphan(&house, "CA1").await;
    house.jump(Duration::from_secs(130)).await;
    assert_eq!(house.ended_call().await.outcome.as_deref(), Some("lost"));
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    assert!(tx.lines(house.engine().now()).await.unwrap().iter().all(|line| line.agent_live == 0));
    drop(tx);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_is_answered_with_a_stream_that_names_the_agent() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let url = format!("http://{}/voice", house.server.address);
    let form = [("CallSid", "CA1"), ("To", "+12025550199"), ("From", "+12025550100")];
    let post = async |url: &str| {
        let request = client().post(url).form(&form);
        within("TwiML", async { request.send().await.unwrap().text().await.unwrap() }).await
    };
    let twiml = post(&url).await;
    let agent = house.engine().default_own_agent().await.unwrap().agent;
    assert!(
        twiml.contains(&format!("<Stream url=\"ws://{}/media/twilio\">", house.server.address)),
        "{twiml}"
    );
    assert!(twiml.contains(&format!("<Parameter name=\"agent\" value=\"{agent}\"/>")), "{twiml}");
    // A stream that has ended while its call has not is connected again.
    let over = format!("{url}/over");
    assert!(post(&over).await.contains("<Hangup/>"));
    orphan(&house, "CA1").await;
    assert!(post(&over).await.contains("<Stream "));
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
async fn a_recogniser_is_told_the_names_of_a_business_and_what_it_offers() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let operator = Operator::demo(&house).await;
    operator.post("/api/staff", &json!({ "name": "Åsa Ek" })).await.good();
    let service = json!({ "name": "Root canal", "durationMinutes": 45 });
    operator.post("/api/services", &service).await.good();
    let gone = json!({ "name": "Whitening", "durationMinutes": 30, "active": false });
    operator.post("/api/services", &gone).await.good();
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    let terms = speech.terms();
    assert!(terms.ends_with(&["Robin".into(), "Åsa Ek".into(), "Root canal".into()]), "{terms:?}");
    assert_eq!(terms.len(), 4, "with the name of the business: {terms:?}");
    house.server.stop().await;
}

/// Ten digits in two groups, with a pause after which anything else would be answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_telephone_number_that_was_asked_for_is_waited_for() {
    const PAUSE: &[u8] = &[0xff; 8_000];
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let question = "What is your phone number, please?";
    speech.expect("can I book a table for four", [Reply::Say(question)]);
    speech.expect("it's two oh", []);
    speech.expect("two five five five oh one two three", [Reply::Say("Thank you.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear(question.len() - 1).await;
    telephone.speak();
    telephone.sound(PAUSE).await;
    telephone.speak();
    telephone.hear("Thank you.".len()).await;
    let asked = speech.asked();
    let last = asked.last().unwrap()["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(last["content"], "it's two oh two five five five oh one two three");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_signed_in_calls_from_the_browser() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let url = format!("ws://{}/media/browser", house.server.address);
    let stranger = connect_async(&url).await.unwrap_err();
    assert!(matches!(stranger, WsError::Http(answer) if answer.status() == 401));
    let operator = Operator::demo(&house).await;
    let request = |origin: &str| {
        let mut request = url.as_str().into_client_request().unwrap();
        request.headers_mut().insert("cookie", operator.cookie.parse().unwrap());
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request
    };
    let elsewhere = connect_async(request("https://evil.example.com")).await.unwrap_err();
    assert!(matches!(elsewhere, WsError::Http(answer) if answer.status() == 403));
    let (mut socket, _) = connect_async(request(&house.server.public_url)).await.unwrap();
    socket.send(Message::Text(r#"{"event":"start"}"#.into())).await.unwrap();
    let (mut samples, mut said) = (0, None);
    while said.is_none() {
        match within("the greeting", socket.next()).await.unwrap().unwrap() {
            Message::Binary(sound) => {
                assert_eq!(sound.len(), 640);
                samples += 320;
            }
            Message::Text(text) => {
                let message: serde_json::Value = serde_json::from_str(&text).unwrap();
                match message["event"].as_str().unwrap() {
                    "mark" => socket.send(Message::Text(text)).await.unwrap(),
                    "said" => said = Some(message["words"].as_str().unwrap().to_owned()),
                    other => panic!("{other}"),
                }
            }
            _ => {}
        }
    }
    assert_eq!(said.as_deref(), Some(GREETING));
    // The imitated voice has 160 samples a letter, whatever the rate; the last frame is filled up.
    assert_eq!(samples, (GREETING.len() * 160).next_multiple_of(320));
    // Who can't or won't speak writes, and hears the same dialogue. One that is too long is not taken.
    speech.expect("never said", [Reply::Say("We are open till six.")]);
    for words in ["x".repeat(1_001), "And on Friday?".to_owned()] {
        let say = json!({ "event": "say", "words": words }).to_string();
        socket.send(Message::Text(say.into())).await.unwrap();
    }
    let mut lines = Vec::new();
    while lines.len() < 2 {
        let message = within("the answer", socket.next()).await.unwrap().unwrap();
        let Message::Text(text) = message else { continue };
        let message: serde_json::Value = serde_json::from_str(&text).unwrap();
        match message["event"].as_str().unwrap() {
            "mark" => socket.send(Message::Text(text)).await.unwrap(),
            "said" => lines.push(format!("{}: {}", message["speaker"], message["words"])),
            _ => {}
        }
    }
    assert_eq!(lines, [r#""caller": "And on Friday?""#, r#""agent": "We are open till six.""#]);
    assert!(!speech.asked().iter().any(|asked| asked.to_string().contains("xxx")));
    socket.send(Message::Text(r#"{"event":"stop"}"#.into())).await.unwrap();
    let call = house.ended_call().await;
    assert_eq!((&*call.carrier, call.outcome.as_deref()), ("browser", Some("caller_hung_up")));
    house.server.stop().await;
}

/// The kinds of what happened in calls.
async fn kinds(house: &House) -> Vec<String> {
    let events = house.events().await.into_iter();
    events.map(|event| event.kind).filter(|kind| kind.starts_with("live.")).collect()
}

/// Which vendors took over from which, in turn.
async fn switches(house: &House) -> Vec<(String, String)> {
    let events = house.events().await.into_iter().filter(|event| event.kind == "live.switched");
    let name = |event: &Event, field: &str| event.data[field].as_str().unwrap().to_owned();
    events.map(|event| (name(&event, "from"), name(&event, "to"))).collect()
}

fn from_to(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_the_recogniser_the_next_one_understands_the_caller() {
    for mishap in [Mishap::Stall, Mishap::Disconnect, Mishap::Garbage] {
        let speech = Speech::start().await;
        let house = house(&speech).await;
        let mut telephone = Telephone::dial(house.server.address, "CA1").await;
        telephone.hear(GREETING.len()).await;
        speech.be_deaf(mishap);
        speech.expect("can I book a table for four", [Reply::Say("Of course.")]);
        telephone.speak();
        telephone.hear("Of course.".len()).await;
        let asked = speech.asked();
        let last = asked.last().unwrap()["messages"].to_string();
        assert!(last.contains("can I book a table for four"), "{mishap:?}: {last}");
        assert!(speech.has_served("transcriptions"));
        // It goes on by whole utterances.
        speech.expect("at eight please", [Reply::Say("Done.")]);
        telephone.speak();
        telephone.hear("Done.".len()).await;
        telephone.hang_up();
        house.ended_call().await;
        let kinds = kinds(&house).await;
        assert!(kinds.iter().any(|known| known == "live.incident"), "{mishap:?}: {kinds:?}");
        assert_eq!(switches(&house).await, [from_to("deepgram", "openai")], "{mishap:?}");
        house.server.stop().await;
    }
}

/// The only recogniser understands whole utterances, and is asked anew for one that it did not understand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_whose_words_are_waited_for_is_told_so_and_then_answered() {
    let speech = Speech::start().await;
    let settings = LiveSettings { deepgram: Endpoint::default(), ..speech.settings_of_all() };
    let house = House::that_talks(settings).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    speech.be_deaf(Mishap::Stall);
    speech.expect("can I book a table for four", [Reply::Say("Of course.")]);
    telephone.speak();
    telephone.hear("One moment, please.".len()).await;
    assert!(speech.asked().is_empty(), "nobody knows what was said");
    telephone.hear("Of course.".len()).await;
    for mishap in [Mishap::Disconnect, Mishap::Garbage] {
        speech.be_deaf(mishap);
        speech.expect("and on Friday", [Reply::Say("Then too.")]);
        telephone.speak();
        telephone.hear("Then too.".len()).await;
    }
    let last = speech.asked().last().unwrap()["messages"].to_string();
    assert!(last.contains("can I book a table for four") && last.contains("and on Friday"), "{last}");
    telephone.hang_up();
    house.ended_call().await;
    assert_eq!(switches(&house).await, vec![from_to("openai", "openai"); 3]);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_the_synthesiser_the_next_one_is_heard() {
    for mishap in [Mishap::Stall, Mishap::Disconnect, Mishap::Garbage] {
        let speech = Speech::start().await;
        // It concerns the call, and whoever speaks its own words ahead.
        speech.be_mute(mishap);
        speech.be_mute(mishap);
        let house = House::that_talks(speech.settings_of_all()).await;
        let mut telephone = Telephone::dial(house.server.address, "CA1").await;
        telephone.hear(GREETING.len()).await;
        telephone.hang_up();
        house.ended_call().await;
        assert_eq!(switches(&house).await, [from_to("deepgram", "elevenlabs")], "{mishap:?}");
        assert!(speech.has_served("stream-input") && !speech.has_served("speech"));
        house.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn speech_of_an_endpoint_like_openais_stands_in_as_well() {
    let speech = Speech::start().await;
    speech.be_mute(Mishap::Disconnect);
    speech.be_mute(Mishap::Disconnect);
    let house = house(&speech).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    house.ended_call().await;
    assert_eq!(switches(&house).await, [from_to("deepgram", "openai")]);
    assert!(speech.has_served("speech"));
    house.server.stop().await;
}

/// Needs espeak-ng, which `cargo xtask test` sees to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_no_vendor_speaks_espeak_ng_does() {
    let speech = Speech::start().await;
    let nowhere = || Endpoint { url: Some("http://127.0.0.1:1".into()), ..Endpoint::default() };
    let espeak = Some(Espeak::find().expect("espeak-ng is not on the search path"));
    let settings = LiveSettings { deepgram: nowhere(), espeak, ..speech.settings() };
    let settings = LiveSettings { elevenlabs: nowhere(), openai_speech: None, ..settings };
    let settings = LiveSettings { openai: nowhere(), openrouter: settings.openai.clone(), ..settings };
    let house = House::that_talks(settings).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    // Some three seconds of a voice, to its end.
    telephone.listen().await.unwrap();
    assert!(telephone.heard > 3 * 8_000, "{}", telephone.heard);
    telephone.hang_up();
    house.ended_call().await;
    let expected =
        [from_to("deepgram", "elevenlabs"), from_to("elevenlabs", "openai"), from_to("openai", "espeak")];
    let switches = switches(&house).await;
    assert!(expected.iter().all(|expected| switches.contains(expected)), "{switches:?}");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_to_the_model_the_next_one_answers() {
    for mishap in [Reply::Stall, Reply::Break, Reply::Garbage] {
        let speech = Speech::start().await;
        let house = House::that_talks(speech.settings_of_all()).await;
        speech.expect("can I book a table for four", [mishap, Reply::Say("Of course.")]);
        let mut telephone = Telephone::dial(house.server.address, "CA1").await;
        telephone.hear(GREETING.len()).await;
        telephone.speak();
        telephone.hear("Of course.".len()).await;
        telephone.hang_up();
        house.ended_call().await;
        assert_eq!(switches(&house).await, [from_to("openai", "openrouter")]);
        assert!(speech.has_served("another"));
        let models: Vec<_> = speech.asked().iter().map(|asked| asked["model"].clone()).collect();
        assert_eq!(models, ["the-model", "another"]);
        house.server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_sockets_that_say_nothing_disturb_no_call_and_are_closed() {
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let url = format!("ws://{}/media/twilio", house.server.address);
    let mut silent = Vec::new();
    for _ in 0..20 {
        let opened = (0..50).map(|_| connect_async(&url));
        silent.extend(futures::future::join_all(opened).await.into_iter().map(|socket| socket.unwrap().0));
    }
    speech.expect("can I book a table for four", [Reply::Say("Of course.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear("Of course.".len()).await;
    telephone.hang_up();
    house.ended_call().await;
    for socket in &mut silent {
        let over = within("the end of a silent socket", socket.next()).await;
        assert!(!matches!(over, Some(Ok(Message::Text(_) | Message::Binary(_)))), "{over:?}");
    }
    let mut tx = house.engine().org(&house.org).read().await.unwrap();
    assert_eq!(tx.newest_live_calls(house.engine().now(), 10).await.unwrap().len(), 1);
    drop(tx);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_calls_are_up_when_the_server_is_told_to_stop_and_none_is_dropped() {
    const CALLS: usize = 50;
    let speech = Speech::start().await;
    let house = house(&speech).await;
    let address = house.server.address;
    let greeted = (0..CALLS).map(|n| async move {
        let mut telephone = Telephone::dial(address, &format!("CA{n}")).await;
        telephone.hear(GREETING.len()).await;
        telephone
    });
    let telephones = futures::future::join_all(greeted).await;
    (0..CALLS).for_each(|_| speech.expect("do you open on Monday", []));
    let stopping = tokio::spawn(house.server.stop());
    // Everybody still has an answer; without a script the model says yes.
    let answered = telephones.into_iter().map(|mut telephone| async move {
        telephone.speak();
        telephone.hear("Yes.".len()).await;
        telephone
    });
    let telephones = futures::future::join_all(answered).await;
    assert!(!stopping.is_finished());
    telephones.into_iter().for_each(Telephone::hang_up);
    within("the stop", stopping).await.unwrap();
    let store = Store::open(&house.database).await.unwrap();
    let mut tx = store.org(&house.org).read().await.unwrap();
    let calls = tx.newest_live_calls(house.clock.now(), 100).await.unwrap();
    drop(tx);
    store.close().await;
    let outcomes: Vec<_> = calls.iter().filter_map(|call| call.outcome.as_deref()).collect();
    assert_eq!(outcomes, ["caller_hung_up"; CALLS]);
}
