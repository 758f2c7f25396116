//! OpenAI and whoever speaks its language: models, chat completions with tools, transcriptions and speech.
//!
//! There is no model behind it but a small writer of dialogues (`dialogue`) that answers the same to the same.

mod chat;
mod dialogue;
mod form;
mod routes;
mod schema;

pub use routes::{refusal, router};
