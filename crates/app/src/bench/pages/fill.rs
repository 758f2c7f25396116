//! A year of an organisation's bookings, made up.

use std::time::{Duration, Instant as Started};

use ringwright_domain::booking::{BookingState, CancelledBy};
use ringwright_domain::call::{CallOutcome, CallState};
use ringwright_domain::chance::SeededChance;
use ringwright_domain::ids::{AccountId, AgentId, BookingId, CallId, CustomerId, JobId, OrgId, PaymentId};
use ringwright_domain::{Chance, FailureCode, Instant};
use ringwright_store::{BulkTable, ColumnKind, Store};
use serde_json::{Value, json};

use super::names::{FIRST_NAMES, LAST_NAMES};
use crate::server::StartError;
use crate::terminal::say;

/// Rows in one transaction.
const CHUNK: usize = 5_000;
const YEAR: Duration = Duration::from_secs(365 * 24 * 3_600);
const SECOND: i64 = 1_000_000;

/// Area codes, each with the hundred numbers that belong to nobody.
const AREAS: [u32; 40] = [
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229,
    231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302,
];

macro_rules! table {
    ($name:ident, $table:literal, $($column:literal $kind:ident),* $(,)?) => {
        const $name: BulkTable = BulkTable { name: $table, columns: &[$(($column, ColumnKind::$kind)),*] };
    };
}

table!(CUSTOMER, "customer", "id" Text, "org_id" Text, "phone" Text, "email" Text, "name" Text,
    "created_at" Instant, "updated_at" Instant);
table!(BOOKING, "booking", "id" Text, "org_id" Text, "customer_id" Text, "name" Text, "phone" Text,
    "email" Text, "request" Text, "terms" Json, "persona" Text, "state" Text, "state_data" Json,
    "priority" Number, "due_at" Instant, "attempts" Number, "misfires" Number, "consented_at" Instant,
    "created_at" Instant, "updated_at" Instant, "plan" Text, "searchable" Flag);
table!(CALL, "call", "id" Text, "org_id" Text, "booking_id" Text, "account_id" Text, "agent_id" Text,
    "limit_seconds" Number, "state" Text, "state_data" Json, "vendor_ref" Text, "created_at" Instant,
    "updated_at" Instant, "ended_at" Instant);
table!(PAYMENT, "payment", "id" Text, "org_id" Text, "booking_id" Text, "account_id" Text,
    "amount_minor" Number, "currency" Text, "state" Text, "state_data" Json, "round" Number,
    "checkout_ref" Text, "expires_at" Instant, "created_at" Instant, "updated_at" Instant, "paid_at" Instant);
table!(WORD, "booking_word", "org_id" Text, "word" Text, "created_at" Instant, "booking_id" Text);
table!(EVENT, "event", "org_id" Text, "seq" Number, "at" Instant, "kind" Text, "booking_id" Text,
    "call_id" Text, "data" Json);
table!(JOB, "job", "id" Text, "org_id" Text, "kind" Text, "dedupe_key" Text, "payload" Json,
    "priority" Number, "run_at" Instant, "tries" Number, "created_at" Instant);

/// Whose bookings they are.
pub(super) struct Home {
    pub org: OrgId,
    pub carrier: AccountId,
    pub agent: AgentId,
    pub payments: AccountId,
    /// The number of the newest event.
    pub event_seq: i64,
}

/// What the questions need to know of the bookings.
pub(super) struct Filled {
    pub middle: (Instant, BookingId),
    pub last: (Instant, BookingId),
    pub name: String,
    pub phone: String,
    pub email: String,
}

struct Person {
    id: String,
    name: String,
    phone: String,
    email: String,
}

struct Year<'a> {
    store: &'a Store,
    home: &'a Home,
    chance: SeededChance,
    people: Vec<Person>,
    seq: i64,
}

/// Rows that are not written yet.
#[derive(Default)]
struct Rows {
    bookings: Vec<Value>,
    calls: Vec<Value>,
    payments: Vec<Value>,
    words: Vec<Value>,
    events: Vec<Value>,
}

/// Fills the database with `count` bookings of the year before `now`; the newest `waiting` are in the queue.
pub(super) async fn fill(
    store: &Store,
    home: &Home,
    count: usize,
    waiting: usize,
    now: Instant,
) -> Result<Filled, StartError> {
    let started = Started::now();
    let chance = SeededChance::new(7);
    let mut year = Year { store, home, chance, people: Vec::new(), seq: home.event_seq };
    year.people(now).await?;
    let step = i64::try_from(YEAR.as_micros() / count.max(1) as u128)?;
    let (mut rows, mut marks) = (Rows::default(), Vec::new());
    for number in 0..count {
        // The oldest first, as they came.
        let at = Instant::from_micros(now.micros() - step * i64::try_from(count - number)?);
        let id = year.booking(&mut rows, number, number + waiting >= count, at);
        if number == count / 2 || number == 60.min(count - 1) || number + 1 == count {
            marks.push((at, id));
        }
        if rows.bookings.len() == CHUNK || number + 1 == count {
            year.write(std::mem::take(&mut rows)).await?;
        }
        if (number + 1) % 250_000 == 0 {
            say(format!("  {} bookings after {:.0} s", number + 1, started.elapsed().as_secs_f64()));
        }
    }
    let mut tx = store.org(&home.org).begin().await?;
    tx.skip_events(year.seq - home.event_seq).await?;
    tx.commit(now).await?;
    store.settle().await?;
    let (last, middle) = (marks[0].clone(), marks[marks.len() / 2].clone());
    let person = &year.people[count / 2 % year.people.len()];
    Ok(Filled {
        middle,
        last,
        name: person.name.clone(),
        phone: person.phone.clone(),
        email: person.email.clone(),
    })
}

/// Adds `count` jobs that are due.
pub(super) async fn fill_jobs(
    store: &Store,
    home: &Home,
    count: usize,
    now: Instant,
) -> Result<(), StartError> {
    let chance = SeededChance::new(11);
    let mut rows = Vec::with_capacity(CHUNK);
    for number in 0..count {
        let due = now.micros() - i64::try_from(number)? * 1_000;
        let payment = PaymentId::new(now, &chance);
        rows.push(json!([
            JobId::new(now, &chance), home.org, "payment.watch", format!("payment.watch/{payment}"),
            { "payment": payment }, 5 * (number % 3), due, 0, due
        ]));
        if rows.len() == CHUNK || number + 1 == count {
            store.load(JOB, std::mem::take(&mut rows)).await?;
        }
    }
    Ok(store.settle().await?)
}

impl Year<'_> {
    async fn people(&mut self, now: Instant) -> Result<(), StartError> {
        let born = now.minus(YEAR);
        for number in 0..AREAS.len() * 100 {
            let first = FIRST_NAMES[number % FIRST_NAMES.len()];
            let last = LAST_NAMES[number / FIRST_NAMES.len() % LAST_NAMES.len()];
            self.people.push(Person {
                id: CustomerId::new(born, &self.chance).to_string(),
                name: format!("{first} {last}"),
                phone: format!("+1{}55501{:02}", AREAS[number / 100], number % 100),
                email: format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase()),
            });
        }
        let at = born.micros();
        let rows = self.people.iter();
        let rows = rows.map(|who| json!([who.id, self.home.org, who.phone, who.email, who.name, at, at]));
        Ok(self.store.load(CUSTOMER, rows.collect()).await?)
    }

    /// How a booking of the past came out; of a hundred, so many.
    fn outcome(&self, call: &CallId) -> BookingState {
        match self.chance.bits() % 100 {
            0..79 => BookingState::Completed { call: call.clone() },
            79..87 => BookingState::NoAnswer,
            87..92 => BookingState::Cancelled { by: CancelledBy::Customer },
            92..97 => BookingState::Cancelled { by: CancelledBy::Unpaid },
            _ => BookingState::Failed { code: FailureCode::AuthenticationFailed },
        }
    }

    fn booking(&mut self, rows: &mut Rows, number: usize, waits: bool, at: Instant) -> BookingId {
        let org = self.home.org.as_str();
        let (id, call) = (BookingId::new(at, &self.chance), CallId::new(at, &self.chance));
        let state = if waits { BookingState::Queued { due_at: at } } else { self.outcome(&call) };
        let (plan, name, minor, seconds, persona, priority) = match self.chance.bits() % 10 {
            0..2 => ("free_trial", "Free trial", 0, 180, "luna", 0),
            2..7 => ("standard", "Standard", 999, 600, "luna", 10),
            7..9 => ("extended", "Extended", 1_799, 1_200, "luna", 10),
            _ => ("premium", "Premium", 4_999, 2_700, "sol", 50),
        };
        let who = &self.people[number % self.people.len()];
        let terms = json!({
            "plan": plan, "plan_name": name, "price": { "minor": minor, "currency": "USD" },
            "duration_seconds": seconds, "persona": persona,
        });
        let made = at.micros();
        let called = made + 90 * SECOND;
        let ended = called + 60 * SECOND * (1 + made / 7 % 9);
        let over = if waits { made + 20 * SECOND } else { ended };
        rows.bookings.push(json!([
            id,
            org,
            who.id,
            who.name,
            who.phone,
            who.email,
            "Tell me about the sea.",
            terms,
            persona,
            state.name(),
            state,
            priority,
            waits.then_some(made),
            i64::from(!waits),
            0,
            made,
            made,
            over,
            plan,
            true
        ]));
        for word in words(who) {
            rows.words.push(json!([org, word, made, id]));
        }
        let unpaid = state == BookingState::Cancelled { by: CancelledBy::Unpaid };
        if minor > 0 {
            let (name, data) = if unpaid {
                ("expired", json!({ "state": "expired" }))
            } else {
                let paid_at = Instant::from_micros(made + 20 * SECOND);
                ("paid", json!({ "state": "paid", "intent_ref": format!("pi_{number}"), "paid_at": paid_at }))
            };
            let paid = (!unpaid).then_some(made + 20 * SECOND);
            rows.payments.push(json!([
                PaymentId::new(at, &self.chance),
                org,
                id,
                self.home.payments,
                minor,
                "USD",
                name,
                data,
                1,
                format!("cs_{number}"),
                made + 1_800 * SECOND,
                made,
                made + 20 * SECOND,
                paid
            ]));
        }
        let outcome = match state {
            BookingState::Completed { .. } => Some(CallOutcome::Completed),
            BookingState::NoAnswer => Some(CallOutcome::NoAnswer),
            _ => None,
        };
        if let Some(outcome) = outcome {
            let ended_at = Instant::from_micros(ended);
            let state =
                CallState::Ended { outcome, answered_at: Some(Instant::from_micros(called)), ended_at };
            rows.calls.push(json!([
                call,
                org,
                id,
                self.home.carrier,
                self.home.agent,
                seconds,
                state.name(),
                state,
                format!("ref-{number}"),
                called,
                ended,
                ended
            ]));
        }
        for (kind, at) in [("booking.pending", made), ("booking.queued", made + 20 * SECOND)] {
            self.seq += 1;
            rows.events.push(json!([org, self.seq, at, kind, id, null, {}]));
        }
        id
    }

    async fn write(&self, rows: Rows) -> Result<(), StartError> {
        self.store.load(BOOKING, rows.bookings).await?;
        self.store.load(CALL, rows.calls).await?;
        self.store.load(PAYMENT, rows.payments).await?;
        self.store.load(WORD, rows.words).await?;
        Ok(self.store.load(EVENT, rows.events).await?)
    }
}

/// The words by which a booking of theirs is found.
fn words(who: &Person) -> Vec<String> {
    let mut words: Vec<String> = who.name.split(' ').map(str::to_lowercase).collect();
    words.push(who.email.clone());
    let digits = who.phone.trim_start_matches('+');
    words.extend([digits.to_owned(), digits[1..].to_owned()]);
    words
}
