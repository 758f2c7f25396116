//! Resend: mail.

pub mod webhook;
