//! Bookings, as an operator sees and moves them.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::booking::Question;
use ringwright_domain::ids::BookingId;
use ringwright_domain::permission::{BookingsRead, BookingsWrite};
use ringwright_domain::{Day, FailureCode};
use ringwright_engine::auth::Caller;
use ringwright_store::{BookingRow, BookingSearch};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ById, PAGE, cursor};
use crate::api::dto::{Booking, Event};
use crate::api::states::{BookingState, PaymentState};
use crate::extract::{Body, May, Path, Query};
use crate::{HttpState, Problem};

/// Which bookings, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Words of the name, the mail address or the number in any usual way of writing, the last of them perhaps
    /// not to its end; or the id of a booking.
    q: Option<String>,
    /// Only those in this state, or in one of several with commas between.
    state: Option<String>,
    /// Only those of the plan of this code.
    plan: Option<String>,
    /// Only those made on this day (`YYYY-MM-DD`, in the organisation's zone) or later.
    from: Option<String>,
    /// Only those made on this day or earlier.
    to: Option<String>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// A page of bookings, newest first. A page may have fewer than it could hold and still not be the last.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BookingList {
    items: Vec<ListItem>,
    /// The cursor of the next page; missing on the last one.
    next_cursor: Option<String>,
}

/// A booking in a list.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListItem {
    id: String,
    name: String,
    phone_masked: String,
    email: String,
    plan: String,
    state: BookingState,
    /// Where its newest payment stands.
    payment_state: Option<PaymentState>,
    price_minor: i64,
    currency: String,
    created_at: String,
    attempts: u32,
}

/// A booking with everything that happened.
#[derive(Serialize, JsonSchema)]
struct BookingDetail {
    booking: Booking,
    /// Everything that happened, oldest first.
    events: Vec<Event>,
}

/// Another priority.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PriorityForm {
    /// Higher goes first, from -100 to 100.
    priority: i32,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/bookings",
            get_with(list, |o| o.id("list_bookings").tag("operator").summary("Bookings, newest first")),
        )
        .api_route(
            "/api/operator/bookings/{id}",
            get_with(detail, |o| {
                o.id("get_booking_detail").tag("operator").summary("A booking with everything that happened")
            }),
        )
        .api_route(
            "/api/operator/bookings/{id}/priority",
            post_with(reprioritise, |o| {
                o.id("reprioritise_booking")
                    .tag("operator")
                    .summary("Give a booking another place in the queue")
            }),
        )
        .api_route(
            "/api/operator/bookings/{id}/retry",
            post_with(retry, |o| o.id("retry_booking").tag("operator").summary("Call now, or once more")),
        )
        .api_route(
            "/api/operator/bookings/{id}/cancel",
            post_with(cancel, |o| {
                o.id("cancel_booking_by_operator")
                    .tag("operator")
                    .summary("Call a booking off, ending its call")
            }),
        )
}

async fn list(
    State(state): State<HttpState>,
    operator: May<BookingsRead>,
    Query(query): Query<ListQuery>,
) -> Result<Json<BookingList>, Problem> {
    let zone = &operator.organisation.time_zone;
    let text = query.q.as_deref().unwrap_or_default().trim();
    let mut tx = state.engine.org(operator.org()).read().await?;
    if let Ok(id) = text.parse::<BookingId>() {
        let items = tx.booking_row(&id).await?.map(ListItem::from).into_iter().collect();
        return Ok(Json(BookingList { items, next_cursor: None }));
    }
    let states = query.state.as_deref().map(states).transpose()?.unwrap_or_default();
    let search = BookingSearch {
        question: Question::read(text),
        states: &states,
        plan: query.plan.as_deref().filter(|plan| !plan.is_empty()),
        from: day("from", query.from.as_deref())?.map(|day| day.start(zone)),
        to: day("to", query.to.as_deref())?.map(|day| day.plus(1).start(zone)),
        after: cursor(query.cursor.as_deref())?,
        most: usize::try_from(PAGE).unwrap_or(usize::MAX),
    };
    let found = tx.search_bookings(&search).await?;
    let next_cursor = found.next.map(|(at, id)| format!("{}.{id}", at.micros()));
    Ok(Json(BookingList { items: found.rows.into_iter().map(ListItem::from).collect(), next_cursor }))
}

impl From<BookingRow> for ListItem {
    fn from(row: BookingRow) -> Self {
        let booking = row.booking;
        Self {
            id: booking.id.to_string(),
            name: booking.contact.name.as_str().to_owned(),
            phone_masked: booking.contact.phone.masked(),
            email: booking.contact.email.as_str().to_owned(),
            plan: booking.terms.plan_name,
            state: BookingState::from(&booking.state),
            payment_state: row.payment_state.as_deref().and_then(PaymentState::named),
            price_minor: booking.terms.price.minor,
            currency: booking.terms.price.currency.to_string(),
            created_at: booking.created_at.to_string(),
            attempts: booking.attempts,
        }
    }
}

/// Reads the names of states with commas between.
fn states(list: &str) -> Result<Vec<&str>, Problem> {
    let names: Vec<&str> = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    match names.iter().find(|name| BookingState::named(name).is_none()) {
        None => Ok(names),
        Some(wrong) => Err(Problem::field("state", "unknown", format!("there is no state `{wrong}`"))),
    }
}

fn day(field: &str, text: Option<&str>) -> Result<Option<Day>, Problem> {
    let read = text.filter(|text| !text.is_empty()).map(str::parse::<Day>).transpose();
    read.map_err(|error| Problem::field(field, "not_a_day", error.to_string()))
}

async fn detail(
    State(state): State<HttpState>,
    operator: May<BookingsRead>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<BookingDetail>, Problem> {
    let view = state.engine.view_booking(operator.org(), &booking_id(&id)?).await?;
    let events = view.events.iter().map(Event::from).collect();
    Ok(Json(BookingDetail { booking: Booking::for_operator(&view, state.engine.now()), events }))
}

async fn reprioritise(
    State(state): State<HttpState>,
    operator: May<BookingsWrite>,
    Path(ById { id }): Path<ById>,
    Body(form): Body<PriorityForm>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&id)?;
    state.engine.reprioritise(operator.org(), &id, &operator.actor, form.priority).await?;
    shown(&state, &operator, &id).await
}

async fn retry(
    State(state): State<HttpState>,
    operator: May<BookingsWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&id)?;
    state.engine.retry_booking(operator.org(), &id, &operator.actor).await?;
    shown(&state, &operator, &id).await
}

async fn cancel(
    State(state): State<HttpState>,
    operator: May<BookingsWrite>,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&id)?;
    state.engine.cancel_by_operator(operator.org(), &id, &operator.actor).await?;
    shown(&state, &operator, &id).await
}

async fn shown(state: &HttpState, operator: &Caller, id: &BookingId) -> Result<Json<Booking>, Problem> {
    let view = state.engine.view_booking(operator.org(), id).await?;
    Ok(Json(Booking::for_operator(&view, state.engine.now())))
}

fn booking_id(text: &str) -> Result<BookingId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::BookingNotFound))
}
