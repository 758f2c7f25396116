//! The program `ringwright`: configuration, wiring, commands.

pub mod bench;
pub mod cli;
pub mod commands;
pub mod config;
pub mod server;
pub mod terminal;
