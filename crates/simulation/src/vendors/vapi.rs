//! A carrier after Vapi's documents (<https://docs.vapi.ai/api-reference/calls>).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::AccountId;
use serde_json::{Value, json};

use super::callee::{Callee, Turn};
use super::{Asked, Effects, Later, Letter, Reply, iso};
use crate::dice::Dice;

/// A call that nobody ends goes on for so long at most.
const ENDLESS: Duration = Duration::from_secs(6 * 3_600);

/// Where a call stands at the carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Queued,
    Ringing,
    InProgress,
    Ended,
}

impl Status {
    const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Ended => "ended",
        }
    }
}

/// A call in the carrier's books.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// Its id here.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// The name that it was given: the attempt's id.
    pub ours: String,
    /// The longest duration that was asked for.
    pub limit: Duration,
    /// Where it stands.
    pub status: Status,
    /// When it was made.
    pub created: Instant,
    /// When it was picked up.
    pub started: Option<Instant>,
    /// When it was over.
    pub ended: Option<Instant>,
    /// Why it was over.
    pub reason: Option<&'static str>,
    /// Whether a person and the agent talked.
    pub held: bool,
    /// Whether somebody asked for its end.
    pub cut: bool,
    callee: Callee,
    overruns: bool,
}

impl Call {
    /// Whether a line is taken.
    pub(crate) fn is_live(&self) -> bool {
        self.status != Status::Ended
    }

    /// How long it was talked.
    pub(crate) fn talked(&self) -> Duration {
        match (self.started, self.ended) {
            (Some(started), Some(ended)) => ended.since(started),
            _ => Duration::ZERO,
        }
    }
}

/// The carrier.
pub(crate) struct Vapi {
    keys: BTreeMap<String, AccountId>,
    calls: Vec<Call>,
    live: BTreeSet<usize>,
    by_id: BTreeMap<String, usize>,
    ids: Dice,
    people: Dice,
    network: Dice,
}

impl Vapi {
    /// A carrier that knows these keys.
    pub(crate) fn new(seed: u64, keys: BTreeMap<String, AccountId>) -> Self {
        Self {
            keys,
            calls: Vec::new(),
            live: BTreeSet::new(),
            by_id: BTreeMap::new(),
            ids: Dice::of(seed, "vapi ids"),
            people: Dice::of(seed, "callees"),
            network: Dice::of(seed, "overruns"),
        }
    }

    /// The books.
    pub(crate) fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The calls that take a line.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Call> {
        self.live.iter().map(|at| &self.calls[*at])
    }

    /// Answers a request. `overrun` is the probability that a call outlives its limit.
    pub(crate) fn answer(&mut self, asked: &Asked, now: Instant, overrun: f64, then: &mut Effects) -> Reply {
        if let ("POST", ["control", id]) = (asked.method.as_str(), asked.pieces().as_slice()) {
            // Whoever knows this address may control the call; it takes no key.
            return self.control(id, asked, now, then);
        }
        let Some(account) = self.keys.get(&asked.key).cloned() else { return problem(401, "Invalid Key") };
        match (asked.method.as_str(), asked.pieces().as_slice()) {
            ("POST", ["call"]) => self.create(account, asked, now, overrun, then),
            ("GET", ["call"]) => self.list(&account, asked),
            ("GET", ["call", id]) => match self.known(id, &account) {
                Some(at) => Reply::ok(view(&self.calls[at])),
                None => problem(404, "Call not found"),
            },
            ("GET", ["assistant"]) => Reply::ok(json!([])),
            _ => Reply::not_imitated(),
        }
    }

    fn known(&self, id: &str, account: &AccountId) -> Option<usize> {
        self.by_id.get(id).copied().filter(|at| self.calls[*at].account == *account)
    }

    fn create(
        &mut self,
        account: AccountId,
        asked: &Asked,
        now: Instant,
        overrun: f64,
        then: &mut Effects,
    ) -> Reply {
        let Ok(order) = serde_json::from_str::<Value>(&asked.body) else {
            return problem(400, "the body is no JSON");
        };
        let overrides = &order["assistantOverrides"];
        let name = order["name"].as_str().unwrap_or_default();
        let number = order["customer"]["number"].as_str().unwrap_or_default();
        let limit = overrides["maxDurationSeconds"].as_u64().unwrap_or(0);
        if name.is_empty() || name.len() > 40 || !(10..=43_200).contains(&limit) {
            return problem(400, "name or maxDurationSeconds do not conform");
        }
        if !number.starts_with('+') {
            return problem(400, "customer.number must be a valid phone number in the E.164 format");
        }
        let limit = Duration::from_secs(limit);
        let call = Call {
            id: format!("0{}-0000-4000-8000-{}", &self.ids.hex()[..7], &self.ids.hex()[..12]),
            account,
            ours: name.to_owned(),
            limit,
            status: Status::Queued,
            created: now,
            started: None,
            ended: None,
            reason: None,
            held: false,
            cut: false,
            callee: Callee::draw(&self.people, limit),
            overruns: self.network.chance(overrun),
        };
        let at = self.calls.len();
        then.later.push((now.plus(call.callee.waits), Later::Phone { call: at }));
        self.by_id.insert(call.id.clone(), at);
        self.live.insert(at);
        let mut reply = Reply::ok(view(&call));
        reply.status = 201;
        self.calls.push(call);
        reply
    }

    /// Newest first, as Vapi lists them.
    fn list(&self, account: &AccountId, asked: &Asked) -> Reply {
        let time = |name| asked.query(name).and_then(|text| text.parse::<Instant>().ok());
        let (from, to) = (time("createdAtGe"), time("createdAtLe"));
        let limit = asked.query("limit").and_then(|text| text.parse().ok()).unwrap_or(100);
        let found = self.calls.iter().rev().filter(|call| {
            let created = Instant::from_millis(call.created.millis());
            call.account == *account
                && from.is_none_or(|from| created >= from)
                && to.is_none_or(|to| created <= to)
        });
        Reply::ok(found.take(limit).map(view).collect())
    }

    fn control(&mut self, id: &str, asked: &Asked, now: Instant, then: &mut Effects) -> Reply {
        let order: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let Some(at) = self.by_id.get(id).copied().filter(|at| self.calls[*at].is_live()) else {
            return problem(404, "Call not found or not active");
        };
        if order["type"] != "end-call" {
            return problem(400, "type is not known");
        }
        self.calls[at].cut = true;
        self.end(at, "manually-canceled", now, then);
        Reply::ok(json!({}))
    }

    /// A call goes on to its next step.
    pub(crate) fn step(&mut self, at: usize, now: Instant, then: &mut Effects) {
        let call = &mut self.calls[at];
        let (status, turn, limit) = (call.status, call.callee.turn, call.limit);
        match (status, turn) {
            (Status::Ended, _) => {}
            (Status::Queued, Turn::Fails { after, .. } | Turn::Answers { after, .. }) => {
                call.status = Status::Ringing;
                then.letters.push(status_update(call, now));
                then.later.push((now.plus(after), Later::Phone { call: at }));
            }
            (Status::Ringing, Turn::Fails { reason, .. }) => self.end(at, reason, now, then),
            (Status::Ringing, Turn::Answers { talks, held, .. }) => {
                call.status = Status::InProgress;
                call.started = Some(now);
                call.held = held;
                let limit = if call.overruns { ENDLESS } else { limit };
                then.letters.push(status_update(call, now));
                then.later.push((now.plus(talks.min(limit)), Later::Phone { call: at }));
            }
            (Status::InProgress, Turn::Answers { talks, reason, .. }) => {
                let reason = if talks > limit { "exceeded-max-duration" } else { reason };
                self.end(at, reason, now, then);
            }
            (Status::InProgress, Turn::Fails { reason, .. }) => self.end(at, reason, now, then),
        }
    }

    fn end(&mut self, at: usize, reason: &'static str, now: Instant, then: &mut Effects) {
        self.live.remove(&at);
        let call = &mut self.calls[at];
        (call.status, call.ended, call.reason) = (Status::Ended, Some(now), Some(reason));
        then.letters.push(status_update(call, now));
        then.letters.push(report(call, now));
    }
}

fn problem(status: u16, message: &str) -> Reply {
    Reply { status, body: json!({"message": message, "error": "Error", "statusCode": status}) }
}

fn view(call: &Call) -> Value {
    let mut view = json!({
        "id": call.id, "orgId": "org", "type": "outboundPhoneCall", "name": call.ours,
        "status": call.status.word(), "createdAt": iso(call.created),
        "updatedAt": iso(call.ended.or(call.started).unwrap_or(call.created)),
        "monitor": {
            "listenUrl": format!("ws://127.0.0.1:9/vapi/listen/{}", call.id),
            "controlUrl": format!("http://127.0.0.1:9/vapi/control/{}", call.id),
        },
        "assistantOverrides": {
            "maxDurationSeconds": call.limit.as_secs(), "metadata": {"ringwrightCall": call.ours},
        },
    });
    if let Some(at) = call.started {
        view["startedAt"] = iso(at).into();
    }
    if let Some(at) = call.ended {
        view["endedAt"] = iso(at).into();
        view["endedReason"] = json!(call.reason);
    }
    view
}

fn letter(call: &Call, kind: String, mut message: Value, now: Instant) -> Letter {
    message["timestamp"] = now.millis().into();
    message["call"] = view(call);
    let body = json!({"message": message}).to_string();
    Letter { vendor: "vapi", account: call.account.clone(), kind, body, forged: false }
}

fn status_update(call: &Call, now: Instant) -> Letter {
    let word = call.status.word();
    let mut message = json!({"type": "status-update", "status": word});
    if let Some(reason) = call.reason {
        message["endedReason"] = reason.into();
    }
    letter(call, format!("status-update {word}"), message, now)
}

fn report(call: &Call, now: Instant) -> Letter {
    let mut message = json!({
        "type": "end-of-call-report", "endedReason": call.reason, "analysis": {}, "artifact": {},
    });
    for (name, at) in [("startedAt", call.started), ("endedAt", call.ended)] {
        if let Some(at) = at {
            message[name] = iso(at).into();
        }
    }
    letter(call, "end-of-call-report".to_owned(), message, now)
}
