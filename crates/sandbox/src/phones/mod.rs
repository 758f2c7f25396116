//! The telephone network: who answers which number, and what they say.

pub mod person;
pub mod script;
