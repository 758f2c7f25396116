//! Deepgram: live transcription and live speech over WebSockets, and both for whole files over HTTP.
//!
//! The words come from the sound itself, as far as somebody on the telephone network said them (`sound::phrases`);
//! a stranger's voice is given the words of the setting `speech.heard`, one line after the other.

mod listen;
mod results;
mod routes;
mod speak;
mod wish;

pub use routes::{refusal, router, understood};
