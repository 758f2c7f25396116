//! Calls that an agent of ElevenLabs' holds, over its Twilio integration
//! (<https://elevenlabs.io/docs/agents-platform/phone-numbers/twilio-integration/native-integration>).

mod client;
pub(super) mod news;
pub(super) mod wire;

pub use client::ElevenLabsCalls;
