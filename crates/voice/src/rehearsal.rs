//! A call in virtual time, with imitated vendors and a caller from a script.
//!
//! For tests, for tuning, and for asking of a recorded call what would have been different
//! ([`crate::trace`]). Nothing waits: the rehearsal jumps from one event to the next.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use ringwright_domain::Instant;

use crate::activity::Reading;
use crate::frame::FRAME;
use crate::session::{
    AskId, Cause, ChunkId, Heard, HeardKind, Input, Output, Part, Session, Setup, Sound, ToolId, Trouble,
};
use crate::turn::Millis;

/// How fast the imitated vendors are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latencies {
    /// From a sound to the recogniser's words of it.
    pub words: Millis,
    /// From the question to the model's first text.
    pub first_token: Millis,
    /// From one piece of text to the next.
    pub next_token: Millis,
    /// From a chunk's text to its first sound.
    pub first_audio: Millis,
    /// From sending sound to the carrier to the caller's ear, and back with a mark.
    pub carrier: Millis,
}

impl Default for Latencies {
    fn default() -> Self {
        Self {
            words: Millis(100),
            first_token: Millis(180),
            next_token: Millis(15),
            first_audio: Millis(100),
            carrier: Millis(0),
        }
    }
}

/// What the imitated model does when asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// It says this.
    Say(String),
    /// It wants a tool that takes so long; with its result it is asked again.
    UseTool(Millis),
    /// It never answers.
    Stall,
    /// It reports trouble at once.
    Fail,
}

/// What goes wrong with an imitated vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing comes, at whatever it is used for.
    Stalls,
    /// It begins, and then nothing more comes.
    StallsInTheMiddle,
    /// It reports trouble: its connection broke, or what it sent could not be read.
    Fails,
    /// It begins, and then reports trouble.
    FailsInTheMiddle,
}

impl Mishap {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Stalls, Self::StallsInTheMiddle, Self::Fails, Self::FailsInTheMiddle];

    const fn begins(self) -> bool {
        matches!(self, Self::StallsInTheMiddle | Self::FailsInTheMiddle)
    }

    const fn tells(self) -> bool {
        matches!(self, Self::Fails | Self::FailsInTheMiddle)
    }
}

/// A vendor with which something goes wrong.
#[derive(Debug, Clone, Copy)]
struct Ill {
    part: Part,
    /// Its place in the list of its kind.
    place: usize,
    from: Instant,
    mishap: Mishap,
}

/// What the model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The caller's words and keys that are no entry yet.
    pub text: String,
    /// Why it is asked.
    pub cause: Cause,
    /// How many requests there were before.
    pub earlier: usize,
}

/// Words that the caller says, evenly over a time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spoken {
    words: Vec<String>,
    from: Instant,
    upto: Instant,
}

/// A call in virtual time.
pub struct Rehearsal {
    session: Session,
    start: Instant,
    now: Instant,
    latencies: Latencies,
    model: Box<dyn FnMut(&Question) -> Plan>,
    /// Chunks whose synthesis never begins.
    mute_voices: usize,
    /// Chunks whose synthesis breaks off after the first piece.
    short_voices: usize,
    /// What will happen, in order; of one instant what was planned first.
    coming: BTreeMap<(Instant, u64), Coming>,
    planned: u64,
    questions: usize,
    tools: BTreeMap<ToolId, Millis>,
    next_tool: u32,
    script: Vec<Spoken>,
    /// How many words of the script the recogniser has told, and how many of them for good.
    told: (usize, usize),
    /// Whether the recogniser is imitated; a replayed trace brings its words along.
    recogniser: bool,
    ear_broken: bool,
    ill: Vec<Ill>,
    /// How often each kind of vendor was changed.
    changed: [usize; 3],
    /// How long the recogniser takes over whole utterances, if it understands nothing else.
    whole_ear: Option<Millis>,
    /// The same of the recogniser that takes over.
    next_ear: Option<Millis>,
    /// When the carrier will have played everything.
    carrier_head: Instant,
    marks: VecDeque<(Instant, ChunkId)>,
    outputs: Vec<(Duration, Output)>,
    /// Frames heard by the caller, by their times.
    heard_frames: Vec<(Duration, Duration)>,
    inputs: Option<Vec<(Instant, Input)>>,
}

/// What will happen.
#[derive(Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all that comes is input")]
enum Coming {
    Input(Input),
    /// The recogniser at a place finishes what it had heard by then.
    Finish(Instant, usize),
    /// The recogniser hears nothing any more.
    EarBreaks,
}

/// The level and voice of a caller who speaks, and of the room.
const VOICE: Reading = Reading { voice: 240, level: -22 };
const ROOM: Reading = Reading { voice: 3, level: -65 };

/// Letters that the imitated synthesiser speaks in a second.
const LETTERS_PER_SECOND: u64 = 15;
/// How much sound comes at once, and how many times faster than it sounds.
const PIECE: Duration = Duration::from_millis(200);
const FASTER: u32 = 4;

impl Rehearsal {
    /// A call that was just answered, with a model.
    pub fn new(setup: Setup, latencies: Latencies, model: impl FnMut(&Question) -> Plan + 'static) -> Self {
        let start = Instant::from_seconds(1_800_000_000);
        Self::starting(start, setup, latencies, model)
    }

    pub(crate) fn starting(
        start: Instant,
        setup: Setup,
        latencies: Latencies,
        model: impl FnMut(&Question) -> Plan + 'static,
    ) -> Self {
        Self {
            session: Session::new(start, setup),
            start,
            now: start,
            latencies,
            model: Box::new(model),
            mute_voices: 0,
            short_voices: 0,
            coming: BTreeMap::new(),
            planned: 0,
            questions: 0,
            tools: BTreeMap::new(),
            next_tool: 0,
            script: Vec::new(),
            told: (0, 0),
            recogniser: true,
            ear_broken: false,
            ill: Vec::new(),
            changed: [0; 3],
            whole_ear: None,
            next_ear: None,
            carrier_head: start,
            marks: VecDeque::new(),
            outputs: Vec::new(),
            heard_frames: Vec::new(),
            inputs: None,
        }
    }

    /// The recogniser's words come from elsewhere.
    pub(crate) fn without_recogniser(mut self) -> Self {
        self.recogniser = false;
        self
    }

    /// Keeps what is handed in, for a trace.
    pub fn recording(mut self) -> Self {
        self.inputs = Some(Vec::new());
        self
    }

    /// What was handed in, if it was kept.
    pub fn recorded(&self) -> &[(Instant, Input)] {
        self.inputs.as_deref().unwrap_or_default()
    }

    /// The caller says these words from one time to another, in ms from the start.
    #[must_use]
    pub fn caller_says(mut self, text: &str, from: u64, upto: u64) -> Self {
        let words = text.split_whitespace().map(str::to_owned).collect();
        self.script.push(Spoken { words, from: self.at(from), upto: self.at(upto) });
        self
    }

    /// The caller makes a sound without words.
    #[must_use]
    pub fn caller_makes_noise(self, from: u64, upto: u64) -> Self {
        self.caller_says("", from, upto)
    }

    /// Something happens, in ms from the start.
    #[must_use]
    pub fn happens(mut self, at: u64, input: Input) -> Self {
        let at = self.at(at);
        self.plan(at, Coming::Input(input));
        self
    }

    /// The first so many chunks are never spoken.
    #[must_use]
    pub fn with_mute_voices(mut self, chunks: usize) -> Self {
        self.mute_voices = chunks;
        self
    }

    /// The first so many chunks are spoken for a moment, and then no more comes of them.
    #[must_use]
    pub fn with_voices_that_break_off(mut self, chunks: usize) -> Self {
        self.short_voices = chunks;
        self
    }

    /// The recogniser hears nothing from a time on, in ms from the start, until another is asked for.
    #[must_use]
    pub fn with_ear_that_breaks(mut self, at: u64) -> Self {
        let at = self.at(at);
        self.plan(at, Coming::EarBreaks);
        self
    }

    /// Something goes wrong with the vendor of a kind that is at a place of its list, from a time on, in ms from the
    /// start, until another is asked for.
    #[must_use]
    pub fn with_mishap(mut self, part: Part, place: usize, from: u64, mishap: Mishap) -> Self {
        let from = self.at(from);
        self.ill.push(Ill { part, place, from, mishap });
        self
    }

    /// What goes wrong now with the vendor of a kind.
    fn mishap(&self, part: Part) -> Option<Mishap> {
        let place = self.place(part);
        let ill = |ill: &&Ill| ill.part == part && ill.place == place && ill.from <= self.now;
        self.ill.iter().find(ill).map(|ill| ill.mishap)
    }

    /// The place of the vendor that is used of a kind.
    const fn place(&self, part: Part) -> usize {
        self.changed[part as usize]
    }

    /// The recogniser hears nothing until another is asked for.
    #[must_use]
    pub fn with_broken_ear(mut self) -> Self {
        self.ear_broken = true;
        self
    }

    /// The recogniser that takes over understands whole utterances only, and takes so long over each.
    #[must_use]
    pub const fn with_whole_ear_next(mut self, takes: Millis) -> Self {
        self.next_ear = Some(takes);
        self
    }

    /// The recogniser understands whole utterances only, and takes so long over each.
    #[must_use]
    pub fn with_whole_ear(mut self, takes: Millis) -> Self {
        self.whole_ear = Some(takes);
        self.happens(0, Input::Ears { whole: true })
    }

    fn at(&self, millis: u64) -> Instant {
        self.start.plus(Duration::from_millis(millis))
    }

    fn plan(&mut self, at: Instant, coming: Coming) {
        self.planned += 1;
        self.coming.insert((at, self.planned), coming);
    }

    pub(crate) fn plan_input(&mut self, at: Instant, input: Input) {
        self.plan(at, Coming::Input(input));
    }

    /// Plays the call until so many ms from the start, with a frame of the caller every 20 ms.
    pub fn run_until(&mut self, millis: u64) -> &mut Self {
        let end = self.at(millis);
        let mut frame_at = self.now.plus(FRAME);
        while frame_at <= end && !self.session.is_over() {
            self.run_events(frame_at);
            let reading = self.reading(frame_at);
            self.tell_words(frame_at);
            self.hand_in(frame_at, Input::Reading(reading));
            frame_at = frame_at.plus(FRAME);
        }
        self
    }

    /// Plays what is planned, without frames of its own.
    pub(crate) fn run_planned(&mut self, end: Instant) {
        self.run_events(end);
    }

    /// Lets everything happen that comes before or at a time.
    fn run_events(&mut self, until: Instant) {
        loop {
            let wake = self.drain();
            let event = self.coming.first_key_value().map(|((at, _), _)| *at);
            let next = event.map_or(wake, |at| at.min(wake));
            if next > until || self.session.is_over() {
                return;
            }
            if event.is_some_and(|at| at <= wake) {
                let Some((_, coming)) = self.coming.pop_first() else { return };
                match coming {
                    Coming::Input(input) => self.hand_in(next, input),
                    Coming::Finish(by, place) if place == self.place(Part::Recogniser) => {
                        self.finish_words(next, by);
                    }
                    // It was changed meanwhile.
                    Coming::Finish(..) => {}
                    Coming::EarBreaks => self.ear_broken = true,
                }
            } else {
                self.hand_in(next, Input::Wake);
            }
        }
    }

    fn hand_in(&mut self, at: Instant, input: Input) {
        self.now = self.now.max(at);
        if let Some(inputs) = &mut self.inputs {
            inputs.push((self.now, input.clone()));
        }
        self.session.handle(self.now, input);
        self.drain();
    }

    /// Does what the call wants; answers when it wants to be woken.
    fn drain(&mut self) -> Instant {
        loop {
            match self.session.poll() {
                Output::WakeAt(at) => return at,
                Output::Hear(_) => {}
                Output::Play(_) => {
                    let begins = self.carrier_head.max(self.now);
                    self.carrier_head = begins.plus(FRAME);
                    let from = begins.plus(self.latencies.carrier.get()).since(self.start);
                    self.heard_frames.push((from, from + FRAME));
                }
                output => {
                    self.answer(&output);
                    self.outputs.push((self.now.since(self.start), output));
                }
            }
        }
    }

    /// What the vendors do about an output.
    fn answer(&mut self, output: &Output) {
        if let Output::Switch { part } = output {
            self.changed[*part as usize] += 1;
        }
        match output {
            Output::Think { ask, text, keys, cause, .. } => {
                let text = if keys.is_empty() { text.clone() } else { format!("{text}{keys}") };
                self.ask_model(*ask, &Question { text, cause: *cause, earlier: self.questions });
            }
            Output::CancelModel { ask } => self.forget(|input| {
                matches!(input, Input::Token { ask: of, .. } | Input::ToolAsked { ask: of, .. }
                    | Input::ModelDone { ask: of } if of == ask)
            }),
            Output::RunTool { tool, .. } => {
                let takes = self.tools.get(tool).copied().unwrap_or(Millis(0));
                self.plan(self.now.plus(takes.get()), Coming::Input(Input::ToolDone { tool: *tool }));
            }
            Output::Speak { chunk, text, .. } => self.speak(*chunk, text),
            Output::CancelSpeech { chunk } => self.forget(|input| {
                matches!(input, Input::Speech { chunk: of, .. } | Input::SpeechDone { chunk: of } if of == chunk)
            }),
            Output::Mark { chunk } => {
                let at = self.carrier_head.max(self.now).plus(self.latencies.carrier.get());
                self.marks.push_back((at, *chunk));
                self.plan(at, Coming::Input(Input::Played { chunk: *chunk }));
            }
            Output::ClearPlayback => {
                let now = self.now.plus(self.latencies.carrier.get()).since(self.start);
                self.heard_frames.retain(|(from, _)| *from < now);
                self.carrier_head = self.now;
            }
            Output::Finalize if self.recogniser => {
                let takes = self.whole_ear.unwrap_or(self.latencies.words);
                let place = self.place(Part::Recogniser);
                self.plan(self.now.plus(takes.get()), Coming::Finish(self.now, place));
            }
            Output::Switch { part: Part::Recogniser } => {
                self.ear_broken = false;
                self.told.0 = self.told.1;
                self.whole_ear = self.next_ear.take();
                let whole = self.whole_ear.is_some();
                self.plan(self.now, Coming::Input(Input::Ears { whole }));
            }
            _ => {}
        }
    }

    fn forget(&mut self, unwanted: impl Fn(&Input) -> bool) {
        self.coming.retain(|_, coming| !matches!(coming, Coming::Input(input) if unwanted(input)));
    }

    fn ask_model(&mut self, ask: AskId, question: &Question) {
        self.questions += 1;
        let mut at = self.now.plus(self.latencies.first_token.get());
        let mishap = self.mishap(Part::Model);
        let plan = match (self.model)(question) {
            plan @ Plan::Say(_) if mishap.is_none_or(Mishap::begins) => plan,
            plan if mishap.is_none() => plan,
            _ if mishap.is_some_and(Mishap::tells) => Plan::Fail,
            _ => Plan::Stall,
        };
        match plan {
            Plan::Say(text) => {
                let words: Vec<&str> = text.split_inclusive(' ').collect();
                let said = if mishap.is_some() { words.len() * 2 / 3 } else { words.len() };
                for word in &words[..said] {
                    self.plan(at, Coming::Input(Input::Token { ask, text: (*word).to_owned() }));
                    at = at.plus(self.latencies.next_token.get());
                }
                let end = match mishap {
                    None => Some(Input::ModelDone { ask }),
                    Some(mishap) => mishap.tells().then_some(Input::Trouble(Trouble::Model { ask })),
                };
                if let Some(end) = end {
                    self.plan(at, Coming::Input(end));
                }
            }
            Plan::UseTool(takes) => {
                self.next_tool += 1;
                let tool = ToolId(self.next_tool);
                self.tools.insert(tool, takes);
                self.plan(at, Coming::Input(Input::ToolAsked { ask, tool }));
                self.plan(at, Coming::Input(Input::ModelDone { ask }));
            }
            Plan::Stall => {}
            Plan::Fail => self.plan(self.now, Coming::Input(Input::Trouble(Trouble::Model { ask }))),
        }
    }

    fn speak(&mut self, chunk: ChunkId, text: &str) {
        if self.mute_voices > 0 {
            self.mute_voices -= 1;
            return;
        }
        let letters = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let mut left = Duration::from_millis(letters * 1_000 / LETTERS_PER_SECOND);
        let mut at = self.now.plus(self.latencies.first_audio.get());
        let mishap = self.mishap(Part::Synthesiser);
        let trouble = Coming::Input(Input::Trouble(Trouble::Synthesiser { chunk }));
        if let Some(mishap) = mishap.filter(|mishap| !mishap.begins()) {
            if mishap.tells() {
                self.plan(at, trouble);
            }
            return;
        }
        while !left.is_zero() {
            let piece = left.min(PIECE);
            let samples = crate::frame::Rate::Narrow.samples_in(piece);
            self.plan(at, Coming::Input(Input::Speech { chunk, sound: Sound::silence(samples) }));
            if self.short_voices > 0 {
                self.short_voices -= 1;
                return;
            }
            if let Some(mishap) = mishap {
                if mishap.tells() {
                    self.plan(at.plus(piece / FASTER), trouble);
                }
                return;
            }
            left -= piece;
            at = at.plus(piece / FASTER);
        }
        self.plan(at, Coming::Input(Input::SpeechDone { chunk }));
    }

    /// What the frame that ends at a time sounds like.
    fn reading(&self, at: Instant) -> Reading {
        let middle = at.minus(FRAME / 2);
        let speaks = self.script.iter().any(|spoken| spoken.from <= middle && middle < spoken.upto);
        if speaks { VOICE } else { ROOM }
    }

    /// All words of the script with the times at which each ends.
    fn words(&self) -> Vec<(&str, Instant, Instant)> {
        let mut words = Vec::new();
        for spoken in &self.script {
            let count = u32::try_from(spoken.words.len()).unwrap_or(u32::MAX).max(1);
            let each = spoken.upto.since(spoken.from) / count;
            for (index, word) in (0_u32..).zip(&spoken.words) {
                let from = spoken.from.plus(each * index);
                words.push((word.as_str(), from, from.plus(each)));
            }
        }
        words
    }

    /// The recogniser tells the words that it has heard by now.
    fn tell_words(&mut self, now: Instant) {
        if !self.recogniser || self.ear_broken || self.whole_ear.is_some() {
            return;
        }
        let listened = now.minus(self.latencies.words.get());
        let known = self.words().iter().filter(|(_, _, upto)| *upto <= listened).count();
        if known > self.told.0 {
            if self.ear_is_ill(now) {
                return;
            }
            self.told.0 = known;
            self.tell(now, known, HeardKind::Interim, listened);
        }
    }

    /// Whether something goes wrong with the recogniser when it is to tell words.
    fn ear_is_ill(&mut self, now: Instant) -> bool {
        let mishap = self.mishap(Part::Recogniser);
        if mishap.is_some_and(Mishap::tells) {
            self.hand_in(now, Input::Trouble(Trouble::Recogniser));
        }
        mishap.is_some()
    }

    fn finish_words(&mut self, now: Instant, by: Instant) {
        let known = self.words().iter().filter(|(_, _, upto)| *upto <= by).count();
        if self.ear_broken || self.ear_is_ill(now) {
            return;
        }
        if known > self.told.1 {
            self.tell(now, known, HeardKind::Final, by);
            self.told = (self.told.0.max(known), known);
        } else {
            // Nothing new is told as well.
            let heard = Heard { text: String::new(), kind: HeardKind::Final, from: by, upto: by };
            self.hand_in(now, Input::Heard(heard));
        }
    }

    fn tell(&mut self, now: Instant, known: usize, kind: HeardKind, upto: Instant) {
        let words = self.words();
        let open = &words[self.told.1..known];
        let Some((_, from, _)) = open.first() else { return };
        let text = open.iter().map(|(word, _, _)| *word).collect::<Vec<_>>().join(" ");
        let heard = Heard { text, kind, from: *from, upto };
        self.hand_in(now, Input::Heard(heard));
    }

    /// Everything that the call wanted, with its time from the start; sound aside.
    pub fn outputs(&self) -> &[(Duration, Output)] {
        &self.outputs
    }

    /// When the caller heard the agent, as spans from the start.
    pub fn agent_heard(&self) -> Vec<(Duration, Duration)> {
        let mut spans: Vec<(Duration, Duration)> = Vec::new();
        for (from, upto) in &self.heard_frames {
            match spans.last_mut().filter(|span| *from <= span.1 + FRAME / 2) {
                Some(span) => span.1 = *upto,
                None => spans.push((*from, *upto)),
            }
        }
        spans
    }

    /// The call.
    pub const fn session(&self) -> &Session {
        &self.session
    }
}

impl std::fmt::Debug for Rehearsal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rehearsal(at {:?}, {} outputs)", self.now.since(self.start), self.outputs.len())
    }
}
