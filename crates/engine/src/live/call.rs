//! The driver of one live call: real sockets, vendors and time around the session of `voice`.
//!
//! It decides nothing. One task holds the call: whatever happens (sound, words, tokens, speech, time) is handed to the
//! session, what the session wants is done without waiting, and then the task sleeps. Nothing here is shared with
//! another call on the way of the sound.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ringwright_domain::{Clock, Instant};
use ringwright_store::{LiveTool, LiveToolBrought, LiveUsage};
use ringwright_vendors::recognizer::ListenOrder;
use ringwright_vendors::synthesizer::SpeakOrder;
use ringwright_voice::frame::{Frame, ulaw_encode};
use ringwright_voice::session::{
    ChunkId, EndReason, Entry, Input, Measure, Output, Part, Phrase, Session, ToolId, TurnId,
};
use tokio::sync::mpsc;
use tokio::time::Sleep;

use super::ears::Ears;
use super::line::{CarrierLine, Framer, LineEvent, LineNews};
use super::notes::Notes;
use super::prices::Prices;
use super::profile::Profile;
use super::prompts::Prompts;
use super::providers::Providers;
use super::recorder::Recorder;
use super::thought::{Mind, Ran};
use super::toolbox::{Brought, Toolbox};
use super::tracer::{TraceTo, Tracer};
use super::voice::Voice;

/// What a call needs.
pub(super) struct Parts {
    pub(super) profile: Profile,
    /// What was said and done before an interruption of the whole call.
    pub(super) before: Vec<Past>,
    pub(super) toolbox: Toolbox,
    pub(super) providers: Providers,
    pub(super) prompts: Prompts,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) line: Box<dyn CarrierLine>,
    /// Lines that the carrier opens for the same call later.
    pub(super) lines: mpsc::Receiver<Box<dyn CarrierLine>>,
    pub(super) notes: Notes,
    pub(super) recorder: Option<Recorder>,
    pub(super) trace: Option<TraceTo>,
}

/// Something of before an interruption of the whole call.
pub(super) enum Past {
    Said(Entry),
    Used(LiveTool),
}

/// The line's event, or another part's.
#[expect(clippy::large_enum_variant, reason = "nearly all that happens is input")]
enum Event {
    Line(LineEvent),
    NewLine(Box<dyn CarrierLine>),
    Input(Input),
    Brought(Brought),
    Wake,
}

/// A call that is being held.
pub(super) struct Call {
    session: Session,
    clock: Arc<dyn Clock>,
    line: Option<Box<dyn CarrierLine>>,
    lines: mpsc::Receiver<Box<dyn CarrierLine>>,
    framer: Framer,
    ears: Ears,
    voice: Voice,
    mind: Mind,
    toolbox: Toolbox,
    notes: Notes,
    recorder: Option<Recorder>,
    tracer: Option<Tracer>,
    /// What follows at once from what the session wanted. It is handed in when everything wanted is done, so that a
    /// trace of the call replays.
    next: VecDeque<Input>,
    prices: Arc<Prices>,
    /// Sound for the recogniser that is not handed over yet.
    heard: Vec<u8>,
    /// Sound for the caller, put into bytes.
    bytes: Vec<u8>,
    /// Sound of the caller for the tape.
    taped: Vec<u8>,
    sleep: Pin<Box<Sleep>>,
    wake_at: Instant,
}

/// What is said when a call goes on that was interrupted as a whole.
const GO_ON: &str = "Sorry, we were cut off for a moment. Please go on.";
/// Nobody waits longer than this without looking around.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// The end of a call is written before its line is closed, unless that takes longer.
const TO_WRITE_THE_END: Duration = Duration::from_secs(1);

impl Call {
    /// A call that was answered now.
    pub(super) fn new(parts: Parts) -> Self {
        let Parts { profile, before, toolbox, providers, prompts, clock, .. } = parts;
        let Parts { line, lines, notes, recorder, trace, .. } = parts;
        let (now, rate) = (clock.now(), line.rate());
        let setup = profile.setup(rate);
        let listen = ListenOrder {
            hertz: rate.hertz(),
            language: profile.language.clone(),
            terms: Arc::clone(&profile.terms),
        };
        let speak = SpeakOrder {
            hertz: rate.hertz(),
            language: profile.language.clone(),
            voice: profile.voice.clone(),
        };
        let voice = Voice::new(providers.synthesizers, speak, prompts, profile.own_words());
        let mut call = Self {
            tracer: trace.map(|trace| trace.begin(now, &setup)),
            session: Session::new(now, setup),
            next: VecDeque::new(),
            line: Some(line),
            lines,
            framer: Framer::new(rate, now),
            ears: Ears::new(providers.recognizers, listen, rate, now),
            mind: Mind::new(&providers.models, &profile),
            toolbox,
            heard: Vec::new(),
            bytes: Vec::new(),
            taped: Vec::new(),
            sleep: Box::pin(tokio::time::sleep(Duration::ZERO)),
            wake_at: now,
            voice,
            notes,
            recorder,
            prices: providers.prices,
            clock,
        };
        call.handle(Input::Ears { whole: call.ears.is_whole() });
        for phrase in Phrase::ALL {
            if let Some(sound) = call.voice.known(phrase.english()) {
                call.handle(Input::Prepared { phrase, sound });
            }
        }
        for past in &before {
            match past {
                Past::Said(entry) => call.mind.note(entry),
                Past::Used(tool) => call.mind.remember(tool),
            }
        }
        let opening = if before.is_empty() { profile.opening() } else { Some(GO_ON.to_owned()) };
        if let Some(text) = opening {
            call.handle(Input::Say { text });
        }
        call
    }

    /// Holds the call to its end, and writes it down.
    ///
    /// The end is written before the line is closed: whatever the carrier asks or tells about a stream that is over
    /// then finds no call that is up.
    pub(super) async fn hold(mut self) -> EndReason {
        while !self.session.is_over() {
            match std::future::poll_fn(|context| self.poll_event(context)).await {
                Event::Line(LineEvent::Sound) => self.take_sound(),
                Event::Line(LineEvent::Played(chunk)) => self.handle(Input::Played { chunk: ChunkId(chunk) }),
                Event::Line(LineEvent::Key(key)) => self.handle(Input::Key(key)),
                Event::Line(LineEvent::Typed(text)) => self.handle(Input::Typed { text }),
                Event::Line(LineEvent::HungUp) => {
                    self.line = None;
                    self.handle(Input::HungUp);
                }
                Event::Line(LineEvent::Lost) => {
                    self.line = None;
                    self.handle(Input::SocketLost);
                }
                Event::NewLine(line) => {
                    self.framer.sound.clear();
                    let was_away = self.line.replace(line).is_none();
                    if !was_away {
                        self.handle(Input::SocketLost);
                    }
                    self.handle(Input::SocketResumed);
                }
                Event::Input(input) => self.handle(input),
                Event::Brought(brought) => {
                    let tool = brought.id;
                    self.brought(brought);
                    self.handle(Input::ToolDone { tool });
                }
                Event::Wake => self.handle(Input::Wake),
            }
        }
        if let Some(recorder) = self.recorder.take() {
            recorder.finish(self.clock.now()).await;
        }
        if let Some(tracer) = self.tracer.take() {
            tracer.finish().await;
        }
        let reason = self.session.end_reason().unwrap_or(EndReason::CallerHungUp);
        self.notes.frames_dropped(self.framer.dropped);
        let usage = self.usage();
        self.notes.used(usage);
        let mut written = std::pin::pin!(self.notes.finish(reason));
        // A caller is not kept on the line by a database that fails.
        let in_time = tokio::time::timeout(TO_WRITE_THE_END, &mut written).await.is_ok();
        if let Some(line) = self.line {
            close(line).await;
        }
        if !in_time {
            written.await;
        }
        // What a server was asked for is not broken off because the caller has hung up.
        self.toolbox.finish().await;
        reason
    }

    /// What came of a tool is known to the model and noted.
    fn brought(&mut self, brought: Brought) {
        if let Some(LiveToolBrought { result, .. }) = &brought.note.brought {
            self.mind.brought(brought.id, result);
        }
        self.notes.tool(brought.note);
    }

    /// What the vendors were asked for, and what they take.
    fn usage(&self) -> LiveUsage {
        let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        let (heard, recognition) = self.ears.used(&self.prices);
        let (tokens, model) = self.mind.used(&self.prices);
        let (letters, synthesis) = self.voice.used(&self.prices);
        LiveUsage {
            prompt_tokens: tokens.prompt,
            completion_tokens: tokens.completion,
            letters: small(letters),
            heard_millis: small(heard),
            recognition_micros: small(recognition),
            model_micros: small(model),
            synthesis_micros: small(synthesis),
        }
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Event> {
        if let Some(line) = &mut self.line
            && let Poll::Ready(event) = line.poll_event(context, &mut self.framer.sound)
        {
            return Poll::Ready(Event::Line(event));
        }
        if let Poll::Ready(Some(line)) = self.lines.poll_recv(context) {
            return Poll::Ready(Event::NewLine(line));
        }
        if let Poll::Ready(input) = self.voice.poll(context) {
            return Poll::Ready(Event::Input(input));
        }
        if let Poll::Ready(input) = self.ears.poll(context) {
            return Poll::Ready(Event::Input(input));
        }
        if let Poll::Ready(input) = self.mind.poll(context) {
            return Poll::Ready(Event::Input(input));
        }
        if let Poll::Ready(brought) = self.toolbox.poll(context) {
            return Poll::Ready(Event::Brought(brought));
        }
        self.notes.poll(context);
        self.sleep.as_mut().poll(context).map(|()| Event::Wake)
    }

    fn take_sound(&mut self) {
        let now = self.clock.now();
        while let Some(frame) = self.framer.next(now) {
            if self.recorder.is_some() {
                encode(&frame, &mut self.taped);
            }
            self.handle(Input::Frame(frame));
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.caller(now, &self.taped);
            self.taped.clear();
        }
    }

    /// Hands something to the session and does what it wants.
    fn handle(&mut self, input: Input) {
        let now = self.clock.now();
        self.hand_in(now, input);
        while let Some(next) = self.next.pop_front() {
            self.hand_in(now, next);
        }
    }

    fn hand_in(&mut self, now: Instant, input: Input) {
        match &mut self.tracer {
            Some(tracer) => {
                self.session.handle(now, input.clone());
                tracer.input(now, &input, self.session.reading());
            }
            None => self.session.handle(now, input),
        }
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        loop {
            let output = self.session.poll();
            if let Some(tracer) = &mut self.tracer {
                tracer.output(now, &output);
            }
            match output {
                // Sound that is told again comes before the change of the recogniser that is to hear it.
                Output::Hear(frame) => encode(&frame, &mut self.heard),
                Output::WakeAt(at) => {
                    self.tell_ears(now);
                    self.wake(now, at);
                    return;
                }
                output => self.carry_out(now, output),
            }
        }
    }

    fn carry_out(&mut self, now: Instant, output: Output) {
        match output {
            Output::Play(frame) => {
                self.bytes.clear();
                encode(&frame, &mut self.bytes);
                if let Some(line) = &mut self.line {
                    line.play(&self.bytes);
                }
                if let Some(recorder) = &mut self.recorder {
                    recorder.agent(now, &self.bytes);
                }
            }
            Output::ClearPlayback => {
                if let Some(recorder) = &mut self.recorder {
                    recorder.clear(now);
                }
                if let Some(line) = &mut self.line {
                    line.clear();
                }
            }
            Output::Mark { chunk } => {
                if let Some(line) = &mut self.line {
                    line.mark(chunk.0);
                }
            }
            Output::Finalize => {
                self.tell_ears(now);
                self.ears.finalize();
            }
            Output::Think { turn, ask, text, keys, .. } => self.mind.ask(turn, ask, &text, &keys),
            Output::CancelModel { ask } => self.mind.cancel(ask),
            Output::RunTool { turn, tool } => self.run(turn, tool),
            Output::GiveUpTool { tool } => {
                if let Some(brought) = self.toolbox.give_up(tool, now) {
                    self.brought(brought);
                }
            }
            Output::Speak { chunk, text, .. } => self.voice.speak(chunk, &text),
            Output::CancelSpeech { chunk } => self.voice.cancel(chunk),
            Output::Entry(entry) => {
                self.mind.note(&entry);
                self.notes.entry(&entry);
                if let Some(line) = &mut self.line {
                    line.tell(LineNews::Said(&entry));
                }
            }
            Output::Switch { part } => self.switch(part),
            Output::Incident(incident) => self.notes.incident(incident),
            Output::Measure(measure) => {
                self.notes.measure(&measure);
                if let (Measure::Turn(turn), Some(line)) = (&measure, &mut self.line) {
                    line.tell(LineNews::Replied(turn));
                }
            }
            // The line is closed once the end is written.
            Output::HangUp(_)
            | Output::Hear(_)
            | Output::WakeAt(_)
            | Output::Confirm { .. }
            | Output::Discard { .. } => {}
        }
    }

    fn run(&mut self, turn: TurnId, tool: ToolId) {
        match self.mind.run(tool) {
            Ran::Ask(wanted) => {
                if self.toolbox.ask(tool, self.notes.turn(turn), &wanted) {
                    return;
                }
            }
            Ran::EndCall => self.next.push_back(Input::EndCall),
            Ran::Done => {}
        }
        self.next.push_back(Input::ToolDone { tool });
    }

    fn switch(&mut self, part: Part) {
        let before = self.name(part);
        match part {
            Part::Recogniser => {
                self.ears.switch();
                // The session learns how its recogniser understands.
                self.next.push_back(Input::Ears { whole: self.ears.is_whole() });
            }
            Part::Model => self.mind.switch(),
            Part::Synthesiser => self.voice.switch(),
        }
        self.notes.switched(part, before, self.name(part));
    }

    fn name(&self, part: Part) -> &'static str {
        match part {
            Part::Recogniser => self.ears.name(),
            Part::Model => self.mind.name(),
            Part::Synthesiser => self.voice.name(),
        }
    }

    fn tell_ears(&mut self, now: Instant) {
        self.ears.expect(self.session.expects());
        if !self.heard.is_empty() {
            self.ears.hear(now, &self.heard);
            self.heard.clear();
        }
    }

    fn wake(&mut self, now: Instant, at: Instant) {
        let at = at.min(self.ears.keep_alive(now)).min(self.notes.due()).min(now.plus(LONGEST_SLEEP));
        if at != self.wake_at || self.sleep.is_elapsed() {
            self.wake_at = at;
            self.sleep.as_mut().reset(tokio::time::Instant::now() + at.since(now));
        }
    }
}

/// Closes a line. What was sent is written before, and a carrier that does not close is left alone.
async fn close(mut line: Box<dyn CarrierLine>) {
    const PATIENCE: Duration = Duration::from_secs(2);
    line.close();
    let mut sound = Vec::new();
    let gone = std::future::poll_fn(|context| {
        loop {
            sound.clear();
            match line.poll_event(context, &mut sound) {
                Poll::Ready(LineEvent::HungUp | LineEvent::Lost) => return Poll::Ready(()),
                Poll::Ready(_) => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    });
    let _ = tokio::time::timeout(PATIENCE, gone).await;
}

fn encode(frame: &Frame, bytes: &mut Vec<u8>) {
    bytes.extend(frame.samples().iter().map(|sample| ulaw_encode(*sample)));
}
