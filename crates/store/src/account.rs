//! Vendor accounts, their agents, and the lines that they give.

use ringwright_domain::Instant;
use ringwright_domain::dispatch::{Breaker, Line};
use ringwright_domain::ids::{AccountId, AgentId, OrgId};

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, for_update, one};
use crate::{Result, StoreError};

/// Where an account's requests go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// To the sandbox.
    Sandbox,
    /// To the vendor.
    Live,
}

impl Mode {
    /// The name in the API and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }
}

/// A vendor account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Whose it is.
    pub org: OrgId,
    /// The vendor, such as `vapi` or `stripe`.
    pub vendor: String,
    /// Its name as shown.
    pub name: String,
    /// Where its requests go.
    pub mode: Mode,
    /// Calls that it may carry at once; none for a vendor that carries none.
    pub lines: u32,
    /// Higher goes first.
    pub priority: i32,
    /// Taken out of service by an operator.
    pub paused: bool,
    /// Its health.
    pub breaker: Breaker,
    /// What the vendor said when it failed last.
    pub last_error: Option<String>,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// See [`Account`].
    pub id: AccountId,
    /// See [`Account`].
    pub vendor: String,
    /// See [`Account`].
    pub name: String,
    /// See [`Account`].
    pub mode: Mode,
    /// See [`Account`].
    pub lines: u32,
    /// See [`Account`].
    pub priority: i32,
}

/// A persona at a vendor account.
#[derive(Debug, Clone)]
pub struct Agent {
    /// Its id.
    pub id: AgentId,
    /// The account.
    pub account: AccountId,
    /// Its name as shown.
    pub name: String,
    /// The persona it plays; plans name personas.
    pub persona: String,
    /// The vendor's id of it.
    pub assistant_ref: String,
    /// The vendor's id of the number it calls from.
    pub number_ref: String,
    /// Calls that it may hold at once.
    pub lines: u32,
    /// Higher goes first.
    pub priority: i32,
    /// Whether it gets new calls.
    pub active: bool,
}

/// An agent to be made; the fields of [`Agent`].
pub type NewAgent = Agent;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    vendor: String,
    name: String,
    mode: String,
    lines: i64,
    priority: i64,
    paused: bool,
    breaker_failures: i64,
    breaker_opened_at: Option<Stamp>,
    last_error: Option<String>,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let mode = match row.mode.as_str() {
            "sandbox" => Mode::Sandbox,
            "live" => Mode::Live,
            other => return Err(damaged("account", &row.id, format!("unknown mode {other}"))),
        };
        Ok(Self {
            lines: u32::try_from(row.lines).map_err(|e| damaged("account", &row.id, e))?,
            priority: i32::try_from(row.priority).map_err(|e| damaged("account", &row.id, e))?,
            breaker: Breaker {
                failures: u32::try_from(row.breaker_failures).map_err(|e| damaged("account", &row.id, e))?,
                opened_at: row.breaker_opened_at.map(|stamp| stamp.0),
            },
            id: row.id.parse()?,
            org: row.org_id.parse()?,
            vendor: row.vendor,
            name: row.name,
            mode,
            paused: row.paused,
            last_error: row.last_error,
        })
    }
}

#[derive(sqlx::FromRow)]
struct AgentRow {
    id: String,
    account_id: String,
    name: String,
    persona: String,
    assistant_ref: String,
    number_ref: String,
    lines: i64,
    priority: i64,
    active: bool,
}

impl TryFrom<AgentRow> for Agent {
    type Error = StoreError;

    fn try_from(row: AgentRow) -> Result<Self> {
        Ok(Self {
            lines: u32::try_from(row.lines).map_err(|e| damaged("agent", &row.id, e))?,
            priority: i32::try_from(row.priority).map_err(|e| damaged("agent", &row.id, e))?,
            id: row.id.parse()?,
            account: row.account_id.parse()?,
            name: row.name,
            persona: row.persona,
            assistant_ref: row.assistant_ref,
            number_ref: row.number_ref,
            active: row.active,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, org_id, vendor, name, mode, lines, priority, paused, breaker_failures, \
             breaker_opened_at, last_error from account ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct LiveRow {
    account_id: String,
    agent_id: String,
    live: i64,
}

impl Tx {
    /// An account of any organisation, named by a webhook's address or the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_anywhere(&mut self, id: &AccountId) -> Result<Option<Account>> {
        let row = one!(self, Row, select!("where id = $1"), id.as_str());
        row.map(Account::try_from).transpose()
    }

    /// All accounts of a vendor in the installation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts_of_vendor(&mut self, vendor: &str) -> Result<Vec<Account>> {
        let rows = all!(self, Row, select!("where vendor = $1 order by created_at, id"), vendor);
        rows.into_iter().map(Account::try_from).collect()
    }
}

impl OrgTx {
    /// Makes an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_account(&mut self, new: &NewAccount, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "insert into account (id, org_id, vendor, name, mode, lines, priority, paused, \
             breaker_failures, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
            new.id.as_str(),
            self.org.as_str(),
            &new.vendor,
            &new.name,
            new.mode.as_str(),
            i64::from(new.lines),
            i64::from(new.priority),
            false,
            Stamp(now),
        );
        Ok(())
    }

    /// Makes an agent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_agent(&mut self, new: &NewAgent, now: Instant) -> Result<()> {
        exec!(
            self.tx,
            "insert into agent (id, org_id, account_id, name, persona, assistant_ref, number_ref, lines, \
             priority, active, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            new.id.as_str(),
            self.org.as_str(),
            new.account.as_str(),
            &new.name,
            &new.persona,
            &new.assistant_ref,
            &new.number_ref,
            i64::from(new.lines),
            i64::from(new.priority),
            new.active,
            Stamp(now),
        );
        Ok(())
    }

    /// An account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&mut self, id: &AccountId) -> Result<Option<Account>> {
        let row =
            one!(self.tx, Row, select!("where id = $1 and org_id = $2"), id.as_str(), self.org.as_str());
        row.map(Account::try_from).transpose()
    }

    /// All accounts, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&mut self) -> Result<Vec<Account>> {
        let rows =
            all!(self.tx, Row, select!("where org_id = $1 order by created_at, id"), self.org.as_str());
        rows.into_iter().map(Account::try_from).collect()
    }

    /// An agent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent(&mut self, id: &AgentId) -> Result<Option<Agent>> {
        let row = one!(
            self.tx,
            AgentRow,
            "select id, account_id, name, persona, assistant_ref, number_ref, lines, priority, active \
             from agent where id = $1 and org_id = $2",
            id.as_str(),
            self.org.as_str()
        );
        row.map(Agent::try_from).transpose()
    }

    /// Changes what an operator sets of an agent; its account stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_agent(&mut self, agent: &Agent) -> Result<()> {
        exec!(
            self.tx,
            "update agent set name = $1, persona = $2, assistant_ref = $3, number_ref = $4, lines = $5, \
             priority = $6, active = $7 where id = $8 and org_id = $9",
            &agent.name,
            &agent.persona,
            &agent.assistant_ref,
            &agent.number_ref,
            i64::from(agent.lines),
            i64::from(agent.priority),
            agent.active,
            agent.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// Changes what an operator sets of an account: name, lines, priority, and whether it is paused. Its
    /// health and its vendor stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_account(&mut self, account: &Account) -> Result<()> {
        exec!(
            self.tx,
            "update account set name = $1, lines = $2, priority = $3, paused = $4 \
             where id = $5 and org_id = $6",
            &account.name,
            i64::from(account.lines),
            i64::from(account.priority),
            account.paused,
            account.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// All agents, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agents(&mut self) -> Result<Vec<Agent>> {
        let rows = all!(
            self.tx,
            AgentRow,
            "select id, account_id, name, persona, assistant_ref, number_ref, lines, priority, active \
             from agent where org_id = $1 order by created_at, id",
            self.org.as_str()
        );
        rows.into_iter().map(Agent::try_from).collect()
    }

    /// Names the vendor's ids of the persona and of the calling number for all agents of an account; what
    /// is `None` stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_agent_refs(
        &mut self,
        account: &AccountId,
        assistant_ref: Option<&str>,
        number_ref: Option<&str>,
    ) -> Result<()> {
        exec!(
            self.tx,
            "update agent set assistant_ref = coalesce($1, assistant_ref), \
             number_ref = coalesce($2, number_ref) where account_id = $3 and org_id = $4",
            assistant_ref,
            number_ref,
            account.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Takes an account out of service or back in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_paused(&mut self, id: &AccountId, paused: bool) -> Result<()> {
        exec!(
            self.tx,
            "update account set paused = $1 where id = $2 and org_id = $3",
            paused,
            id.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Lets requests of an account go to the vendor from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn go_live(&mut self, id: &AccountId) -> Result<()> {
        exec!(
            self.tx,
            "update account set mode = 'live' where id = $1 and org_id = $2",
            id.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Moves the breaker of an account by `step`, and keeps what the vendor said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_breaker(
        &mut self,
        id: &AccountId,
        step: impl FnOnce(Breaker) -> Breaker + Send,
        error: Option<&str>,
    ) -> Result<()> {
        let sql = for_update!(
            self.tx,
            "select id, org_id, vendor, name, mode, lines, priority, paused, breaker_failures, \
             breaker_opened_at, last_error from account where id = $1 and org_id = $2"
        );
        let Some(row) = one!(self.tx, Row, sql, id.as_str(), self.org.as_str()) else { return Ok(()) };
        let account = Account::try_from(row)?;
        let breaker = step(account.breaker);
        if breaker != account.breaker || error.is_some() {
            exec!(
                self.tx,
                "update account set breaker_failures = $1, breaker_opened_at = $2, \
                 last_error = coalesce($3, last_error) where id = $4 and org_id = $5",
                i64::from(breaker.failures),
                breaker.opened_at.map(Stamp),
                error,
                id.as_str(),
                self.org.as_str(),
            );
        }
        Ok(())
    }

    /// Every line of the organisation with the calls that hold it now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lines(&mut self, now: Instant) -> Result<Vec<Line>> {
        let accounts = self.accounts().await?;
        let agents = self.agents().await?;
        let live = all!(
            self.tx,
            LiveRow,
            "select account_id, agent_id, count(*) as live from \
             (select account_id, agent_id from lease where org_id = $1 union all \
              select account_id, agent_id from live_call where org_id = $1 and ended_at is null) taken \
             group by account_id, agent_id",
            self.org.as_str()
        );
        let count = |matches: &dyn Fn(&LiveRow) -> bool| -> u32 {
            let live: i64 = live.iter().filter(|row| matches(row)).map(|row| row.live).sum();
            u32::try_from(live).unwrap_or(u32::MAX)
        };
        Ok(agents
            .into_iter()
            .filter_map(|agent| {
                let account = accounts.iter().find(|account| account.id == agent.account)?;
                // Of an agent that is not active only the calls of the past remain.
                let agent_lines = if agent.active { agent.lines } else { 0 };
                Some(Line {
                    account_live: count(&|row| row.account_id == account.id.as_str()),
                    agent_live: count(&|row| row.agent_id == agent.id.as_str()),
                    account: account.id.clone(),
                    agent: agent.id,
                    persona: agent.persona,
                    account_lines: account.lines,
                    agent_lines,
                    account_priority: account.priority,
                    agent_priority: agent.priority,
                    health: account.breaker.state(now),
                    paused: account.paused,
                })
            })
            .collect())
    }
}
