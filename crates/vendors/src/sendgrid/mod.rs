//! SendGrid: mail.

pub mod webhook;
