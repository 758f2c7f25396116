//! Bookings, as an operator sees and moves them.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use ringwright_domain::ids::BookingId;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::BookingPage;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ById;
use crate::api::dto::{Booking, Event};
use crate::api::states::{BookingState, PaymentState};
use crate::extract::{Operator, Path, Query};
use crate::{HttpState, Problem};

const PAGE: i64 = 50;

/// Which bookings, and from where on.
#[derive(Deserialize, JsonSchema)]
struct ListQuery {
    /// Only those in this state.
    state: Option<String>,
    /// From the page before: its `nextCursor`.
    cursor: Option<String>,
}

/// A page of bookings, newest first.
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
struct ListItem {
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

pub(crate) fn routes() -> ApiRouter<HttpState> {
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
    operator: Operator,
    Query(query): Query<ListQuery>,
) -> Result<Json<BookingList>, Problem> {
    let after = query.cursor.as_deref().map(read_cursor).transpose()?;
    let page = BookingPage { state: query.state.as_deref(), after, most: PAGE + 1 };
    let mut rows = state.engine.org(operator.org()).read().await?.bookings(&page).await?;
    let more = rows.len() > usize::try_from(PAGE).unwrap_or(0);
    rows.truncate(usize::try_from(PAGE).unwrap_or(0));
    let last = rows.last().filter(|_| more);
    let next_cursor = last.map(|row| format!("{}.{}", row.booking.created_at.micros(), row.booking.id));
    let items = rows.into_iter().map(|row| ListItem {
        id: row.booking.id.to_string(),
        name: row.booking.contact.name.as_str().to_owned(),
        phone_masked: row.booking.contact.phone.masked(),
        email: row.booking.contact.email.as_str().to_owned(),
        plan: row.booking.terms.plan_name,
        state: BookingState::from(&row.booking.state),
        payment_state: row.payment_state.as_deref().and_then(PaymentState::named),
        price_minor: row.booking.terms.price.minor,
        currency: row.booking.terms.price.currency.to_string(),
        created_at: row.booking.created_at.to_string(),
        attempts: row.booking.attempts,
    });
    Ok(Json(BookingList { items: items.collect(), next_cursor }))
}

fn read_cursor(text: &str) -> Result<(Instant, BookingId), Problem> {
    let parts = text.split_once('.');
    let read =
        parts.and_then(|(micros, id)| Some((Instant::from_micros(micros.parse().ok()?), id.parse().ok()?)));
    read.ok_or_else(|| Problem::field("cursor", "unsound", "use the nextCursor of the page before"))
}

async fn detail(
    State(state): State<HttpState>,
    operator: Operator,
    Path(ById { id }): Path<ById>,
) -> Result<Json<BookingDetail>, Problem> {
    let view = state.engine.view_booking(operator.org(), &booking_id(&id)?).await?;
    let events = view.events.iter().map(Event::from).collect();
    Ok(Json(BookingDetail { booking: Booking::for_operator(&view, state.engine.now()), events }))
}

async fn cancel(
    State(state): State<HttpState>,
    operator: Operator,
    Path(ById { id }): Path<ById>,
) -> Result<Json<Booking>, Problem> {
    let id = booking_id(&id)?;
    state.engine.cancel_by_operator(operator.org(), &id).await?;
    let view = state.engine.view_booking(operator.org(), &id).await?;
    Ok(Json(Booking::for_operator(&view, state.engine.now())))
}

fn booking_id(text: &str) -> Result<BookingId, Problem> {
    text.parse().map_err(|_| Problem::of(FailureCode::BookingNotFound))
}
