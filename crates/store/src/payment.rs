//! Payments.

use ringwright_domain::ids::{AccountId, BookingId, OrgId, PaymentId};
use ringwright_domain::payment::{Charge, Payment, PaymentState};
use ringwright_domain::{Instant, Money};
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, for_update, one};
use crate::{Result, StoreError};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    booking_id: String,
    account_id: String,
    method: String,
    amount_minor: i64,
    currency: String,
    state_data: Json<PaymentState>,
    round: i64,
    checkout_ref: Option<String>,
    checkout_url: Option<String>,
    expires_at: Stamp,
    created_at: Stamp,
    updated_at: Stamp,
}

impl TryFrom<Row> for (Payment, AccountId) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let currency = row.currency.parse().map_err(|e| damaged("payment", &row.id, e))?;
        let payment = Payment {
            round: u32::try_from(row.round).map_err(|e| damaged("payment", &row.id, e))?,
            id: row.id.parse()?,
            booking: row.booking_id.parse()?,
            method: row.method.parse().map_err(|e| damaged("payment", &row.id, e))?,
            amount: Money::new(row.amount_minor, currency),
            state: row.state_data.0,
            checkout_ref: row.checkout_ref,
            checkout_url: row.checkout_url,
            expires_at: row.expires_at.0,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        };
        Ok((payment, row.account_id.parse()?))
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, booking_id, account_id, method, amount_minor, currency, state_data, round, \
             checkout_ref, checkout_url, expires_at, created_at, updated_at from payment ",
            $rest
        )
    };
}

fn is_disputed(payment: &Payment) -> bool {
    payment.charge().is_some_and(Charge::is_disputed)
}

/// Of the payments of a booking, the one that people mean: the first that brought money, else the newest
/// that can still be paid, else the newest.
fn meant(payments: Vec<(Payment, AccountId)>) -> Option<(Payment, AccountId)> {
    payments.into_iter().max_by_key(|(payment, _)| {
        let first = payment.state.paid_at().map(std::cmp::Reverse);
        (first.is_some(), first, payment.state.is_open(), payment.created_at)
    })
}

impl Tx {
    /// The organisation and id of the payment of a checkout page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_by_checkout(
        &mut self,
        account: &AccountId,
        checkout_ref: &str,
    ) -> Result<Option<(OrgId, PaymentId)>> {
        let row = one!(
            self,
            (String, String),
            "select org_id, id from payment where account_id = $1 and checkout_ref = $2",
            account.as_str(),
            checkout_ref
        );
        row.map(|(org, payment)| Ok((org.parse()?, payment.parse()?))).transpose()
    }
}

impl Tx {
    /// The organisation and id of the payment of a charge.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_by_intent(
        &mut self,
        account: &AccountId,
        intent_ref: &str,
    ) -> Result<Option<(OrgId, PaymentId)>> {
        let row = one!(
            self,
            (String, String),
            "select org_id, id from payment where account_id = $1 and intent_ref = $2",
            account.as_str(),
            intent_ref
        );
        row.map(|(org, payment)| Ok((org.parse()?, payment.parse()?))).transpose()
    }
}

impl OrgTx {
    /// Records a payment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_payment(&mut self, payment: &Payment, account: &AccountId) -> Result<()> {
        exec!(
            self.tx,
            "insert into payment (id, org_id, booking_id, account_id, method, amount_minor, currency, state, \
             state_data, refunded_minor, paid_at, intent_ref, round, checkout_ref, checkout_url, expires_at, \
             created_at, updated_at, disputed) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            payment.id.as_str(),
            self.org.as_str(),
            payment.booking.as_str(),
            account.as_str(),
            payment.method.as_str(),
            payment.amount.minor,
            payment.amount.currency.as_str(),
            payment.state_name(),
            Json(&payment.state),
            payment.refunded_minor(),
            payment.state.paid_at().map(Stamp),
            payment.state.intent_ref(),
            i64::from(payment.round),
            payment.checkout_ref.as_deref(),
            payment.checkout_url.as_deref(),
            Stamp(payment.expires_at),
            Stamp(payment.created_at),
            Stamp(payment.updated_at),
            is_disputed(payment),
        );
        Ok(())
    }

    /// Writes where a payment stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_payment(&mut self, payment: &Payment) -> Result<()> {
        exec!(
            self.tx,
            "update payment set state = $1, state_data = $2, refunded_minor = $3, paid_at = $4, \
             intent_ref = $5, round = $6, checkout_ref = $7, checkout_url = $8, expires_at = $9, \
             updated_at = $10, disputed = $11 where id = $12 and org_id = $13",
            payment.state_name(),
            Json(&payment.state),
            payment.refunded_minor(),
            payment.state.paid_at().map(Stamp),
            payment.state.intent_ref(),
            i64::from(payment.round),
            payment.checkout_ref.as_deref(),
            payment.checkout_url.as_deref(),
            Stamp(payment.expires_at),
            Stamp(payment.updated_at),
            is_disputed(payment),
            payment.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// A payment and the account that takes it, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_for_update(&mut self, id: &PaymentId) -> Result<Option<(Payment, AccountId)>> {
        let sql = for_update!(
            self.tx,
            "select id, booking_id, account_id, method, amount_minor, currency, state_data, round, \
             checkout_ref, checkout_url, expires_at, created_at, updated_at from payment \
             where id = $1 and org_id = $2"
        );
        let row = one!(self.tx, Row, sql, id.as_str(), self.org.as_str());
        row.map(TryInto::try_into).transpose()
    }

    /// A payment and the account that takes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment(&mut self, id: &PaymentId) -> Result<Option<(Payment, AccountId)>> {
        let row =
            one!(self.tx, Row, select!("where id = $1 and org_id = $2"), id.as_str(), self.org.as_str());
        row.map(TryInto::try_into).transpose()
    }

    /// The payments of a booking and the accounts that take them, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payments_of(&mut self, booking: &BookingId) -> Result<Vec<(Payment, AccountId)>> {
        let rows = all!(
            self.tx,
            Row,
            select!("where booking_id = $1 and org_id = $2 order by created_at, id"),
            booking.as_str(),
            self.org.as_str()
        );
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The payment of a booking that people mean, and the account that takes it: the first that brought
    /// money, else the newest that can still be paid, else the newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_of(&mut self, booking: &BookingId) -> Result<Option<(Payment, AccountId)>> {
        Ok(meant(self.payments_of(booking).await?))
    }

    /// The payments that a bank has still to decide about, those with news first; at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payments_disputed(&mut self, most: i64) -> Result<Vec<(Payment, AccountId)>> {
        let rows = all!(
            self.tx,
            Row,
            select!("where org_id = $1 and disputed order by updated_at desc, id desc limit $2"),
            self.org.as_str(),
            most
        );
        let payments: Result<Vec<(Payment, AccountId)>> = rows.into_iter().map(TryInto::try_into).collect();
        Ok(payments?.into_iter().filter(|(payment, _)| is_disputed(payment)).collect())
    }

    /// The payments of an account whose money came from `from` until before `until`, in that order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payments_paid(
        &mut self,
        account: &AccountId,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<Payment>> {
        let rows = all!(
            self.tx,
            Row,
            select!(
                "where account_id = $1 and org_id = $2 and paid_at >= $3 and paid_at < $4 order by paid_at, id"
            ),
            account.as_str(),
            self.org.as_str(),
            Stamp(from),
            Stamp(until)
        );
        let payments = rows.into_iter().map(<(Payment, AccountId)>::try_from);
        payments.map(|payment| Ok(payment?.0)).collect()
    }
}
