//! Whatever goes wrong with a vendor in mid-call, the caller hears speech again within two seconds: every kind of vendor,
//! every way to fail, the first of its list, the second, and both in a row. In virtual time.

use std::time::Duration;

use ringwright_voice::rehearsal::{Latencies, Mishap, Plan, Rehearsal};
use ringwright_voice::session::{Cause, Input, Output, Part, Phrase, Setup, Sound, Speaker};
use ringwright_voice::turn::{Millis, Timings};

/// Nobody waits longer in silence.
const LONGEST_SILENCE: Duration = Duration::from_secs(2);
/// When the caller has said their second sentence, in ms from the start.
const ASKED: u64 = 11_200;
const FIRST: &str = "what are your opening hours?";
const SECOND: &str = "can I come on Friday afternoon?";
const REPLY: &str =
    "Sure, that works for us. We are open until six on Fridays. Shall I book it for you then?";
/// What the next model says when it goes on with a reply that broke off.
const REST: &str = "Would you like that?";

/// Which vendors of a list fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    /// The first had failed before.
    Second,
    Both,
}

const PLACES: [Place; 3] = [Place::First, Place::Second, Place::Both];

/// Whether the agent's own phrases were spoken ahead; a synthesiser that was away when it was asked has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phrases {
    Ahead,
    Missing,
}

/// How recognisers understand: word by word, or whole utterances within so long.
type Ears = [Option<Millis>; 2];

/// A call in which vendors of a kind fail at the caller's second sentence.
fn call(part: Part, place: Place, mishap: Mishap, ears: Ears, phrases: Phrases) -> Rehearsal {
    // Nobody asks whether the caller is still there.
    let timings = Timings { quiet: Millis(60_000), ..Timings::default() };
    let mut call = Rehearsal::new(Setup { timings, ..Setup::default() }, Latencies::default(), |question| {
        let goes_on = question.cause == Cause::Retry && question.text.is_empty();
        Plan::Say(if goes_on { REST } else { REPLY }.into())
    });
    for phrase in Phrase::ALL.into_iter().filter(|_| phrases == Phrases::Ahead) {
        call = call.happens(0, Input::Prepared { phrase, sound: Sound::silence(8_000) });
    }
    if let Some(takes) = ears[0] {
        call = call.with_whole_ear(takes);
    }
    if let Some(takes) = ears[1] {
        call = call.with_whole_ear_next(takes);
    }
    // A recogniser begins with the sentence, and the others when it is over.
    let in_the_middle = matches!(mishap, Mishap::StallsInTheMiddle | Mishap::FailsInTheMiddle);
    let from = if part == Part::Recogniser && in_the_middle { ASKED - 600 } else { ASKED - 1_500 };
    call = match place {
        Place::First => call.with_mishap(part, 0, from, mishap),
        Place::Second => call.with_mishap(part, 0, 0, Mishap::Fails).with_mishap(part, 1, from, mishap),
        Place::Both => call.with_mishap(part, 0, from, mishap).with_mishap(part, 1, from, mishap),
    };
    call.caller_says(FIRST, 1_000, 2_200).caller_says(SECOND, ASKED - 1_200, ASKED)
}

/// What was written down of somebody.
fn said(call: &Rehearsal, speaker: Speaker) -> Vec<String> {
    let entry = |(_, output): &(Duration, Output)| match output {
        Output::Entry(entry) if entry.speaker == speaker => Some(entry.text.clone()),
        _ => None,
    };
    call.outputs().iter().filter_map(entry).collect()
}

/// The silences that the caller heard from the end of the second sentence to the agent's last word.
fn silences(call: &Rehearsal) -> Vec<Duration> {
    let mut silent_from = Duration::from_millis(ASKED);
    let mut silences = Vec::new();
    for (from, upto) in call.agent_heard() {
        if upto > silent_from {
            silences.push(from.saturating_sub(silent_from));
            silent_from = upto;
        }
    }
    silences
}

/// Plays a call and judges it.
fn judge(part: Part, place: Place, mishap: Mishap, ears: Ears, phrases: Phrases) {
    let name = format!("{part:?} {place:?} {mishap:?} {ears:?} {phrases:?}");
    let mut call = call(part, place, mishap, ears, phrases);
    call.run_until(35_000);
    let switched = call.outputs().iter().any(|(at, output)| {
        *at >= Duration::from_millis(ASKED - 1_500)
            && matches!(output, Output::Switch { part: of } if *of == part)
    });
    assert!(switched, "{name}: nobody took over");
    let silences = silences(&call);
    let longest = silences.iter().max().copied().unwrap_or(Duration::MAX);
    assert!(longest <= LONGEST_SILENCE, "{name}: {silences:?}, {:?}", said(&call, Speaker::Agent));
    let (caller, agent) = (said(&call, Speaker::Caller), said(&call, Speaker::Agent).join(" "));
    if agent.contains(Phrase::Apology.english()) {
        // Nobody understood them in time, and they are asked to say it again.
        assert!(part == Part::Recogniser && place == Place::Both, "{name}: {agent}");
    } else {
        assert_eq!(caller, [FIRST, SECOND], "{name}");
        let ends = [REPLY, REST].iter().any(|end| agent.ends_with(end.rsplit(". ").next().unwrap_or(end)));
        assert!(ends, "{name}: {agent}");
    }
}

#[test]
fn whatever_happens_to_a_recogniser_the_caller_hears_speech_within_two_seconds() {
    let (word_by_word, whole) = (None, Some(Millis(400)));
    for ears in [[word_by_word; 2], [word_by_word, whole], [whole, word_by_word], [whole; 2]] {
        for place in PLACES {
            for mishap in Mishap::ALL {
                judge(Part::Recogniser, place, mishap, ears, Phrases::Ahead);
            }
        }
    }
}

#[test]
fn whatever_happens_to_a_model_or_a_voice_the_caller_hears_speech_within_two_seconds() {
    for part in [Part::Model, Part::Synthesiser] {
        for place in PLACES {
            for mishap in Mishap::ALL {
                for phrases in [Phrases::Ahead, Phrases::Missing] {
                    judge(part, place, mishap, [None; 2], phrases);
                }
            }
        }
    }
}

#[test]
fn a_caller_who_is_told_to_wait_may_go_on_and_the_agent_falls_silent() {
    // The only recogniser tells nothing for 1.9 s; the caller goes on while "One moment" is said.
    let mut call = Rehearsal::new(Setup::default(), Latencies::default(), |_| Plan::Say(REPLY.into()))
        .happens(0, Input::Prepared { phrase: Phrase::OneMoment, sound: Sound::silence(16_000) })
        .with_whole_ear(Millis(1_850))
        .caller_says("can I come on Friday", 1_000, 2_200)
        .caller_says("or on Saturday please", 4_000, 5_000);
    call.run_until(20_000);
    let [(from, upto), ..] = call.agent_heard()[..] else { panic!("nothing was heard") };
    assert_eq!(from, Duration::from_millis(3_700), "the caller is told to wait");
    assert!(upto < Duration::from_millis(4_200), "the agent falls silent, and not at {upto:?}");
    assert_eq!(said(&call, Speaker::Caller).join(" "), "can I come on Friday or on Saturday please");
    assert!(said(&call, Speaker::Agent).join(" ").ends_with("Shall I book it for you then?"));
}
