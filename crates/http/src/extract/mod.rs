//! Extractors: what a handler needs, or the problem that it is missing.

mod address;
mod body;
mod client;
mod live;
mod permission;
mod seen;
mod ticket;

pub(crate) use address::{Path, Query};
pub(crate) use body::{Body, Created};
pub(crate) use client::Client;
pub(crate) use live::Live;
pub(crate) use permission::{COOKIE, May, SignedIn, guard};
#[cfg(test)]
pub(crate) use permission::{NEEDS, SIGNED_IN};
pub(crate) use seen::{IfMatch, Tagged};
pub(crate) use ticket::Ticket;
