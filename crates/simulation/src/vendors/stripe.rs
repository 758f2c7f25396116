//! A payment vendor after Stripe's documents (<https://docs.stripe.com/api>).

use std::collections::BTreeMap;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::AccountId;
use serde_json::{Value, json};

use super::stripe_books::{Customer, Intent, PageState, Refund, Session};
use super::{Asked, Effects, Later, Letter, Reply};
use crate::dice::Dice;

/// How long an idempotency key is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 3_600);
/// A page is open for so long, at least and at most.
const OPEN: std::ops::RangeInclusive<i64> = 30 * 60..=24 * 3_600;

/// What came of an idempotency key.
struct Once {
    body: String,
    reply: Reply,
    at: Instant,
}

/// The payment vendor.
pub(crate) struct Stripe {
    account: AccountId,
    key: String,
    customers: Vec<Customer>,
    sessions: Vec<Session>,
    intents: Vec<Intent>,
    once: BTreeMap<String, Once>,
    ids: Dice,
    /// Requests to give back more than was taken.
    pub(crate) too_much: Vec<String>,
}

/// How a try to pay went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tried {
    Paid,
    Declined,
    /// The page takes no money any more, or there is none.
    Closed,
}

impl Stripe {
    /// A vendor that knows this key.
    pub(crate) fn new(seed: u64, account: AccountId, key: String) -> Self {
        Self {
            account,
            key,
            customers: Vec::new(),
            sessions: Vec::new(),
            intents: Vec::new(),
            once: BTreeMap::new(),
            ids: Dice::of(seed, "stripe ids"),
            too_much: Vec::new(),
        }
    }

    /// Our account here.
    pub(crate) const fn account(&self) -> &AccountId {
        &self.account
    }

    /// The books of charges.
    pub(crate) fn intents(&self) -> &[Intent] {
        &self.intents
    }

    /// Answers a request. `fails` makes it answer 500 after it has acted, an answer that it keeps under
    /// the idempotency key as it keeps every other.
    pub(crate) fn answer(&mut self, asked: &Asked, now: Instant, fails: bool, then: &mut Effects) -> Reply {
        if asked.key != self.key {
            return problem(401, "invalid_request_error", "api_key_invalid");
        }
        let Some(key) = asked.once.clone() else { return self.act(asked, now, then) };
        if let Some(known) = self.once.get(&key)
            && now.since(known.at) < REMEMBERED
        {
            if known.body != asked.body {
                return problem(400, "idempotency_error", "idempotency_key_reused");
            }
            return known.reply.clone();
        }
        let mut reply = self.act(asked, now, then);
        if fails {
            reply = problem(500, "api_error", "api_error");
        }
        // Requests that fail their checks are not kept.
        if reply.status < 400 || reply.status >= 500 {
            self.once.insert(key, Once { body: asked.body.clone(), reply: reply.clone(), at: now });
        }
        reply
    }

    fn act(&mut self, asked: &Asked, now: Instant, then: &mut Effects) -> Reply {
        let form: BTreeMap<String, String> =
            url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
        match (asked.method.as_str(), asked.pieces().as_slice()) {
            ("GET", ["v1", "customers"]) => self.list_customers(asked),
            ("POST", ["v1", "customers"]) => self.create_customer(&form),
            ("POST", ["v1", "checkout", "sessions"]) => self.open_page(&form, now, then),
            ("GET", ["v1", "checkout", "sessions", id]) => match self.session(id) {
                Some(at) => Reply::ok(self.session_view(at, true)),
                None => missing(),
            },
            ("POST", ["v1", "checkout", "sessions", id, "expire"]) => match self.session(id) {
                Some(at) if self.sessions[at].state == PageState::Open => {
                    self.close(at, now, then);
                    Reply::ok(self.session_view(at, false))
                }
                Some(_) => problem(400, "invalid_request_error", "resource_not_open"),
                None => missing(),
            },
            ("GET", ["v1", "payment_intents", id]) => match self.intent(id) {
                Some(at) => {
                    let mut view = self.intents[at].view();
                    view["latest_charge"] = self.intents[at].charge();
                    Reply::ok(view)
                }
                None => missing(),
            },
            ("GET", ["v1", "charges"]) => self.list_charges(asked),
            ("POST", ["v1", "payment_intents"]) => self.open_form(&form),
            ("POST", ["v1", "payment_intents", id, "cancel"]) => match self.intent(id) {
                Some(at) if self.takes_money(at) => {
                    self.intents[at].cancelled = true;
                    let view = self.intents[at].view();
                    self.tell("payment_intent.canceled", view.clone(), now, then);
                    Reply::ok(view)
                }
                Some(_) => problem(400, "invalid_request_error", "payment_intent_unexpected_state"),
                None => missing(),
            },
            ("GET", ["v1", "refunds"]) => self.list_refunds(asked),
            ("POST", ["v1", "refunds"]) => self.refund(&form, now, then),
            _ => Reply::not_imitated(),
        }
    }

    fn session(&self, id: &str) -> Option<usize> {
        self.sessions.iter().position(|session| session.id == id)
    }

    fn intent(&self, id: &str) -> Option<usize> {
        self.intents.iter().position(|intent| intent.id == id)
    }

    fn session_view(&self, at: usize, whole: bool) -> Value {
        let session = &self.sessions[at];
        let intent = session.intent.map(|at| &self.intents[at]);
        session.view(intent.map(|intent| if whole { intent.view() } else { intent.id.clone().into() }))
    }

    /// Newest first, as Stripe lists them.
    fn list_customers(&self, asked: &Asked) -> Reply {
        let email = asked.query("email");
        let limit = asked.query("limit").and_then(|text| text.parse().ok()).unwrap_or(10);
        let found = self.customers.iter().rev().filter(|one| email.is_none_or(|email| one.email == email));
        let data: Vec<Value> = found.take(limit).map(customer_view).collect();
        Reply::ok(json!({"object": "list", "data": data, "has_more": false}))
    }

    fn create_customer(&mut self, form: &BTreeMap<String, String>) -> Reply {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let id = format!("cus_{}", self.ids.hex());
        self.customers.push(Customer { id, email: text("email"), payment: text("metadata[payment]") });
        Reply::ok(self.customers.last().map(customer_view).unwrap_or_default())
    }

    fn open_page(&mut self, form: &BTreeMap<String, String>, now: Instant, then: &mut Effects) -> Reply {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let number = |name: &str| form.get(name).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
        let expires_at = number("expires_at");
        if !OPEN.contains(&(expires_at - now.seconds())) {
            return problem(400, "invalid_request_error", "parameter_invalid_integer");
        }
        let customer = text("customer");
        if !self.customers.iter().any(|one| one.id == customer) {
            return problem(400, "invalid_request_error", "resource_missing");
        }
        let session = Session {
            id: format!("cs_test_{}", self.ids.hex()),
            booking: text("client_reference_id"),
            payment: text("metadata[payment]"),
            customer,
            amount: number("line_items[0][price_data][unit_amount]"),
            currency: text("line_items[0][price_data][currency]"),
            expires_at: Instant::from_seconds(expires_at),
            state: PageState::Open,
            intent: None,
        };
        let at = self.sessions.len();
        then.later.push((session.expires_at, Later::PageCloses { session: at }));
        self.sessions.push(session);
        Reply::ok(self.session_view(at, false))
    }

    fn open_form(&mut self, form: &BTreeMap<String, String>) -> Reply {
        let text = |name: &str| form.get(name).cloned().unwrap_or_default();
        let amount = form.get("amount").and_then(|text| text.parse().ok()).unwrap_or(0);
        if !self.customers.iter().any(|one| one.id == text("customer")) || amount <= 0 {
            return problem(400, "invalid_request_error", "resource_missing");
        }
        let (booking, payment) = (text("metadata[booking]"), text("metadata[payment]"));
        self.add_intent(booking, payment, amount, text("currency"));
        Reply::ok(self.intents.last().map(Intent::view).unwrap_or_default())
    }

    fn add_intent(&mut self, booking: String, payment: String, amount: i64, currency: String) -> usize {
        self.intents.push(Intent {
            id: format!("pi_{}", self.ids.hex()),
            booking,
            payment,
            amount,
            currency,
            paid: false,
            paid_at: Instant::from_micros(0),
            cancelled: false,
            declined: None,
            refunds: Vec::new(),
        });
        self.intents.len() - 1
    }

    fn takes_money(&self, at: usize) -> bool {
        !self.intents[at].paid && !self.intents[at].cancelled
    }

    /// The time of a page is over.
    pub(crate) fn page_closes(&mut self, at: usize, now: Instant, then: &mut Effects) {
        if self.sessions[at].state == PageState::Open {
            self.close(at, now, then);
        }
    }

    fn close(&mut self, at: usize, now: Instant, then: &mut Effects) {
        self.sessions[at].state = PageState::Expired;
        let view = self.session_view(at, false);
        self.tell("checkout.session.expired", view, now, then);
    }

    /// Somebody tries to pay on a page, given by its address, or in a form, given by its secret.
    pub(crate) fn pay(&mut self, at: &str, good: bool, now: Instant, then: &mut Effects) -> Tried {
        match at.split_once("_secret_") {
            Some((intent, _)) => match self.intent(intent).filter(|at| self.takes_money(*at)) {
                Some(intent) => self.charge(intent, good, now, then),
                None => Tried::Closed,
            },
            None => self.pay_on_page(at, good, now, then),
        }
    }

    fn pay_on_page(&mut self, url: &str, good: bool, now: Instant, then: &mut Effects) -> Tried {
        let id = url.rsplit('/').next().unwrap_or_default();
        let Some(at) = self.session(id).filter(|at| self.sessions[*at].state == PageState::Open) else {
            return Tried::Closed;
        };
        let session = &self.sessions[at];
        let (booking, payment) = (session.booking.clone(), session.payment.clone());
        let (amount, currency) = (session.amount, session.currency.clone());
        let known = session.intent;
        let intent = known.unwrap_or_else(|| self.add_intent(booking, payment, amount, currency));
        self.sessions[at].intent = Some(intent);
        let tried = self.charge(intent, good, now, then);
        if tried == Tried::Paid {
            self.sessions[at].state = PageState::Complete;
            let view = self.session_view(at, false);
            self.tell("checkout.session.completed", view, now, then);
        }
        tried
    }

    fn charge(&mut self, intent: usize, good: bool, now: Instant, then: &mut Effects) -> Tried {
        if !good {
            self.intents[intent].declined = Some("generic_decline");
            let view = self.intents[intent].view();
            self.tell("payment_intent.payment_failed", view, now, then);
            return Tried::Declined;
        }
        (self.intents[intent].paid, self.intents[intent].paid_at) = (true, now);
        let view = self.intents[intent].view();
        self.tell("payment_intent.succeeded", view, now, then);
        let charge = self.intents[intent].charge();
        self.tell("charge.succeeded", charge, now, then);
        Tried::Paid
    }

    /// Newest first, as Stripe lists them.
    fn list_refunds(&self, asked: &Asked) -> Reply {
        let Some(at) = asked.query("payment_intent").and_then(|id| self.intent(id)) else { return missing() };
        let (intent, limit) = (&self.intents[at], asked.query("limit").and_then(|text| text.parse().ok()));
        let views = intent.refunds.iter().rev().map(|refund| refund.view(intent));
        let data: Vec<Value> = views.take(limit.unwrap_or(10)).collect();
        let has_more = data.len() < intent.refunds.len();
        Reply::ok(json!({"object": "list", "data": data, "has_more": has_more}))
    }

    fn refund(&mut self, form: &BTreeMap<String, String>, now: Instant, then: &mut Effects) -> Reply {
        let of = form.get("payment_intent").map(String::as_str).unwrap_or_default();
        let Some(at) = self.intent(of).filter(|at| self.intents[*at].paid) else { return missing() };
        let left = self.intents[at].taken() - self.intents[at].given_back();
        let amount = form.get("amount").and_then(|text| text.parse().ok()).unwrap_or(left);
        if left == 0 {
            return problem(400, "invalid_request_error", "charge_already_refunded");
        }
        if amount > left || amount <= 0 {
            // Unless somebody gave back by hand what we were about to.
            if self.intents[at].given_by_hand() == 0 {
                self.too_much.push(of.to_owned());
            }
            return problem(400, "invalid_request_error", "amount_too_large");
        }
        let key = form.get("metadata[key]").cloned().or_else(|| Some(String::new()));
        Reply::ok(self.give_back(at, amount, key, now, then))
    }

    fn give_back(
        &mut self,
        at: usize,
        amount: i64,
        key: Option<String>,
        now: Instant,
        then: &mut Effects,
    ) -> Value {
        let id = format!("re_{}", self.ids.hex());
        self.intents[at].refunds.push(Refund { id, amount, key });
        let intent = &self.intents[at];
        let view = intent.refunds.last().map(|refund| refund.view(intent)).unwrap_or_default();
        let charge = intent.charge();
        self.tell("refund.created", view.clone(), now, then);
        self.tell("charge.refunded", charge, now, then);
        view
    }

    /// Somebody gives back a part of a charge, or all of it, at the vendor's own page. Gives which one.
    pub(crate) fn give_back_by_hand(
        &mut self,
        pick: u64,
        part: Option<i64>,
        now: Instant,
        then: &mut Effects,
    ) -> Option<String> {
        let left = |intent: &Intent| intent.taken() - intent.given_back();
        let open: Vec<usize> = (0..self.intents.len()).filter(|at| left(&self.intents[*at]) > 0).collect();
        let count = u64::try_from(open.len()).unwrap_or(0);
        let at = *open.get(usize::try_from(pick.checked_rem(count)?).ok()?)?;
        let left = left(&self.intents[at]);
        self.give_back(at, part.unwrap_or(left).min(left), None, now, then);
        Some(self.intents[at].id.clone())
    }

    /// Newest first, as Stripe lists them.
    fn list_charges(&self, asked: &Asked) -> Reply {
        let number = |name| asked.query(name).and_then(|text| text.parse::<i64>().ok());
        let (from, until) = (number("created[gte]").unwrap_or(0), number("created[lt]").unwrap_or(i64::MAX));
        let limit = number("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10);
        let mut paid: Vec<&Intent> = self.intents.iter().filter(|intent| intent.paid).collect();
        paid.retain(|intent| (from..until).contains(&intent.paid_at.seconds()));
        paid.sort_by_key(|intent| std::cmp::Reverse(intent.paid_at));
        let charges = paid.iter().map(|intent| intent.charge());
        let behind = asked.query("starting_after");
        let rest: Vec<Value> = match behind {
            Some(id) => charges.skip_while(|charge| charge["id"] != *id).skip(1).collect(),
            None => charges.collect(),
        };
        let (page, more) = (rest.iter().take(limit).cloned().collect::<Vec<_>>(), rest.len() > limit);
        Reply::ok(json!({"object": "list", "data": page, "has_more": more}))
    }

    fn tell(&self, kind: &str, object: Value, now: Instant, then: &mut Effects) {
        let body = json!({
            "id": format!("evt_{}", self.ids.hex()), "object": "event", "type": kind,
            "api_version": "2026-10-28.endive", "created": now.seconds(), "livemode": false,
            "data": {"object": object},
        });
        then.letters.push(Letter {
            vendor: "stripe",
            account: self.account.clone(),
            kind: kind.to_owned(),
            body: body.to_string(),
            forged: false,
        });
    }
}

fn customer_view(customer: &Customer) -> Value {
    json!({"id": customer.id, "object": "customer", "email": customer.email,
        "metadata": {"payment": customer.payment}})
}

fn missing() -> Reply {
    problem(404, "invalid_request_error", "resource_missing")
}

fn problem(status: u16, kind: &str, code: &str) -> Reply {
    Reply { status, body: json!({"error": {"type": kind, "code": code, "message": "This is not possible."}}) }
}
