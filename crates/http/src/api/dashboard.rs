//! The first look of the day.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::{BookingsRead, CallsRead, InsightRead};
use ringwright_domain::{Day, Money};
use ringwright_engine::call::{CallFigures, CallSearch};
use ringwright_engine::dashboard;
use ringwright_store::{BookingSearch, CallCount};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::{CallItem, OutcomeCount, SpanQuery, outcomes};
use super::operator::ListItem;
use crate::extract::{May, Query};
use crate::{HttpState, Problem};

/// Calls and bookings that are shown.
const SHOWN: u32 = 10;
/// Bookings of a day that are shown.
const BOOKINGS_SHOWN: usize = 100;

/// Over how many days.
#[derive(Deserialize, JsonSchema)]
struct DaysQuery {
    /// From 1 to 90, today with them; 30 when missing.
    days: Option<i64>,
}

/// Six figures.
#[derive(Serialize, JsonSchema)]
struct Metrics {
    cards: Vec<Card>,
}

/// A figure with its trend.
#[derive(Serialize, JsonSchema)]
struct Card {
    code: CardCode,
    /// Over all the days; missing when there was nothing to measure.
    value: Option<f64>,
    unit: CardUnit,
    /// The currency of money.
    currency: Option<String>,
    /// The same over as many days before.
    previous: Option<f64>,
    /// For each of the days, oldest first.
    trend: Vec<Option<f64>>,
    /// Over all the days, money that was taken in other currencies; it is in none of the other figures.
    others: Vec<OtherMoney>,
}

/// Money in a currency that is not the business's own.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherMoney {
    currency: String,
    /// In minor units.
    amount_minor: i64,
}

impl From<Money> for OtherMoney {
    fn from(money: Money) -> Self {
        Self { currency: money.currency.to_string(), amount_minor: money.minor }
    }
}

/// What a card tells.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CardCode {
    /// Calls.
    Calls,
    /// Of the calls that are over, those that were picked up.
    Answered,
    /// How long calls that were picked up are on average.
    Duration,
    /// Bookings made.
    Bookings,
    /// Of these, those that were called to the end.
    Completed,
    /// Money taken on them less what went back.
    Revenue,
}

/// In what a card is counted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CardUnit {
    Count,
    /// A part of one.
    Ratio,
    Seconds,
    /// Minor units of the currency.
    Money,
}

/// The newest calls.
#[derive(Serialize, JsonSchema)]
struct RecentCalls {
    items: Vec<CallItem>,
}

/// The bookings that were made today, newest first.
#[derive(Serialize, JsonSchema)]
struct TodayBookings {
    items: Vec<ListItem>,
}

/// Calls by day, and how they ended.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Analytics {
    calls_by_day: Vec<DayCalls>,
    outcomes: Vec<OutcomeCount>,
}

/// The calls of a day.
#[derive(Serialize, JsonSchema)]
struct DayCalls {
    day: String,
    calls: i64,
    answered: i64,
}

pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/dashboard/metrics",
            get_with(metrics, |o| {
                o.id("get_dashboard_metrics").tag("dashboard").summary("Six figures with their trends")
            }),
        )
        .api_route(
            "/api/dashboard/recent-calls",
            get_with(recent_calls, |o| {
                o.id("get_recent_calls").tag("dashboard").summary("The ten newest calls")
            }),
        )
        .api_route(
            "/api/dashboard/today-bookings",
            get_with(today_bookings, |o| {
                o.id("get_today_bookings").tag("dashboard").summary("The bookings that were made today")
            }),
        )
        .api_route(
            "/api/dashboard/analytics",
            get_with(analytics, |o| {
                o.id("get_dashboard_analytics").tag("dashboard").summary("Calls by day, and how they ended")
            }),
        )
}

impl From<dashboard::Card> for Card {
    fn from(card: dashboard::Card) -> Self {
        let (unit, currency) = match card.unit {
            dashboard::Unit::Count => (CardUnit::Count, None),
            dashboard::Unit::Ratio => (CardUnit::Ratio, None),
            dashboard::Unit::Seconds => (CardUnit::Seconds, None),
            dashboard::Unit::Money(currency) => (CardUnit::Money, Some(currency.to_string())),
        };
        let code = match card.code {
            dashboard::CardCode::Calls => CardCode::Calls,
            dashboard::CardCode::Answered => CardCode::Answered,
            dashboard::CardCode::Duration => CardCode::Duration,
            dashboard::CardCode::Bookings => CardCode::Bookings,
            dashboard::CardCode::Completed => CardCode::Completed,
            dashboard::CardCode::Revenue => CardCode::Revenue,
        };
        let others = card.others.into_iter().map(OtherMoney::from).collect();
        Self { code, value: card.value, unit, currency, previous: card.previous, trend: card.trend, others }
    }
}

async fn metrics(
    State(state): State<HttpState>,
    caller: May<InsightRead>,
    Query(query): Query<DaysQuery>,
) -> Result<Json<Metrics>, Problem> {
    let zone = &caller.organisation.time_zone;
    let cards = state.engine.dashboard(caller.org(), zone, query.days.unwrap_or(30)).await?;
    Ok(Json(Metrics { cards: cards.into_iter().map(Card::from).collect() }))
}

async fn recent_calls(
    State(state): State<HttpState>,
    caller: May<CallsRead>,
) -> Result<Json<RecentCalls>, Problem> {
    let search = CallSearch { most: SHOWN, ..CallSearch::default() };
    let page = state.engine.search_calls(caller.org(), &search).await?;
    Ok(Json(RecentCalls { items: CallItem::all(&page) }))
}

async fn today_bookings(
    State(state): State<HttpState>,
    caller: May<BookingsRead>,
) -> Result<Json<TodayBookings>, Problem> {
    let zone = &caller.organisation.time_zone;
    let today = Day::of(state.engine.now(), zone).start(zone);
    let search = BookingSearch { from: Some(today), most: BOOKINGS_SHOWN, ..BookingSearch::default() };
    let found = state.engine.org(caller.org()).read().await?.search_bookings(&search).await?;
    Ok(Json(TodayBookings { items: found.rows.into_iter().map(ListItem::from).collect() }))
}

async fn analytics(
    State(state): State<HttpState>,
    caller: May<InsightRead>,
    Query(query): Query<SpanQuery>,
) -> Result<Json<Analytics>, Problem> {
    let (span, zone) = (query.read(&state, &caller)?, &caller.organisation.time_zone);
    let days = state.engine.call_counts_by_day(caller.org(), zone, span).await?;
    let day = |(day, counts): &(Day, Vec<CallCount>)| {
        let mut figures = CallFigures::default();
        counts.iter().for_each(|count| figures.add(count));
        DayCalls { day: day.to_string(), calls: figures.calls, answered: figures.answered }
    };
    let calls_by_day = days.iter().map(day).collect();
    let counts: Vec<_> = days.into_iter().flat_map(|(_, counts)| counts).collect();
    Ok(Json(Analytics { calls_by_day, outcomes: outcomes(&counts) }))
}
