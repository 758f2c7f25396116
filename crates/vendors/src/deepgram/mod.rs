//! Deepgram: speech to text and text to speech, each over a WebSocket of its own for every call.

mod listen;
mod speak;
mod voices;
mod wire;

pub use listen::DeepgramListen;
pub use speak::DeepgramSpeak;

use crate::{BaseUrl, Secret};

/// Reads one message of the recogniser and throws it away: for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(text: &str) {
    let _ = listen::read(text);
}

/// Hands messages to a synthesiser of which so many chunks were asked; answers with how many are done: for `fuzz/`.
#[cfg(fuzzing)]
pub fn speak_for_fuzzing<'a>(chunks: u32, messages: impl Iterator<Item = &'a str>) -> usize {
    speak::done_by(chunks, messages)
}

/// Where Deepgram's API is, and who asks.
#[derive(Debug, Clone)]
pub struct DeepgramAccess {
    /// The address (`https://api.deepgram.com`).
    pub base: BaseUrl,
    /// The API key.
    pub key: Secret,
}

impl DeepgramAccess {
    fn connect(&self, segments: &[&str], query: &[(&str, &str)]) -> crate::socket::Socket {
        let mut url = self.base.join(segments);
        url.query_pairs_mut().extend_pairs(query);
        let secret = format!("Token {}", self.key.expose());
        crate::socket::Socket::connect(&self.base, url, http::header::AUTHORIZATION, &secret)
    }
}
