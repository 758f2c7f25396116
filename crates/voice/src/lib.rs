//! The live call, without input or output.
//!
//! Nothing here knows a socket, a clock, a task or a vendor.

pub mod activity;
pub mod frame;
