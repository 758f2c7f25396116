//! How far the setting-up of a business is: the step that its page shows next, and what was done or left out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reader::{Fault, Reader};
use crate::Instant;

/// How far the setting-up is. What is really set up is judged by facts, not by this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Progress {
    /// The step that is shown next, 1 to [`Progress::STEPS`].
    pub step: u32,
    /// Names of steps that were done.
    pub done: Vec<String>,
    /// Names of steps that were left out.
    pub skipped: Vec<String>,
    /// When the last step was done (RFC 3339).
    #[schemars(with = "Option<String>")]
    pub completed_at: Option<Instant>,
}

impl Default for Progress {
    fn default() -> Self {
        Self { step: 1, done: Vec::new(), skipped: Vec::new(), completed_at: None }
    }
}

impl Progress {
    /// How many steps there are.
    pub const STEPS: u32 = 5;
    /// The most names in a list.
    const NAMES_MOST: usize = 20;

    /// What is wrong with it; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.range("step", self.step, 1, Self::STEPS);
        for (field, names) in [("done", &self.done), ("skipped", &self.skipped)] {
            let sound = |name: &String| {
                (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
            };
            if names.len() > Self::NAMES_MOST || !names.iter().all(sound) {
                reader.note(field, "unsound", "these are names of steps, 20 at most");
            }
        }
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_five_steps() {
        assert_eq!(Progress::default().faults(), []);
        let beyond = Progress { step: 6, done: vec!["no spaces".into()], ..Progress::default() };
        let fields: Vec<_> = beyond.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["step", "done"]);
    }
}
