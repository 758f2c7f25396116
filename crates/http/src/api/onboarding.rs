//! Setting a business up.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::business::{Actions, Hours, TEMPLATES, Template, zones};
use ringwright_domain::permission::{BookingsWrite, OrganisationRead, OrganisationWrite};
use ringwright_engine::onboarding::{OrganisationForm, SetupItem as Item};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organizations::{note_progress, progress};
use crate::extract::{Body, Created, May, SignedIn};
use crate::{HttpState, Problem};

/// The kinds of businesses.
#[derive(Serialize, JsonSchema)]
struct BusinessTypes {
    items: Vec<BusinessType>,
}

/// What a kind of business begins with.
#[derive(Serialize, JsonSchema)]
struct BusinessType {
    code: String,
    name: String,
    description: String,
    services: Vec<TypicalService>,
    hours: Hours,
    /// What its agent is called.
    agent: String,
    greeting: String,
    persona: String,
    instructions: String,
    actions: Actions,
}

/// A service that such a business usually offers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TypicalService {
    name: String,
    category: String,
    description: String,
    duration_minutes: u32,
    buffer_minutes: u32,
    /// Zero where it depends.
    price_minor: i64,
}

/// Time zones, from west to east.
#[derive(Serialize, JsonSchema)]
struct TimeZones {
    items: Vec<TimeZone>,
}

/// A time zone.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TimeZone {
    /// Its IANA name.
    id: String,
    /// The place.
    name: String,
    /// By how much its clocks are ahead of UTC now.
    offset_minutes: i32,
    /// The part of the world.
    region: String,
}

/// What is set up.
#[derive(Serialize, JsonSchema)]
struct SetupStatus {
    /// In the order in which it is best done.
    items: Vec<SetupItem>,
    /// Whether all that is required is there.
    live: bool,
    /// How much of it is there.
    percent: usize,
}

/// Something that a business sets up.
#[derive(Serialize, JsonSchema)]
struct SetupItem {
    /// A stable word for it.
    code: String,
    title: String,
    detail: String,
    done: bool,
    required: bool,
    /// The page on which it is done.
    href: String,
}

/// Which template.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ApplyBody {
    /// Its code.
    code: String,
}

/// What came of a template.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AppliedView {
    /// The agent that has its words as a draft.
    agent_id: String,
    /// How many services were added.
    services_added: usize,
    /// Whether the hours are the template's.
    hours_set: bool,
}

/// Whom to call.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TestCallBody {
    /// A number of the sandbox; somebody who picks up and talks when missing.
    #[serde(default)]
    phone: Option<String>,
}

/// The booking of a test call.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TestCallView {
    booking_id: String,
}

/// Another organisation.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrganisationBody {
    /// 1 to 60 characters.
    name: String,
    /// An IANA time zone; UTC when missing.
    #[serde(default)]
    time_zone: Option<String>,
}

/// An organisation that was made.
#[derive(Serialize, JsonSchema)]
struct OrganisationMade {
    id: String,
    /// Its name in addresses.
    slug: String,
    name: String,
}

impl From<&'static Template> for BusinessType {
    fn from(template: &'static Template) -> Self {
        let script = template.script();
        let services = template.services.iter().map(|service| TypicalService {
            name: service.name.to_owned(),
            category: service.category.to_owned(),
            description: service.description.to_owned(),
            duration_minutes: service.minutes.0,
            buffer_minutes: service.minutes.1,
            price_minor: service.price_minor,
        });
        Self {
            code: template.code.to_owned(),
            name: template.name.to_owned(),
            description: template.description.to_owned(),
            services: services.collect(),
            hours: template.hours(),
            agent: template.agent.to_owned(),
            greeting: script.first_message,
            persona: script.persona,
            instructions: script.instructions,
            actions: script.actions,
        }
    }
}

impl From<Item> for SetupItem {
    fn from(item: Item) -> Self {
        let Item { code, title, detail, done, required, href } = item;
        Self {
            code: code.to_owned(),
            title: title.to_owned(),
            detail: detail.to_owned(),
            done,
            required,
            href: href.to_owned(),
        }
    }
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/onboarding/business-types",
            get_with(business_types, |o| {
                o.id("list_business_types").tag("onboarding").summary("What kinds of businesses begin with")
            }),
        )
        .api_route(
            "/api/onboarding/timezones",
            get_with(time_zones, |o| {
                o.id("list_time_zones").tag("onboarding").summary("Time zones, from west to east")
            }),
        )
        .api_route(
            "/api/onboarding/progress",
            get_with(progress, |o| {
                o.id("get_progress").tag("onboarding").summary("How far the setting-up is")
            })
            .put_with(note_progress, |o| {
                o.id("put_progress").tag("onboarding").summary("Note how far the setting-up is")
            }),
        )
        .api_route(
            "/api/onboarding/setup-status",
            get_with(setup_status, |o| {
                o.id("get_setup_status").tag("onboarding").summary("What is set up, judged by facts")
            }),
        )
        .api_route(
            "/api/organizations/setup-status",
            get_with(setup_status, |o| {
                o.id("get_organization_setup_status").tag("organization").summary("What is set up")
            }),
        )
        .api_route(
            "/api/onboarding/apply-template",
            post_with(apply, |o| {
                o.id("apply_template").tag("onboarding").summary("Begin with what such businesses have")
            }),
        )
        .api_route(
            "/api/onboarding/test-call",
            post_with(test_call, |o| {
                o.id("place_test_call").tag("onboarding").summary("Hold a first call, in the sandbox")
            }),
        )
        .api_route(
            "/api/onboarding/create-organization",
            post_with(create_organization, |o| {
                o.id("create_organization").tag("onboarding").summary("Make another organisation of your own")
            }),
        )
}

async fn business_types(_: May<OrganisationRead>) -> Json<BusinessTypes> {
    Json(BusinessTypes { items: TEMPLATES.into_iter().map(BusinessType::from).collect() })
}

async fn time_zones(State(state): State<HttpState>, _: SignedIn) -> Json<TimeZones> {
    let zone = |zone: ringwright_domain::business::Zone| TimeZone {
        id: zone.id,
        name: zone.name,
        offset_minutes: zone.offset_minutes,
        region: zone.region,
    };
    Json(TimeZones { items: zones(state.engine.now()).into_iter().map(zone).collect() })
}

async fn setup_status(
    State(state): State<HttpState>,
    caller: May<OrganisationRead>,
) -> Result<Json<SetupStatus>, Problem> {
    let status = state.engine.setup_status(caller.org()).await?;
    let (live, percent) = (status.is_live(), status.percent());
    Ok(Json(SetupStatus { items: status.items.into_iter().map(SetupItem::from).collect(), live, percent }))
}

async fn apply(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    Body(body): Body<ApplyBody>,
) -> Result<Json<AppliedView>, Problem> {
    let applied = state.engine.apply_template(&caller, &body.code).await?;
    Ok(Json(AppliedView {
        agent_id: applied.agent.to_string(),
        services_added: applied.services,
        hours_set: applied.hours,
    }))
}

async fn test_call(
    State(state): State<HttpState>,
    caller: May<BookingsWrite>,
    Body(body): Body<TestCallBody>,
) -> Result<Created<TestCallView>, Problem> {
    let phone = body.phone.as_deref().filter(|phone| !phone.trim().is_empty());
    let id = state.engine.test_call(&caller, phone).await?;
    Ok(Created(TestCallView { booking_id: id.to_string() }))
}

async fn create_organization(
    State(state): State<HttpState>,
    who: SignedIn,
    Body(body): Body<OrganisationBody>,
) -> Result<Created<OrganisationMade>, Problem> {
    let form = OrganisationForm { name: body.name, time_zone: body.time_zone };
    let made = state.engine.found_organisation(&who.user, &who.caller.actor, &form).await?;
    Ok(Created(OrganisationMade { id: made.id.to_string(), slug: made.slug, name: made.name }))
}
