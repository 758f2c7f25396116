//! Sound of the caller that does not end, in virtual time. Times are milliseconds from the answer.

use std::time::Duration;

use ringwright_voice::rehearsal::{Latencies, Plan, Question, Rehearsal};
use ringwright_voice::session::{
    EndReason, EntryKind, Incident, Input, Measure, Output, Phrase, Setup, Speaker,
};
use ringwright_voice::turn::{Millis, Timings};

const SHORT: &str = "Sure, that works. See you then.";

/// At no time.
const NEVER: [u64; 0] = [];

/// Some ten seconds of speech.
const LONG: &str = "Sure, we are open from nine to five on weekdays. On Saturdays we open at ten and close at two. \
                    On Sundays we are closed all day.";

fn call(model: impl FnMut(&Question) -> Plan + 'static) -> Rehearsal {
    Rehearsal::new(Setup::default(), Latencies::default(), model)
}

fn saying(reply: &'static str) -> Rehearsal {
    call(move |_| Plan::Say(reply.to_owned()))
}

/// So many words, each another one.
fn words(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
}

/// Somebody says two words a second from a time on, without a pause: of each word the last 40 ms are soft, which nobody
/// takes for one. Answers with when the last word ends.
fn speaking(mut call: Rehearsal, words: std::ops::Range<usize>, from: u64) -> (Rehearsal, u64) {
    let mut at = from;
    for n in words {
        call = call.caller_says(&format!("word{n}"), at, at + 460);
        at += 500;
    }
    (call, at - 40)
}

/// A television, from 1 s on.
fn television(call: Rehearsal, seconds: usize) -> Rehearsal {
    speaking(call, 0..seconds * 2, 1_000).0
}

/// A noisy room: a word of 200 ms, and 300 ms of nothing.
fn noisy_room(mut call: Rehearsal, words: u64) -> Rehearsal {
    for n in 0..words {
        call = call.caller_says(&format!("word{n}"), 1_000 + n * 500, 1_200 + n * 500);
    }
    call
}

fn all<T>(call: &Rehearsal, pick: impl Fn(&Output) -> Option<T>) -> Vec<(u64, T)> {
    let picked = |(at, output): &(Duration, Output)| {
        pick(output).map(|it| (u64::try_from(at.as_millis()).expect("a short call"), it))
    };
    call.outputs().iter().filter_map(picked).collect()
}

/// When turns of the caller were over.
fn confirmed(call: &Rehearsal) -> Vec<u64> {
    let confirms = all(call, |output| matches!(output, Output::Confirm { .. }).then_some(()));
    confirms.into_iter().map(|(at, ())| at).collect()
}

/// When a turn was ended that did not end.
fn too_long(call: &Rehearsal) -> Vec<u64> {
    let is = |output: &Output| matches!(output, Output::Incident(Incident::TurnTooLong)).then_some(());
    all(call, is).into_iter().map(|(at, ())| at).collect()
}

fn entries(call: &Rehearsal, speaker: Speaker) -> Vec<(EntryKind, String)> {
    let entry = |output: &Output| match output {
        Output::Entry(entry) if entry.speaker == speaker => Some((entry.kind, entry.text.clone())),
        _ => None,
    };
    all(call, entry).into_iter().map(|(_, entry)| entry).collect()
}

fn agent_text(call: &Rehearsal) -> String {
    entries(call, Speaker::Agent).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

fn caller_text(call: &Rehearsal) -> String {
    entries(call, Speaker::Caller).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

/// When the agent was interrupted.
fn barge_ins(call: &Rehearsal) -> Vec<u64> {
    let is = |output: &Output| matches!(output, Output::Measure(Measure::BargeIn { .. })).then_some(());
    all(call, is).into_iter().map(|(at, ())| at).collect()
}

/// Whether the caller heard the agent at any time of a span.
fn heard_between(call: &Rehearsal, from: u64, upto: u64) -> bool {
    let (from, upto) = (Duration::from_millis(from), Duration::from_millis(upto));
    call.agent_heard().iter().any(|(begins, ends)| *begins < upto && *ends > from)
}

#[test]
fn a_television_that_never_falls_silent_is_answered_and_does_not_silence_the_answer() {
    let mut call = television(saying(SHORT), 150);
    call.run_until(140_000);
    let (confirmed, ended) = (confirmed(&call), too_long(&call));
    assert_eq!(confirmed, ended, "each turn is ended by us");
    assert_eq!(confirmed.len(), 2);
    assert!((56_000..56_100).contains(&confirmed[0]), "{confirmed:?}");
    // The model was not asked ahead, since the words never stood still.
    assert!(heard_between(&call, confirmed[0], confirmed[0] + 500));
    assert_eq!(agent_text(&call), format!("{SHORT} {SHORT}"));
    assert_eq!(barge_ins(&call), NEVER);
    // No word is lost between two turns, and none is told twice.
    let told = caller_text(&call);
    assert_eq!(told, words(0, told.split(' ').count()));
}

#[test]
fn a_room_that_makes_a_word_every_half_second_is_answered_in_a_short_pause() {
    let mut call = noisy_room(saying(SHORT), 130);
    call.run_until(60_000);
    let [confirmed] = confirmed(&call)[..] else { panic!("{:?}", confirmed(&call)) };
    assert!((51_000..51_900).contains(&confirmed), "{confirmed}");
    assert_eq!(too_long(&call), [confirmed]);
    assert!(heard_between(&call, confirmed, confirmed + 500));
    assert_eq!((agent_text(&call).as_str(), barge_ins(&call)), (SHORT, vec![]));
}

#[test]
fn a_story_with_the_pauses_that_people_make_is_heard_to_its_end() {
    // Some 48 s of sentences that plainly go on, with almost as long between them as may be.
    let mut call = saying(SHORT);
    let mut at = 1_000;
    for _ in 0..11 {
        call = call.caller_says("and then we went on to the next one and", at, at + 3_200);
        at += 4_400;
    }
    call = call.caller_says("that was all.", at, at + 900).caller_says("thank you", at + 8_000, at + 8_500);
    call.run_until(at + 12_000);
    assert_eq!(too_long(&call), NEVER);
    let turns = entries(&call, Speaker::Caller);
    assert!(turns.len() == 2 && turns[0].1.ends_with("and that was all."), "{turns:?}");
    assert_eq!(agent_text(&call), format!("{SHORT} {SHORT}"));
}

#[test]
fn patience_is_whole_again_once_an_answer_was_heard() {
    let (call, _) = speaking(saying(SHORT), 0..80, 1_000);
    let (mut call, _) = speaking(call, 80..160, 45_000);
    call.run_until(90_000);
    assert_eq!((too_long(&call), confirmed(&call).len()), (vec![], 2));
}

#[test]
fn who_silences_every_answer_before_its_first_sound_is_answered_nevertheless() {
    // Every turn needs a tool that takes a second, and nobody is silent for so long.
    let model = |question: &Question| match question.cause {
        ringwright_voice::session::Cause::Caller => Plan::UseTool(Millis(1_000)),
        _ => Plan::Say(SHORT.to_owned()),
    };
    let mut told = call(model);
    for n in 0..40 {
        told = told.caller_says("and another thing please", 1_000 + n * 2_000, 2_300 + n * 2_000);
    }
    told.run_until(62_000);
    let [ended] = too_long(&told)[..] else { panic!("{:?}", too_long(&told)) };
    assert!((50_000..56_500).contains(&ended), "{ended}");
    assert!(agent_text(&told).contains(SHORT), "{}", agent_text(&told));
    assert!(heard_between(&told, ended, ended + 2_500));
}

#[test]
fn keys_and_written_words_interrupt_the_answer_at_once() {
    for (input, kind) in [
        (Input::Key('#'), EntryKind::Keys),
        (Input::Typed { text: "stop that please".into() }, EntryKind::Whole),
    ] {
        let mut call = television(saying(LONG), 70).happens(59_000, input);
        call.run_until(68_000);
        assert_eq!(barge_ins(&call), [59_000]);
        assert!(!heard_between(&call, 59_100, 59_200));
        // They are an entry of their own turn, whenever the television lets that end.
        call.run_until(80_000);
        let entries = entries(&call, Speaker::Caller);
        assert!(entries.iter().any(|(of, _)| *of == kind), "{entries:?}");
    }
}

#[test]
fn a_single_key_that_interrupts_the_answer_may_be_followed_by_others() {
    let mut call = television(saying(LONG), 55);
    for (at, key) in [(57_000, '4'), (57_600, '2'), (58_200, '#')] {
        call = call.happens(at, Input::Key(key));
    }
    call.run_until(64_000);
    assert!(entries(&call, Speaker::Caller).contains(&(EntryKind::Keys, "42#".into())));
}

#[test]
fn who_stops_for_a_moment_and_speaks_again_interrupts_as_ever() {
    let (call, end) = speaking(saying(LONG), 0..113, 1_000);
    assert_eq!(end, 57_460);
    let mut call = call.caller_says("no wait I meant the holidays", 59_500, 61_500);
    call.run_until(66_000);
    assert_eq!(too_long(&call).len(), 1);
    let [at] = barge_ins(&call)[..] else { panic!("{:?}", barge_ins(&call)) };
    assert!((59_540..59_900).contains(&at), "{at}");
    assert!(entries(&call, Speaker::Agent).iter().any(|(kind, _)| *kind == EntryKind::Cut));
    assert!(caller_text(&call).ends_with("no wait I meant the holidays"), "{}", caller_text(&call));
}

#[test]
fn a_breath_of_the_sound_that_kept_the_floor_does_not_interrupt() {
    let (call, _) = speaking(saying(LONG), 0..113, 1_000);
    let (mut call, _) = speaking(call, 113..119, 58_200);
    call.run_until(75_000);
    assert_eq!(barge_ins(&call), NEVER);
    let agent = entries(&call, Speaker::Agent);
    assert!(agent.iter().all(|(kind, _)| *kind == EntryKind::Whole), "{agent:?}");
    // What was said meanwhile is the next turn.
    assert_eq!(caller_text(&call), words(0, 119));
    assert_eq!(agent_text(&call), format!("{LONG} {LONG}"));
}

#[test]
fn sound_without_a_word_is_asked_for_words_and_at_last_parted_from() {
    let mut call = saying(SHORT);
    for at in (1_000..400_000).step_by(500) {
        call = call.caller_makes_noise(at, at + 460);
    }
    call.run_until(300_000);
    let sorry = Phrase::Apology.english();
    assert_eq!(agent_text(&call), format!("{sorry} {sorry} {}", Phrase::Goodbye.english()));
    assert_eq!(call.session().end_reason(), Some(EndReason::CallerSilent));
    assert_eq!(too_long(&call).len(), 3);
}

#[test]
fn what_the_carrier_cannot_play_waits_for_its_return() {
    let call = television(saying(SHORT), 100).happens(54_000, Input::SocketLost);
    let mut call = call.happens(60_500, Input::SocketResumed);
    call.run_until(66_000);
    assert!(!heard_between(&call, 54_000, 60_500) && heard_between(&call, 60_500, 63_000));
}

#[test]
fn how_long_is_a_matter_of_two_timings() {
    let timings = Timings { turn_longest: Millis(4_000), turn_grace: Millis(1_000), ..Timings::default() };
    let setup = Setup { timings, ..Setup::default() };
    let say = |_: &Question| Plan::Say(SHORT.to_owned());
    let mut call = television(Rehearsal::new(setup, Latencies::default(), say), 60);
    call.run_until(30_000);
    let ended = too_long(&call);
    assert!(ended.len() >= 3, "{ended:?}");
    // Five seconds of the caller, and what the answer takes.
    assert!(ended.windows(2).all(|pair| (5_000..8_500).contains(&(pair[1] - pair[0]))), "{ended:?}");
}
