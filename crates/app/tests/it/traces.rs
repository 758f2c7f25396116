//! Timing traces: written while calls go on, replayed to the byte, gone when the words are.

use std::time::Duration;

use ringwright_voice::trace::Trace;

use crate::harness::{GREETING, House, Mishap, Operator, Process, Reply, Speech, Telephone, program};

async fn house(speech: &Speech, traced: bool) -> House {
    let settings = speech.settings_of_all();
    House::with(|args, tuning| {
        args.unsigned_media = true;
        args.timing_traces = traced;
        tuning.live = Some(settings);
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_replayed_to_the_byte_and_forgotten_with_its_words() {
    let speech = Speech::start().await;
    let house = house(&speech, true).await;
    let operator = Operator::demo(&house).await;
    // A recogniser that fails, an interruption and a tool: whatever follows from what the call itself wanted.
    speech.be_deaf(Mishap::Disconnect);
    let long = "We are open from nine to five on every day of the week but for Sunday and holidays.";
    speech.expect("what are your opening hours", [Reply::Say(long)]);
    speech.expect("no wait I have to go", [Reply::Use("end_call"), Reply::Say("Goodbye, then.")]);
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.speak();
    telephone.hear_some().await;
    telephone.speak();
    while telephone.listen().await.is_some() {}
    let call = house.ended_call().await.id.to_string();
    let link = operator.get(&format!("/api/calls/{call}")).await.good()["trace"].clone();
    let link = link.as_str().unwrap();
    let answer = operator.request(reqwest::Method::GET, link).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-ndjson");
    assert_eq!(answer.headers()["content-disposition"], format!("attachment; filename=\"{call}.trace\""));
    let text = answer.text().await.unwrap();
    let trace = Trace::read(&text).unwrap();
    let difference = trace.check();
    assert!(
        difference.is_none(),
        "{:?}",
        difference.map(|found| (found.same, found.recorded, found.replayed))
    );
    let story = trace.story();
    assert_eq!((story.turns.len(), story.interruptions), (2, 1));
    assert!(story.incidents > 0, "the recogniser failed");
    // As an operator would.
    let file = house.data().join("downloaded.trace");
    std::fs::write(&file, &text).unwrap();
    let replayed = Process::run(&mut program(&["voice", "replay", file.to_str().unwrap()]), "").await;
    assert_eq!(replayed.code, Some(0), "{}", replayed.err);
    assert!(replayed.out.contains("to the byte"), "{}", replayed.out);
    assert!(!replayed.out.contains("ends before its call did"), "{}", replayed.out);
    // The same of a server that was killed.
    std::fs::write(&file, &text.as_bytes()[..text.len() * 2 / 3]).unwrap();
    let replayed = Process::run(&mut program(&["voice", "replay", file.to_str().unwrap()]), "").await;
    assert_eq!(replayed.code, Some(0), "{}", replayed.err);
    assert!(replayed.out.contains("the trace ends before its call did"), "{}", replayed.out);

    let cleaned = house.engine().clean_up_now().await.unwrap();
    assert_eq!(cleaned.traces, 0, "its time has not come");
    house.jump(Duration::from_secs(400 * 24 * 3_600)).await;
    house.engine().clean_up_now().await.unwrap();
    let operator = Operator::demo(&house).await;
    operator.get(link).await.problem(404, "trace_not_found");
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_unless_the_operator_wants_it() {
    let speech = Speech::start().await;
    let house = house(&speech, false).await;
    let operator = Operator::demo(&house).await;
    let mut telephone = Telephone::dial(house.server.address, "CA1").await;
    telephone.hear(GREETING.len()).await;
    telephone.hang_up();
    let call = house.ended_call().await.id.to_string();
    assert!(operator.get(&format!("/api/calls/{call}")).await.good()["trace"].is_null());
    operator.get(&format!("/api/calls/{call}/trace")).await.problem(404, "trace_not_found");
    assert!(!house.data().join("traces").exists());
    house.server.stop().await;
}
