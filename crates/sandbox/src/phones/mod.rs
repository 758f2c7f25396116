//! The telephone network: who answers which number, what they say, and who calls.

pub mod caller;
pub mod inbound;
pub mod line;
pub mod person;
pub mod scenario;
pub mod script;
