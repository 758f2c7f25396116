//! ElevenLabs: voices, speech of a text, also of one that is still being written (`stream-input`), and agents that
//! hold calls.

mod convai;
mod format;
mod routes;
mod stream;

pub use convai::{changes, reason};
pub use routes::{refusal, router};
