//! How the agents of a business speak unless their own words say otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reader::{Fault, Reader};

/// How the agents of a business speak. What it does not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct VoiceConfig {
    /// The agent that answers calls from the browser.
    pub agent_id: String,
    /// What is said first; `{{business}}` and `{{agent}}` stand for their names.
    pub greeting: String,
    /// The voice.
    pub voice: VoiceChoice,
    /// The language that is spoken, such as `en`.
    pub language: String,
    /// Whether callers may interrupt.
    pub interruptible: bool,
}

/// A voice of a vendor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct VoiceChoice {
    /// Who speaks, such as `deepgram`; whoever is first at hand when empty.
    pub provider: String,
    /// The vendor's name of the voice; the usual one when empty.
    pub voice_id: String,
    /// What people call it.
    pub name: String,
}

impl Default for VoiceConfig {
    fn default() -> Self {
        Self {
            agent_id: String::new(),
            greeting: String::new(),
            voice: VoiceChoice::default(),
            language: "en".to_owned(),
            interruptible: true,
        }
    }
}

impl VoiceChoice {
    /// Looks at the voice under `field`.
    pub(crate) fn judge(&self, reader: &mut Reader, field: &str) {
        reader.code(format!("{field}.provider"), &self.provider);
        reader.code(format!("{field}.voiceId"), &self.voice_id);
        reader.text(format!("{field}.name"), &self.name, 60);
    }
}

impl VoiceConfig {
    /// The longest greeting, in characters.
    pub const GREETING_MOST: usize = 400;

    /// What is wrong with it; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.text("greeting", &self.greeting, Self::GREETING_MOST);
        self.voice.judge(&mut reader, "voice");
        reader.language("language", &self.language);
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_vendor_could_take_is_refused() {
        assert_eq!(VoiceConfig::default().faults(), []);
        let voice = VoiceChoice { voice_id: "aura 2".into(), ..VoiceChoice::default() };
        let greeting = "x".repeat(401);
        let config =
            VoiceConfig { voice, greeting, language: "english please".into(), ..VoiceConfig::default() };
        let fields: Vec<_> = config.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["greeting", "voice.voiceId", "language"]);
    }
}
