//! Stripe: customers, checkout sessions, payments, refunds, and the events about them.

mod attempt;
mod cards;
mod charges;
mod customers;
mod desk;
mod disputes;
mod error;
mod events;
mod form;
mod idempotency;
mod intents;
mod model;
mod pay;
mod refunds;
mod routes;
mod sessions;
mod view;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::journal::{Journal, Memory};
use crate::table::Table;
use crate::world::{World, lock};
use model::{Charge, Customer, Dispute, Intent, Kept, Refund, Session, Status};

pub use cards::{Card, TEST_CARDS};
pub use desk::Press;
pub use error::Refusal;
pub use model::{Item, Payer, Status as SessionStatus};
pub use pay::{Offer, Outcome};
pub use routes::answer;

/// How long an idempotency key stands for its first answer, in seconds.
const KEY_LIFE: i64 = 24 * 60 * 60;

/// All of Stripe.
pub struct Stripe {
    customers: Table<Customer>,
    sessions: Table<Session>,
    intents: Table<Intent>,
    charges: Table<Charge>,
    refunds: Table<Refund>,
    disputes: Table<Dispute>,
    kept: Table<Kept>,
    /// Idempotency keys whose first request is being worked on.
    busy_keys: HashSet<String>,
    /// When open sessions expire.
    due: BTreeSet<(i64, String)>,
    paid: u64,
    paid_by_session: HashMap<String, u64>,
    /// Wakes whoever waits for the next session to expire.
    alarm: Arc<Notify>,
}

impl Stripe {
    /// What a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let mut stripe = Self {
            customers: Table::remembered(memory),
            sessions: Table::remembered(memory),
            intents: Table::remembered(memory),
            charges: Table::remembered(memory),
            refunds: Table::remembered(memory),
            disputes: Table::remembered(memory),
            kept: Table::remembered(memory),
            busy_keys: HashSet::new(),
            due: BTreeSet::new(),
            paid: 0,
            paid_by_session: HashMap::new(),
            alarm: Arc::default(),
        };
        let open = stripe.sessions.newest().filter(|session| session.status == Status::Open);
        stripe.due = open.map(|session| (session.expires_at, session.id.clone())).collect();
        for charge in stripe.charges.newest().filter(|charge| charge.paid) {
            stripe.paid += 1;
            *stripe.paid_by_session.entry(charge.subject.clone()).or_default() += 1;
        }
        stripe
    }

    /// Forgets everything.
    pub fn clear(&mut self, journal: &Journal) {
        self.customers.clear(journal);
        self.sessions.clear(journal);
        self.intents.clear(journal);
        self.charges.clear(journal);
        self.refunds.clear(journal);
        self.disputes.clear(journal);
        self.kept.clear(journal);
        let alarm = Arc::clone(&self.alarm);
        *self = Self { alarm, ..Self::remembered(&mut Memory::default()) };
    }

    /// What events about a charge are in line with.
    fn subject_of(&self, charge: &str) -> Option<String> {
        self.charges.get(charge).map(|charge| charge.subject.clone())
    }

    /// The figures about money.
    pub fn figures(&self) -> Value {
        let count = |status| self.sessions.newest().filter(|session| session.status == status).count();
        json!({
            "charges": self.paid,
            "chargesPerSession": self.paid_by_session.values().max().copied().unwrap_or(0),
            "failedCharges": self.charges.newest().filter(|charge| !charge.paid).count(),
            "refunds": self.refunds.newest().count(),
            "disputes": self.disputes.newest().count(),
            "customers": self.customers.newest().count(),
            "sessions": {
                "open": count(Status::Open),
                "complete": count(Status::Complete),
                "expired": count(Status::Expired),
            },
        })
    }
}

impl World {
    /// The last sessions, for the control page.
    pub fn checkouts(&self) -> Value {
        let stripe = lock(&self.stripe);
        let rows = stripe.sessions.newest().take(20).map(|row| {
            json!({
                "id": row.id,
                "status": row.status.word(),
                "total": crate::pages::money(row.total(), &row.currency),
                "product": row.items.first().map(|item| &item.name),
                "reference": row.client_reference_id,
                "url": (row.status == Status::Open).then_some(&row.url),
                "createdAt": crate::world::iso(row.created.saturating_mul(1_000)),
            })
        });
        Value::Array(rows.collect())
    }

    /// Expires sessions for as long as the sandbox runs.
    pub fn resume_sessions(self: &Arc<Self>) {
        let world = Arc::clone(self);
        self.spawn(async move {
            let alarm = Arc::clone(&lock(&world.stripe).alarm);
            loop {
                let next = lock(&world.stripe).due.first().map(|(at, _)| *at);
                let Some(next) = next else {
                    alarm.notified().await;
                    continue;
                };
                let left = next.saturating_mul(1_000) - world.now_ms();
                if left <= 0 {
                    world.expire_overdue();
                    continue;
                }
                let wait = Duration::from_millis(u64::try_from(left).unwrap_or(0));
                // Either way the clock decides again: it may have been moved.
                let _ = tokio::time::timeout(wait, alarm.notified()).await;
            }
        });
    }

    /// Looks at the clock again, after somebody moved it.
    pub fn wake(&self) {
        lock(&self.agenda).wake();
        lock(&self.stripe).alarm.notify_one();
    }

    fn expire_overdue(self: &Arc<Self>) {
        let now = self.now_s();
        let mut stripe = lock(&self.stripe);
        while let Some((_, id)) = stripe.due.first().filter(|(at, _)| *at <= now).cloned() {
            self.expire(&mut stripe, &id, None);
        }
    }
}
