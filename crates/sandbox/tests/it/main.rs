//! The sandbox over real HTTP, as its clients meet it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod control;
mod crypto;
mod disputes;
mod elements;
mod elevenlabs;
mod faults;
mod harness;
mod intents;
mod money;
mod people;
mod restart;
mod retell;
mod ring;
mod speech;
mod vapi;
