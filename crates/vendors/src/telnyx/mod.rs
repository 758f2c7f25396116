//! Telnyx: telephone carrier. Calls are steered by commands (call control), their sound comes over a WebSocket.

mod client;
pub mod media;
pub mod news;
pub mod webhook;

pub use client::{StreamWish, TelnyxAccess, TelnyxCalls};
