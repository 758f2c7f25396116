//! Vapi: the carrier whose agents hold the calls (<https://docs.vapi.ai>).

mod auth;
mod client;
mod ended_reason;
mod find;
mod news;
pub mod webhook;
mod wire;
mod words;

pub use auth::{HmacHash, HmacPlan, SignatureEncoding, VapiWebhookAuth};
pub use client::VapiClient;
pub use words::{MODEL_PROVIDERS, VOICE_PROVIDERS};
