//! What goes wrong, how often, and what to do about it.

use ringwright_domain::ids::{AccountId, BookingId, OrgId};
use ringwright_domain::{FailureCode, Instant};

use super::DaySpan;
use super::targets::share;
use crate::{Engine, Result};

/// Bookings that ended badly for one reason.
#[derive(Debug, Clone)]
pub struct BookingFailure {
    /// Why.
    pub code: FailureCode,
    /// How many.
    pub count: i64,
    /// When the newest of them was made.
    pub last_at: Instant,
    /// The newest of them.
    pub last: BookingId,
}

/// Attempts through an account that ended without a conversation.
#[derive(Debug, Clone)]
pub struct CallFailure {
    /// How they ended.
    pub outcome: String,
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// How many.
    pub count: i64,
    /// Their part of all attempts.
    pub share: f64,
}

/// Payments that stand without money for one reason.
#[derive(Debug, Clone)]
pub struct PaymentFailure {
    /// Why.
    pub code: FailureCode,
    /// How many.
    pub count: i64,
}

/// What went wrong in a span of days.
#[derive(Debug, Clone)]
pub struct Failures {
    /// Bookings that ended badly, the most frequent reason first.
    pub bookings: Vec<BookingFailure>,
    /// Attempts without a conversation, the most frequent first.
    pub calls: Vec<CallFailure>,
    /// Payments without money, the most frequent reason first.
    pub payments: Vec<PaymentFailure>,
}

impl Engine {
    /// What went wrong in a span of days.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn failures(&self, org: &OrgId, time_zone: &str, span: DaySpan) -> Result<Failures> {
        let (from, to) = span.bounds(time_zone);
        let mut tx = self.org(org).read().await?;
        let bookings = tx.booking_failures(from, to).await?.into_iter().map(|failed| BookingFailure {
            code: match failed.state.as_str() {
                "no_answer" => FailureCode::NobodyReached,
                _ => code(failed.code.as_deref()),
            },
            count: failed.count,
            last_at: failed.last_at,
            last: failed.last,
        });
        let payments = tx.payment_failures(from, to).await?.into_iter().map(|failed| PaymentFailure {
            code: match failed.state.as_str() {
                "expired" => FailureCode::CheckoutExpired,
                _ => code(failed.code.as_deref()),
            },
            count: failed.count,
        });
        let (outcomes, accounts) = (tx.outcomes(from, to).await?, tx.accounts().await?);
        let all: i64 = outcomes.iter().map(|count| count.count).sum();
        let name = |id: &AccountId| {
            accounts.iter().find(|account| account.id == *id).map(|account| account.name.clone())
        };
        let unheld =
            outcomes.into_iter().filter(|count| !matches!(&*count.outcome, "completed" | "duration_reached"));
        let calls = unheld.map(|count| CallFailure {
            account_name: name(&count.account).unwrap_or_default(),
            share: share(count.count, all),
            outcome: count.outcome,
            account: count.account,
            count: count.count,
        });
        Ok(Failures { bookings: bookings.collect(), calls: calls.collect(), payments: payments.collect() })
    }
}

/// The entry of the catalogue; what it does not know (any more) is a mistake of ours.
fn code(text: Option<&str>) -> FailureCode {
    let known = FailureCode::ALL.iter().copied().find(|known| Some(known.code()) == text);
    known.unwrap_or(FailureCode::Internal)
}
