//! What holds whatever happens, in whatever order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use ringwright_domain::Instant;
use ringwright_voice::activity::Reading;
use ringwright_voice::rehearsal::{Latencies, Plan, Rehearsal};
use ringwright_voice::session::{
    AskId, ChunkId, Heard, HeardKind, Input, Output, Phrase, Session, Setup, Sound, Speaker, ToolId, Trouble,
    TurnId,
};
use ringwright_voice::trace::{Recorder, Trace, what_if};
use ringwright_voice::turn::{Millis, Timings};

/// A step of a call that makes no sense: how much later, and what.
#[derive(Debug, Clone)]
enum Step {
    Speech(u8),
    Silence(u8),
    Words(&'static str, HeardKind),
    Token(u8, &'static str),
    Tool(u8),
    Done(u8),
    ToolDone(u8),
    Sound(u8, u16),
    SoundDone(u8),
    Trouble(u8),
    Played(u8),
    Key(char),
    Typed,
    Lost,
    Back,
    Say(&'static str),
    EndCall,
    Prepared,
}

const WORDS: &[&str] = &[
    "yes",
    "no",
    "mm-hm",
    "I would like to",
    "two oh two",
    "tomorrow at three please.",
    "",
    "stop",
    "Is it? Yes.",
];

fn step() -> impl Strategy<Value = Step> {
    let words = prop::sample::select(WORDS);
    let kind = prop::sample::select(vec![
        HeardKind::Interim,
        HeardKind::Interim,
        HeardKind::Final,
        HeardKind::EndOfSpeech,
    ]);
    let said = prop::sample::select(vec![
        "By the way, it rains.",
        "Is that right?",
        "What is your phone number?",
        "And your email?",
    ]);
    prop_oneof![
        6 => (1..30_u8).prop_map(Step::Speech),
        8 => (1..60_u8).prop_map(Step::Silence),
        6 => (words, kind).prop_map(|(words, kind)| Step::Words(words, kind)),
        6 => (0..4_u8, prop::sample::select(vec!["Sure, ", "that works. ", "And then? ", "x"]))
            .prop_map(|(back, text)| Step::Token(back, text)),
        1 => (0..3_u8).prop_map(Step::Tool),
        4 => (0..3_u8).prop_map(Step::Done),
        2 => (0..3_u8).prop_map(Step::ToolDone),
        8 => (0..4_u8, 1..9_000_u16).prop_map(|(back, samples)| Step::Sound(back, samples)),
        5 => (0..4_u8).prop_map(Step::SoundDone),
        1 => (0..3_u8).prop_map(Step::Trouble),
        2 => (0..3_u8).prop_map(Step::Played),
        1 => prop::sample::select(vec!['1', '#', 'x']).prop_map(Step::Key),
        1 => Just(Step::Typed),
        1 => Just(Step::Lost),
        2 => Just(Step::Back),
        2 => said.prop_map(Step::Say),
        1 => Just(Step::Prepared),
        1 => (0..40_u8).prop_map(|n| if n == 0 { Step::EndCall } else { Step::Silence(2) }),
    ]
}

/// Judges what a call wants.
#[derive(Default)]
struct Judge {
    asked: BTreeSet<TurnId>,
    decided: BTreeMap<TurnId, &'static str>,
    /// The reply that is thought of and not yet decided.
    open: Option<TurnId>,
    replied: BTreeSet<TurnId>,
    /// Words given to the synthesiser, and phrases: all that may ever be heard.
    speakable: String,
    chunks: BTreeMap<ChunkId, Option<TurnId>>,
    entries: u32,
    played: usize,
    said: usize,
    over: bool,
}

impl Judge {
    fn see(&mut self, output: &Output) {
        assert!(!self.over, "after the end: {output:?}");
        match output {
            Output::Play(_) => {
                assert_eq!(self.open, None, "speaks while the caller may go on");
                self.played += 1;
            }
            Output::Think { turn, speculative, .. } => {
                self.asked.insert(*turn);
                assert_eq!(*speculative, !self.decided.contains_key(turn), "{turn}");
                if *speculative {
                    assert!(self.open.is_none_or(|open| open == *turn), "two thought of at once");
                    self.open = Some(*turn);
                }
            }
            Output::Confirm { turn } | Output::Discard { turn } => {
                let verdict =
                    if matches!(output, Output::Confirm { .. }) { "confirmed" } else { "discarded" };
                assert!(self.asked.contains(turn));
                assert_eq!(self.decided.insert(*turn, verdict), None, "{turn} is decided twice");
                assert_eq!(self.open.take(), Some(*turn));
            }
            Output::RunTool { turn, .. } => assert_eq!(self.decided.get(turn), Some(&"confirmed")),
            Output::Speak { chunk, turn, text } => {
                assert!(turn.is_none_or(|turn| self.asked.contains(&turn)));
                self.chunks.insert(*chunk, *turn);
                self.speakable.push_str(text);
                self.speakable.push('\n');
            }
            Output::Entry(entry) => {
                assert_eq!(entry.number, self.entries);
                self.entries += 1;
                assert!(!entry.text.is_empty());
                if entry.speaker == Speaker::Agent {
                    let known = self.speakable.contains(&entry.text)
                        || Phrase::ALL.iter().any(|phrase| phrase.english().contains(&entry.text));
                    assert!(known, "nobody said {:?}", entry.text);
                    self.said += 1;
                    assert!(self.said <= self.played, "more was said than heard");
                    if let Some(turn) = entry.turn {
                        assert_eq!(
                            self.decided.get(&turn),
                            Some(&"confirmed"),
                            "heard of a reply that is none"
                        );
                    }
                } else if let Some(turn) = entry.turn
                    && entry.kind == ringwright_voice::session::EntryKind::Whole
                {
                    assert!(self.replied.insert(turn), "two turns of the caller for one reply");
                }
            }
            Output::HangUp(_) => self.over = true,
            _ => {}
        }
    }
}

/// Plays steps and answers with the lines of all outputs.
struct Stage {
    session: Session,
    now: Instant,
    judge: Judge,
    asks: Vec<AskId>,
    chunks: Vec<ChunkId>,
    tools: u32,
    lines: Vec<String>,
    heaviest: usize,
    segment: Instant,
}

/// Patience that runs out in seconds.
fn impatient() -> Timings {
    Timings { turn_longest: Millis(1_500), turn_grace: Millis(500), ..Timings::default() }
}

impl Stage {
    fn new(timings: Timings) -> Self {
        let start = Instant::from_seconds(1_000);
        Self {
            session: Session::new(start, Setup { timings, ..Setup::default() }),
            now: start,
            judge: Judge::default(),
            asks: Vec::new(),
            chunks: Vec::new(),
            tools: 0,
            lines: Vec::new(),
            heaviest: 0,
            segment: start,
        }
    }

    fn hand_in(&mut self, input: Input) {
        self.session.handle(self.now, input);
        let mut outputs = 0;
        loop {
            let output = self.session.poll();
            outputs += 1;
            assert!(outputs < 2_000, "outputs without end");
            if let Output::WakeAt(at) = output {
                assert!(at > self.now, "wants to be woken at once, again and again: {:?}", self.session);
                break;
            }
            self.judge.see(&output);
            match &output {
                Output::Think { ask, .. } => self.asks.push(*ask),
                Output::Speak { chunk, .. } => self.chunks.push(*chunk),
                _ => {}
            }
            self.lines.push(serde_json::to_string(&output).expect("outputs are JSON"));
        }
        self.heaviest = self.heaviest.max(self.session.weight());
    }

    fn frames(&mut self, count: u8, reading: Reading) {
        for _ in 0..count {
            self.now = self.now.plus(Duration::from_millis(20));
            self.hand_in(Input::Reading(reading));
        }
    }

    fn back<T: Copy>(ids: &[T], back: u8) -> Option<T> {
        ids.len().checked_sub(1 + usize::from(back)).map(|index| ids[index])
    }

    fn play(&mut self, step: &Step) {
        let ask = |stage: &Self, back| Self::back(&stage.asks, back).unwrap_or(AskId(9_999));
        let chunk = |stage: &Self, back| Self::back(&stage.chunks, back).unwrap_or(ChunkId(9_999));
        let input = match step {
            Step::Speech(frames) => return self.frames(*frames, Reading { voice: 230, level: -20 }),
            Step::Silence(frames) => return self.frames(*frames, Reading { voice: 2, level: -66 }),
            Step::Words(text, kind) => {
                let heard = Heard { text: (*text).into(), kind: *kind, from: self.segment, upto: self.now };
                if *kind != HeardKind::Interim {
                    self.segment = self.now;
                }
                Input::Heard(heard)
            }
            Step::Token(back, text) => Input::Token { ask: ask(self, *back), text: (*text).into() },
            Step::Tool(back) => {
                self.tools += 1;
                Input::ToolAsked { ask: ask(self, *back), tool: ToolId(self.tools) }
            }
            Step::Done(back) => Input::ModelDone { ask: ask(self, *back) },
            Step::ToolDone(back) => {
                Input::ToolDone { tool: ToolId(self.tools.saturating_sub(u32::from(*back))) }
            }
            Step::Sound(back, samples) => {
                Input::Speech { chunk: chunk(self, *back), sound: Sound::silence(usize::from(*samples)) }
            }
            Step::SoundDone(back) => Input::SpeechDone { chunk: chunk(self, *back) },
            Step::Trouble(0) => Input::Trouble(Trouble::Recogniser),
            Step::Trouble(1) => Input::Trouble(Trouble::Model { ask: ask(self, 0) }),
            Step::Trouble(_) => Input::Trouble(Trouble::Synthesiser { chunk: chunk(self, 0) }),
            Step::Played(back) => Input::Played { chunk: chunk(self, *back) },
            Step::Key(key) => Input::Key(*key),
            Step::Typed => Input::Typed { text: "and on Friday".into() },
            Step::Lost => Input::SocketLost,
            Step::Back => Input::SocketResumed,
            Step::Say(text) => Input::Say { text: (*text).into() },
            Step::EndCall => Input::EndCall,
            Step::Prepared => Input::Prepared { phrase: Phrase::OneMoment, sound: Sound::silence(4_000) },
        };
        self.hand_in(input);
    }
}

fn played(steps: &[Step], hurried: bool) -> Stage {
    let mut stage = Stage::new(if hurried { impatient() } else { Timings::default() });
    steps.iter().for_each(|step| stage.play(step));
    stage.hand_in(Input::HungUp);
    stage
}

/// A caller's script: words, how long they take and the pause after them.
fn script() -> impl Strategy<Value = Vec<(&'static str, u64, u64)>> {
    let words = prop::sample::select(vec![
        "yes",
        "mm-hm",
        "I would like to",
        "book a table for two",
        "what are your opening hours?",
        "no wait",
        "",
        "that's all thank you",
    ]);
    prop::collection::vec((words, 200..2_500_u64, 100..6_000_u64), 1..8)
}

const REPLY: &str =
    "Certainly, I can look that up for you. We are open from nine to five, and on Saturdays until two.";

/// A call with this caller; answers when the script is over.
fn rehearsed(script: &[(&'static str, u64, u64)], timings: Timings) -> Rehearsal {
    let setup = Setup { timings, ..Setup::default() };
    let mut call = Rehearsal::new(setup, Latencies::default(), |_| Plan::Say(REPLY.into())).recording();
    let mut at = 1_000;
    for (words, takes, pause) in script {
        call = call.caller_says(words, at, at + takes);
        at += takes + pause;
    }
    call.run_until(at + 4_000);
    call
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_the_rules(
        steps in prop::collection::vec(step(), 1..150),
        hurried in any::<bool>(),
    ) {
        let stage = played(&steps, hurried);
        prop_assert!(stage.session.is_over());
        prop_assert_eq!(stage.judge.open, None);
        prop_assert!(stage.heaviest < 300_000, "{} bytes", stage.heaviest);
    }

    #[test]
    fn the_same_events_have_the_same_outcome(
        steps in prop::collection::vec(step(), 1..80),
        hurried in any::<bool>(),
    ) {
        prop_assert_eq!(played(&steps, hurried).lines, played(&steps, hurried).lines);
    }

    #[test]
    fn the_transcript_has_no_more_than_was_heard(script in script()) {
        let call = rehearsed(&script, Timings::default());
        let heard: Duration = call.agent_heard().iter().map(|(from, upto)| *upto - *from).sum();
        let letters: usize = call.outputs().iter().map(|(_, output)| match output {
            Output::Entry(entry) if entry.speaker == Speaker::Agent => entry.text.chars().count(),
            _ => 0,
        }).sum();
        // The imitated synthesiser speaks 15 letters a second, and a piece ends in at most one broken frame.
        let most = heard.as_millis() * 15 / 1_000 + 2;
        prop_assert!(letters as u128 <= most, "{letters} letters written, {most} heard");
    }

    #[test]
    fn a_recorded_call_replays_to_the_byte(script in script(), hurried in any::<bool>()) {
        let timings = if hurried { impatient() } else { Timings::default() };
        let call = rehearsed(&script, timings.clone());
        let text = traced(&call, timings);
        let trace = Trace::read(&text).unwrap();
        prop_assert_eq!(trace.inputs.len(), call.recorded().len());
        prop_assert_eq!(trace.check(), None);
    }

    #[test]
    fn nobody_keeps_the_floor_for_ever(script in script()) {
        let timings = impatient();
        let call = rehearsed(&script, timings.clone());
        // Since when the caller has spoken without being answered, and the longest that this took.
        let (mut since, mut longest) = (None, Duration::ZERO);
        for (at, output) in call.outputs() {
            match output {
                Output::Confirm { .. } => {
                    longest = longest.max(since.take().map_or(Duration::ZERO, |since| *at - since));
                }
                // The recogniser tells of every word, so that the model is asked, or would be, at the end at least.
                Output::Think { .. } => {
                    since.get_or_insert(*at);
                }
                _ => {}
            }
        }
        let bound = timings.turn_longest.get() + timings.turn_grace.get();
        prop_assert!(longest <= bound, "{longest:?}");
    }
}

/// The trace of a rehearsed call, as a driver would write it.
fn traced(call: &Rehearsal, timings: Timings) -> String {
    let inputs = call.recorded();
    let start = Instant::from_seconds(1_800_000_000);
    let setup = Setup { timings, ..Setup::default() };
    let (recorder, header) = Recorder::begin(start, &setup);
    let mut session = Session::new(start, setup);
    let mut lines = vec![header];
    for (at, input) in inputs {
        session.handle(*at, input.clone());
        lines.push(recorder.input(*at, input, session.reading()));
        loop {
            match session.poll() {
                Output::WakeAt(_) => break,
                output => lines.extend(recorder.output(*at, &output)),
            }
        }
    }
    lines.join("\n")
}

#[test]
fn a_flood_of_everything_stays_within_bounds() {
    let mut stage = Stage::new(Timings::default());
    let mut at = stage.now;
    for n in 0..600_u32 {
        stage.frames(
            1,
            Reading { voice: if n % 40 < 20 { 230 } else { 0 }, level: if n % 40 < 20 { -20 } else { -66 } },
        );
        let upto = stage.now;
        let heard = Heard { text: "word ".repeat(3_000), kind: HeardKind::Final, from: at, upto };
        at = upto;
        stage.hand_in(Input::Heard(heard));
        if let Some(ask) = stage.asks.last().copied() {
            stage.hand_in(Input::Token { ask, text: "Sure, this goes on and on. ".repeat(40) });
            stage.hand_in(Input::ToolAsked { ask, tool: ToolId(n) });
        }
        for chunk in stage.chunks.iter().rev().take(3).copied().collect::<Vec<_>>() {
            stage.hand_in(Input::Speech { chunk, sound: Sound::silence(16_000) });
        }
        for _ in 0..5 {
            stage.hand_in(Input::Say { text: "By the way. ".repeat(20) });
            stage.hand_in(Input::Key('1'));
        }
    }
    assert!(stage.heaviest < 300_000, "{} bytes", stage.heaviest);
}

#[test]
fn a_trace_that_ends_anywhere_is_replayed_as_far_as_it_goes() {
    let setup = Setup::default();
    let say = |_: &_| Plan::Say("Natürlich.".into());
    let mut call = Rehearsal::new(setup, Latencies::default(), say)
        .recording()
        .caller_says("später?", 200, 400)
        .happens(500, Input::EndCall);
    call.run_until(10_000);
    assert!(call.session().is_over());
    let text = traced(&call, Timings::default());
    let over = text.find("hang_up").unwrap();
    let header = text.find('\n').unwrap();
    assert!(!Trace::read(&text).unwrap().ends_early());
    // Within the first line, and anywhere from the caller's first words on; between them are frames of silence.
    let words = text.find("heard").unwrap();
    for end in (0..header + 200).chain(words..text.len()) {
        let read = Trace::read(&text.as_bytes()[..end]);
        let Ok(trace) = read else {
            assert!(end < header, "{end}: {:?}", read.err());
            continue;
        };
        assert_eq!(trace.check(), None, "{end}");
        // Whatever may come after the end of the call is of no account.
        assert!(trace.ends_early() || end > over, "{end}");
    }
    // What is broken in the middle is no end, nor is a whole line that is none.
    for broken in [text.replacen("\"in\"", "\"on\"", 1), text.replacen("{\"at\"", "{at", 1), text + "\n{\n"] {
        assert!(Trace::read(broken).is_err());
    }
}

#[test]
fn outputs_that_are_missing_before_the_last_input_are_a_difference() {
    let call = rehearsed(&[("yes", 500, 3_000)], Timings::default());
    let text = traced(&call, Timings::default());
    let missing: Vec<&str> = text.lines().filter(|line| !line.contains("\"confirm\"")).collect();
    assert!(missing.len() < text.lines().count());
    assert!(Trace::read(missing.join("\n")).unwrap().check().is_some());
}

#[test]
fn a_trace_tells_what_other_timings_would_have_done() {
    // Two callers: one pauses 600 ms where a sentence might end, one is done there.
    let script = [
        ("can I come on Friday", 1_200, 600),
        ("or on Saturday please", 1_200, 5_000),
        ("and is that expensive", 1_200, 6_000),
    ];
    let call = rehearsed(&script, Timings::default());
    let trace = Trace::read(traced(&call, Timings::default())).unwrap();
    let hasty = what_if(&trace, Timings { plausible_end: Millis(200), ..Timings::default() });
    let patient = what_if(&trace, Timings { plausible_end: Millis(900), ..Timings::default() });
    assert_eq!(patient.turns.len(), 2, "{}", serde_json::json!(patient));
    assert!(hasty.turns.len() > patient.turns.len(), "{}", serde_json::json!(hasty));
    assert_eq!(patient.cut_offs(), 0);
    assert!(patient.median() > hasty.median(), "{:?} {:?}", patient.median(), hasty.median());
}
