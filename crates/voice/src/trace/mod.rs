//! The timing trace of a call: what happened when, without its sound.
//!
//! A trace is JSON, a line each. The first line has the setup; then come inputs (`in`) and outputs (`out`) with their
//! time in microseconds from the start. Of the caller's sound it keeps a [`Reading`] per frame, of the agent's only
//! how long it was. It does keep words: treat it as the transcript that it is.
//!
//! [`Trace::check`] replays it and tells the first difference; there must be none. [`what_if`] plays the same caller
//! to other timings.
//!
//! The trace of a server that was killed may end anywhere, also within a line. It is read and replayed as far as it
//! goes ([`Trace::ends_early`]).

mod story;
mod what_if;

use std::fmt;
use std::time::Duration;

use ringwright_domain::Instant;
use serde::{Deserialize, Serialize};

use crate::activity::Reading;
use crate::session::{Input, Output, Session, Setup};

pub use story::{Story, TurnStory};
pub use what_if::what_if;

/// The version of the format.
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Header {
    trace: u32,
    start: i64,
    setup: Setup,
}

#[derive(Serialize, Deserialize)]
struct InputLine {
    at: i64,
    r#in: Input,
}

#[derive(Serialize)]
struct OutputLine<'a> {
    at: i64,
    out: &'a Output,
}

/// Writes a trace, line by line. The driver keeps the lines wherever it likes.
#[derive(Debug, Clone, Copy)]
pub struct Recorder {
    start: Instant,
}

impl Recorder {
    /// Begins a trace; answers with its first line.
    pub fn begin(start: Instant, setup: &Setup) -> (Self, String) {
        let header = Header { trace: VERSION, start: start.micros(), setup: setup.clone() };
        (Self { start }, line(&header))
    }

    /// The line of an input that was handled. `reading` is [`Session::reading`] after it, and stands for a frame.
    pub fn input(&self, at: Instant, input: &Input, reading: Reading) -> String {
        let input = if matches!(input, Input::Frame(_)) { Input::Reading(reading) } else { input.clone() };
        line(&InputLine { at: self.micros(at), r#in: input })
    }

    /// The line of an output, if a trace keeps it: what goes to the recogniser and when to wake do not matter.
    pub fn output(&self, at: Instant, output: &Output) -> Option<String> {
        let kept = !matches!(output, Output::Hear(_) | Output::WakeAt(_));
        kept.then(|| line(&OutputLine { at: self.micros(at), out: output }))
    }

    fn micros(&self, at: Instant) -> i64 {
        at.micros().saturating_sub(self.start.micros())
    }
}

/// Everything in a trace is made of text, numbers and lists, which JSON can always hold.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"broken\":\"{error}\"}}"))
}

/// A trace that was read.
#[derive(Clone)]
pub struct Trace {
    /// When the call was answered.
    pub start: Instant,
    /// How it was held.
    pub setup: Setup,
    /// What happened.
    pub inputs: Vec<(Instant, Input)>,
    /// The lines of what it wanted.
    outputs: Vec<String>,
    /// Whether the last line was cut off, and left out.
    cut: bool,
}

/// What a call wants when it is given the inputs of a trace.
struct Replay {
    outputs: Vec<(Instant, Output)>,
    /// How many of them came before the last input.
    before_last: usize,
    /// Whether the call is over.
    over: bool,
}

/// A text that is no trace.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// There is nothing in it.
    #[error("the trace is empty")]
    Empty,
    /// The first line is no header.
    #[error("the first line is not the beginning of a trace: {0}")]
    Header(#[source] serde_json::Error),
    /// It is of another version.
    #[error("the trace has version {0}, and this program reads version 2")]
    Version(u32),
    /// A line is neither input nor output.
    #[error("line {number} is neither an input nor an output: {source}")]
    Line {
        /// Its number, from 1 on.
        number: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Where a replay differs from what was recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// How many outputs were the same before.
    pub same: usize,
    /// The output that was recorded, if there was another.
    pub recorded: Option<String>,
    /// The output of the replay, if there was another.
    pub replayed: Option<String>,
}

/// Words are personal: only how much there is is shown.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trace({} inputs, {} outputs)", self.inputs.len(), self.outputs.len())
    }
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Difference(after {})", self.same)
    }
}

impl Trace {
    /// Reads a trace. A last line that is cut off is left out.
    ///
    /// # Errors
    /// If a line is not what it should be.
    pub fn read(text: impl AsRef<[u8]>) -> Result<Self, TraceError> {
        let text = text.as_ref();
        let lines = text.split(|byte| *byte == b'\n').enumerate();
        let mut lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).peekable();
        let (_, first) = lines.next().ok_or(TraceError::Empty)?;
        let header: Header = serde_json::from_slice(first).map_err(TraceError::Header)?;
        if header.trace != VERSION {
            return Err(TraceError::Version(header.trace));
        }
        let start = Instant::from_micros(header.start);
        let (inputs, outputs) = (Vec::new(), Vec::new());
        let mut trace = Self { start, setup: header.setup, inputs, outputs, cut: false };
        while let Some((index, line)) = lines.next() {
            let wrong = |source| TraceError::Line { number: index + 1, source };
            let value: serde_json::Value = match serde_json::from_slice(line) {
                Ok(value) => value,
                Err(_) if lines.peek().is_none() && !text.ends_with(b"\n") => {
                    trace.cut = true;
                    break;
                }
                Err(error) => return Err(wrong(error)),
            };
            if value.get("out").is_some() {
                // What was read as JSON is text.
                trace.outputs.push(String::from_utf8_lossy(line).into_owned());
                continue;
            }
            let input: InputLine = serde_json::from_value(value).map_err(wrong)?;
            let at = Instant::from_micros(header.start.saturating_add(input.at));
            trace.inputs.push((at, input.r#in));
        }
        Ok(trace)
    }

    /// What the call wants, given the very inputs of the trace.
    pub fn replay(&self) -> Vec<(Instant, Output)> {
        self.play().outputs
    }

    fn play(&self) -> Replay {
        let mut session = Session::new(self.start, self.setup.clone());
        let (mut outputs, mut before_last) = (Vec::new(), 0);
        for (at, input) in &self.inputs {
            before_last = outputs.len();
            session.handle(*at, input.clone());
            loop {
                match session.poll() {
                    Output::WakeAt(_) => break,
                    output => outputs.push((*at, output)),
                }
            }
        }
        Replay { outputs, before_last, over: session.is_over() }
    }

    /// The lines of outputs, as a trace has them.
    fn lines(&self, outputs: &[(Instant, Output)]) -> Vec<String> {
        let recorder = Recorder { start: self.start };
        outputs.iter().filter_map(|(at, output)| recorder.output(*at, output)).collect()
    }

    /// Replays the trace; answers with the first difference, of which there should be none. What is missing of the
    /// outputs of the last input is no difference: the trace ends there.
    pub fn check(&self) -> Option<Difference> {
        let replay = self.play();
        let replayed = self.lines(&replay.outputs);
        let least = self.lines(&replay.outputs[..replay.before_last]).len();
        let same = self.outputs.iter().zip(&replayed).take_while(|(one, other)| one == other).count();
        if same == self.outputs.len() && same >= least {
            return None;
        }
        Some(Difference {
            same,
            recorded: self.outputs.get(same).cloned(),
            replayed: replayed.get(same).cloned(),
        })
    }

    /// Whether the trace ends before its call did: the server was killed, or the disk too slow.
    pub fn ends_early(&self) -> bool {
        let replay = self.play();
        self.cut || !replay.over || self.outputs.len() < self.lines(&replay.outputs).len()
    }

    /// How the call went.
    pub fn story(&self) -> Story {
        let outputs: Vec<(Duration, Output)> =
            self.replay().into_iter().map(|(at, output)| (at.since(self.start), output)).collect();
        Story::of(&outputs)
    }
}
