//! What comes over the wire from Cryptomus.

use ringwright_domain::FailureCode;
use ringwright_domain::ids::PaymentId;
use ringwright_domain::payment::PaymentNews;
use serde::{Deserialize, Serialize};

use super::amount;
use crate::lenient::lenient;
use crate::payments::BookedCharge;

/// Every answer: the result under `state` 0, or what is wrong.
#[derive(Deserialize)]
pub(super) struct Answer<T> {
    #[serde(default)]
    pub(super) state: i64,
    pub(super) result: Option<T>,
}

/// An answer that says no.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Problem {
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<String>,
    /// The names of the fields that are wrong, with what is wrong.
    #[serde(deserialize_with = "lenient")]
    pub(super) errors: Option<serde_json::Value>,
}

/// An invoice to be made.
#[derive(Serialize)]
pub(super) struct NewInvoice<'a> {
    pub(super) amount: String,
    pub(super) currency: &'a str,
    pub(super) order_id: String,
    pub(super) url_return: &'a str,
    pub(super) url_success: &'a str,
    pub(super) url_callback: &'a str,
    /// The rest may be paid when too little came.
    pub(super) is_payment_multiple: bool,
    /// In seconds.
    pub(super) lifetime: u64,
}

/// An invoice.
#[derive(Deserialize)]
pub(super) struct Invoice {
    pub(super) uuid: String,
    #[serde(default, deserialize_with = "lenient")]
    order_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    payment_status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) created_at: Option<String>,
}

/// A page of invoices.
#[derive(Deserialize)]
pub(super) struct Invoices {
    pub(super) items: Vec<Invoice>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) paginate: Option<Paginate>,
}

#[derive(Deserialize)]
pub(super) struct Paginate {
    #[serde(default, rename = "nextCursor", deserialize_with = "lenient")]
    pub(super) next_cursor: Option<String>,
}

/// A webhook.
#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) uuid: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) order_id: Option<String>,
    pub(super) status: String,
}

impl Invoice {
    fn state(&self) -> &str {
        self.payment_status.as_deref().or(self.status.as_deref()).unwrap_or_default()
    }

    /// What it says of its payment.
    pub(super) fn news(&self) -> PaymentNews {
        news(self.state(), &self.uuid).unwrap_or(PaymentNews::StillOpen)
    }

    /// How it stands in the books, if money came.
    pub(super) fn booked(&self) -> Option<BookedCharge> {
        let came = matches!(self.news(), PaymentNews::Paid { .. });
        let currency = self.currency.as_deref()?.parse().ok().filter(|_| came)?;
        Some(BookedCharge {
            intent_ref: self.uuid.clone(),
            payment: self.order_id.as_deref().and_then(payment),
            amount: amount::read(self.amount.as_deref()?, currency)?,
            refunded_minor: 0,
        })
    }
}

/// What a state of an invoice means (<https://doc.cryptomus.com/business/payments/payment-statuses>). States
/// on the way and states that are not known say nothing.
pub(super) fn news(state: &str, uuid: &str) -> Option<PaymentNews> {
    Some(match state {
        "paid" | "paid_over" | "refund_fail" => PaymentNews::Paid { intent_ref: uuid.to_owned() },
        "wrong_amount" => PaymentNews::Declined { code: FailureCode::Underpaid },
        "fail" | "system_fail" => PaymentNews::Declined { code: FailureCode::CryptoFailed },
        // What came goes back: there is nothing to buy with it.
        "cancel" | "refund_process" | "refund_paid" => PaymentNews::Expired,
        _ => return None,
    })
}

/// Our name for an invoice: the payment and the round.
pub(super) fn order_id(payment: &PaymentId, round: u32) -> String {
    format!("{payment}-{round}")
}

/// The payment in our name for an invoice.
pub(super) fn payment(order_id: &str) -> Option<PaymentId> {
    let (payment, round) = order_id.rsplit_once('-')?;
    round.parse::<u32>().ok()?;
    payment.parse().ok()
}
