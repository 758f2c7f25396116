//! What a caller is told to do, as JSON, and its sound.

use std::sync::Arc;

use serde::Deserialize;

use super::caller::{Act, FRAME_MS};
use crate::sound::voice::Mute;
use crate::world::World;

/// No caller stays longer than an hour, whatever is written.
const LONGEST_MS: u32 = 3_600_000;

/// One step of a caller.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Step {
    /// Waits for silence and speaks.
    Say(String),
    /// Waits for silence and speaks, with a pause in the middle of the sentence.
    Hesitate {
        /// Before and after the pauses.
        parts: Vec<String>,
        /// The length of a pause.
        pause_ms: u32,
    },
    /// Takes the word while the agent speaks.
    Interrupt {
        /// What is said.
        text: String,
        /// How long the agent has spoken.
        after_ms: u32,
    },
    /// Makes a listener's noise while the agent speaks.
    Mumble {
        /// What is said.
        text: String,
        /// How long the agent has spoken.
        after_ms: u32,
    },
    /// Presses keys, one after the other.
    Press(String),
    /// Says nothing.
    Silent {
        /// For how long.
        ms: u32,
    },
    /// Hangs up, whatever is going on.
    HangUp,
}

impl World {
    /// The acts of a caller, with their sound, which recognisers know from now on.
    pub async fn rehearse(&self, steps: &[Step]) -> Result<Vec<Act>, Mute> {
        let mut acts = Vec::new();
        for step in steps {
            match step {
                Step::Say(text) => acts.push(Act::Say { parts: vec![self.sound(text).await?], pause: 0 }),
                Step::Hesitate { parts, pause_ms } => {
                    let mut sounds = Vec::new();
                    for part in parts {
                        sounds.push(self.sound(part).await?);
                    }
                    acts.push(Act::Say { parts: sounds, pause: frames(*pause_ms) });
                }
                Step::Interrupt { text, after_ms } | Step::Mumble { text, after_ms } => {
                    acts.push(Act::Cut { sound: self.sound(text).await?, after: frames(*after_ms) });
                }
                Step::Press(keys) => acts.extend(keys.chars().map(Act::Press)),
                Step::Silent { ms } => acts.push(Act::Rest(frames(*ms))),
                Step::HangUp => acts.push(Act::HangUp),
            }
        }
        Ok(acts)
    }

    async fn sound(&self, text: &str) -> Result<Arc<[u8]>, Mute> {
        Ok(self.recorded(text).await?.into())
    }
}

/// Whole frames in so many milliseconds.
const fn frames(ms: u32) -> u32 {
    let ms = if ms > LONGEST_MS { LONGEST_MS } else { ms };
    ms / FRAME_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_written_as_they_are_spoken_of() {
        let text = r#"[{"say": "Hello."}, {"hesitate": {"parts": ["I want", "tea."], "pauseMs": 400}},
            {"interrupt": {"text": "No, wait.", "afterMs": 800}}, {"mumble": {"text": "Mm-hm.", "afterMs": 500}},
            {"press": "12"}, {"silent": {"ms": 2000}}, "hangUp"]"#;
        let steps: Vec<Step> = serde_json::from_str(text).unwrap();
        assert_eq!((steps.len(), &steps[6]), (7, &Step::HangUp));
        assert!(serde_json::from_str::<Step>(r#"{"shout": "x"}"#).is_err());
    }
}
