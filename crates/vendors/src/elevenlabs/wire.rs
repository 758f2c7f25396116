//! What ElevenLabs sends: speech, and the list of its voices.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::synthesizer::VoiceOffer;

/// A message of `stream-input`.
#[derive(Deserialize)]
pub(super) struct Spoken<'a> {
    /// Sound in base64.
    #[serde(borrow, default)]
    pub(super) audio: Option<Cow<'a, str>>,
    /// Whether that was all.
    #[serde(default, rename = "isFinal")]
    pub(super) is_final: Option<bool>,
    /// What is wrong.
    #[serde(borrow, default)]
    pub(super) error: Option<Cow<'a, str>>,
    /// What is wrong, in words.
    #[serde(borrow, default)]
    pub(super) message: Option<Cow<'a, str>>,
}

/// The voices of an account.
#[derive(Deserialize)]
pub(super) struct VoiceList {
    pub(super) voices: Vec<Voice>,
}

/// A voice.
#[derive(Deserialize)]
pub(super) struct Voice {
    voice_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

impl From<Voice> for VoiceOffer {
    fn from(voice: Voice) -> Self {
        let language = voice.labels.and_then(|mut labels| labels.remove("language"));
        Self { name: voice.name.unwrap_or_else(|| voice.voice_id.clone()), id: voice.voice_id, language }
    }
}
