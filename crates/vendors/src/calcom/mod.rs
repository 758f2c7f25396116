//! Cal.com: appointments.

pub mod webhook;
