//! How fast replies are heard, and how often callers are cut off, by callers who pause.
//!
//! Callers say sentences at different speeds, with a pause of 400 ms in the middle, against imitated vendors that take
//! 380 ms together. `latency [NAME=MS …]` sets timings; `latency trace` writes the timing trace of one call.

use std::io::Write as _;

use ringwright_domain::Instant;
use ringwright_voice::rehearsal::{Latencies, Plan, Rehearsal};
use ringwright_voice::session::{Measure, Output, Session, Setup};
use ringwright_voice::trace::Recorder;
use ringwright_voice::turn::{Millis, Timings};

/// What callers say, with their pause, and whether the words before it could stand alone.
const SENTENCES: &[(&str, &str, bool)] = &[
    ("I would like to", "book a haircut for tomorrow.", false),
    ("my name is", "Ann Lee.", false),
    ("can you tell me when", "you are open on Saturdays?", false),
    ("I need a table for", "four people at seven.", false),
    ("do you have anything on Friday or", "on Saturday morning?", false),
    ("it's for my", "daughter and her friend.", false),
    ("well the thing is that", "I can't come on Monday.", false),
    ("um", "yes that would be good.", false),
    ("I'd like a haircut", "with Maria at three.", true),
    ("can I come on Friday", "at ten in the morning?", true),
    ("that is fine", "but I will be late.", true),
    ("we are two adults", "and one child.", true),
];

const PAUSE: u64 = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == "trace") {
        return Ok(out.write_all(trace().as_bytes())?);
    }
    let mut timings = Timings::default();
    for argument in &arguments {
        let (name, value) = argument.split_once('=').ok_or("timings are like plausible_end=500")?;
        timings.set(name, Millis(value.parse()?))?;
    }
    for (name, alone) in [("pause after open words", false), ("pause where a sentence may end", true)] {
        let mut waits = Vec::new();
        let (mut calls, mut cut_offs) = (0, 0);
        for (first, second, _) in SENTENCES.iter().filter(|(_, _, stands)| *stands == alone) {
            for speed in 0..20 {
                let (wait, cut_off) = call(first, second, 55 + speed * 4, &timings);
                waits.extend(wait);
                cut_offs += u32::from(cut_off);
                calls += 1;
            }
        }
        waits.sort_unstable();
        let at = |part: usize| waits.get(waits.len() * part / 100).copied().unwrap_or_default();
        writeln!(
            out,
            "{name}: {calls} calls, {cut_offs} cut off; voice to voice p50 {} ms, p95 {} ms (vendors 380 ms)",
            at(50),
            at(95)
        )?;
    }
    Ok(())
}

/// One call: how long the last reply took to be heard, and whether the agent spoke before the caller was done.
fn call(first: &str, second: &str, letter: u64, timings: &Timings) -> (Option<u32>, bool) {
    let setup = Setup { timings: timings.clone(), ..Setup::default() };
    let reply = |_: &_| Plan::Say("Sure, I can do that for you.".to_owned());
    let length = |text: &str| u64::try_from(text.len()).unwrap_or(u64::MAX) * letter;
    let resumes = 1_000 + length(first) + PAUSE;
    let ends = resumes + length(second);
    let mut call = Rehearsal::new(setup, Latencies::default(), reply)
        .caller_says(first, 1_000, 1_000 + length(first))
        .caller_says(second, resumes, ends);
    call.run_until(ends + 3_000);
    let wait = call.outputs().iter().rev().find_map(|(_, output)| match output {
        Output::Measure(Measure::Turn(turn)) => Some(turn.voice_to_voice.0),
        _ => None,
    });
    let ends = std::time::Duration::from_millis(ends);
    (wait, call.agent_heard().iter().any(|(from, _)| *from < ends))
}

/// The trace of a call with an interruption.
fn trace() -> String {
    let reply = |_: &_| {
        Plan::Say("Sure, we are open from nine to five, and on Saturdays from ten to two.".to_owned())
    };
    let mut call = Rehearsal::new(Setup::default(), Latencies::default(), reply)
        .caller_says("what are your opening hours", 1_000, 2_600)
        .caller_says("no wait I meant the holidays please", 4_500, 6_400)
        .recording();
    call.run_until(14_000);
    let start = Instant::from_seconds(1_800_000_000);
    let (recorder, mut text) = Recorder::begin(start, &Setup::default());
    let mut session = Session::new(start, Setup::default());
    for (at, input) in call.recorded() {
        session.handle(*at, input.clone());
        text = text + "\n" + &recorder.input(*at, input, session.reading());
        loop {
            let output = session.poll();
            if matches!(output, Output::WakeAt(_)) {
                break;
            }
            if let Some(line) = recorder.output(*at, &output) {
                text = text + "\n" + &line;
            }
        }
    }
    text + "\n"
}
