//! Retell: the carrier whose agents hold the calls (<https://docs.retellai.com>).

mod client;
mod disconnection;
mod language;
mod news;
pub mod webhook;
mod wire;

pub use client::RetellClient;
