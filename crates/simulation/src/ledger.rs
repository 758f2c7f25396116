//! What the simulation knows of our database: read beside the processes, never by them.

use std::collections::{BTreeMap, BTreeSet};

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, BookingId, CallId, OrgId};
use ringwright_store::{Event, OrgTx, Store};

use crate::SimulationError;

/// Events of a booking that say nothing of where it stands.
const NOTES: [&str; 3] = ["phone_changed", "retried", "reprioritised"];

/// The database as seen from outside, and what its events add up to.
pub(crate) struct Ledger {
    store: Store,
    org: OrgId,
    /// The number of the newest event that was read.
    pub last_seq: i64,
    /// Where the events say that each thing stands.
    pub standing: BTreeMap<String, String>,
    /// The booking of each attempt.
    pub booking_of: BTreeMap<CallId, BookingId>,
    /// Lines of each carrier account.
    pub lines: BTreeMap<AccountId, u32>,
    /// Bookings that somebody was told of.
    pub promised: BTreeSet<BookingId>,
    /// Bookings that an operator had called now, or once more.
    pub retried: BTreeSet<BookingId>,
    paused: BTreeSet<AccountId>,
}

impl Ledger {
    pub(crate) async fn new(store: Store, org: OrgId) -> Result<Self, SimulationError> {
        let accounts = store.org(&org).read().await?.accounts().await?;
        let carriers = accounts.into_iter().filter(|account| account.vendor == "vapi");
        Ok(Self {
            lines: carriers.map(|account| (account.id, account.lines)).collect(),
            store,
            org,
            last_seq: 0,
            standing: BTreeMap::new(),
            booking_of: BTreeMap::new(),
            promised: BTreeSet::new(),
            retried: BTreeSet::new(),
            paused: BTreeSet::new(),
        })
    }

    /// A look at the database.
    pub(crate) async fn look(&self) -> Result<OrgTx, SimulationError> {
        Ok(self.store.org(&self.org).read().await?)
    }

    /// Somebody was told of this booking.
    pub(crate) fn must_exist(&mut self, booking: &BookingId) {
        self.promised.insert(booking.clone());
    }

    /// The carrier accounts.
    pub(crate) fn carriers(&self) -> Vec<AccountId> {
        self.lines.keys().cloned().collect()
    }

    /// An operator turns an account over. Gives whether it is in service now.
    pub(crate) fn toggle(&mut self, account: &AccountId) -> bool {
        if self.paused.remove(account) {
            return true;
        }
        self.paused.insert(account.clone());
        false
    }

    /// Every account is in service again.
    pub(crate) async fn resume_all(&mut self, now: Instant) -> Result<(), SimulationError> {
        let mut tx = self.store.org(&self.org).begin().await?;
        for account in self.lines.keys() {
            tx.set_paused(account, false).await?;
        }
        tx.system().wake_dispatch();
        self.paused.clear();
        Ok(tx.commit(now).await?)
    }

    /// Takes in an event: where the thing that it is about stands from here on.
    pub(crate) fn take_in(&mut self, event: &Event) {
        if let (Some(call), Some(booking)) = (&event.call, &event.booking) {
            self.booking_of.insert(call.clone(), booking.clone());
        }
        let Some((thing, state)) = event.kind.split_once('.') else { return };
        // A page that was closed for another way to pay has expired; the event says why.
        let state = if event.kind == "payment.closed" { "expired" } else { state };
        if state == "retried" {
            self.retried.extend(event.booking.clone());
        }
        let key = match thing {
            "booking" if !NOTES.contains(&state) => event.booking.as_ref().map(ToString::to_string),
            "call" => event.call.as_ref().map(ToString::to_string),
            "payment" => event.data["payment"].as_str().map(str::to_owned),
            _ => None,
        };
        if let Some(key) = key {
            self.standing.insert(key, state.to_owned());
        }
    }
}
