//! Figures: targets, the way of bookings, and what goes wrong.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::InsightRead;
use ringwright_domain::{Currency, Day, Money};
use ringwright_engine::auth::Caller;
use ringwright_engine::insight::{self, DaySpan};
use ringwright_store::PlanFunnel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::dashboard::OtherMoney;
use crate::extract::{May, Query};
use crate::{HttpState, Problem};

/// Over how many days.
#[derive(Deserialize, JsonSchema)]
struct DaysQuery {
    /// From 1 to 90; 30 when missing.
    days: Option<i64>,
}

/// Over which days.
#[derive(Deserialize, JsonSchema)]
struct SpanQuery {
    /// The first day, `YYYY-MM-DD` in the organisation's zone.
    from: Option<String>,
    /// The last day; today when missing.
    to: Option<String>,
}

/// Targets held against what was.
#[derive(Serialize, JsonSchema)]
struct Targets {
    from: String,
    to: String,
    targets: Vec<Target>,
}

/// A target.
#[derive(Serialize, JsonSchema)]
struct Target {
    code: TargetCode,
    /// What it shall be.
    aim: f64,
    /// What it was; missing when there was nothing to measure.
    actual: Option<f64>,
    /// Whether it is met; missing when there was nothing to measure.
    met: Option<bool>,
    unit: Unit,
    /// Of how many.
    of: i64,
}

/// What was promised.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TargetCode {
    /// Of the payments that somebody tried, those that succeed.
    Payments,
    /// Of the calls, those that the telephone network connects.
    Connected,
    /// From being due to the first attempt, on average.
    QueueWait,
    /// The time in which the service works.
    Uptime,
}

/// In what a target is counted.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Unit {
    /// A part of one; more is better.
    Ratio,
    /// Less is better.
    Seconds,
}

/// The way of the bookings that were made in some days.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Funnel {
    steps: Vec<Step>,
    by_plan: Vec<PlanSteps>,
    by_day: Vec<DaySteps>,
}

/// How many came so far.
#[derive(Serialize, JsonSchema)]
struct Step {
    code: StepCode,
    count: i64,
}

/// How far a booking came.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StepCode {
    Visit,
    Form,
    Booked,
    /// Paid, or free.
    Paid,
    /// Picked up.
    Connected,
    Completed,
}

/// The bookings of a plan.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct PlanSteps {
    /// The code of the plan.
    plan: String,
    booked: i64,
    paid: i64,
    connected: i64,
    completed: i64,
    /// Money taken on them less what went back, in the currency of the business.
    revenue_minor: i64,
    /// That of the business.
    currency: String,
    /// The same in other currencies; it is not in the sum.
    other_revenue: Vec<OtherMoney>,
}

/// The steps of a day.
#[derive(Serialize, JsonSchema)]
struct DaySteps {
    day: String,
    visit: i64,
    form: i64,
    booked: i64,
    paid: i64,
    connected: i64,
    completed: i64,
}

/// What went wrong in some days.
#[derive(Serialize, JsonSchema)]
struct Failures {
    bookings: Vec<BookingFailure>,
    calls: Vec<CallFailure>,
    payments: Vec<PaymentFailure>,
}

/// Bookings that ended badly for one reason.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BookingFailure {
    code: String,
    sentence: String,
    remedy: String,
    count: i64,
    last_at: String,
    last_booking: String,
}

/// Attempts through an account that ended without a conversation.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CallFailure {
    outcome: String,
    account_id: String,
    account_name: String,
    count: i64,
    /// Their part of all attempts.
    share: f64,
}

/// Payments that stand without money for one reason.
#[derive(Serialize, JsonSchema)]
struct PaymentFailure {
    code: String,
    sentence: String,
    count: i64,
}

impl From<insight::Target> for Target {
    fn from(target: insight::Target) -> Self {
        Self {
            code: match target.code {
                insight::TargetCode::Payments => TargetCode::Payments,
                insight::TargetCode::Connected => TargetCode::Connected,
                insight::TargetCode::QueueWait => TargetCode::QueueWait,
                insight::TargetCode::Uptime => TargetCode::Uptime,
            },
            aim: target.aim,
            actual: target.actual,
            met: target.is_met(),
            unit: match target.unit {
                insight::Unit::Ratio => Unit::Ratio,
                insight::Unit::Seconds => Unit::Seconds,
            },
            of: target.of,
        }
    }
}

impl PlanSteps {
    fn of(plan: PlanFunnel, currency: Currency) -> Self {
        let (own, others): (Vec<Money>, Vec<_>) =
            plan.revenue.into_iter().partition(|sum| sum.currency == currency);
        Self {
            plan: plan.plan,
            booked: plan.booked,
            paid: plan.paid,
            connected: plan.connected,
            completed: plan.completed,
            revenue_minor: own.iter().map(|sum| sum.minor).sum(),
            currency: currency.to_string(),
            other_revenue: others.into_iter().map(OtherMoney::from).collect(),
        }
    }
}

impl From<insight::DayFunnel> for DaySteps {
    fn from(day: insight::DayFunnel) -> Self {
        let steps = day.steps;
        Self {
            day: day.day.to_string(),
            visit: steps.visit,
            form: steps.form,
            booked: steps.booked,
            paid: steps.paid,
            connected: steps.connected,
            completed: steps.completed,
        }
    }
}

impl From<insight::Funnel> for Funnel {
    fn from(funnel: insight::Funnel) -> Self {
        let step = |code, count| Step { code, count };
        let (steps, currency, by_plan) = (funnel.steps, funnel.currency, funnel.by_plan.into_iter());
        Self {
            steps: vec![
                step(StepCode::Visit, steps.visit),
                step(StepCode::Form, steps.form),
                step(StepCode::Booked, steps.booked),
                step(StepCode::Paid, steps.paid),
                step(StepCode::Connected, steps.connected),
                step(StepCode::Completed, steps.completed),
            ],
            by_plan: by_plan.map(|plan| PlanSteps::of(plan, currency)).collect(),
            by_day: funnel.by_day.into_iter().map(DaySteps::from).collect(),
        }
    }
}

impl From<insight::Failures> for Failures {
    fn from(failures: insight::Failures) -> Self {
        let bookings = failures.bookings.into_iter().map(|failed| BookingFailure {
            code: failed.code.code().to_owned(),
            sentence: failed.code.sentence().to_owned(),
            remedy: failed.code.remedy().to_owned(),
            count: failed.count,
            last_at: failed.last_at.to_string(),
            last_booking: failed.last.to_string(),
        });
        let calls = failures.calls.into_iter().map(|failed| CallFailure {
            outcome: failed.outcome,
            account_id: failed.account.to_string(),
            account_name: failed.account_name,
            count: failed.count,
            share: failed.share,
        });
        let payments = failures.payments.into_iter().map(|failed| PaymentFailure {
            code: failed.code.code().to_owned(),
            sentence: failed.code.sentence().to_owned(),
            count: failed.count,
        });
        Self { bookings: bookings.collect(), calls: calls.collect(), payments: payments.collect() }
    }
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/operator/targets",
            get_with(targets, |o| {
                o.id("get_targets").tag("operator").summary("Targets held against what was")
            }),
        )
        .api_route(
            "/api/operator/funnel",
            get_with(funnel, |o| {
                o.id("get_funnel")
                    .tag("operator")
                    .summary("From the visit of the page to the end of the call")
            }),
        )
        .api_route(
            "/api/operator/failures",
            get_with(failures, |o| o.id("get_failures").tag("operator").summary("What goes wrong")),
        )
}

async fn targets(
    State(state): State<HttpState>,
    operator: May<InsightRead>,
    Query(query): Query<DaysQuery>,
) -> Result<Json<Targets>, Problem> {
    let zone = &operator.organisation.time_zone;
    let targets = state.engine.targets(operator.org(), zone, query.days.unwrap_or(30)).await?;
    Ok(Json(Targets {
        from: targets.from.to_string(),
        to: targets.to.to_string(),
        targets: targets.targets.into_iter().map(Target::from).collect(),
    }))
}

/// The days that are asked about.
fn span(state: &HttpState, operator: &Caller, query: &SpanQuery) -> Result<DaySpan, Problem> {
    let today = Day::of(state.engine.now(), &operator.organisation.time_zone);
    Ok(DaySpan::read(query.from.as_deref(), query.to.as_deref(), today)?)
}

async fn funnel(
    State(state): State<HttpState>,
    operator: May<InsightRead>,
    Query(query): Query<SpanQuery>,
) -> Result<Json<Funnel>, Problem> {
    let span = span(&state, &operator, &query)?;
    let funnel = state.engine.funnel(operator.org(), &operator.organisation.time_zone, span).await?;
    Ok(Json(funnel.into()))
}

async fn failures(
    State(state): State<HttpState>,
    operator: May<InsightRead>,
    Query(query): Query<SpanQuery>,
) -> Result<Json<Failures>, Problem> {
    let span = span(&state, &operator, &query)?;
    let failures = state.engine.failures(operator.org(), &operator.organisation.time_zone, span).await?;
    Ok(Json(failures.into()))
}
