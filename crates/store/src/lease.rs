//! Capacity as leases: a row per call in flight.

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, AgentId, CallId};

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec};

/// A line that a call holds.
#[derive(Debug, Clone)]
pub struct Lease {
    /// The call.
    pub call: CallId,
    /// The account whose line it is.
    pub account: AccountId,
    /// The agent that talks.
    pub agent: AgentId,
    /// Since when.
    pub taken_at: Instant,
    /// The last sign of life.
    pub renewed_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    call_id: String,
    account_id: String,
    agent_id: String,
    taken_at: Stamp,
    renewed_at: Stamp,
}

impl OrgTx {
    /// Takes a line for a call.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_lease(
        &mut self,
        call: &CallId,
        account: &AccountId,
        agent: &AgentId,
        now: Instant,
    ) -> Result<()> {
        exec!(
            self.tx,
            "insert into lease (call_id, org_id, account_id, agent_id, taken_at, renewed_at) \
             values ($1, $2, $3, $4, $5, $5)",
            call.as_str(),
            self.org.as_str(),
            account.as_str(),
            agent.as_str(),
            Stamp(now),
        );
        Ok(())
    }

    /// Notes a sign of life.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_lease(&mut self, call: &CallId, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "update lease set renewed_at = $1 where call_id = $2 and org_id = $3",
            Stamp(now),
            call.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Gives the line of a call back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_lease(&mut self, call: &CallId) -> Result<()> {
        exec!(
            self.tx,
            "delete from lease where call_id = $1 and org_id = $2",
            call.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// All lines in use, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leases(&mut self) -> Result<Vec<Lease>> {
        let rows = all!(
            self.tx,
            Row,
            "select call_id, account_id, agent_id, taken_at, renewed_at from lease \
             where org_id = $1 order by taken_at, call_id",
            self.org.as_str()
        );
        rows.into_iter()
            .map(|row| {
                Ok(Lease {
                    call: row.call_id.parse()?,
                    account: row.account_id.parse()?,
                    agent: row.agent_id.parse()?,
                    taken_at: row.taken_at.0,
                    renewed_at: row.renewed_at.0,
                })
            })
            .collect()
    }
}
