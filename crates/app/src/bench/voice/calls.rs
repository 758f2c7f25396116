//! Many calls at once.

use std::sync::Arc;
use std::time::Duration;

use ringwright_sandbox::network::{Caller, Identity, Note, connect, talk};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::measures::{Lateness, Measures};
use super::script::Script;

/// The calls begin within this time, so that not all speak at once.
const SPREAD: Duration = Duration::from_secs(8);
/// How often it is measured how late this process itself is.
const PULSE: Duration = Duration::from_millis(20);

/// Makes so many calls at once, each of the same length. Also answers how late this process was meanwhile.
pub(super) async fn at_once(
    url: &str,
    script: &Arc<Script>,
    count: usize,
    length: Duration,
) -> (Measures, Lateness) {
    let begun = Instant::now();
    let mut calls = JoinSet::new();
    for number in 0..count {
        let (url, script) = (url.to_owned(), Arc::clone(script));
        let first = begun + SPREAD.mul_f64(share(number, count));
        calls.spawn(async move {
            sleep_until(first).await;
            call(&url, &script, number, length).await
        });
    }
    let (stop, stopped) = oneshot::channel();
    let pulse = tokio::spawn(pulse(stopped));
    let mut all = Measures::default();
    while let Some(done) = calls.join_next().await {
        match done {
            Ok(measures) => all.add(measures),
            Err(error) => all.fail(error.to_string()),
        }
    }
    drop(stop);
    (all, pulse.await.unwrap_or_default())
}

/// How late this process is when it wants to do something every 20 ms, until `stopped`.
async fn pulse(mut stopped: oneshot::Receiver<()>) -> Lateness {
    let mut clock = interval(PULSE);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut late = Lateness::default();
    loop {
        tokio::select! {
            due = clock.tick() => late.add(due.elapsed()),
            // The sender is dropped at the end.
            _ = &mut stopped => return late,
        }
    }
}

fn share(number: usize, count: usize) -> f64 {
    let float = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
    float(number) / float(count.max(1))
}

async fn call(url: &str, script: &Script, number: usize, length: Duration) -> Measures {
    let mut notes: Vec<(Instant, Note)> = Vec::new();
    let who = Identity {
        account: "AC00000000000000000000000000000001".to_owned(),
        call: format!("CA{number:032x}"),
        stream: format!("MZ{number:032x}"),
        parameters: Vec::new(),
        ..Identity::default()
    };
    let mut caller = Caller::new(script.acts(length.as_secs()));
    let end = Instant::now() + length;
    let outcome = match connect(url, "").await {
        Ok(socket) => {
            let note = |at, note| notes.push((at, note));
            talk(socket, &who, &mut caller, sleep_until(end), note, || None).await
        }
        Err(error) => Err(error),
    };
    let mut measures = Measures::of(&notes);
    if let Err(error) = outcome {
        measures.fail(error.to_string());
    }
    measures
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
    use axum::routing::any;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ringwright_sandbox::network::Act;
    use serde_json::{Value, json};

    use super::*;

    /// An agent that answers when the caller was silent for `patience` frames, and stops when the caller speaks.
    async fn agent(patience: u32) -> String {
        let converse = move |mut socket: WebSocket| async move {
            let (mut silent, mut owes, mut stream) = (0_u32, true, Value::Null);
            while let Some(Ok(Message::Text(text))) = socket.recv().await {
                let message: Value = serde_json::from_str(&text).unwrap();
                if message["event"] == "start" {
                    stream = message["streamSid"].clone();
                }
                let Some(payload) = message["media"]["payload"].as_str() else { continue };
                let loud = STANDARD.decode(payload).unwrap().iter().any(|code| *code != 0xff);
                let mut answers = Vec::new();
                if loud {
                    silent = 0;
                    if !owes {
                        answers.push(json!({"event": "clear", "streamSid": stream}));
                    }
                    owes = true;
                } else {
                    silent += 1;
                }
                if owes && silent == patience {
                    owes = false;
                    let sound = STANDARD.encode([0x10; 8_000]);
                    answers.push(json!({"event": "media", "streamSid": stream, "media": {"payload": sound}}));
                }
                for answer in answers {
                    socket.send(Message::text(answer.to_string())).await.unwrap();
                }
            }
        };
        let upgrade = move |upgrade: WebSocketUpgrade| async move { upgrade.on_upgrade(converse) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/media/twilio", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(upgrade))).await });
        url
    }

    async fn held(patience: u32) -> Measures {
        let sound = |frames: usize| -> Arc<[u8]> { vec![0x10; frames * 160].into() };
        let acts = vec![
            Act::Say { parts: vec![sound(10), sound(10)], pause: 60 },
            Act::Cut { sound: sound(10), after: 10 },
            Act::Say { parts: vec![sound(10)], pause: 0 },
        ];
        let mut notes = Vec::new();
        let socket = connect(&agent(patience).await, "").await.unwrap();
        let never = std::future::pending();
        let who = Identity { stream: "MZ1".to_owned(), ..Identity::default() };
        let mut caller = Caller::new(acts);
        talk(socket, &who, &mut caller, never, |at, note| notes.push((at, note)), || None).await.unwrap();
        Measures::of(&notes)
    }

    #[tokio::test]
    async fn an_agent_that_waits_out_the_pause_has_no_cut_off_and_is_interrupted() {
        let measures = held(70).await;
        assert_eq!((measures.cut_offs, measures.failed, measures.ignored), (0, 0, 0), "{measures:?}");
        assert!(measures.answers.len() >= 2 && measures.barge_ins.len() == 1, "{measures:?}");
    }

    #[tokio::test]
    async fn an_agent_that_answers_into_the_pause_is_found_out() {
        let measures = held(10).await;
        assert_eq!(measures.cut_offs, 1, "{measures:?}");
    }
}
