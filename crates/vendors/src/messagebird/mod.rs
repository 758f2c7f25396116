//! MessageBird: text messages (the REST API, not the newer Bird API).

pub mod webhook;
