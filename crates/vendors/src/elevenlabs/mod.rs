//! ElevenLabs: voice agents, and text to speech.

mod calls;
mod speak;
mod wire;

pub mod webhook;

pub use calls::ElevenLabsCalls;
pub use speak::ElevenLabsSpeak;

use crate::{BaseUrl, Secret};

/// Reads a message of speech; how much sound it has, if it can be read: for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(text: &str) -> Option<usize> {
    speak::read(text).ok().map(|(sound, _)| sound.len())
}

/// Where ElevenLabs' API is, and who asks.
#[derive(Debug, Clone)]
pub struct ElevenLabsAccess {
    /// The address (`https://api.elevenlabs.io`).
    pub base: BaseUrl,
    /// The API key.
    pub key: Secret,
}
