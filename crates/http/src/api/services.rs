//! Services: what the business offers.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with, put_with};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use ringwright_domain::FailureCode;
use ringwright_domain::business::Service as Offered;
use ringwright_domain::ids::ServiceId;
use ringwright_domain::permission::{ServicesRead, ServicesWrite};
use ringwright_engine::service::{ServiceChanges, ServiceForm};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, Created, May, Path, Query};
use crate::{HttpState, Problem};

/// A service.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Service {
    id: String,
    name: String,
    /// The category that it is listed under; may be empty.
    category: String,
    description: String,
    duration_minutes: u32,
    /// Kept free behind it.
    buffer_minutes: u32,
    price_minor: i64,
    currency: String,
    /// Ids of those who do it; nobody in particular when empty.
    staff: Vec<String>,
    active: bool,
    position: i32,
}

/// Services, in their order.
#[derive(Serialize, JsonSchema)]
struct ServiceList {
    items: Vec<Service>,
}

/// Which services.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Only those of this category.
    category: Option<String>,
}

/// The categories, in alphabetical order.
#[derive(Serialize, JsonSchema)]
struct CategoryList {
    items: Vec<Category>,
}

/// A category.
#[derive(Serialize, JsonSchema)]
struct Category {
    name: String,
    /// How many services it has.
    count: usize,
}

/// A service as it shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ServiceBody {
    /// 1 to 80 characters.
    name: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    description: String,
    /// 5 to 1,440.
    duration_minutes: u32,
    #[serde(default)]
    buffer_minutes: u32,
    #[serde(default)]
    price_minor: i64,
    /// ISO 4217; the business's own when missing.
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    staff: Vec<String>,
    /// Whether it is offered; it is when missing.
    #[serde(default = "yes")]
    active: bool,
    #[serde(default)]
    position: i32,
}

const fn yes() -> bool {
    true
}

/// Many changes, of which all are made or none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BulkBody {
    #[serde(default)]
    create: Vec<ServiceBody>,
    #[serde(default)]
    update: Vec<BulkUpdate>,
    /// Ids.
    #[serde(default)]
    delete: Vec<String>,
}

/// A service to be changed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BulkUpdate {
    id: String,
    /// As it shall be.
    service: ServiceBody,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    /// Its id.
    id: String,
}

impl From<Offered> for Service {
    fn from(service: Offered) -> Self {
        Self {
            id: service.id.to_string(),
            name: service.name,
            category: service.category,
            description: service.description,
            duration_minutes: service.duration_minutes,
            buffer_minutes: service.buffer_minutes,
            price_minor: service.price.minor,
            currency: service.price.currency.to_string(),
            staff: service.staff.iter().map(ToString::to_string).collect(),
            active: service.active,
            position: service.position,
        }
    }
}

impl From<ServiceBody> for ServiceForm {
    fn from(body: ServiceBody) -> Self {
        Self {
            name: body.name,
            category: body.category,
            description: body.description,
            duration_minutes: body.duration_minutes,
            buffer_minutes: body.buffer_minutes,
            price_minor: body.price_minor,
            currency: body.currency,
            staff: body.staff,
            active: body.active,
            position: body.position,
        }
    }
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/services",
            get_with(list, |o| o.id("list_services").tag("services").summary("What the business offers"))
                .post_with(create, |o| o.id("create_service").tag("services").summary("Add a service")),
        )
        .api_route(
            "/api/services/categories",
            get_with(categories, |o| {
                o.id("list_service_categories").tag("services").summary("The categories of services")
            }),
        )
        .api_route(
            "/api/services/bulk",
            post_with(bulk, |o| {
                o.id("change_services").tag("services").summary("Make many changes, all of them or none")
            }),
        )
        .api_route(
            "/api/services/{id}",
            put_with(change, |o| o.id("put_service").tag("services").summary("Change a service"))
                .delete_with(remove, |o| {
                    o.id("delete_service")
                        .tag("services")
                        .summary("Remove a service; it can be given back")
                        .response::<204, ()>()
                }),
        )
        .api_route(
            "/api/services/{id}/restore",
            post_with(restore, |o| {
                o.id("restore_service").tag("services").summary("Give a removed service back")
            }),
        )
}

fn service_id(text: &str) -> Result<ServiceId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::ServiceNotFound))
}

async fn list(
    State(state): State<HttpState>,
    caller: May<ServicesRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<ServiceList>, Problem> {
    let services = state.engine.services(caller.org()).await?.into_iter();
    let wanted = |service: &Offered| query.category.as_ref().is_none_or(|name| *name == service.category);
    Ok(Json(ServiceList { items: services.filter(wanted).map(Service::from).collect() }))
}

async fn categories(
    State(state): State<HttpState>,
    caller: May<ServicesRead>,
) -> Result<Json<CategoryList>, Problem> {
    let mut counts = std::collections::BTreeMap::new();
    for service in state.engine.services(caller.org()).await? {
        if !service.category.is_empty() {
            *counts.entry(service.category).or_insert(0) += 1;
        }
    }
    Ok(Json(CategoryList {
        items: counts.into_iter().map(|(name, count)| Category { name, count }).collect(),
    }))
}

async fn create(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Body(body): Body<ServiceBody>,
) -> Result<Created<Service>, Problem> {
    let id = state.engine.create_service(caller.org(), &caller.actor, body.into()).await?;
    Ok(Created(state.engine.service(caller.org(), &id).await?.into()))
}

async fn change(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Path(ById { id }): Path<ById>,
    Body(body): Body<ServiceBody>,
) -> Result<Json<Service>, Problem> {
    let id = service_id(&id)?;
    state.engine.change_service(caller.org(), &caller.actor, &id, body.into()).await?;
    Ok(Json(state.engine.service(caller.org(), &id).await?.into()))
}

async fn remove(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<StatusCode, Problem> {
    state.engine.remove_service(caller.org(), &caller.actor, &service_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Service>, Problem> {
    let id = service_id(&id)?;
    state.engine.restore_service(caller.org(), &caller.actor, &id).await?;
    Ok(Json(state.engine.service(caller.org(), &id).await?.into()))
}

async fn bulk(
    State(state): State<HttpState>,
    caller: May<ServicesWrite>,
    Body(body): Body<BulkBody>,
) -> Result<Json<ServiceList>, Problem> {
    let update = body.update.into_iter().map(|update| Ok((service_id(&update.id)?, update.service.into())));
    let changes = ServiceChanges {
        create: body.create.into_iter().map(ServiceForm::from).collect(),
        update: update.collect::<Result<_, Problem>>()?,
        delete: body.delete.iter().map(|id| service_id(id)).collect::<Result<_, _>>()?,
    };
    state.engine.change_services(caller.org(), &caller.actor, &changes).await?;
    let services = state.engine.services(caller.org()).await?;
    Ok(Json(ServiceList { items: services.into_iter().map(Service::from).collect() }))
}
