//! ElevenLabs: voice agents, and text to speech.

mod speak;
mod wire;

pub mod webhook;

pub use speak::ElevenLabsSpeak;

use crate::{BaseUrl, Secret};

/// Where ElevenLabs' API is, and who asks.
#[derive(Debug, Clone)]
pub struct ElevenLabsAccess {
    /// The address (`https://api.elevenlabs.io`).
    pub base: BaseUrl,
    /// The API key.
    pub key: Secret,
}
