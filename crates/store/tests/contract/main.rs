//! The contract of the store: what every method promises, kept on SQLite and on PostgreSQL alike.
//!
//! Set `RINGWRIGHT_TEST_DATABASE` to the address of a PostgreSQL server to run all of it there.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test that calls them")]

mod accounts;
mod administrators;
mod agent_versions;
mod bookings;
mod business;
mod call_list;
mod calls;
mod customers;
mod edges;
mod event_months;
mod events;
mod figures;
mod identity;
mod inbox;
mod insight;
mod isolation;
mod job_list;
mod jobs;
mod jobs_shared;
mod live_calls;
mod organisations;
mod outgoing;
mod payments;
mod people;
mod queue;
mod reconciliations;
mod recordings;
mod row_security;
mod schema;
mod search;
mod secrets;
mod services;
mod signals;
mod storefronts;
mod trials;
mod world;
