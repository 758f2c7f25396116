//! Attempts.

use ringwright_domain::call::{Call, CallState};
use ringwright_domain::ids::{AccountId, BookingId, CallId, OrgId};
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
    agent_id: String,
    limit_seconds: i64,
    state_data: Json<CallState>,
    vendor_ref: Option<String>,
    created_at: Stamp,
    updated_at: Stamp,
}

impl TryFrom<Row> for Call {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            limit_seconds: u32::try_from(row.limit_seconds).map_err(|e| damaged("call", &row.id, e))?,
            id: row.id.parse()?,
            booking: row.booking_id.parse()?,
            account: row.account_id.parse()?,
            agent: row.agent_id.parse()?,
            state: row.state_data.0,
            vendor_ref: row.vendor_ref,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, booking_id, account_id, agent_id, limit_seconds, state_data, vendor_ref, \
             created_at, updated_at from call ",
            $rest
        )
    };
}

const fn ended_at(call: &Call) -> Option<Stamp> {
    match call.state {
        CallState::Ended { ended_at, .. } => Some(Stamp(ended_at)),
        _ => None,
    }
}

impl Tx {
    /// The organisation and id of the call that a vendor knows by `vendor_ref`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call_by_vendor_ref(
        &mut self,
        account: &AccountId,
        vendor_ref: &str,
    ) -> Result<Option<(OrgId, CallId)>> {
        let row = one!(
            self,
            (String, String),
            "select org_id, id from call where account_id = $1 and vendor_ref = $2",
            account.as_str(),
            vendor_ref
        );
        row.map(|(org, call)| Ok((org.parse()?, call.parse()?))).transpose()
    }
}

impl OrgTx {
    /// Records an attempt, which is held by what its agent has published at this moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_call(&mut self, call: &Call) -> Result<()> {
        exec!(
            self.tx,
            "insert into call (id, org_id, booking_id, account_id, agent_id, limit_seconds, state, \
             state_data, vendor_ref, created_at, updated_at, ended_at, agent_version) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
             (select max(v.number) from agent_version v where v.agent_id = $5))",
            call.id.as_str(),
            self.org.as_str(),
            call.booking.as_str(),
            call.account.as_str(),
            call.agent.as_str(),
            i64::from(call.limit_seconds),
            call.state.name(),
            Json(&call.state),
            call.vendor_ref.as_deref(),
            Stamp(call.created_at),
            Stamp(call.updated_at),
            ended_at(call),
        );
        Ok(())
    }

    /// Writes where an attempt stands.
    ///
    /// # Errors
    /// When the database fails, or another call has the same vendor id.
    pub async fn update_call(&mut self, call: &Call) -> Result<()> {
        exec!(
            self.tx,
            "update call set state = $1, state_data = $2, vendor_ref = $3, updated_at = $4, ended_at = $5 \
             where id = $6 and org_id = $7",
            call.state.name(),
            Json(&call.state),
            call.vendor_ref.as_deref(),
            Stamp(call.updated_at),
            ended_at(call),
            call.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// An attempt, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call_for_update(&mut self, id: &CallId) -> Result<Option<Call>> {
        let sql = for_update!(
            self.tx,
            "select id, booking_id, account_id, agent_id, limit_seconds, state_data, vendor_ref, \
             created_at, updated_at from call where id = $1 and org_id = $2"
        );
        let row = one!(self.tx, Row, sql, id.as_str(), self.org.as_str());
        row.map(Call::try_from).transpose()
    }

    /// An attempt.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call(&mut self, id: &CallId) -> Result<Option<Call>> {
        let row =
            one!(self.tx, Row, select!("where id = $1 and org_id = $2"), id.as_str(), self.org.as_str());
        row.map(Call::try_from).transpose()
    }

    /// The attempts of a booking, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calls_of(&mut self, booking: &BookingId) -> Result<Vec<Call>> {
        // With a plus SQLite leaves the column alone when it chooses an index; it would walk all calls of the
        // organisation, which are in this order, rather than look at those of the booking.
        let sql = self.tx.pick(
            select!("where booking_id = $1 and +org_id = $2 order by created_at, id"),
            select!("where booking_id = $1 and org_id = $2 order by created_at, id"),
        );
        let rows = all!(self.tx, Row, sql, booking.as_str(), self.org.as_str());
        rows.into_iter().map(Call::try_from).collect()
    }

    /// The attempts that are not over, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_calls(&mut self) -> Result<Vec<Call>> {
        let rows = all!(
            self.tx,
            Row,
            select!("where org_id = $1 and ended_at is null order by created_at, id"),
            self.org.as_str()
        );
        rows.into_iter().map(Call::try_from).collect()
    }
}
