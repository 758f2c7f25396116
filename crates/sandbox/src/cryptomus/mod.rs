//! Cryptomus: invoices that are paid in crypto-currencies, and the webhooks about them.
//!
//! Written from the vendor's documents (doc.cryptomus.com). What they leave open is decided here: the retries of
//! webhooks, the zone of dates in requests (the one that answers are written in), and rates that never move.

mod amount;
mod error;
mod invoices;
mod model;
mod news;
mod pay;
mod php;
mod routes;
mod view;

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::journal::{Journal, Memory};
use crate::table::Table;
use crate::world::{World, iso, lock};
use model::Invoice;

pub use error::Refusal;
pub use model::{COINS, Status};
pub use pay::{Bill, Deed};
pub use routes::router;

/// All of Cryptomus.
pub struct Cryptomus {
    invoices: Table<Invoice>,
    /// Invoices by merchant and order.
    by_order: HashMap<(String, String), String>,
}

impl Cryptomus {
    /// What a journal remembers.
    pub fn remembered(memory: &mut Memory) -> Self {
        let invoices: Table<Invoice> = Table::remembered(memory);
        let by_order = invoices
            .newest()
            .map(|row| ((row.merchant.clone(), row.order_id.clone()), row.uuid.clone()))
            .collect();
        Self { invoices, by_order }
    }

    /// Forgets everything.
    pub fn clear(&mut self, journal: &Journal) {
        self.invoices.clear(journal);
        self.by_order.clear();
    }

    /// The figures about invoices.
    pub fn figures(&self) -> Value {
        let count =
            |which: &dyn Fn(Status) -> bool| self.invoices.newest().filter(|row| which(row.status)).count();
        json!({"invoices": {
            "open": count(&|status| !status.is_final()),
            "paid": count(&|status| matches!(status, Status::Paid | Status::PaidOver)),
            "unpaid": count(&|status| status.is_final() && !matches!(status, Status::Paid | Status::PaidOver)),
        }})
    }
}

impl Invoice {
    /// The invoice for the control page.
    fn payment(&self) -> Value {
        let actions: &[&str] = match self.status {
            Status::Check => &["pay", "pay-less", "pay-more", "pay-later", "expire"],
            Status::WrongAmountWaiting => &["pay", "pay-more", "pay-later", "expire"],
            Status::ConfirmCheck => &["confirm", "fail", "resend"],
            _ => &["resend"],
        };
        let received = self.coin().filter(|_| !self.received.is_zero());
        json!({
            "id": self.uuid,
            "vendor": "cryptomus",
            "kind": "crypto",
            "status": self.status.word(),
            "amount": format!("{} {}", self.amount.money(), self.currency),
            "received": received.map(|coin| format!("{} {}", self.received, coin.code)),
            "reference": self.order_id,
            "url": self.url,
            "actions": actions,
            "createdAt": iso(self.created.saturating_mul(1_000)),
        })
    }
}

impl World {
    /// The last invoices, for the control page.
    pub fn invoices(&self, most: usize) -> Vec<Value> {
        lock(&self.cryptomus).invoices.newest().take(most).map(Invoice::payment).collect()
    }

    /// One invoice, for the control page.
    pub fn invoice(&self, uuid: &str) -> Option<Value> {
        lock(&self.cryptomus).invoices.get(uuid).map(Invoice::payment)
    }
}
