//! Making a plan, or changing one. What was booked before keeps its terms.

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::OrgId;
use ringwright_store::{NewEvent, Plan};
use serde_json::{Value, json};

use super::rules;
use crate::audit::subject;
use crate::{Engine, Error, FieldProblem, Result};

/// A plan as somebody wrote it, unchecked.
#[derive(Debug, Clone)]
pub struct PlanForm {
    /// See [`Plan`].
    pub code: String,
    /// See [`Plan`].
    pub name: String,
    /// See [`Plan`].
    pub description: String,
    /// The price in minor units; zero for a free trial.
    pub price_minor: i64,
    /// The currency (ISO 4217).
    pub currency: String,
    /// See [`Plan`].
    pub duration_seconds: u32,
    /// See [`Plan`].
    pub persona: String,
    /// See [`Plan`].
    pub priority: i32,
    /// See [`Plan`].
    pub position: i32,
    /// See [`Plan`].
    pub active: bool,
    /// See [`Plan`].
    pub minimum_age: u32,
    /// See [`Plan`].
    pub disclosure: String,
    /// See [`Plan`].
    pub badge: String,
}

impl Engine {
    /// Makes the plan of this code, or changes it.
    ///
    /// # Errors
    /// When fields are wrong, or it can be booked but nobody plays its persona: money would be taken for
    /// calls that nobody makes.
    pub async fn put_plan(&self, org: &OrgId, by: &Actor, form: &PlanForm) -> Result<Plan> {
        let plan = rules::read(form).map_err(Error::fields)?;
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if plan.active
            && !tx.agents().await?.iter().any(|agent| agent.active && agent.persona == plan.persona)
        {
            let message = "no active agent plays this persona; add one, or make the plan inactive";
            return Err(Error::fields(vec![FieldProblem::new("persona", "nobody_plays", message)]));
        }
        let before = tx.all_plans().await?.into_iter().find(|one| one.code == plan.code);
        tx.upsert_plan(&plan).await?;
        let action = if before.is_some() { "plan.changed" } else { "plan.made" };
        let change = (before.as_ref().map_or(Value::Null, told), told(&plan));
        self.record(&mut tx, by, action, subject("plan", &plan.code, &plan.name), change).await?;
        tx.emit(NewEvent {
            kind: "plan.changed",
            booking: None,
            call: None,
            data: json!({ "plan": plan.code, "by": by }),
        });
        tx.commit(now).await?;
        Ok(plan)
    }

    /// All plans, also those that can no longer be booked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_plans(&self, org: &OrgId) -> Result<Vec<Plan>> {
        Ok(self.org(org).read().await?.all_plans().await?)
    }
}

/// What the audit trail tells of a plan.
fn told(plan: &Plan) -> Value {
    json!({
        "name": plan.name, "description": plan.description, "priceMinor": plan.price.minor,
        "currency": plan.price.currency, "durationSeconds": plan.duration_seconds, "persona": plan.persona,
        "priority": plan.priority, "position": plan.position, "active": plan.active,
        "minimumAge": plan.minimum_age, "disclosure": plan.disclosure, "badge": plan.badge,
    })
}
