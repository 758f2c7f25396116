//! The synthesiser's side of what is said.

use crate::session::line::Line;
use crate::session::watch::Timer;
use crate::session::{ChunkId, Incident, Output, Part, Session, Sound};

/// Synthesisers that may fail in a row.
const MOST_VOICES: u8 = 3;

impl Session {
    /// Has the next lines spoken, as far ahead as is worth it.
    pub(super) fn ask_for_speech(&mut self) {
        let ahead = self.timings().synthesis_ahead.get();
        while let Some(Line { chunk, turn, text, .. }) = self.mouth.ask_next(self.now, ahead) {
            let output = Output::Speak { chunk: *chunk, turn: *turn, text: text.clone() };
            self.put(output);
        }
    }

    /// Sound of a chunk has come.
    pub(super) fn speech_came(&mut self, chunk: ChunkId, sound: &Sound) {
        let (first, fits) = self.mouth.speech(chunk, sound);
        if let Some(turn) = first {
            self.mind.voices_failed = 0;
            let now = self.now;
            if let Some(reply) = self.mind.reply_mut().filter(|reply| Some(reply.turn) == turn) {
                reply.times.first_audio.get_or_insert(now);
            }
        }
        if !fits {
            self.overflow();
        }
    }

    /// All sound of a chunk has come. None at all is trouble.
    pub(super) fn speech_done(&mut self, chunk: ChunkId) {
        if self.mouth.is_mute(chunk) {
            self.synthesiser_failed(chunk);
        } else {
            self.mouth.speech_done(chunk);
        }
    }

    /// Keeps the timer of the first sound with the line that waits longest.
    pub(super) fn watch_first_audio(&mut self) {
        match self.mouth.awaited_since() {
            Some(since) => {
                let timings = self.timings();
                let stands_in = self.mind.voices_failed > 0;
                let patience = if stands_in { timings.first_audio_again } else { timings.first_audio };
                let at = since.plus(patience.get());
                self.watch.set(Timer::FirstAudio, at);
            }
            None => self.watch.clear(Timer::FirstAudio),
        }
    }

    /// The first sound of a line does not come.
    pub(super) fn speech_is_late(&mut self) {
        self.put(Output::Incident(Incident::NoFirstAudio));
        self.change_synthesiser();
    }

    /// A synthesiser reports trouble with a chunk that is still wanted.
    pub(super) fn synthesiser_failed(&mut self, chunk: ChunkId) {
        if self.mouth.awaits(chunk) {
            self.put(Output::Incident(Incident::VendorTrouble { part: Part::Synthesiser }));
            self.change_synthesiser();
        }
    }

    /// Another synthesiser speaks what is not spoken yet.
    fn change_synthesiser(&mut self) {
        self.mind.voices_failed = self.mind.voices_failed.saturating_add(1);
        if self.mind.voices_failed > MOST_VOICES {
            self.vendors_are_down();
            return;
        }
        self.put(Output::Switch { part: Part::Synthesiser });
        let ids = &mut self.mind.ids;
        for chunk in self.mouth.speak_again(|| ids.chunk()) {
            self.put(Output::CancelSpeech { chunk });
        }
    }
}
