//! Twilio: telephone carrier.

pub mod media;
pub mod twiml;
pub mod webhook;
