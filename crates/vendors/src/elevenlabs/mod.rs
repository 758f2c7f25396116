//! ElevenLabs: calls held by an agent.

pub mod webhook;
