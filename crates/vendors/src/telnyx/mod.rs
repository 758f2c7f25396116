//! Telnyx: telephone carrier.

pub mod webhook;
