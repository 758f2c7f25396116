//! Twilio: telephone carrier.

pub mod webhook;
