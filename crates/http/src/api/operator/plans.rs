//! Plans: all of them, and making or changing one.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::{PlansRead, PlansWrite};
use ringwright_engine::plan::PlanForm;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, May, Path};
use crate::{HttpState, Problem};

/// A plan.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Plan {
    /// Its code in addresses and figures.
    code: String,
    name: String,
    description: String,
    /// The price in minor units; zero for a free trial.
    price_minor: i64,
    currency: String,
    /// The longest duration of the conversation.
    duration_seconds: u32,
    /// Which persona talks.
    persona: String,
    /// Higher goes first in the queue.
    priority: i32,
    /// Its place on the page.
    position: i32,
    /// Whether it can be booked.
    active: bool,
    /// The age that a person must confirm to have reached; zero when none is asked for.
    minimum_age: u32,
    /// An extra sentence beside the consent.
    disclosure: String,
    /// A word or two that make it stand out.
    badge: String,
}

/// Plans, in the order of the page.
#[derive(Serialize, JsonSchema)]
struct PlanList {
    items: Vec<Plan>,
}

/// A plan as it shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanBody {
    /// The same code as in the address, or missing.
    #[serde(default)]
    code: Option<String>,
    name: String,
    description: String,
    price_minor: i64,
    currency: String,
    duration_seconds: u32,
    persona: String,
    priority: i32,
    position: i32,
    active: bool,
    minimum_age: u32,
    disclosure: String,
    badge: String,
}

/// The path of a plan.
#[derive(Deserialize, JsonSchema)]
struct ByCode {
    /// Its code.
    code: String,
}

impl From<ringwright_store::Plan> for Plan {
    fn from(plan: ringwright_store::Plan) -> Self {
        Self {
            code: plan.code,
            name: plan.name,
            description: plan.description,
            price_minor: plan.price.minor,
            currency: plan.price.currency.to_string(),
            duration_seconds: plan.duration_seconds,
            persona: plan.persona,
            priority: plan.priority,
            position: plan.position,
            active: plan.active,
            minimum_age: plan.minimum_age,
            disclosure: plan.disclosure,
            badge: plan.badge,
        }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/plans",
            get_with(list, |o| o.id("list_plans").tag("operator").summary("All plans")),
        )
        .api_route(
            "/api/operator/plans/{code}",
            put_with(put, |o| o.id("put_plan").tag("operator").summary("Make a plan, or change it")),
        )
}

async fn list(State(state): State<HttpState>, operator: May<PlansRead>) -> Result<Json<PlanList>, Problem> {
    let plans = state.engine.all_plans(operator.org()).await?;
    Ok(Json(PlanList { items: plans.into_iter().map(Plan::from).collect() }))
}

async fn put(
    State(state): State<HttpState>,
    admin: May<PlansWrite>,
    Path(ByCode { code }): Path<ByCode>,
    Body(body): Body<PlanBody>,
) -> Result<Json<Plan>, Problem> {
    if body.code.as_ref().is_some_and(|named| *named != code) {
        return Err(Problem::field("code", "mismatch", "this is not the code in the address"));
    }
    let form = PlanForm {
        code,
        name: body.name,
        description: body.description,
        price_minor: body.price_minor,
        currency: body.currency,
        duration_seconds: body.duration_seconds,
        persona: body.persona,
        priority: body.priority,
        position: body.position,
        active: body.active,
        minimum_age: body.minimum_age,
        disclosure: body.disclosure,
        badge: body.badge,
    };
    let plan = state.engine.put_plan(admin.org(), &admin.actor, &form).await?;
    Ok(Json(plan.into()))
}
