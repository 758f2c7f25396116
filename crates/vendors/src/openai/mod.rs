//! OpenAI, and whoever speaks as OpenAI does: chat, streamed, with tools; transcriptions; speech.

mod chat;
mod events;
mod speak;
mod transcribe;
mod wire;

pub use chat::{ChatModel, ModelChoice};
pub use speak::OpenAiSpeak;
pub use transcribe::OpenAiTranscribe;

use crate::{BaseUrl, Secret};

/// What an answer that comes in these pieces says: for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<crate::language_model::Thought> {
    chat::read_pieces(pieces)
}

/// Reads a transcript and throws it away: for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_transcript_for_fuzzing(body: &[u8]) {
    let _ = transcribe::read(body);
}

/// Reads a file of speech that comes in these pieces; how many bytes of sound it has, or `None` if it is unsound: for
/// `fuzz/`.
#[cfg(fuzzing)]
pub fn read_speech_for_fuzzing<'a>(mut pieces: impl Iterator<Item = &'a [u8]>) -> Option<usize> {
    let mut line = crate::sound::WaveToLine::new(8_000);
    pieces.try_fold(0, |heard, piece| Some(heard + line.push(piece).ok()?.len()))
}

/// Where an endpoint is, and who asks.
#[derive(Debug, Clone)]
pub struct OpenAiAccess {
    /// The name in logs and figures.
    pub name: &'static str,
    /// The address, its version included (`https://api.openai.com/v1`).
    pub base: BaseUrl,
    /// The API key.
    pub key: Secret,
}
