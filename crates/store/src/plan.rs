//! Plans: what a caller buys.

use ringwright_domain::Money;

use crate::error::damaged;
use crate::tx::{OrgTx, all, exec, one};
use crate::{Result, StoreError};

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its code, such as `standard`.
    pub code: String,
    /// Its name as shown.
    pub name: String,
    /// What it is, in a sentence.
    pub description: String,
    /// The price; zero for a free trial, of which a person gets one in 24 hours.
    pub price: Money,
    /// The longest duration of the conversation, in seconds.
    pub duration_seconds: u32,
    /// Which persona talks.
    pub persona: String,
    /// Higher goes first in the queue.
    pub priority: i32,
    /// Its place on the page.
    pub position: i32,
    /// Whether it can be booked.
    pub active: bool,
    /// The age that a person must confirm to have reached; zero when none is asked for.
    pub minimum_age: u32,
    /// A sentence of its own beside the consent; may be empty.
    pub disclosure: String,
    /// A word or two that make it stand out, such as `Most chosen`; may be empty.
    pub badge: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    description: String,
    price_minor: i64,
    currency: String,
    duration_seconds: i64,
    persona: String,
    priority: i64,
    position: i64,
    active: bool,
    minimum_age: i64,
    disclosure: String,
    badge: String,
}

impl TryFrom<Row> for Plan {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let bad = |e: &dyn std::fmt::Display| damaged("plan", &row.code, e);
        Ok(Self {
            price: Money::new(row.price_minor, row.currency.parse().map_err(|e| bad(&e))?),
            duration_seconds: u32::try_from(row.duration_seconds).map_err(|e| bad(&e))?,
            priority: i32::try_from(row.priority).map_err(|e| bad(&e))?,
            position: i32::try_from(row.position).map_err(|e| bad(&e))?,
            minimum_age: u32::try_from(row.minimum_age).map_err(|e| bad(&e))?,
            code: row.code,
            name: row.name,
            description: row.description,
            persona: row.persona,
            active: row.active,
            disclosure: row.disclosure,
            badge: row.badge,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select code, name, description, price_minor, currency, duration_seconds, persona, priority, \
             position, active, minimum_age, disclosure, badge from plan ",
            $rest
        )
    };
}

impl OrgTx {
    /// Makes a plan, or changes the one of this code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upsert_plan(&mut self, plan: &Plan) -> Result<()> {
        exec!(
            self.tx,
            "insert into plan (org_id, code, name, description, price_minor, currency, duration_seconds, \
             persona, priority, position, active, minimum_age, disclosure, badge) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             on conflict (org_id, code) do update set name = excluded.name, \
             description = excluded.description, price_minor = excluded.price_minor, \
             currency = excluded.currency, duration_seconds = excluded.duration_seconds, \
             persona = excluded.persona, priority = excluded.priority, position = excluded.position, \
             active = excluded.active, minimum_age = excluded.minimum_age, \
             disclosure = excluded.disclosure, badge = excluded.badge",
            self.org.as_str(),
            &plan.code,
            &plan.name,
            &plan.description,
            plan.price.minor,
            plan.price.currency.as_str(),
            i64::from(plan.duration_seconds),
            &plan.persona,
            i64::from(plan.priority),
            i64::from(plan.position),
            plan.active,
            i64::from(plan.minimum_age),
            &plan.disclosure,
            &plan.badge,
        );
        Ok(())
    }

    /// The plans that can be booked, in the order of the page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plans(&mut self) -> Result<Vec<Plan>> {
        let sql = select!("where org_id = $1 and active order by position, code");
        let rows = all!(self.tx, Row, sql, self.org.as_str());
        rows.into_iter().map(Plan::try_from).collect()
    }

    /// All plans, also those that can no longer be booked, in the order of the page.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_plans(&mut self) -> Result<Vec<Plan>> {
        let rows =
            all!(self.tx, Row, select!("where org_id = $1 order by position, code"), self.org.as_str());
        rows.into_iter().map(Plan::try_from).collect()
    }

    /// The plan of this code, if it can be booked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan(&mut self, code: &str) -> Result<Option<Plan>> {
        let sql = select!("where org_id = $1 and code = $2 and active");
        let row = one!(self.tx, Row, sql, self.org.as_str(), code);
        row.map(Plan::try_from).transpose()
    }
}
