//! Booking a call, and following it with the booking's token.

use std::convert::Infallible;
use std::time::Duration;

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::Event as Message;
use futures::Stream;
use ringwright_domain::{FailureCode, Instant};
use ringwright_engine::booking::BookingRequest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;

use super::dto::Booking;
use super::states::PaymentMethod;
use crate::extract::{Body, Client, Created, Live, Query, Ticket};
use crate::{HttpState, Problem};

/// Updates of one waiting page, at most, in this time.
const THROTTLE: Duration = Duration::from_millis(250);

/// A call to be booked.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BookingForm {
    /// The person's name, 1 to 80 characters.
    name: String,
    /// The phone number, with its country code or in the national form of the default region.
    phone: String,
    /// The mail address.
    email: String,
    /// The code of the plan.
    plan: String,
    /// What to talk about, at most 500 characters.
    #[serde(default)]
    request: String,
    /// Must be true: the person agrees to be called by an artificial voice.
    consent: bool,
    /// Must be true when the plan has a minimum age: the person confirms to have reached it.
    #[serde(default)]
    age_confirmed: bool,
    /// When to be called (RFC 3339); at once when missing.
    #[serde(default)]
    scheduled_at: Option<String>,
    /// How it is paid; on the vendor's page when missing.
    #[serde(default)]
    method: Option<PaymentMethod>,
}

/// A booking that was made.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Booked {
    booking: Booking,
    /// Opens the booking; keep it secret.
    token: String,
    /// Where to pay; missing when there is nothing to pay, or when the payment service does not answer
    /// at the moment.
    checkout_url: Option<String>,
}

/// Which organisation to book with.
#[derive(Deserialize, JsonSchema)]
struct Which {
    /// The organisation's slug; the installation's first one when missing.
    org: Option<String>,
}

/// The path of one booking.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "documents the path; Ticket reads it")]
struct ById {
    /// The booking's id.
    id: String,
}

/// Another number.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PhoneForm {
    /// The new number.
    phone: String,
}

/// How to pay.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct CheckoutForm {
    /// checkout or crypto; as before when missing.
    method: Option<PaymentMethod>,
}

/// What a page needs to show the form of the payment vendor (Stripe Payment Element).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ElementView {
    /// Lets the browser pay, and nothing else.
    client_secret: String,
    /// Names the account to the script.
    publishable_key: String,
    /// Where the script is.
    script_url: String,
    /// How much is paid, in minor units.
    amount_minor: i64,
    /// The currency (ISO 4217).
    currency: String,
    /// Where the visitor comes back after a step at the bank.
    return_url: String,
}

/// Where to pay.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CheckoutView {
    /// The page's address.
    checkout_url: String,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/bookings",
            post_with(create, |o| o.id("create_booking").tag("bookings").summary("Book a call")),
        )
        .api_route(
            "/api/bookings/{id}",
            get_with(read, |o| {
                o.id("get_booking").tag("bookings").summary("A booking").input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/cancel",
            post_with(cancel, |o| {
                o.id("cancel_booking")
                    .tag("bookings")
                    .summary("Call a booking off")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/phone",
            post_with(change_phone, |o| {
                o.id("change_phone")
                    .tag("bookings")
                    .summary("Change the number to call")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/checkout",
            post_with(checkout, |o| {
                o.id("open_checkout")
                    .tag("bookings")
                    .summary("Open the payment, or open it again")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/element",
            post_with(element, |o| {
                o.id("open_element")
                    .tag("bookings")
                    .summary("Open the payment in a form on the page, or open it again")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/payment-check",
            post_with(check_payment, |o| {
                o.id("check_payment")
                    .tag("bookings")
                    .summary("Ask the payment vendor now")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
        .api_route(
            "/api/bookings/{id}/events",
            get_with(follow, |o| {
                o.id("follow_booking")
                    .tag("bookings")
                    .summary("The booking as it moves")
                    .input::<axum::extract::Path<ById>>()
            }),
        )
}

async fn create(
    State(state): State<HttpState>,
    Client(client): Client,
    Query(which): Query<Which>,
    headers: HeaderMap,
    Body(form): Body<BookingForm>,
) -> Result<Created<Booked>, Problem> {
    if !state.limits.booking(client) {
        return Err(Problem::of(FailureCode::RateLimited));
    }
    let organisation = super::storefront::organisation(&state, which.org.as_deref()).await?;
    let request = BookingRequest {
        name: form.name,
        phone: form.phone,
        email: form.email,
        plan: form.plan,
        request: form.request,
        consent: form.consent,
        age_confirmed: form.age_confirmed,
        scheduled_at: form.scheduled_at.map(|text| time(&text)).transpose()?,
        method: form.method.unwrap_or(PaymentMethod::Checkout).into(),
        idempotency_key: idempotency_key(&headers)?,
    };
    let created = state.engine.create_booking(&organisation.id, &request).await?;
    let view = state.engine.view_booking(&organisation.id, &created.booking).await?;
    Ok(Created(Booked {
        booking: Booking::of(&view, state.engine.now()),
        token: created.token,
        checkout_url: created.checkout.map(|link| link.url),
    }))
}

fn time(text: &str) -> Result<Instant, Problem> {
    text.parse().map_err(|error: ringwright_domain::clock::InvalidInstant| {
        Problem::field("scheduledAt", "not_a_time", error.to_string())
    })
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(Some(text.to_owned()))
    } else {
        Err(Problem::field("Idempotency-Key", "unsound", "use 1 to 100 printable characters"))
    }
}

async fn view(state: &HttpState, ticket: &Ticket) -> Result<Booking, Problem> {
    let view = state.engine.view_booking(&ticket.org, &ticket.booking).await?;
    Ok(Booking::of(&view, state.engine.now()))
}

async fn read(State(state): State<HttpState>, ticket: Ticket) -> Result<Json<Booking>, Problem> {
    Ok(Json(view(&state, &ticket).await?))
}

async fn cancel(State(state): State<HttpState>, ticket: Ticket) -> Result<Json<Booking>, Problem> {
    state.engine.cancel_by_customer(&ticket.org, &ticket.booking).await?;
    Ok(Json(view(&state, &ticket).await?))
}

async fn change_phone(
    State(state): State<HttpState>,
    ticket: Ticket,
    Body(form): Body<PhoneForm>,
) -> Result<Json<Booking>, Problem> {
    state.engine.change_phone(&ticket.org, &ticket.booking, &form.phone).await?;
    Ok(Json(view(&state, &ticket).await?))
}

async fn checkout(
    State(state): State<HttpState>,
    ticket: Ticket,
    form: Option<Body<CheckoutForm>>,
) -> Result<Json<CheckoutView>, Problem> {
    let form = form.map(|Body(form)| form).unwrap_or_default();
    let wanted = match form.method {
        Some(method) => method.into(),
        None => state.engine.page_method(&ticket.org, &ticket.booking).await?,
    };
    let link = state.engine.checkout(&ticket.org, &ticket.booking, wanted).await?;
    Ok(Json(CheckoutView { checkout_url: link.url }))
}

async fn element(State(state): State<HttpState>, ticket: Ticket) -> Result<Json<ElementView>, Problem> {
    let form = state.engine.element(&ticket.org, &ticket.booking).await?;
    Ok(Json(ElementView {
        client_secret: form.client_secret,
        publishable_key: form.publishable_key,
        script_url: form.script_url,
        amount_minor: form.amount.minor,
        currency: form.amount.currency.to_string(),
        return_url: form.return_url,
    }))
}

async fn check_payment(State(state): State<HttpState>, ticket: Ticket) -> Result<Json<Booking>, Problem> {
    state.engine.check_payment(&ticket.org, &ticket.booking).await?;
    Ok(Json(view(&state, &ticket).await?))
}

/// The booking as it moves: the whole of it now, then again whenever it has changed. A client that
/// reconnects gets the whole again, so that it misses nothing.
async fn follow(
    State(state): State<HttpState>,
    ticket: Ticket,
) -> Live<impl Stream<Item = Result<Message, Infallible>> + use<>, Booking> {
    let news = state.engine.store().signals().events();
    let start = (state, ticket, news, None::<Booking>);
    let stream = futures::stream::unfold(start, |(state, ticket, mut news, mut last)| async move {
        loop {
            if let Ok(now) = view(&state, &ticket).await
                && last.as_ref() != Some(&now)
            {
                let seq = now.timeline.last().map_or(0, |item| item.seq);
                let message = Message::default().event("booking").id(seq.to_string()).json_data(&now);
                last = Some(now);
                match message {
                    Ok(message) => return Some((Ok(message), (state, ticket, news, last))),
                    Err(_) => return None,
                }
            }
            if last.is_some() {
                tokio::time::sleep(THROTTLE).await;
            }
            loop {
                match tokio::time::timeout(Duration::from_secs(5), news.recv()).await {
                    Ok(Ok(Some(org))) if org != ticket.org => {}
                    Ok(Err(RecvError::Closed)) => return None,
                    // News, too much news, or time to look whether the wait has changed.
                    _ => break,
                }
            }
            while news.try_recv().is_ok() {}
        }
    });
    Live::new(stream)
}
