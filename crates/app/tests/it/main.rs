//! Whole stories: a server with its sandbox, visitors, operators and vendors around it.
//!
//! Every story runs on a database of its own: SQLite, or a PostgreSQL when `RINGWRIGHT_TEST_DATABASE`
//! holds the address of a server. No story sleeps: it waits for news, or moves the clock.

#![expect(clippy::unwrap_used, reason = "a helper that cannot do its work fails its test")]

mod administrator;
mod agents;
mod audit;
mod bad_input;
mod business;
mod calls;
mod cards;
mod carriers;
mod cli;
mod crowd;
mod events_archive;
mod front;
mod google;
mod harness;
mod headers;
mod identity;
mod isolation;
mod kill;
mod kill_live;
mod live;
mod live_end;
mod logs;
mod money;
#[cfg(feature = "pocketsphinx")]
mod offline;
mod onboarding;
mod operating;
mod outgoing;
mod paid;
mod people;
mod profile;
mod recording;
mod repeats;
mod services;
mod sessions;
mod stall;
mod storefront;
mod telnyx;
mod tenants;
mod tools;
mod traces;
mod trial;
mod voice;
mod voices;
mod webhooks;
