//! Use cases, durable jobs and the dispatcher.
//!
//! A use case is a file named by its verb under its noun. It loads, decides by the rules of `domain`,
//! and writes the change, its events and its jobs in one transaction. Vendors are asked by [`jobs`],
//! never inside a transaction.

pub mod account;
pub mod admin;
pub mod agent;
pub mod audit;
pub mod auth;
pub mod booking;
pub mod business;
pub mod call;
mod context;
pub mod dashboard;
pub mod desk;
pub mod dispatch;
mod error;
pub mod insight;
pub mod intake;
pub mod job;
pub mod jobs;
pub mod keys;
pub mod live;
mod mail;
pub mod onboarding;
pub mod outgoing;
pub mod payment;
pub mod plan;
pub mod recording;
pub mod seen;
pub mod service;
pub mod setup;
pub mod staff;
pub mod storefront;
pub mod switchboard;
pub mod system;
pub mod team;
pub mod traces;
pub mod user;
mod vendor;
pub mod webhook;

pub use context::{Engine, EngineParts};
pub use error::{Error, FieldProblem, Result};
