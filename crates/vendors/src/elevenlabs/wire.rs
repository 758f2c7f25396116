//! What ElevenLabs sends while it speaks.

use std::borrow::Cow;

use serde::Deserialize;

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
