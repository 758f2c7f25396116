//! Resend: mail.

mod client;
pub mod webhook;

pub use client::ResendClient;
