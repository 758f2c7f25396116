//! Payments.

use ringwright_domain::Money;
use ringwright_domain::ids::{AccountId, BookingId, OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentState};
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, exec, for_update, one};
use crate::{Result, StoreError};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    booking_id: String,
    account_id: String,
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
            "select id, booking_id, account_id, amount_minor, currency, state_data, round, checkout_ref, \
             checkout_url, expires_at, created_at, updated_at from payment ",
            $rest
        )
    };
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

impl OrgTx {
    /// Records a payment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_payment(&mut self, payment: &Payment, account: &AccountId) -> Result<()> {
        exec!(
            self.tx,
            "insert into payment (id, org_id, booking_id, account_id, amount_minor, currency, state, \
             state_data, round, checkout_ref, checkout_url, expires_at, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            payment.id.as_str(),
            self.org.as_str(),
            payment.booking.as_str(),
            account.as_str(),
            payment.amount.minor,
            payment.amount.currency.as_str(),
            payment.state.name(),
            Json(&payment.state),
            i64::from(payment.round),
            payment.checkout_ref.as_deref(),
            payment.checkout_url.as_deref(),
            Stamp(payment.expires_at),
            Stamp(payment.created_at),
            Stamp(payment.updated_at),
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
            "update payment set state = $1, state_data = $2, round = $3, checkout_ref = $4, \
             checkout_url = $5, expires_at = $6, updated_at = $7 where id = $8 and org_id = $9",
            payment.state.name(),
            Json(&payment.state),
            i64::from(payment.round),
            payment.checkout_ref.as_deref(),
            payment.checkout_url.as_deref(),
            Stamp(payment.expires_at),
            Stamp(payment.updated_at),
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
            "select id, booking_id, account_id, amount_minor, currency, state_data, round, checkout_ref, \
             checkout_url, expires_at, created_at, updated_at from payment where id = $1 and org_id = $2"
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

    /// The newest payment of a booking and the account that takes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_of(&mut self, booking: &BookingId) -> Result<Option<(Payment, AccountId)>> {
        let row = one!(
            self.tx,
            Row,
            select!("where booking_id = $1 and org_id = $2 order by created_at desc, id desc limit 1"),
            booking.as_str(),
            self.org.as_str()
        );
        row.map(TryInto::try_into).transpose()
    }
}
