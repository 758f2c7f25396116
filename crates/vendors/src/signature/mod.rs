//! Judging the signatures of webhooks.
//!
//! Each vendor's `webhook` module knows what its vendor signs and how; what they share is here. All
//! comparisons take the same time wherever the texts differ, all signatures are judged over the raw
//! bytes, and the time now is an argument.

mod header;
mod mac;
mod problem;
mod vector;

pub use problem::SignatureProblem;
pub use vector::{WebhookVector, judge};

pub(crate) use header::{one, optional, seconds};
pub(crate) use mac::{Algorithm, equal, fits_base64, fits_hex, mac};

use std::time::Duration;

use ringwright_domain::Instant;

/// Refuses a signature made longer than `limit` before `now`.
pub(crate) fn not_older(made: Instant, now: Instant, limit: Duration) -> Result<(), SignatureProblem> {
    let age = now.since(made);
    if age > limit {
        return Err(SignatureProblem::TooOld { seconds: rounded_up(age), limit: limit.as_secs() });
    }
    Ok(())
}

/// Refuses a signature made longer than `limit` after `now`.
pub(crate) fn not_newer(made: Instant, now: Instant, limit: Duration) -> Result<(), SignatureProblem> {
    let ahead = made.since(now);
    if ahead > limit {
        return Err(SignatureProblem::FromTheFuture { seconds: rounded_up(ahead), limit: limit.as_secs() });
    }
    Ok(())
}

fn rounded_up(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}
