//! What a call costs: time per frame, memory per call. Run it with `--release`.
//!
//! Three kinds of call: `core` gets readings, so that only the state machine works; `listening` gets sound of a
//! talking caller, so that the model of voice works all the time; `talking` is a call as calls are, with a caller who
//! speaks two fifths of the time.

use std::io::Write as _;
use std::time::Instant as Stopwatch;

use ringwright_domain::Instant;
use ringwright_voice::activity::Reading;
use ringwright_voice::frame::{FRAME, Frame, Rate};
use ringwright_voice::session::{Heard, HeardKind, Input, Output, Session, Setup, Sound};

const CALLS: usize = 200;
const FRAMES: usize = 1_500;
const HELLO: &[u8] = include_bytes!("../tests/data/hello.ulaw");

/// What the caller's frame is.
#[derive(Clone, Copy)]
enum Caller {
    Readings,
    Talks,
    TalksAndListens,
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    for (name, caller) in
        [("core", Caller::Readings), ("listening", Caller::Talks), ("talking", Caller::TalksAndListens)]
    {
        let (nanos, bytes) = measure(caller);
        let calls = 20_000_000 / nanos.max(1);
        writeln!(
            out,
            "{name}: {nanos} ns per frame, {calls} calls on a core, {bytes} bytes per call at most"
        )?;
    }
    Ok(())
}

/// Holds calls at once; answers with ns per frame and the heaviest call.
fn measure(caller: Caller) -> (u128, usize) {
    let start = Instant::from_seconds(1_000_000);
    let mut calls: Vec<Session> = (0..CALLS).map(|_| Session::new(start, Setup::default())).collect();
    let frames: Vec<Frame> = HELLO.chunks(160).map(|bytes| Frame::from_ulaw(Rate::Narrow, bytes)).collect();
    let quiet = Frame::from_ulaw(Rate::Narrow, &[0xff; 160]);
    let (mut heaviest, mut played) = (0, 0_usize);
    let began = Stopwatch::now();
    for n in 0..FRAMES {
        let mut now = start;
        for _ in 0..=n {
            now = now.plus(FRAME);
        }
        // Five seconds: two of the caller, three of the agent.
        let speaks = n % 250 < 100;
        for call in &mut calls {
            let input = match caller {
                Caller::Readings if speaks => Input::Reading(Reading { voice: 230, level: -20 }),
                Caller::Readings => Input::Reading(Reading { voice: 2, level: -66 }),
                Caller::Talks => Input::Frame(frames[n % frames.len()].clone()),
                Caller::TalksAndListens if speaks => Input::Frame(frames[n % frames.len()].clone()),
                Caller::TalksAndListens => Input::Frame(quiet.clone()),
            };
            call.handle(now, input);
            played += drain(call, now);
            if n % 250 == 101 {
                let from = now.minus(FRAME * 100);
                let text = String::from("what are your opening hours?");
                call.handle(now, Input::Heard(Heard { text, kind: HeardKind::Final, from, upto: now }));
                played += drain(call, now);
            }
        }
        if n % 100 == 0 {
            heaviest = heaviest.max(calls.iter().map(Session::weight).max().unwrap_or(0));
        }
    }
    let spent = began.elapsed().as_nanos();
    assert!(played > CALLS, "the agent never spoke");
    (spent / (CALLS * FRAMES) as u128, heaviest)
}

/// Does what a call wants: the vendors answer at once. Answers with the frames played.
fn drain(call: &mut Session, now: Instant) -> usize {
    let mut played = 0;
    let mut answers = Vec::new();
    loop {
        match call.poll() {
            Output::WakeAt(_) if answers.is_empty() => return played,
            Output::WakeAt(_) => answers.drain(..).for_each(|input| call.handle(now, input)),
            Output::Play(_) => played += 1,
            Output::Think { ask, .. } => {
                let text =
                    String::from("Sure, we are open from nine to five on weekdays, and to two on Saturdays.");
                answers.extend([Input::Token { ask, text }, Input::ModelDone { ask }]);
            }
            Output::Speak { chunk, text, .. } => {
                let sound = Sound::silence(text.len() * 8_000 / 15);
                answers.extend([Input::Speech { chunk, sound }, Input::SpeechDone { chunk }]);
            }
            _ => {}
        }
    }
}
