//! Every waiting time of a live call, in one table.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u32);

impl From<Millis> for Duration {
    fn from(millis: Millis) -> Self {
        Self::from_millis(u64::from(millis.0))
    }
}

impl From<Duration> for Millis {
    /// Whole milliseconds, rounded down.
    fn from(duration: Duration) -> Self {
        Self(u32::try_from(duration.as_millis()).unwrap_or(u32::MAX))
    }
}

impl Millis {
    /// As a duration.
    pub const fn get(self) -> Duration {
        Duration::from_millis(self.0 as u64)
    }
}

/// A name that is no timing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no timing `{0}`")]
pub struct UnknownTiming(pub String);

/// Makes the table and the access by name from one list, so that none can be forgotten.
macro_rules! timings {
    ($($(#[$doc:meta])* $name:ident = $default:literal,)*) => {
        /// Every waiting time of a live call, in milliseconds. "Silence" counts from the caller's last sound.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Timings { $($(#[$doc])* pub $name: Millis,)* }

        impl Default for Timings {
            fn default() -> Self {
                Self { $($name: Millis($default),)* }
            }
        }

        impl Timings {
            /// The names of all timings, in the order of the table.
            pub const NAMES: &[&str] = &[$(stringify!($name),)*];

            /// Sets one by its name.
            ///
            /// # Errors
            /// If there is none of this name.
            pub fn set(&mut self, name: &str, value: Millis) -> Result<(), UnknownTiming> {
                match name {
                    $(stringify!($name) => self.$name = value,)*
                    _ => return Err(UnknownTiming(name.to_owned())),
                }
                Ok(())
            }

            /// One by its name.
            pub fn get(&self, name: &str) -> Option<Millis> {
                match name {
                    $(stringify!($name) => Some(self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

timings! {
    // The end of the caller's turn.
    /// Silence after which a finished answer may be spoken to: "Yes, please." Vendors need longer than this anyway,
    /// so that it costs nothing.
    settled_end = 300,
    /// Silence after which words that may be all are spoken to. Just above the pause people make inside a sentence,
    /// and mostly hidden behind the vendors' own time, because thinking began at `speculate_plausible`.
    plausible_end = 430,
    /// A caller who once went on after a pause at which we thought them done gets so much more than that pause.
    rhythm_margin = 80,
    /// But never more silence than this on that account.
    rhythm_longest = 900,
    /// Silence after which words that are plainly not all ("I would like to …") are spoken to nevertheless.
    open_end = 1_300,
    /// Silence after which digits or letters in progress are spoken to.
    dictated_end = 2_000,
    /// Silence after which the model is asked about a finished answer, ahead of the decision.
    speculate_settled = 60,
    /// Silence after which the model is asked about words that may be all, ahead of the decision.
    speculate_plausible = 80,
    /// Silence after which the model is asked about words that are plainly not all, ahead of the decision.
    speculate_open = 800,
    /// Silence after which the recogniser is asked to finish what it has.
    finalize = 80,
    /// How much of the end of the caller's sound may be missing from the recogniser's words that count as caught up.
    caught_up = 140,
    /// The most that is waited for the recogniser to catch up with the caller's sound, from the last sound on.
    catch_up = 900,
    /// The same, of a recogniser that understands whole utterances only: its words take as long as its answer.
    catch_up_whole = 2_000,
    /// After sound without any words, so much silence makes it a noise.
    wordless = 2_000,
    /// A sound that has just begun holds our speech back so long, until it is known for speech.
    stirring = 80,
    /// A caller who has kept the floor for so long, and has heard no answer, is spoken to at the next short pause. People
    /// who tell a story pause for an answer long before (a minute is 150 words); a television never does.
    turn_longest = 50_000,
    /// So long after that no pause is needed any more.
    turn_grace = 5_000,
    /// A short pause: longer than the gaps between the words of one breath.
    turn_short_pause = 200,
    /// Sound that has kept the floor too long does not silence the answer to it, until it has stopped for so long: then
    /// what begins anew is somebody who wants to speak.
    turn_let_go = 1_000,

    // Interruption.
    /// Words interrupt only after so much speech.
    barge_in_with_words = 160,
    /// So much voice makes the agent fall silent, until words tell whether it is an interruption.
    hush = 60,
    /// So much more voice is needed for every time that the agent fell silent for nothing of late.
    hush_again = 150,
    /// But never more than this.
    barge_in_without_words = 500,
    /// Silence without words after which a paused agent goes on where it stopped. Recognisers tell the words of a short
    /// sound within this.
    resume_after = 450,
    /// The longest that noise without words keeps the agent paused; after that the agent does not pause for it again.
    longest_pause = 2_500,
    /// An answer given so long before the agent's end counts as one, even if it is a mere "yes".
    early_answer = 1_000,

    // Playing.
    /// How much sound may be under way to the carrier. Short, so that speech stops when told to.
    playback_lead = 80,
    /// The next sentence is synthesised when less than this is left to be said.
    synthesis_ahead = 4_000,

    // Watching the vendors.
    /// The model's first words must come within this, or the next model is asked.
    first_token = 1_500,
    /// A model that has begun must go on within this.
    next_token = 4_000,
    /// The first sound of a sentence must come within this, or the next synthesiser is asked. So must the next, once the
    /// caller has heard what there is of it.
    first_audio = 900,
    /// The same, of a synthesiser that stands in for one that was just late or failed: the caller has waited already.
    first_audio_again = 700,
    /// Speech without a word of the recogniser for so long means that the recogniser is deaf.
    recogniser_deaf = 3_500,
    /// A recogniser that has not told of the caller's last sound after this, though it was asked to finish, stalls.
    recogniser_stalls = 700,
    /// The same, of a recogniser that understands whole utterances only.
    recogniser_stalls_whole = 2_200,
    /// From the caller's last sound, so much silence on the line is broken by a filler.
    dead_air = 1_500,
    /// After a filler, so much more silence is broken by the next.
    dead_air_again = 5_000,
    /// A reply that cannot be heard after this is given up, with an apology.
    reply_longest = 15_000,
    /// A tool that takes longer is spoken over ("One moment, please").
    tool_slow = 1_000,
    /// A tool that takes longer is given up; the model goes on without it.
    tool_longest = 15_000,

    // The caller is silent, or elsewhere.
    /// So long nobody speaks before the caller is asked whether they are still there.
    quiet = 7_000,
    /// The same, while the caller looks something up to dictate it.
    quiet_dictated = 12_000,
    /// After the last key, so much time ends an entry by keys.
    keys = 1_800,
    /// A connection of the carrier that is lost for longer ends the call.
    socket_grace = 10_000,
    /// So long before the longest duration the caller is told.
    warn_before_end = 30_000,
    /// So long before the longest duration the agent says goodbye.
    goodbye_before_end = 5_000,
    /// The longest that a goodbye may take.
    goodbye_longest = 6_000,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_timing_is_set_and_read_by_its_name() {
        let mut timings = Timings::default();
        for name in Timings::NAMES {
            timings.set(name, Millis(7)).unwrap();
            assert_eq!(timings.get(name), Some(Millis(7)));
        }
        assert_eq!(timings.set("patience", Millis(1)), Err(UnknownTiming("patience".into())));
    }

    #[test]
    fn a_policy_file_names_only_what_differs() {
        let timings: Timings = serde_json::from_str(r#"{"open_end": 900}"#).unwrap();
        assert_eq!(timings, Timings { open_end: Millis(900), ..Timings::default() });
        assert!(serde_json::from_str::<Timings>(r#"{"patience": 1}"#).is_err());
    }
}
