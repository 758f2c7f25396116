//! Configuration: a file per concern.

pub mod data;
pub mod vendors;
