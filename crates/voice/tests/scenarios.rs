//! Calls with a written timeline, in virtual time. Times are milliseconds from the answer.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_voice::rehearsal::{Latencies, Plan, Question, Rehearsal};
use ringwright_voice::session::{
    Cause, EndReason, EntryKind, Heard, HeardKind, Incident, Input, Measure, Output, Part, Phrase, Setup,
    Sound, Speaker, TurnMeasure,
};
use ringwright_voice::turn::Millis;

/// When a rehearsed call is answered.
const START: Instant = Instant::from_seconds(1_800_000_000);

/// Some ten seconds of speech.
const LONG: &str = "Sure, we are open from nine to five on weekdays. On Saturdays we open at ten and close at two. \
                    On Sundays we are closed all day.";

const SHORT: &str = "Sure, that works. See you then.";

fn call(model: impl FnMut(&Question) -> Plan + 'static) -> Rehearsal {
    Rehearsal::new(Setup::default(), Latencies::default(), model)
}

/// A call whose model always says this.
fn saying(reply: &'static str) -> Rehearsal {
    call(move |_| Plan::Say(reply.to_owned()))
}

/// A call in which the agent speaks for ten seconds from about 2.6 s on.
fn talking() -> Rehearsal {
    call(|question| Plan::Say(if question.earlier == 0 { LONG } else { SHORT }.to_owned())).caller_says(
        "what are your opening hours?",
        1_000,
        2_200,
    )
}

fn asks(text: &str) -> Input {
    Input::Say { text: text.into() }
}

fn all<T>(call: &Rehearsal, pick: impl Fn(&Output) -> Option<T>) -> Vec<(u64, T)> {
    call.outputs()
        .iter()
        .filter_map(|(at, output)| {
            pick(output).map(|it| (u64::try_from(at.as_millis()).expect("a short call"), it))
        })
        .collect()
}

fn count(call: &Rehearsal, which: impl Fn(&Output) -> bool) -> usize {
    call.outputs().iter().filter(|(_, output)| which(output)).count()
}

fn confirms(call: &Rehearsal) -> usize {
    count(call, |output| matches!(output, Output::Confirm { .. }))
}

fn clears(call: &Rehearsal) -> Vec<u64> {
    all(call, |output| matches!(output, Output::ClearPlayback).then_some(()))
        .into_iter()
        .map(|(at, ())| at)
        .collect()
}

fn measures(call: &Rehearsal) -> Vec<TurnMeasure> {
    let turn = |output: &Output| match output {
        Output::Measure(Measure::Turn(turn)) => Some(turn.clone()),
        _ => None,
    };
    all(call, turn).into_iter().map(|(_, turn)| turn).collect()
}

fn entries(call: &Rehearsal, speaker: Speaker) -> Vec<(EntryKind, String)> {
    let entry = |output: &Output| match output {
        Output::Entry(entry) if entry.speaker == speaker => Some((entry.kind, entry.text.clone())),
        _ => None,
    };
    all(call, entry).into_iter().map(|(_, entry)| entry).collect()
}

/// What the agent said, joined.
fn agent_text(call: &Rehearsal) -> String {
    entries(call, Speaker::Agent).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

fn caller_texts(call: &Rehearsal) -> Vec<String> {
    entries(call, Speaker::Caller).into_iter().map(|(_, text)| text).collect()
}

fn incidents(call: &Rehearsal) -> Vec<Incident> {
    let incident = |output: &Output| match output {
        Output::Incident(incident) => Some(*incident),
        _ => None,
    };
    all(call, incident).into_iter().map(|(_, incident)| incident).collect()
}

fn switches(call: &Rehearsal) -> Vec<Part> {
    let part = |output: &Output| match output {
        Output::Switch { part } => Some(*part),
        _ => None,
    };
    all(call, part).into_iter().map(|(_, part)| part).collect()
}

fn ended(call: &Rehearsal) -> Option<(u64, EndReason)> {
    all(call, |output| match output {
        Output::HangUp(reason) => Some(*reason),
        _ => None,
    })
    .pop()
}

/// Whether the caller heard the agent at any time of a span.
fn heard_between(call: &Rehearsal, from: u64, upto: u64) -> bool {
    let (from, upto) = (Duration::from_millis(from), Duration::from_millis(upto));
    call.agent_heard().iter().any(|(begins, ends)| *begins < upto && *ends > from)
}

#[test]
fn endpointing_hides_behind_the_vendors() {
    let mut call = saying(LONG).caller_says("what are your opening hours?", 1_000, 2_200);
    call.run_until(4_000);
    let measures = measures(&call);
    let [turn] = &measures[..] else { panic!("{measures:?}") };
    // Words 100, first text 180, first sound 100: that is what the vendors take.
    assert!((380..=400).contains(&turn.voice_to_voice.0), "{turn:?}");
    assert!(turn.asked.0 <= 110, "{turn:?}");
    assert_eq!(turn.discarded, 0);
    assert_eq!(confirms(&call), 1);
}

#[test]
fn a_quick_yes_is_answered_as_fast_as_the_vendors_are() {
    let mut call =
        saying("Great, see you then.").happens(0, asks("Is that right?")).caller_says("yes", 2_000, 2_300);
    call.run_until(4_000);
    assert_eq!(caller_texts(&call), ["yes"]);
    assert!(measures(&call)[0].voice_to_voice.0 <= 400, "{:?}", measures(&call));
}

#[test]
fn a_pause_in_the_middle_of_a_sentence_is_not_the_end_of_it() {
    let sentences = [
        ("I would like to", "book a haircut for tomorrow please"),
        ("I would like to book a haircut", "for tomorrow at three please"),
        ("my name is", "Ann Lee and I have a question."),
        ("can I come on Friday", "or is it closed?"),
    ];
    for (first, second) in sentences {
        let mut call = saying(SHORT).caller_says(first, 1_000, 2_500).caller_says(second, 2_900, 4_600);
        call.run_until(7_000);
        assert!(!heard_between(&call, 0, 4_600), "{first}");
        assert_eq!(confirms(&call), 1, "{first}");
        assert_eq!(caller_texts(&call), [format!("{first} {second}")]);
        assert!(measures(&call)[0].voice_to_voice.0 <= 520, "{first}: {:?}", measures(&call));
    }
}

#[test]
fn what_was_thought_of_too_early_is_thrown_away_unheard() {
    let mut call = saying(SHORT).caller_says("can I come on Friday", 1_000, 2_200).caller_says(
        "or is Saturday better for you?",
        2_550,
        4_000,
    );
    call.run_until(8_000);
    let thinks = count(&call, |output| matches!(output, Output::Think { speculative: true, .. }));
    let discards = count(&call, |output| matches!(output, Output::Discard { .. }));
    assert!(thinks >= 2 && discards == thinks - 1, "{thinks} thought of, {discards} discarded");
    assert_eq!(confirms(&call), 1);
    assert!(!heard_between(&call, 0, 4_000));
    assert_eq!(agent_text(&call), SHORT);
    assert!(measures(&call)[0].discarded >= 1);
}

#[test]
fn a_telephone_number_in_groups_is_one_answer() {
    let mut call = saying(SHORT)
        .happens(0, asks("What is your phone number?"))
        .caller_says("it's two oh two", 3_000, 3_900)
        .caller_says("five five five", 4_700, 5_400)
        .caller_says("oh one", 6_500, 6_900)
        .caller_says("two three", 7_900, 8_400);
    call.run_until(11_000);
    assert_eq!(caller_texts(&call), ["it's two oh two five five five oh one two three"]);
    assert!(!heard_between(&call, 3_000, 8_400));
    assert!(measures(&call)[0].voice_to_voice.0 <= 500, "{:?}", measures(&call));
}

/// How long the agent was silent for sounds that were no interruptions, by when it went on.
fn false_alarms(call: &Rehearsal) -> Vec<(u64, u32)> {
    all(call, |output| match output {
        Output::Measure(Measure::FalseAlarm { silent }) => Some(silent.0),
        _ => None,
    })
}

fn barge_ins(call: &Rehearsal) -> Vec<u32> {
    let measures = all(call, |output| match output {
        Output::Measure(Measure::BargeIn { after }) => Some(after.0),
        _ => None,
    });
    measures.into_iter().map(|(_, after)| after).collect()
}

/// How long the agent was heard in all.
fn spoken(call: &Rehearsal) -> Duration {
    call.agent_heard().iter().map(|(from, upto)| *upto - *from).sum()
}

/// Whether the caller of `call` heard all that the agent says when nobody disturbs it, and nothing of it twice.
fn nothing_was_lost(call: &Rehearsal) -> bool {
    let mut quiet = talking();
    quiet.run_until(15_000);
    let pauses = u32::try_from(clears(call).len()).expect("a short call");
    // What was heard of a frame is heard again.
    let (heard, expected) = (spoken(call), spoken(&quiet));
    agent_text(call) == LONG
        && heard >= expected
        && heard <= expected + Duration::from_millis(20) * (pauses + 1)
}

#[test]
fn a_listeners_mm_hm_makes_the_agent_hold_its_breath_and_go_on() {
    let mut call = talking().caller_says("mm-hm", 4_000, 4_400).caller_says("okay yeah", 6_000, 6_800);
    call.run_until(18_000);
    assert_eq!(clears(&call), [4_060, 6_220]);
    // "mm-hm" is over at 4,400 and told at 4,500; "okay" at 6,400 and at 6,500.
    assert!(matches!(false_alarms(&call)[..], [(4_500..4_520, 440..460), (6_500..6_520, 280..300)]));
    assert!(nothing_was_lost(&call));
    assert_eq!(barge_ins(&call), [0_u32; 0]);
    let asides = entries(&call, Speaker::Caller).into_iter().filter(|(kind, _)| *kind == EntryKind::Aside);
    assert_eq!(asides.map(|(_, text)| text).collect::<Vec<_>>(), ["mm-hm", "okay yeah"]);
    assert_eq!(confirms(&call), 1);
}

#[test]
fn after_a_cough_the_agent_goes_on_where_it_stopped() {
    let mut call = talking().caller_makes_noise(4_000, 4_350);
    call.run_until(18_000);
    assert_eq!(clears(&call), [4_060]);
    assert_eq!(false_alarms(&call), [(4_790, 730)]);
    assert!(!heard_between(&call, 4_061, 4_790) && heard_between(&call, 4_790, 4_820));
    assert!(nothing_was_lost(&call));
}

#[test]
fn somebody_who_coughs_again_and_again_is_spoken_to_through_it() {
    let mut call = talking();
    for n in 0..6 {
        let at = 3_000 + n * 1_500;
        call = call.caller_makes_noise(at, at + 300);
    }
    call.run_until(18_000);
    // The first cough is waited for at 60 ms, the second at 210; of the others 300 ms are not enough.
    assert_eq!(clears(&call), [3_060, 4_720]);
    assert!(nothing_was_lost(&call));
}

#[test]
fn a_caller_who_speaks_up_after_a_cough_is_still_let_speak() {
    let mut call = talking().caller_makes_noise(3_000, 3_300).caller_says(
        "no wait I meant the holidays please",
        6_000,
        8_000,
    );
    call.run_until(12_000);
    assert_eq!(clears(&call), [3_060, 6_220]);
    assert_eq!(barge_ins(&call), [220]);
    assert_eq!(caller_texts(&call).last().map(String::as_str), Some("no wait I meant the holidays please"));
}

#[test]
fn a_long_noise_makes_the_agent_wait_and_go_on_where_it_stopped() {
    let mut call = talking().caller_makes_noise(4_000, 4_900);
    call.run_until(18_000);
    assert_eq!(clears(&call), [4_060]);
    assert!(!heard_between(&call, 4_061, 5_350));
    assert!(heard_between(&call, 5_350, 5_400));
    assert!(nothing_was_lost(&call));
}

#[test]
fn noise_that_does_not_end_is_spoken_over() {
    let mut call = talking().caller_makes_noise(4_000, 12_000);
    call.run_until(20_000);
    assert_eq!(clears(&call).len(), 1);
    assert_eq!(agent_text(&call), LONG);
    assert!(incidents(&call).contains(&Incident::NoiseTooLong));
}

#[test]
fn a_caller_who_wants_to_speak_is_let_speak_at_once() {
    let mut call = talking().caller_says("no wait I meant the holidays please", 4_000, 6_000);
    call.run_until(9_000);
    let [clear] = clears(&call)[..] else { panic!("{:?}", clears(&call)) };
    // Its words, which come 300 ms later, do not stop it a second time.
    assert_eq!(clear, 4_060);
    assert!(!heard_between(&call, clear + 1, 6_300));
    assert_eq!(barge_ins(&call), [60]);
    assert_eq!(false_alarms(&call), []);
    let agent = entries(&call, Speaker::Agent);
    let (kind, cut) = agent.iter().find(|(kind, _)| *kind == EntryKind::Cut).expect("something was cut");
    assert!(*kind == EntryKind::Cut && LONG.contains(cut.as_str()), "{cut}");
    // From 2.58 s to 4.06 s some 22 letters are spoken.
    let upto_cut = agent.iter().take_while(|(kind, _)| *kind == EntryKind::Whole).count() + 1;
    let before: usize = agent[..upto_cut].iter().map(|(_, text)| text.len()).sum();
    assert!(before <= 30, "{agent:?}");
    assert_eq!(caller_texts(&call).last().map(String::as_str), Some("no wait I meant the holidays please"));
    assert!(agent_text(&call).ends_with(SHORT));
}

#[test]
fn an_early_answer_to_a_question_counts() {
    let mut call = call(|question| {
        Plan::Say(if question.earlier == 0 { "Shall I book it for you?" } else { SHORT }.to_owned())
    })
    .caller_says("three o'clock is good for me.", 1_000, 2_400)
    .caller_says("yes", 4_150, 4_450);
    call.run_until(8_000);
    assert_eq!(caller_texts(&call).last().map(String::as_str), Some("yes"));
    assert_eq!(confirms(&call), 2);
    assert!(agent_text(&call).ends_with(SHORT));
}

#[test]
fn a_silent_caller_is_asked_twice_and_then_taken_leave_of() {
    let mut call = saying(SHORT).happens(100, Input::Say { text: "Hello, how can I help you?".into() });
    call.run_until(60_000);
    let said: Vec<String> = entries(&call, Speaker::Agent).into_iter().map(|(_, text)| text).collect();
    let there = Phrase::StillThere.english();
    assert_eq!(said, ["Hello, how can I help you?", there, there, Phrase::Goodbye.english()]);
    let (at, reason) = ended(&call).expect("the call ends");
    assert_eq!(reason, EndReason::CallerSilent);
    assert!((25_000..35_000).contains(&at), "{at}");
}

#[test]
fn a_slow_tool_is_spoken_over_and_its_result_is_told() {
    let mut call = call(|question| match question.cause {
        Cause::Caller => Plan::UseTool(Millis(2_500)),
        _ => Plan::Say(SHORT.to_owned()),
    })
    .caller_says("is three o'clock free tomorrow?", 1_000, 2_400);
    call.run_until(10_000);
    let confirmed = all(&call, |output| matches!(output, Output::Confirm { .. }).then_some(()))[0].0;
    let ran = all(&call, |output| matches!(output, Output::RunTool { .. }).then_some(()))[0].0;
    assert!(ran >= confirmed, "a tool ran before the caller was done");
    let said: Vec<String> = entries(&call, Speaker::Agent).into_iter().map(|(_, text)| text).collect();
    assert_eq!(said.first().map(String::as_str), Some(Phrase::OneMoment.english()));
    assert!(agent_text(&call).ends_with(SHORT));
    assert!(measures(&call)[0].after_filler);
}

#[test]
fn a_tool_that_never_ends_is_given_up() {
    let mut call = call(|question| match question.cause {
        Cause::Caller => Plan::UseTool(Millis(600_000)),
        _ => Plan::Say("I can't see the calendar now.".to_owned()),
    })
    .caller_says("is three o'clock free tomorrow?", 1_000, 2_400);
    call.run_until(30_000);
    assert!(incidents(&call).contains(&Incident::ToolGivenUp));
    assert!(agent_text(&call).contains("I can't see the calendar now."));
}

fn prepared() -> Vec<Input> {
    Phrase::ALL.map(|phrase| Input::Prepared { phrase, sound: Sound::silence(8_000) }).into()
}

#[test]
fn a_model_that_stalls_is_replaced_and_the_caller_hears_something_within_two_seconds() {
    for plan in [Plan::Stall, Plan::Fail] {
        let first = plan.clone();
        let mut call = call(
            move |question| {
                if question.earlier == 0 { first.clone() } else { Plan::Say(SHORT.to_owned()) }
            },
        )
        .caller_says("what are your opening hours?", 1_000, 2_200);
        for input in prepared() {
            call = call.happens(0, input);
        }
        call.run_until(10_000);
        assert_eq!(switches(&call), [Part::Model], "{plan:?}");
        assert!(heard_between(&call, 2_200, 4_200), "{plan:?}: {:?}", call.agent_heard());
        assert_eq!(caller_texts(&call), ["what are your opening hours?"]);
        assert_eq!(confirms(&call), 1);
        assert!(agent_text(&call).ends_with(SHORT), "{plan:?}: {}", agent_text(&call));
    }
}

#[test]
fn when_no_model_answers_the_caller_is_asked_again_and_then_let_go() {
    let mut call = call(|_| Plan::Stall)
        .caller_says("what are your opening hours?", 1_000, 2_200)
        .caller_says("I asked what your opening hours are.", 14_000, 16_000);
    for input in prepared() {
        call = call.happens(0, input);
    }
    call.run_until(60_000);
    assert!(agent_text(&call).contains(Phrase::Apology.english()), "{}", agent_text(&call));
    assert!(agent_text(&call).ends_with(Phrase::GiveUp.english()), "{}", agent_text(&call));
    assert_eq!(ended(&call).map(|(_, reason)| reason), Some(EndReason::VendorsDown));
}

#[test]
fn a_synthesiser_that_stalls_is_replaced() {
    let mut call = saying(SHORT).caller_says("can I come on Friday?", 1_000, 2_200).with_mute_voices(2);
    call.run_until(9_000);
    assert_eq!(switches(&call), [Part::Synthesiser]);
    assert!(heard_between(&call, 2_200, 4_200), "{:?}", call.agent_heard());
    assert_eq!(agent_text(&call), SHORT);
}

#[test]
fn a_synthesiser_that_breaks_off_in_a_sentence_is_replaced_and_the_sentence_goes_on() {
    let mut call =
        saying(SHORT).caller_says("can I come on Friday?", 1_000, 2_200).with_voices_that_break_off(1);
    call.run_until(9_000);
    assert_eq!(switches(&call), [Part::Synthesiser]);
    // 200 ms of it are heard, and the rest after the 900 ms that a synthesiser has for the next sound.
    let heard = call.agent_heard();
    assert!(heard.windows(2).all(|pair| pair[1].0 - pair[0].1 <= Duration::from_millis(1_100)), "{heard:?}");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&agent_text(&call)), words(SHORT));
}

#[test]
fn a_recogniser_that_stalls_is_replaced_and_the_caller_is_answered_within_two_seconds() {
    // It never told a word, or told the first ones and stalled in the middle.
    for breaks in [900, 1_500] {
        let words = "can I come on Friday afternoon?";
        let mut call = saying(SHORT).caller_says(words, 1_000, 2_200).with_ear_that_breaks(breaks);
        call.run_until(9_000);
        assert_eq!(switches(&call), [Part::Recogniser], "{breaks}");
        assert_eq!(caller_texts(&call), [words], "{breaks}");
        assert!(heard_between(&call, 2_200, 4_200), "{breaks}: {:?}", call.agent_heard());
    }
}

#[test]
fn one_who_understands_whole_utterances_takes_over_and_the_caller_is_answered_within_two_seconds() {
    let words = "can I come on Friday afternoon?";
    for takes in [Millis(300), Millis(500)] {
        let ear = saying(SHORT).with_ear_that_breaks(900).with_whole_ear_next(takes);
        let mut call = ear.caller_says(words, 1_000, 2_200);
        call.run_until(9_000);
        assert_eq!(switches(&call), [Part::Recogniser], "{takes:?}");
        assert_eq!(caller_texts(&call), [words], "{takes:?}");
        assert!(heard_between(&call, 2_200, 4_200), "{takes:?}: {:?}", call.agent_heard());
    }
}

#[test]
fn one_who_understands_whole_utterances_is_given_the_time_that_it_takes() {
    let words = "can I come on Friday afternoon?";
    let whole = saying(SHORT).with_whole_ear(Millis(1_400)).caller_says(words, 1_000, 2_200);
    let mut call = whole.caller_says("with my two children", 8_000, 9_400);
    call.run_until(15_000);
    assert_eq!(switches(&call), []);
    assert_eq!(caller_texts(&call), [words, "with my two children"]);
    assert_eq!(confirms(&call), 2);
}

#[test]
fn a_noise_that_the_recogniser_hears_nothing_in_is_no_reason_to_change_it() {
    let mut call = saying(SHORT).caller_makes_noise(1_000, 2_000).caller_makes_noise(4_000, 4_300);
    call.run_until(7_000);
    assert_eq!(switches(&call), []);
    assert!(!incidents(&call).contains(&Incident::RecogniserDeaf));
}

#[test]
fn a_recogniser_that_hears_nothing_is_replaced_without_losing_the_turn() {
    let words = "I would like to come on Friday with my two children and my dog please";
    let mut call = saying(SHORT).caller_says(words, 1_000, 6_000).with_broken_ear();
    call.run_until(10_000);
    assert_eq!(switches(&call), [Part::Recogniser]);
    assert_eq!(caller_texts(&call), [words]);
    assert_eq!(confirms(&call), 1);
}

#[test]
fn a_lost_connection_that_comes_back_loses_no_word() {
    let mut call = talking().happens(4_000, Input::SocketLost).happens(6_000, Input::SocketResumed);
    call.run_until(20_000);
    assert!(!heard_between(&call, 4_100, 6_000));
    assert_eq!(agent_text(&call), LONG);
    assert_eq!(ended(&call), None);
    assert!(incidents(&call).contains(&Incident::SocketLost));
}

#[test]
fn a_connection_that_stays_lost_ends_the_call() {
    let mut call = talking().happens(4_000, Input::SocketLost);
    call.run_until(30_000);
    assert_eq!(ended(&call), Some((14_000, EndReason::SocketLost)));
    assert!(agent_text(&call).len() < 30, "{}", agent_text(&call));
}

#[test]
fn keys_interrupt_and_are_an_answer() {
    const ASKING: &str = "Please enter the last four digits of your number. I will then look for your booking, which \
                          takes a moment, and tell you all about it.";
    let mut call = call(|question| Plan::Say(if question.earlier == 0 { ASKING } else { SHORT }.to_owned()))
        .caller_says("can you find my booking?", 1_000, 2_200);
    for (at, key) in [(7_000, '1'), (7_300, '2'), (7_600, '3'), (7_900, '4')] {
        call = call.happens(at, Input::Key(key));
    }
    call.run_until(12_000);
    assert_eq!(clears(&call), [7_000]);
    let keyed = all(&call, |output| match output {
        Output::Think { keys, text, .. } if !keys.is_empty() => Some((keys.clone(), text.clone())),
        _ => None,
    });
    assert_eq!(keyed, [(7_900, ("1234".to_owned(), String::new()))]);
    assert!(entries(&call, Speaker::Caller).contains(&(EntryKind::Keys, "1234".into())));
    assert!(agent_text(&call).ends_with(SHORT));
}

#[test]
fn what_is_typed_is_answered_at_once_and_interrupts() {
    let typed = |text: &str| Input::Typed { text: text.into() };
    let mut call = talking().happens(4_000, typed("  And on Friday? ")).happens(9_000, typed(" "));
    call.run_until(14_000);
    assert_eq!(clears(&call), [4_000], "the agent falls silent at once");
    let asked = all(&call, |output| match output {
        Output::Think { text, .. } if text.contains("Friday") => Some(text.clone()),
        _ => None,
    });
    assert_eq!(asked, [(4_000, "And on Friday?".to_owned())], "the model is asked at once, and once");
    assert!(entries(&call, Speaker::Caller).contains(&(EntryKind::Whole, "And on Friday?".into())));
    assert!(agent_text(&call).ends_with(SHORT));
}

/// A recogniser that tells again and again that there are no words, to somebody who has never spoken.
fn without_a_word(mut call: Rehearsal, from: u64, until: u64) -> Rehearsal {
    for at in (from..until).step_by(40) {
        let (text, kind) = (String::new(), HeardKind::Interim);
        let (from, upto) = (START.plus(Duration::from_millis(from)), START.plus(Duration::from_millis(at)));
        call = call.happens(at, Input::Heard(Heard { text, kind, from, upto }));
    }
    call
}

#[test]
fn a_recogniser_without_words_takes_nothing_back_of_what_was_typed_or_pressed() {
    for input in [Input::Typed { text: "And on Friday?".into() }, Input::Key('#')] {
        let call = saying(SHORT).happens(1_000, input);
        let mut call = without_a_word(call, 1_020, 3_000);
        call.run_until(5_000);
        assert_eq!(agent_text(&call), SHORT);
        assert!(heard_between(&call, 1_000, 2_500), "the reply does not wait");
    }
}

#[test]
fn what_is_typed_into_a_pause_replaces_the_reply_that_was_thought_of() {
    let mut call = saying(SHORT)
        .caller_says("I would like", 1_000, 2_000)
        .happens(2_350, Input::Typed { text: "a table for four".into() });
    call.run_until(8_000);
    let said: Vec<_> = entries(&call, Speaker::Caller);
    assert_eq!(said, [(EntryKind::Whole, "I would like a table for four".into())]);
    assert_eq!(agent_text(&call), SHORT, "one reply to both");
}

#[test]
fn the_longest_duration_is_announced_and_kept() {
    let setup = Setup { longest: Millis(40_000), ..Setup::default() };
    let mut call = Rehearsal::new(setup, Latencies::default(), |_| Plan::Say(SHORT.into()));
    for n in 0..5 {
        let from = 1_000 + n * 8_000;
        call = call.caller_says("and what about the next day please?", from, from + 1_500);
    }
    call.run_until(60_000);
    assert!(agent_text(&call).contains(Phrase::TimeNearlyUp.english()));
    assert!(agent_text(&call).ends_with(Phrase::Goodbye.english()));
    let (at, reason) = ended(&call).expect("the call ends");
    assert_eq!(reason, EndReason::LongestReached);
    assert!(at <= 40_000, "{at}");
}

#[test]
fn an_agent_who_is_done_hangs_up_after_its_last_word() {
    let mut call = saying("Thank you, goodbye.")
        .caller_says("no that's all thank you", 1_000, 2_400)
        .happens(2_900, Input::EndCall);
    call.run_until(10_000);
    assert_eq!(agent_text(&call), "Thank you, goodbye.");
    assert_eq!(ended(&call).map(|(_, reason)| reason), Some(EndReason::AgentDone));
}

#[test]
fn a_caller_who_hangs_up_leaves_only_what_was_heard() {
    let mut call = talking().happens(4_000, Input::HungUp);
    call.run_until(6_000);
    assert!(call.session().is_over());
    assert_eq!(ended(&call), None);
    let text = agent_text(&call);
    assert!(LONG.starts_with(&text) && text.len() < 30, "{text}");
}
