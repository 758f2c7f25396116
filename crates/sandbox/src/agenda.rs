//! What is going to happen by itself: refunds that fail later, payments that take a while, invoices that expire.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::journal::{Journal, Memory};
use crate::settings::paced;
use crate::table::{Row, Table};
use crate::world::{World, lock};

/// Something that is going to happen to a thing. Each looks first whether it still applies, so that one that is
/// repeated after a crash does no harm.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// The bank refuses a refund that looked given.
    FailRefund(String),
    /// The bank takes a refund that was pending.
    GiveRefund(String),
    /// The holder of the card disputes a charge.
    Dispute(String),
    /// The bank has made up its mind about a payment.
    Settle(String),
    /// The time of an invoice is over.
    ExpireInvoice(String),
    /// The chain has enough confirmations of what was paid.
    ConfirmInvoice(String),
}

#[derive(Serialize, Deserialize)]
struct Entry {
    id: String,
    due_ms: i64,
    errand: Errand,
}

impl Row for Entry {
    const KIND: &'static str = "errand";

    fn id(&self) -> &str {
        &self.id
    }
}

/// All errands, by the time they are due.
pub struct Agenda {
    entries: Table<Entry>,
    due: BTreeSet<(i64, String)>,
    alarm: Arc<Notify>,
}

impl Agenda {
    /// What a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let entries: Table<Entry> = Table::remembered(memory);
        let due = entries.newest().map(|entry| (entry.due_ms, entry.id.clone())).collect();
        Self { entries, due, alarm: Arc::default() }
    }

    /// Forgets everything.
    pub fn clear(&mut self, journal: &Journal) {
        self.entries.clear(journal);
        self.due.clear();
    }

    /// Looks at the clock again, after somebody moved it.
    pub fn wake(&self) {
        self.alarm.notify_one();
    }
}

impl World {
    /// Puts an errand on the agenda, some sandbox seconds from now.
    pub fn later(&self, seconds: f64, errand: Errand) {
        let wait = paced(seconds, lock(&self.settings).pace);
        self.at(self.clock.now().plus(wait).millis(), errand);
    }

    /// Puts an errand on the agenda for a moment of the clock.
    pub fn at(&self, due_ms: i64, errand: Errand) {
        let mut agenda = lock(&self.agenda);
        let id = self.ids.uuid();
        agenda.due.insert((due_ms, id.clone()));
        agenda.entries.put(&self.journal, Entry { id, due_ms, errand });
        agenda.wake();
    }

    /// Runs errands for as long as the sandbox runs.
    pub fn resume_agenda(self: &Arc<Self>) {
        let world = Arc::clone(self);
        self.spawn(async move {
            let alarm = Arc::clone(&lock(&world.agenda).alarm);
            loop {
                let next = lock(&world.agenda).due.first().map(|(at, _)| *at);
                let Some(next) = next else {
                    alarm.notified().await;
                    continue;
                };
                let left = next.saturating_sub(world.now_ms());
                if left <= 0 {
                    world.run_next();
                    continue;
                }
                let wait = Duration::from_millis(u64::try_from(left).unwrap_or(0));
                // Either way the clock decides again: it may have been moved.
                let _ = tokio::time::timeout(wait, alarm.notified()).await;
            }
        });
    }

    /// Runs the first errand and only then crosses it off: one that a crash interrupts is run again.
    fn run_next(self: &Arc<Self>) {
        let first = {
            let agenda = lock(&self.agenda);
            agenda
                .due
                .first()
                .map(|key| (key.clone(), agenda.entries.get(&key.1).map(|entry| entry.errand.clone())))
        };
        let Some((key, errand)) = first else { return };
        match errand {
            Some(Errand::FailRefund(id)) => self.fail_refund(&id),
            Some(Errand::GiveRefund(id)) => self.give_refund(&id),
            Some(Errand::Dispute(charge)) => self.dispute_if_paid(&charge),
            Some(Errand::Settle(intent)) => self.settle(&intent),
            Some(Errand::ExpireInvoice(id)) => self.expire_invoice(&id),
            Some(Errand::ConfirmInvoice(id)) => self.confirm_invoice(&id),
            None => {}
        }
        let mut agenda = lock(&self.agenda);
        agenda.due.remove(&key);
        agenda.entries.remove(&self.journal, &key.1);
    }
}
