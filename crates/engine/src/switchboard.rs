//! The switchboard: lines, calls, queue and the day's figures, read in one consistent view.

use ringwright_domain::Instant;
use ringwright_domain::booking::Booking;
use ringwright_domain::call::Call;
use ringwright_domain::ids::OrgId;
use ringwright_store::{Account, Agent, Today};

use crate::{Engine, Result};

/// Bookings shown of the queue, at most.
const QUEUE_SHOWN: i64 = 100;

/// What an operator sees.
#[derive(Debug, Clone)]
pub struct Switchboard {
    /// The number of the newest event that is in it.
    pub seq: i64,
    /// When it was read.
    pub now: Instant,
    /// The vendor accounts: those that carry calls and those that take payments.
    pub accounts: Vec<Account>,
    /// Their agents.
    pub agents: Vec<Agent>,
    /// The attempts that are not over, each with its booking.
    pub calls: Vec<(Call, Booking)>,
    /// The bookings that wait, in the order in which they will be called.
    pub queue: Vec<Booking>,
    /// The day's figures.
    pub today: Today,
}

impl Engine {
    /// Reads the switchboard; the day's figures count from `since`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn switchboard(&self, org: &OrgId, since: Instant) -> Result<Switchboard> {
        let now = self.now();
        let mut tx = self.org(org).read().await?;
        let mut calls = Vec::new();
        for call in tx.live_calls().await? {
            if let Some(booking) = tx.booking(&call.booking).await? {
                calls.push((call, booking));
            }
        }
        Ok(Switchboard {
            seq: tx.last_seq().await?,
            now,
            accounts: tx.accounts().await?,
            agents: tx.agents().await?,
            calls,
            queue: tx.queue(now, QUEUE_SHOWN).await?,
            today: tx.today(since).await?,
        })
    }
}
