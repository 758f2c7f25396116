//! The switchboard as it travels.

use ringwright_domain::booking::BookingState;
use ringwright_domain::call::{Call, CallState};
use ringwright_domain::dispatch::BreakerState;
use ringwright_engine::Engine;
use ringwright_engine::desk::AccountKind;
use ringwright_engine::switchboard::Switchboard;
use ringwright_store::{Account, Mode, Today};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dto::text;
use super::states::{AttemptState, BookingState as StateName, HealthState};

/// Lines, calls, queue and the day's figures.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Overview {
    /// The number of the newest event that is in it.
    pub seq: i64,
    /// When it was read.
    pub now: String,
    pub accounts: Vec<AccountView>,
    pub calls: Vec<LiveCall>,
    pub queue: Vec<Waiting>,
    pub today: TodayView,
}

/// A vendor account and its lines.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    pub id: String,
    pub name: String,
    pub vendor: String,
    /// What it is for.
    pub kind: Kind,
    /// Whether its requests go to the sandbox or to the vendor.
    pub mode: AccountMode,
    /// Where its vendor sends webhooks.
    pub webhook_url: String,
    /// Calls that it may carry at once.
    pub lines: u32,
    /// Calls that it carries.
    pub live: u32,
    pub priority: i32,
    /// Taken out of service by an operator.
    pub paused: bool,
    pub health: Health,
    /// What the vendor said when it failed last.
    pub last_error: Option<String>,
    pub agents: Vec<AgentView>,
}

/// What an account is for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// It carries calls.
    Calls,
    /// It takes payments.
    Payments,
}

/// Where the requests of an account go.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountMode {
    /// To the sandbox.
    Sandbox,
    /// To the vendor.
    Live,
}

impl From<Mode> for AccountMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Sandbox => Self::Sandbox,
            Mode::Live => Self::Live,
        }
    }
}

impl From<AccountMode> for Mode {
    fn from(mode: AccountMode) -> Self {
        match mode {
            AccountMode::Sandbox => Self::Sandbox,
            AccountMode::Live => Self::Live,
        }
    }
}

/// The circuit breaker of an account.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// What it lets through.
    pub state: HealthState,
    /// Until when nothing is let through.
    pub open_until: Option<String>,
    /// Failures in a row.
    pub failures: u32,
}

/// An agent and its lines.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AgentView {
    pub id: String,
    pub name: String,
    pub persona: String,
    pub lines: u32,
    pub live: u32,
    pub priority: i32,
}

/// An attempt that is not over.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LiveCall {
    pub id: String,
    pub booking_id: String,
    pub account_id: String,
    pub agent_id: String,
    pub state: AttemptState,
    pub name: String,
    pub phone_masked: String,
    pub plan: String,
    pub created_at: String,
    pub answered_at: Option<String>,
    /// The longest duration of the conversation.
    pub limit_seconds: u32,
}

/// A booking that waits.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Waiting {
    pub booking_id: String,
    /// The place, from 1.
    pub place: usize,
    pub name: String,
    pub phone_masked: String,
    pub plan: String,
    pub state: StateName,
    /// Not to be called before.
    pub due_at: Option<String>,
    pub waiting_since: String,
    pub attempts: u32,
    pub priority: i32,
}

/// The figures since midnight in the organisation's time zone.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TodayView {
    pub booked: i64,
    pub paid: i64,
    pub completed: i64,
    pub no_answer: i64,
    pub failed: i64,
    pub cancelled: i64,
    pub in_queue: i64,
    pub calling: i64,
    pub revenue_minor: i64,
    pub refunded_minor: i64,
    pub currency: String,
    /// From paying (or booking a free call) to the first attempt, on average.
    pub mean_wait_seconds: Option<f64>,
}

impl Overview {
    /// The switchboard as it travels.
    pub fn of(engine: &Engine, board: &Switchboard) -> Self {
        Self {
            seq: board.seq,
            now: board.now.to_string(),
            accounts: board.accounts.iter().map(|account| account_view(engine, board, account)).collect(),
            calls: board.calls.iter().map(|(call, booking)| live(call, booking)).collect(),
            queue: board.queue.iter().enumerate().map(|(i, booking)| waiting(i + 1, booking)).collect(),
            today: today(&board.today),
        }
    }
}

fn count(board: &Switchboard, matches: impl Fn(&Call) -> bool) -> u32 {
    u32::try_from(board.calls.iter().filter(|(call, _)| matches(call)).count()).unwrap_or(u32::MAX)
}

fn account_view(engine: &Engine, board: &Switchboard, account: &Account) -> AccountView {
    let breaker = account.breaker.state(board.now);
    let open_until = match breaker {
        BreakerState::Open { until } => Some(until),
        BreakerState::Closed | BreakerState::HalfOpen => None,
    };
    let agents = board.agents.iter().filter(|agent| agent.account == account.id).map(|agent| AgentView {
        id: agent.id.to_string(),
        name: agent.name.clone(),
        persona: agent.persona.clone(),
        lines: agent.lines,
        live: count(board, |call| call.agent == agent.id),
        priority: agent.priority,
    });
    AccountView {
        id: account.id.to_string(),
        name: account.name.clone(),
        vendor: account.vendor.clone(),
        kind: match AccountKind::of(&account.vendor) {
            Some(AccountKind::Payments) => Kind::Payments,
            Some(AccountKind::Calls) | None => Kind::Calls,
        },
        mode: account.mode.into(),
        webhook_url: engine.webhook_url(account),
        lines: account.lines,
        live: count(board, |call| call.account == account.id),
        priority: account.priority,
        paused: account.paused,
        health: Health {
            state: HealthState::from(breaker),
            open_until: text(open_until),
            failures: account.breaker.failures,
        },
        last_error: account.last_error.clone(),
        agents: agents.collect(),
    }
}

fn live(call: &Call, booking: &ringwright_domain::booking::Booking) -> LiveCall {
    let answered_at = match call.state {
        CallState::InProgress { answered_at } => Some(answered_at),
        _ => None,
    };
    LiveCall {
        id: call.id.to_string(),
        booking_id: call.booking.to_string(),
        account_id: call.account.to_string(),
        agent_id: call.agent.to_string(),
        state: AttemptState::from(&call.state),
        name: booking.contact.name.as_str().to_owned(),
        phone_masked: booking.contact.phone.masked(),
        plan: booking.terms.plan_name.clone(),
        created_at: call.created_at.to_string(),
        answered_at: text(answered_at),
        limit_seconds: call.limit_seconds,
    }
}

fn waiting(place: usize, booking: &ringwright_domain::booking::Booking) -> Waiting {
    let due_at = match booking.state {
        BookingState::Queued { due_at } => Some(due_at),
        _ => None,
    };
    Waiting {
        booking_id: booking.id.to_string(),
        place,
        name: booking.contact.name.as_str().to_owned(),
        phone_masked: booking.contact.phone.masked(),
        plan: booking.terms.plan_name.clone(),
        state: StateName::from(&booking.state),
        due_at: text(due_at),
        waiting_since: booking.updated_at.to_string(),
        attempts: booking.attempts,
        priority: booking.priority,
    }
}

fn today(today: &Today) -> TodayView {
    TodayView {
        booked: today.booked,
        paid: today.paid,
        completed: today.completed,
        no_answer: today.no_answer,
        failed: today.failed,
        cancelled: today.cancelled,
        in_queue: today.in_queue,
        calling: today.calling,
        revenue_minor: today.revenue_minor,
        refunded_minor: today.refunded_minor,
        currency: today.currency.clone().unwrap_or_else(|| "USD".to_owned()),
        mean_wait_seconds: today.mean_wait.map(|wait| wait.as_secs_f64()),
    }
}
