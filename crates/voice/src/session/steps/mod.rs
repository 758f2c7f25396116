//! What happens at each input and timer, by whose affair it is.

mod caller;
mod dead_air;
mod ending;
mod keys;
mod model;
mod monologue;
mod overlap;
mod reply;
mod speech;
mod tools;
mod transcript;
mod typed;

use super::watch::Timer;
use super::{Input, Session, Trouble};

impl Session {
    /// Takes in one input.
    pub(super) fn take_in(&mut self, input: Input) {
        match input {
            Input::Frame(frame) => {
                let change = self.ear.listen(self.now, &frame);
                self.sound_came(change);
            }
            Input::Reading(reading) => {
                let change = self.ear.read(self.now, reading);
                self.sound_came(change);
            }
            Input::Heard(heard) => self.words_came(&heard),
            Input::Ears { whole } => self.ears_changed(whole),
            Input::Token { ask, text } => self.token_came(ask, &text),
            Input::ToolAsked { ask, tool } => self.tool_asked(ask, tool),
            Input::ModelDone { ask } => self.model_done(ask),
            Input::ToolDone { tool } => self.tool_done(tool),
            Input::Speech { chunk, sound } => self.speech_came(chunk, &sound),
            Input::SpeechDone { chunk } => self.speech_done(chunk),
            Input::Trouble(Trouble::Recogniser) => self.recogniser_failed(),
            Input::Trouble(Trouble::Model { ask }) => self.model_failed(ask),
            Input::Trouble(Trouble::Synthesiser { chunk }) => self.synthesiser_failed(chunk),
            Input::Played { chunk } => self.mouth.played(self.now, chunk),
            Input::Key(key) => self.key_pressed(key),
            Input::Typed { text } => self.words_typed(&text),
            Input::SocketLost => self.socket_lost(),
            Input::SocketResumed => self.socket_resumed(),
            Input::Prepared { phrase, sound } => {
                self.mind.prepared.insert(phrase, sound);
            }
            Input::Say { text } => self.say(text),
            Input::EndCall => self.mind.leaving = true,
            Input::HungUp => self.hung_up(),
            Input::Wake => {}
        }
    }

    /// Does what a timer was set for.
    pub(super) fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Longest => self.end_now(super::EndReason::LongestReached),
            Timer::Goodbye => self.time_is_up(),
            Timer::Warn => self.time_is_nearly_up(),
            Timer::Grace => self.grace_is_over(),
            Timer::Finalize => self.finalize(),
            Timer::Speculate => self.speculate(),
            Timer::Commit => self.commit_or_end(),
            Timer::Patience => self.patience_runs_out(),
            Timer::LetGo => self.heed_again(),
            // It only asks to look again, which follows every input.
            Timer::Stirring => {}
            Timer::Keys => self.keys_are_over(),
            Timer::Resume => self.silence_after_pause(),
            Timer::Noise => self.noise_too_long(),
            Timer::NextToken => self.model_is_late(),
            Timer::FirstAudio => self.speech_is_late(),
            Timer::Deaf => self.recogniser_is_deaf(),
            Timer::ToolSlow => self.tool_is_slow(),
            Timer::ToolLongest => self.tools_given_up(),
            Timer::DeadAir => self.dead_air(),
            Timer::GiveUp => self.give_up_reply(),
            Timer::Quiet => self.nobody_speaks(),
        }
    }

    /// What follows from where everything stands now, whatever happened.
    pub(super) fn settle(&mut self) {
        self.note_heard();
        self.confirm_if_ready();
        self.free_the_floor();
        self.ask_for_speech();
        self.watch_first_audio();
        self.watch_model();
        self.watch_dead_air();
        self.watch_quiet();
    }
}
