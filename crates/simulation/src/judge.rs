//! What must be true: after every step, and when all has settled. The vendors' books are the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ringwright_domain::booking::{Booking, BookingState};
use ringwright_domain::ids::{BookingId, CallId};
use ringwright_domain::payment::{Payment, Refund, RefundedBy};
use ringwright_store::{BookingSearch, LeftJob, OrgTx};
use serde_json::Value;
use tokio::sync::broadcast::error::TryRecvError;

use crate::faults::{Fault, Faults};
use crate::vendors::Asked;
use crate::vendors::stripe_books::Intent;
use crate::vendors::vapi::Call;
use crate::world::{Step, World};

/// Events of a payment that say what happened instead of where it stands.
const TURNS: [&str; 4] = ["refund_failed", "disputed", "dispute_won", "dispute_lost"];
/// Work that comes again for ever.
const RECURRING: &str = "system.";
/// How much longer than paid a call may last while things go wrong, and while they don't.
const TOO_LONG: Duration = Duration::from_secs(3_600);
const TOO_LONG_IN_PEACE: Duration = Duration::from_secs(120);

impl World {
    /// After a step: what was written, and who is to be woken.
    pub(crate) async fn look_around(&mut self) -> Step {
        let mut look = std::mem::take(&mut self.look);
        while !matches!(self.news.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {
            look = true;
        }
        if look && self.read_events().await? {
            self.judge_leases().await?;
        }
        self.wake_somebody().await
    }

    /// Reads what was written. Answers whether it is about a call.
    async fn read_events(&mut self) -> Step<bool> {
        let mut tx = self.ledger.look().await?;
        let events = tx.events_after(self.ledger.last_seq, 10_000).await?;
        drop(tx);
        let mut calls = false;
        for event in events {
            if event.seq != self.ledger.last_seq + 1 {
                let detail = format!("{} comes after {}", event.seq, self.ledger.last_seq);
                return self.broken("events are numbered without gaps", detail);
            }
            self.ledger.last_seq = event.seq;
            self.counts.events += 1;
            calls |= event.call.is_some();
            let about = event.booking.as_ref().map_or("", BookingId::as_str);
            let call = event.call.as_ref().map_or("", CallId::as_str);
            self.note(format_args!(
                "event {} {} {about} {call} {} {}",
                event.seq,
                event.kind,
                event.at.micros(),
                event.data
            ));
            self.ledger.take_in(&event);
        }
        Ok(calls)
    }

    /// A lease for each live attempt and none besides, and no account beyond its lines.
    async fn judge_leases(&mut self) -> Step {
        let mut tx = self.ledger.look().await?;
        let leases = tx.leases().await?;
        let live: BTreeSet<CallId> = tx.live_calls().await?.into_iter().map(|call| call.id).collect();
        drop(tx);
        let leased: BTreeSet<CallId> = leases.iter().map(|lease| lease.call.clone()).collect();
        if leased != live {
            let detail = format!("leases {leased:?}, live attempts {live:?}");
            return self.broken("a line is leased for each live attempt and for nothing else", detail);
        }
        for (account, lines) in &self.ledger.lines {
            let taken = leases.iter().filter(|lease| lease.account == *account).count();
            if taken > *lines as usize {
                let detail = format!("{account} has {lines} lines and {taken} leases");
                return self.broken("no more lines are leased than there are", detail);
            }
        }
        Ok(())
    }

    /// The carrier's own books: no account beyond its lines, no booking rung twice at once, no attempt
    /// placed twice.
    pub(crate) fn judge_lines(&mut self) -> Step {
        let mut used: BTreeMap<_, u32> = BTreeMap::new();
        let mut rung: BTreeMap<&BookingId, &str> = BTreeMap::new();
        for call in self.vapi.live() {
            *used.entry(&call.account).or_default() += 1;
            let Some(booking) = self.booking_of(call) else {
                return self.broken("every call at the carrier is an attempt of ours", call.ours.clone());
            };
            if let Some(other) = rung.insert(booking, &call.ours) {
                let detail = format!("{booking} is rung by {other} and {}", call.ours);
                return self.broken("nobody is rung twice at once", detail);
            }
        }
        for (account, used) in used {
            let lines = self.ledger.lines.get(account).copied().unwrap_or(0);
            if used > lines {
                let detail = format!("{account} has {lines} lines and carries {used} calls");
                return self.broken("the carrier never carries more calls than there are lines", detail);
            }
        }
        if let Some(newest) = self.vapi.calls().last()
            && self.vapi.calls().iter().filter(|call| call.ours == newest.ours).count() > 1
        {
            return self.broken("an attempt is placed at most once", newest.ours.clone());
        }
        Ok(())
    }

    pub(crate) fn booking_of(&self, call: &Call) -> Option<&BookingId> {
        self.ledger.booking_of.get(&call.ours.parse::<CallId>().ok()?)
    }

    /// What was paid for a booking and not given back, by the vendor's books.
    fn kept(&self, booking: &BookingId) -> i64 {
        let charges = self.stripe.intents().iter().filter(|intent| intent.booking == booking.as_str());
        charges.map(|intent| intent.taken() - intent.given_back()).sum()
    }

    /// A call is about to be asked for: it is recorded, owed, due and not held yet.
    pub(crate) async fn judge_order(&mut self, asked: &Asked) -> Step {
        self.read_events().await?;
        let order: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        let name = order["name"].as_str().unwrap_or_default().to_owned();
        let mut tx = self.ledger.look().await?;
        let id: Option<CallId> = name.parse().ok();
        let call = match &id {
            Some(id) => tx.call(id).await?,
            None => None,
        };
        let Some(call) = call.filter(|call| !call.state.is_final()) else {
            return self.broken("an attempt is recorded before the carrier is asked", name);
        };
        let leased = tx.leases().await?.iter().any(|lease| lease.call == call.id);
        let booking = tx.booking(&call.booking).await?;
        let payments = tx.payments_of(&call.booking).await?;
        drop(tx);
        let given = self.stripe.intents().iter().filter(|one| one.booking == call.booking.as_str());
        let by_hand: i64 = given.map(Intent::given_by_hand).sum();
        let courtesy = by_hand
            + by_people(payments.iter().map(|(payment, _)| payment), |refund| {
                refund.is_asked() || refund.is_given()
            });
        let Some(booking) = booking else {
            return self.broken("an attempt is recorded before the carrier is asked", name);
        };
        if !leased {
            return self.broken("a line is leased before the carrier is asked", name);
        }
        if booking.state != (BookingState::Initiating { call: call.id.clone() }) {
            let detail = format!("{} is {}", booking.id, booking.state.name());
            return self.broken("nobody is called whose call is not owed", detail);
        }
        // What somebody at the organisation gave back of their own will is no reason not to call.
        let kept = self.kept(&booking.id) + courtesy;
        if kept < booking.terms.price.minor {
            let detail = format!("{} costs {}, and {kept} came", booking.id, booking.terms.price.minor);
            return self.broken("nobody is called who has not paid", detail);
        }
        let called_now = self.ledger.retried.contains(&booking.id);
        if booking.scheduled_at.is_some_and(|at| at > self.ours()) && !called_now {
            return self.broken("nobody is called before the chosen time", booking.id.to_string());
        }
        let limit = order["assistantOverrides"]["maxDurationSeconds"].as_u64();
        let number = order["customer"]["number"].as_str();
        if limit != Some(u64::from(booking.terms.duration_seconds)) {
            return self
                .broken("the duration that was paid is asked for", format!("{limit:?} for {}", booking.id));
        }
        if number != Some(booking.contact.phone.as_str()) {
            return self.broken("the number of the booking is called", booking.id.to_string());
        }
        let held =
            self.vapi.calls().iter().any(|call| call.held && self.booking_of(call) == Some(&booking.id));
        if held {
            return self.broken("nobody is called again after the conversation", booking.id.to_string());
        }
        Ok(())
    }

    /// Whether everything that is durable has come to its end.
    pub(crate) async fn has_settled(&mut self) -> Step<bool> {
        let mut tx = self.ledger.look().await?;
        let left = tx.system().left_jobs().await?;
        if left.iter().any(|job| !job.dead && !job.kind.starts_with(RECURRING)) {
            return Ok(false);
        }
        Ok(all_bookings(&mut tx).await?.iter().all(|booking| booking.state.is_final()))
    }

    /// What keeps the world from settling.
    pub(crate) async fn what_is_left(&mut self) -> Step<String> {
        let mut tx = self.ledger.look().await?;
        let jobs = tx.system().left_jobs().await?;
        let jobs: Vec<String> =
            jobs.iter().filter(|job| !job.kind.starts_with(RECURRING)).map(words).collect();
        let bookings = all_bookings(&mut tx).await?;
        let open = bookings.iter().filter(|booking| !booking.state.is_final());
        let open: Vec<String> =
            open.map(|booking| format!("{} {}", booking.id, booking.state.name())).collect();
        let (tasks, letters, people) = (self.tasks.len(), self.undelivered, self.errands_of_people);
        Ok(format!(
            "open: {open:?}, jobs: {jobs:?}, under way: {tasks}, webhooks: {letters}, visitors: {people}"
        ))
    }

    /// All has settled: what was promised was kept.
    pub(crate) async fn judge_the_end(&mut self) -> Step {
        self.read_events().await?;
        self.judge_leases().await?;
        let mut tx = self.ledger.look().await?;
        let dead: Vec<LeftJob> = tx.system().left_jobs().await?.into_iter().filter(|job| job.dead).collect();
        let unread = tx.system().unprocessed_webhooks().await?;
        let last = tx.last_seq().await?;
        let bookings = all_bookings(&mut tx).await?;
        let mut stands = BTreeMap::new();
        for booking in &bookings {
            stands.insert(booking.id.to_string(), booking.state.name().to_owned());
            for call in tx.calls_of(&booking.id).await? {
                stands.insert(call.id.to_string(), call.state.name().to_owned());
            }
            let payments: Vec<Payment> =
                tx.payments_of(&booking.id).await?.into_iter().map(|(payment, _)| payment).collect();
            for payment in &payments {
                stands.insert(payment.id.to_string(), payment.state_name().to_owned());
            }
            self.judge_money(booking, &payments)?;
        }
        drop(tx);
        if let Some(job) = dead.first() {
            return self.broken("no work is given up", words(job));
        }
        if unread > 0 {
            return self.broken("every webhook is worked on", format!("{unread} are not"));
        }
        if last != self.ledger.last_seq {
            let detail = format!("the last is {}, the count says {last}", self.ledger.last_seq);
            return self.broken("events are numbered without gaps", detail);
        }
        self.judge_standing(&stands)?;
        let known: BTreeSet<BookingId> = bookings.iter().map(|booking| booking.id.clone()).collect();
        if let Some(lost) = self.ledger.promised.iter().find(|booking| !known.contains(*booking)) {
            return self.broken("no booking is lost", lost.to_string());
        }
        for intent in self.stripe.intents().iter().filter(|intent| intent.paid) {
            if !intent.booking.parse().is_ok_and(|booking: BookingId| known.contains(&booking)) {
                return self.broken("there is no charge without a booking", intent.id.clone());
            }
        }
        if let Some(intent) = self.stripe.too_much.first() {
            return self.broken("nothing is given back that was not taken", intent.clone());
        }
        for booking in &bookings {
            self.judge_booking(booking)?;
            self.counts.completed += u64::from(matches!(booking.state, BookingState::Completed { .. }));
        }
        self.judge_durations(&bookings)
    }

    /// The events add up to what the rows say.
    fn judge_standing(&self, stands: &BTreeMap<String, String>) -> Step {
        for (thing, state) in stands {
            let told = self.ledger.standing.get(thing);
            if told != Some(state) && told.is_none_or(|told| !TURNS.contains(&told.as_str())) {
                let detail = format!("{thing} is {state}, its events say {told:?}");
                return self.broken("events and states agree", detail);
            }
        }
        if stands.len() != self.ledger.standing.len() {
            let detail =
                format!("{} rows, {} things in the events", stands.len(), self.ledger.standing.len());
            return self.broken("events and states agree", detail);
        }
        Ok(())
    }

    /// What we believe of the money is what the vendor's books say, charge by charge. What a booking has
    /// no conversation for is not kept, nor what it was not asked for.
    fn judge_money(&self, booking: &Booking, payments: &[Payment]) -> Step {
        let mut theirs: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        let of_booking = |intent: &&Intent| intent.booking == booking.id.as_str() && intent.paid;
        for intent in self.stripe.intents().iter().filter(of_booking) {
            theirs.insert(&intent.id, (intent.taken(), intent.given_back()));
        }
        let mut ours: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for payment in payments {
            if let Some(charge) = payment.charge() {
                ours.insert(&charge.intent_ref, (payment.amount.minor, payment.refunded_minor()));
            }
        }
        if ours != theirs {
            let detail = format!("{}: {ours:?} taken and given back here, {theirs:?} there", booking.id);
            return self.broken("our books of money agree with the vendor's", detail);
        }
        let refunds = payments.iter().filter_map(Payment::charge).flat_map(|charge| &charge.refunds);
        let refunds: Vec<&Refund> = refunds.collect();
        if let Some(asked) = refunds.iter().find(|refund| refund.is_asked()) {
            return self.broken("no refund is left undone", format!("{} of {}", asked.id, booking.id));
        }
        let given = self.stripe.intents().iter().filter(of_booking);
        let by_people =
            by_people(payments.iter(), Refund::is_given) + given.map(Intent::given_by_hand).sum::<i64>();
        let (kept, price) = (self.kept(&booking.id), booking.terms.price.minor);
        let completed = matches!(booking.state, BookingState::Completed { .. });
        let due = if completed { price - by_people } else { 0 };
        if kept != due {
            let detail = format!("{} is {}, {kept} kept, {due} due", booking.id, booking.state.name());
            return self.broken("money is kept for a conversation and for nothing else", detail);
        }
        Ok(())
    }

    /// What is completed was held.
    fn judge_booking(&self, booking: &Booking) -> Step {
        let held =
            self.vapi.calls().iter().filter(|call| call.held && self.booking_of(call) == Some(&booking.id));
        let held = held.count();
        let completed = matches!(booking.state, BookingState::Completed { .. });
        let detail = || format!("{} is {}, {held} held", booking.id, booking.state.name());
        if completed && held != 1 {
            return self.broken("what is completed was held, once", detail());
        }
        if !completed && held > 0 && !matches!(booking.state, BookingState::Cancelled { .. }) {
            return self.broken("what was held is completed", detail());
        }
        Ok(())
    }

    /// Nobody is cut off before the time that was paid, and nobody talks much longer.
    fn judge_durations(&self, bookings: &[Booking]) -> Step {
        let cancelled: BTreeSet<&BookingId> = bookings
            .iter()
            .filter(|booking| matches!(booking.state, BookingState::Cancelled { .. }))
            .map(|booking| &booking.id)
            .collect();
        let peace = self.plan.faults == Faults::NONE || self.plan.faults == Faults::NONE.with(Fault::Overrun);
        let most = if peace { TOO_LONG_IN_PEACE } else { TOO_LONG };
        for call in self.vapi.calls().iter().filter(|call| call.started.is_some()) {
            let (talked, off) =
                (call.talked(), self.booking_of(call).is_some_and(|id| cancelled.contains(id)));
            let detail = || format!("{} lasted {talked:?} of {:?}", call.ours, call.limit);
            // By our clock, which may be ahead, it was so much later.
            if call.cut && talked + self.clocks.ahead() < call.limit && !off {
                return self.broken("nobody is cut off before the paid time is over", detail());
            }
            if talked > call.limit + most {
                return self.broken("no call outlives its time", detail());
            }
        }
        Ok(())
    }
}

fn words(job: &LeftJob) -> String {
    let error = job.last_error.as_deref().unwrap_or("no error");
    format!("{}{} due {}: {error}", job.kind, if job.dead { " (dead)" } else { "" }, job.run_at)
}

async fn all_bookings(tx: &mut OrgTx) -> Result<Vec<Booking>, ringwright_store::StoreError> {
    let mut all: Vec<Booking> = Vec::new();
    let mut search = BookingSearch { most: 500, ..BookingSearch::default() };
    loop {
        let found = tx.search_bookings(&search).await?;
        all.extend(found.rows.into_iter().map(|row| row.booking));
        let Some(next) = found.next else { return Ok(all) };
        search.after = Some(next);
    }
}

/// What people at the organisation gave back, of refunds that count.
fn by_people<'a>(payments: impl Iterator<Item = &'a Payment>, counts: impl Fn(&Refund) -> bool) -> i64 {
    let refunds = payments.filter_map(Payment::charge).flat_map(|charge| &charge.refunds);
    let theirs = refunds.filter(|refund| refund.by == RefundedBy::Operator && counts(refund));
    theirs.map(|refund| refund.minor).sum()
}
