//! What happens to an invoice: people pay it, all, too little or too much, or its time runs out.

use std::sync::Arc;

use super::amount::Amount;
use super::model::{COINS, Invoice, Status};
use crate::agenda::Errand;
use crate::world::{World, lock};

/// How long a chain takes to confirm, in sandbox seconds.
const CONFIRMATIONS: f64 = 20.0;

/// What a person can do with an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Pay what is left.
    PayAll,
    /// Pay half of what is left.
    PayLess,
    /// Pay half as much again.
    PayMore,
    /// Pay what is left, which the chain confirms some time later.
    PayLater,
    /// Let the chain confirm at once.
    Confirm,
    /// Let the payment fail on the chain.
    Fail,
    /// Let the time run out.
    Expire,
    /// Tell the merchant once more.
    Resend,
}

impl Deed {
    /// Reads its name in addresses and forms.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pay" => Self::PayAll,
            "pay-less" => Self::PayLess,
            "pay-more" => Self::PayMore,
            "pay-later" => Self::PayLater,
            "confirm" => Self::Confirm,
            "fail" => Self::Fail,
            "expire" => Self::Expire,
            "resend" => Self::Resend,
            _ => return None,
        })
    }
}

/// What the page shows.
pub struct Bill {
    pub uuid: String,
    pub status: Status,
    pub amount: Amount,
    pub currency: String,
    /// What is to be paid and what was, in which coin, and to where; once a coin was chosen.
    pub chosen: Option<Chosen>,
    /// What each coin would cost.
    pub costs: Vec<(usize, String)>,
    pub expires_at: i64,
    pub url_return: Option<String>,
    pub url_success: Option<String>,
}

/// The coin somebody has chosen.
pub struct Chosen {
    pub coin: usize,
    pub asked: Amount,
    pub received: Amount,
    pub address: String,
}

impl World {
    /// What an invoice asks for; nothing when there is no such invoice.
    pub fn bill(self: &Arc<Self>, uuid: &str) -> Option<Bill> {
        self.expire_invoice(uuid);
        let cryptomus = lock(&self.cryptomus);
        let row = cryptomus.invoices.get(uuid)?;
        let chosen = row.coin.zip(row.coin()).zip(row.address.clone());
        Some(Bill {
            uuid: uuid.to_owned(),
            status: row.status,
            amount: row.amount,
            currency: row.currency.clone(),
            chosen: chosen.map(|((place, coin), address)| Chosen {
                coin: place,
                asked: row.asked(coin),
                received: row.received,
                address,
            }),
            costs: COINS
                .iter()
                .enumerate()
                .map(|(place, coin)| (place, format!("{} {}", row.asked(coin), coin.code)))
                .collect(),
            expires_at: row.expires_at,
            url_return: row.url_return.clone(),
            url_success: row.url_success.clone(),
        })
    }

    /// Does something with an invoice, or says why that can't be.
    pub fn deed(
        self: &Arc<Self>,
        uuid: &str,
        deed: Deed,
        coin: Option<usize>,
    ) -> Result<Status, &'static str> {
        self.expire_invoice(uuid);
        match deed {
            Deed::PayAll => self.receive(uuid, coin, 100, true),
            Deed::PayLess => self.receive(uuid, coin, 50, true),
            Deed::PayMore => self.receive(uuid, coin, 150, true),
            Deed::PayLater => self.receive(uuid, coin, 100, false),
            Deed::Confirm => {
                self.step(uuid, |row| row.awaited.take().ok_or("no payment waits for confirmations"))
            }
            Deed::Fail => self.step(uuid, |row| {
                row.awaited.take().ok_or("no payment waits for confirmations").map(|_| Status::Fail)
            }),
            Deed::Expire => self.step(uuid, |row| match row.status {
                Status::Check | Status::WrongAmountWaiting => {
                    row.expires_at = row.updated;
                    Ok(run_out(row))
                }
                Status::ConfirmCheck => Err("a payment waits for confirmations"),
                _ => Err("this invoice is closed"),
            }),
            Deed::Resend => self.resend(uuid),
        }
    }

    /// Money arrives: a share of what is left, in a coin, confirmed by the chain now or later.
    fn receive(
        self: &Arc<Self>,
        uuid: &str,
        coin: Option<usize>,
        percent: i64,
        confirmed: bool,
    ) -> Result<Status, &'static str> {
        let status = self.step(uuid, |row| {
            if row.status == Status::ConfirmCheck {
                return Err("a payment waits for confirmations");
            }
            if row.status.is_final() {
                return Err("this invoice is closed");
            }
            if row.received.is_zero() && coin.is_some_and(|place| row.coin != Some(place)) {
                row.coin = coin;
                row.address = None;
            }
            let place = *row.coin.get_or_insert(0);
            let coin = COINS.get(place).ok_or("there is no such coin")?;
            row.address.get_or_insert_with(|| self.new_address(coin));
            let asked = row.asked(coin);
            row.received = row.received.plus(asked.minus(row.received).percent(percent));
            row.from = Some(self.new_address(coin));
            row.txid = Some(format!("{}{}", self.ids.uuid(), self.ids.uuid()).replace('-', ""));
            let reached = reached(row, asked);
            if confirmed {
                return Ok(reached);
            }
            row.awaited = Some(reached);
            Ok(Status::ConfirmCheck)
        })?;
        if !confirmed {
            self.later(CONFIRMATIONS, Errand::ConfirmInvoice(uuid.to_owned()));
        }
        Ok(status)
    }

    /// Changes an invoice and tells about it.
    fn step(
        self: &Arc<Self>,
        uuid: &str,
        change: impl FnOnce(&mut Invoice) -> Result<Status, &'static str>,
    ) -> Result<Status, &'static str> {
        let now = self.now_s();
        let mut cryptomus = lock(&self.cryptomus);
        let mut row = cryptomus.invoices.get(uuid).cloned().ok_or("there is no such invoice")?;
        row.updated = now;
        let status = change(&mut row)?;
        row.status = status;
        cryptomus.invoices.put(&self.journal, row.clone());
        if status.is_told() {
            self.tell(&row, status);
        } else {
            self.feed.tell("cryptomus", || serde_json::json!({"type": status.word(), "subject": uuid}));
        }
        Ok(status)
    }

    /// Ends an invoice whose time is over, unless money is on its way.
    pub fn expire_invoice(self: &Arc<Self>, uuid: &str) {
        let now = self.now_s();
        // Refused when it is not due or closed, which is the usual case.
        let _ = self.step(uuid, |row| {
            let open = matches!(row.status, Status::Check | Status::WrongAmountWaiting);
            if open && row.expires_at <= now { Ok(run_out(row)) } else { Err("it is not due") }
        });
    }

    /// The chain has confirmed a payment often enough.
    pub fn confirm_invoice(self: &Arc<Self>, uuid: &str) {
        // Refused when somebody was faster.
        let _ = self.step(uuid, |row| row.awaited.take().ok_or("no payment waits for confirmations"));
    }

    /// Tells the merchant once more where an invoice has ended.
    pub(super) fn resend(self: &Arc<Self>, uuid: &str) -> Result<Status, &'static str> {
        let cryptomus = lock(&self.cryptomus);
        let row = cryptomus.invoices.get(uuid).ok_or("there is no such invoice")?;
        if !row.status.is_told() {
            return Err("there is nothing to tell yet");
        }
        self.tell(row, row.status);
        Ok(row.status)
    }
}

/// Where an invoice gets with what was received.
fn reached(row: &Invoice, asked: Amount) -> Status {
    let enough = asked.percent(100 - row.accuracy);
    if row.received > asked {
        Status::PaidOver
    } else if row.received >= enough {
        Status::Paid
    } else if row.multiple {
        Status::WrongAmountWaiting
    } else {
        Status::WrongAmount
    }
}

/// Where an invoice ends when its time is over.
fn run_out(row: &Invoice) -> Status {
    if row.received.is_zero() { Status::Cancel } else { Status::WrongAmount }
}
