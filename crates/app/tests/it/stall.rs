//! Vendors that fail in the middle of a call, all of it on the wire: somebody on the sandbox's network talks with our
//! agent, who hears, thinks and speaks through the sandbox's vendors.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_voice::activity::{Activity, ActivityChange};
use ringwright_voice::frame::FRAME;
use ringwright_voice::session::{Incident, Input, Output, Phrase, Session};
use ringwright_voice::trace::Trace;
use serde_json::{Value, json};

use crate::harness::{House, Operator, within};

/// Calls, waits for the greeting, and does the rest. Once the agent has greeted, the vendors fail so. Answers with the
/// call's trace, and who said what in it.
async fn called(
    house: &House,
    operator: &Operator,
    rest: &[Value],
    faults: &Value,
) -> (Trace, Vec<(String, String)>) {
    let script = [&[json!({ "silent": { "ms": 7_000 } })], rest].concat();
    let url = format!("http://{}/voice/telnyx", house.server.address);
    let id = house.sandbox.ring_by_telnyx(&json!({ "url": url, "script": script })).await;
    let greeted = async || {
        let call = house.sandbox.telnyx_call(&id).await;
        let mut notes = call["notes"].as_array().unwrap().iter();
        notes.any(|note| note["what"] == "mark 1").then_some(())
    };
    house.sandbox.until("the end of the greeting", greeted).await;
    house.sandbox.faults(faults).await;
    let ended = house.until("the end of this call", async || {
        let mut tx = house.engine().org(&house.org).read().await.unwrap();
        let calls = tx.newest_live_calls(house.engine().now(), 10).await.unwrap();
        calls.into_iter().find(|call| call.carrier_ref == id && call.ended_at.is_some())
    });
    let call = ended.await;
    let link = operator.get(&format!("/api/calls/{}", call.id)).await.good()["trace"].clone();
    let answer = operator.request(reqwest::Method::GET, link.as_str().unwrap()).send().await.unwrap();
    (Trace::read(answer.bytes().await.unwrap()).unwrap(), house.said(&call).await)
}

/// What a trace tells of the call.
struct Told {
    incidents: Vec<Incident>,
    /// From each last sound of the caller to the next sound of ours.
    silences: Vec<Duration>,
}

/// Looks at a trace by the time of its call: of every step is left out by how much the machine was late for it, be it with
/// a frame of the caller, one of which comes every 20 ms, or with waking the call when it wanted to be woken.
fn told(trace: &Trace) -> Told {
    let mut session = Session::new(trace.start, trace.setup.clone());
    let mut activity = Activity::default();
    let mut told = Told { incidents: Vec::new(), silences: Vec::new() };
    let (mut due, mut frame) = (None::<Instant>, None::<Instant>);
    // Since when the caller has waited, and by how much the machine was late by then.
    let (mut late, mut waits) = (Duration::ZERO, None::<(Instant, Duration)>);
    for (at, input) in &trace.inputs {
        let expected = frame.map(|frame| frame.plus(FRAME)).into_iter().chain(due).min();
        late += expected.map_or(Duration::ZERO, |expected| at.since(expected));
        if let Input::Reading(reading) = input {
            frame = Some(*at);
            match activity.hear(*at, *reading) {
                Some(ActivityChange::Started(_)) => waits = None,
                Some(ActivityChange::Stopped(since)) => waits = Some((since, late)),
                None => {}
            }
        }
        session.handle(*at, input.clone());
        loop {
            match session.poll() {
                Output::WakeAt(next) => {
                    due = Some(next);
                    break;
                }
                Output::Play(_) => {
                    if let Some((since, before)) = waits.take() {
                        told.silences.push(at.since(since).saturating_sub(late - before));
                    }
                }
                Output::Incident(incident) => told.incidents.push(incident),
                _ => {}
            }
        }
    }
    told
}

/// One vendor fails at a time: who listens, who thinks, who speaks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_hears_speech_within_two_seconds_whatever_happens_to_a_vendor() {
    let house = House::with(|args, _| (args.timing_traces, args.unsigned_media) = (true, true)).await;
    let operator = Operator::demo(&house).await;
    // In the first call nothing fails, and what the agent says by itself is spoken ahead.
    called(&house, &operator, &[json!("hangUp")], &json!({})).await;
    // The agent hangs up after the goodbye.
    let rest = [
        json!({ "say": "How much does it cost?" }),
        json!({ "say": "Goodbye" }),
        json!({ "silent": { "ms": 60_000 } }),
    ];
    for faults in [
        json!({ "deepgram": { "stallNext": 1 } }),
        json!({ "openai": { "disconnectNext": 1 } }),
        json!({ "deepgram": { "garbageNext": 2 } }),
    ] {
        let (trace, said) = called(&house, &operator, &rest, &faults).await;
        let ahead = |input: &Input| matches!(input, Input::Prepared { phrase: Phrase::OneMoment, .. });
        assert!(trace.inputs.iter().any(|(_, input)| ahead(input)), "{faults}: it was spoken before");
        let told = told(&trace);
        assert!(!told.incidents.is_empty(), "{faults}: nothing happened");
        // The question, and the goodbye.
        assert!(told.silences.len() >= 2, "{faults}: {:?}", told.silences);
        assert!(
            told.silences.iter().all(|silence| *silence <= Duration::from_secs(2)),
            "{faults}: {:?}",
            told.silences
        );
        let caller: Vec<_> = said.iter().filter(|(who, _)| who == "caller").map(|(_, words)| words).collect();
        let all = caller.iter().map(|words| words.to_lowercase()).collect::<Vec<_>>().join(" ");
        assert!(all.contains("how much does it cost") && all.contains("goodbye"), "{faults}: {said:?}");
        let events = house.events().await;
        assert!(events.iter().any(|event| event.kind == "live.incident"), "{faults}");
    }
    within("the stop", house.server.stop()).await;
}
