//! The clients against a local server, the webhooks against the vendors' samples.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod contract;
mod cryptomus;
mod double;
mod elevenlabs;
mod fallbacks;
mod hostile;
#[cfg(feature = "pocketsphinx")]
mod pocketsphinx;
mod retell;
mod signatures;
mod speech;
mod stripe;
mod vapi;
mod webhooks;
