//! Staff: who works for the business.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::business::{Hours, StaffMember};
use ringwright_domain::ids::StaffId;
use ringwright_domain::permission::{ServicesRead, ServicesWrite};
use ringwright_engine::staff::StaffForm;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, Created, May, Path};
use crate::{HttpState, Problem};

/// Somebody who works for the business.
#[derive(Serialize, JsonSchema)]
struct Staff {
    id: String,
    name: String,
    email: String,
    phone: String,
    /// Ids of what they do.
    services: Vec<String>,
    /// Their own hours; missing when they are the business's.
    schedule: Option<Hours>,
    active: bool,
}

/// Those who work for the business, oldest first.
#[derive(Serialize, JsonSchema)]
struct StaffList {
    items: Vec<Staff>,
}

/// Somebody as they shall be known.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StaffBody {
    /// 1 to 80 characters.
    name: String,
    #[serde(default)]
    email: String,
    /// In any usual way of writing.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    schedule: Option<Hours>,
    /// Whether they work at present; they do when missing.
    #[serde(default = "yes")]
    active: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Their id.
    id: String,
}

impl From<StaffMember> for Staff {
    fn from(member: StaffMember) -> Self {
        Self {
            id: member.id.to_string(),
            name: member.name,
            email: member.email,
            phone: member.phone,
            services: member.services.iter().map(ToString::to_string).collect(),
            schedule: member.hours,
            active: member.active,
        }
    }
}

impl From<StaffBody> for StaffForm {
    fn from(body: StaffBody) -> Self {
        let StaffBody { name, email, phone, services, schedule: hours, active } = body;
        Self { name, email, phone, services, hours, active }
    }
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/staff",
            get_with(list, |o| o.id("list_staff").tag("services").summary("Who works for the business"))
                .post_with(create, |o| o.id("create_staff").tag("services").summary("Take somebody on")),
        )
        .api_route(
            "/api/staff/{id}",
            put_with(change, |o| {
                o.id("put_staff").tag("services").summary("Change what is known of somebody")
            })
            .delete_with(remove, |o| {
                o.id("delete_staff").tag("services").summary("Remove somebody").response::<204, ()>()
            }),
        )
}

fn staff_id(text: &str) -> Result<StaffId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::StaffNotFound))
}

async fn list(State(state): State<HttpState>, caller: May<ServicesRead>) -> Result<Json<StaffList>, Problem> {
    let staff = state.engine.staff(caller.org()).await?;
    Ok(Json(StaffList { items: staff.into_iter().map(Staff::from).collect() }))
}

async fn create(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Body(body): Body<StaffBody>,
) -> Result<Created<Staff>, Problem> {
    let member = state.engine.take_on(caller.org(), &caller.actor, &body.into()).await?;
    Ok(Created(member.into()))
}

async fn change(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Path(ById { id }): Path<ById>,
    Body(body): Body<StaffBody>,
) -> Result<Json<Staff>, Problem> {
    let id = staff_id(&id)?;
    let member = state.engine.change_staff(caller.org(), &caller.actor, &id, &body.into()).await?;
    Ok(Json(member.into()))
}

async fn remove(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, Problem> {
    state.engine.remove_staff(caller.org(), &caller.actor, &staff_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
