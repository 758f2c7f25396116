//! ElevenLabs, as far as speech goes: voices, speech of a text, and speech of a text that is still being written
//! (`stream-input`).

mod format;
mod routes;
mod stream;

pub use routes::{refusal, router};
