//! Tenancy: through a handle of one organisation nothing of another is read or changed.

use ringwright_domain::Day;
use ringwright_domain::booking::{Booking, BookingState, Question};
use ringwright_domain::call::{Call, CallState};
use ringwright_domain::dispatch::Breaker;
use ringwright_domain::ids::{InboxId, JobId, NodeId};
use ringwright_domain::payment::{Payment, PaymentState};
use ringwright_domain::storefront::Content;
use ringwright_store::vault::Vault;
use ringwright_store::{
    Account, Agent, BookingSearch, JobPage, JobState, NewBooking, NewCustomer, NewEvent, NewJob, NewWebhook,
    OrgTx, Plan, TrialPerson, WebhookPage,
};
use serde_json::json;

use crate::world::{NOW, Tenant, World, at, ended, queued, secs, terms};

/// Two organisations, and one of everything in the first.
struct Neighbours {
    world: World,
    other: Tenant,
    booking: Booking,
    call: Call,
    payment: Payment,
    job: JobId,
    hook: InboxId,
    vault: Vault,
}

const KEY: (&str, &str) = ("key", "hash");

impl Neighbours {
    async fn new() -> Self {
        let world = World::new().await;
        let other = world.tenant("other").await;
        let home = &world.home;
        let vault = Vault::parse(&Vault::key_line("k1", &[7; 32])).unwrap();
        let booking = world.booking(home, queued(NOW), NOW);
        let call = Call { state: CallState::Ringing, ..world.call(home, &booking, NOW) };
        let over = Call { state: ended(at(30)), ..world.call(home, &booking, NOW) };
        let paid = PaymentState::paid("pi".into(), NOW);
        let payment = world.payment(&booking, paid, NOW);
        home.write(async |tx| {
            tx.insert_booking(&NewBooking { booking: &booking, idempotency: Some(KEY) }).await.unwrap();
            tx.insert_call(&call).await.unwrap();
            tx.insert_call(&over).await.unwrap();
            tx.take_lease(&call.id, &home.account, &home.agent, NOW).await.unwrap();
            tx.insert_payment(&payment, &home.account).await.unwrap();
            tx.upsert_plan(&plan("Ours")).await.unwrap();
            tx.count_one(day(), "visit").await.unwrap();
            tx.put_secret(&vault, "stripe", [1; 12], "sk_home", NOW).await.unwrap();
            let booking = Some(booking.id.clone());
            tx.emit(NewEvent { kind: "booked", booking, call: None, data: json!({}) });
        })
        .await;
        let node = world.id(NodeId::new);
        let org = Some(home.id().clone());
        let job = NewJob { org, claimed_by: Some((node.clone(), at(9))), ..world.job(NOW) };
        let hook = NewWebhook {
            id: world.id(InboxId::new),
            job: world.id(JobId::new),
            org: home.id().clone(),
            account: home.account.clone(),
            vendor: "vapi".into(),
            dedupe_key: "once".into(),
            body: "{}".into(),
            silent: false,
            received_at: NOW,
        };
        world.db.receive(std::slice::from_ref(&hook), None).await.unwrap();
        world
            .write(async |tx| {
                tx.enqueue(&job, NOW).await.unwrap();
                tx.bury(&job.id, &node, NOW, "broken").await.unwrap();
            })
            .await;
        let (job, hook) = (job.id, hook.id);
        Self { world, other, booking, call, payment, job, hook, vault }
    }

    /// All that the first organisation can see of itself.
    async fn snapshot(&self) -> String {
        let mut tx = self.world.home.org.begin().await.unwrap();
        let mut all = self.everything(&mut tx).await;
        all.push(format!("{:?}", tx.organisation().await.unwrap()));
        all.push(format!("{:?}", tx.last_trial(&self.person()).await.unwrap()));
        all.push(format!("{:?}", tx.storefront().await.unwrap()));
        all.join("\n")
    }

    /// Who could take a free trial.
    fn person(&self) -> TrialPerson {
        TrialPerson::new(self.booking.contact.phone.as_str(), &self.booking.contact.email.mailbox())
    }

    /// The answer of every reading method that can name something of the first organisation, or lists.
    async fn everything(&self, tx: &mut OrgTx) -> Vec<String> {
        let (home, booking) = (&self.world.home, &self.booking);
        let question = Question::read(booking.contact.phone.as_str());
        let search = BookingSearch { question, most: 9, ..BookingSearch::default() };
        let of_state = BookingSearch { states: &["queued"], most: 9, ..BookingSearch::default() };
        let jobs = JobPage { state: JobState::Dead, after: None, most: 9 };
        let hooks = WebhookPage { most: 9, ..WebhookPage::default() };
        let (from, to) = (at(-99), at(99));
        vec![
            format!("{:?}", tx.account(&home.account).await.unwrap()),
            format!("{:?}", tx.booking(&booking.id).await.unwrap()),
            format!("{:?}", tx.booking_for_update(&booking.id).await.unwrap()),
            format!("{:?}", tx.booking_by_key(KEY.0).await.unwrap()),
            format!("{:?}", tx.booking_row(&booking.id).await.unwrap()),
            format!("{:?}", tx.search_bookings(&search).await.unwrap().rows),
            format!("{:?}", tx.search_bookings(&of_state).await.unwrap().rows),
            format!("{:?}", tx.agent(&home.agent).await.unwrap()),
            format!("{:?}", tx.job(&self.job).await.unwrap()),
            format!("{:?}", tx.jobs(&jobs).await.unwrap()),
            format!("{:?}", tx.webhook_view(&self.hook).await.unwrap()),
            format!("{:?}", tx.webhooks(&hooks).await.unwrap().0),
            format!("{:?}", tx.funnel(&[(from, to)]).await.unwrap().concat()),
            format!("{:?}", tx.outcomes(from, to).await.unwrap()),
            format!("{:?}", tx.waits(from, to).await.unwrap()),
            format!("{:?}", tx.call(&self.call.id).await.unwrap()),
            format!("{:?}", tx.call_for_update(&self.call.id).await.unwrap()),
            format!("{:?}", tx.calls_of(&booking.id).await.unwrap()),
            format!("{:?}", tx.live_calls().await.unwrap()),
            format!("{:?}", tx.events_after(0, 9).await.unwrap()),
            format!("{:?}", tx.events_of(&booking.id).await.unwrap()),
            format!("{:?}", tx.leases().await.unwrap()),
            format!("{:?}", tx.payment(&self.payment.id).await.unwrap()),
            format!("{:?}", tx.payment_for_update(&self.payment.id).await.unwrap()),
            format!("{:?}", tx.payment_of(&booking.id).await.unwrap()),
            format!("{:?}", tx.payments_of(&booking.id).await.unwrap()),
            format!("{:?}", tx.payments_paid(&self.world.home.account, at(-9), at(9)).await.unwrap()),
            format!("{:?}", tx.plans().await.unwrap()),
            format!("{:?}", tx.all_plans().await.unwrap()),
            format!("{:?}", tx.tallies(day(), day()).await.unwrap()),
            format!("{:?}", tx.plan("standard").await.unwrap()),
            format!("{:?}", tx.due_bookings("luna", NOW, 9).await.unwrap()),
            format!("{:?}", tx.queue(NOW, 9).await.unwrap()),
            format!("{:?}", tx.mean_hold().await.unwrap()),
            format!("{:?}", tx.secret(&self.vault, "stripe").await.unwrap()),
            format!("{:?}", tx.secret_names().await.unwrap()),
        ]
    }
}

fn day() -> Day {
    Day::of(NOW, "UTC")
}

fn plan(name: &str) -> Plan {
    let terms = terms("luna");
    Plan {
        code: terms.plan,
        name: name.into(),
        description: String::new(),
        price: terms.price,
        duration_seconds: 300,
        persona: terms.persona,
        priority: 0,
        position: 0,
        active: true,
        minimum_age: 0,
        disclosure: String::new(),
        badge: String::new(),
    }
}

#[tokio::test]
async fn a_neighbour_reads_nothing() {
    let n = Neighbours::new().await;
    let mut tx = n.world.home.org.begin().await.unwrap();
    for (at, answer) in n.everything(&mut tx).await.into_iter().enumerate() {
        assert!(answer != "None" && answer != "[]", "question {at} is no question: {answer}");
    }
    drop(tx);
    let mut tx = n.other.org.begin().await.unwrap();
    for (at, answer) in n.everything(&mut tx).await.into_iter().enumerate() {
        assert!(answer == "None" || answer == "[]", "question {at} is answered: {answer}");
    }
}

#[tokio::test]
async fn a_neighbour_counts_nothing() {
    let n = Neighbours::new().await;
    let later = Booking { created_at: at(99), ..n.booking.clone() };
    let figures = async |tx: &mut OrgTx| {
        let today = tx.today(at(-1)).await.unwrap();
        let ahead = tx.queue_place(&Booking { id: later_id(&n), ..later.clone() }, NOW).await.unwrap().ahead;
        let length = tx.queue_length("luna", NOW).await.unwrap();
        let lines: u32 = tx.lines(NOW).await.unwrap().iter().map(|line| line.account_live).sum();
        let seq = tx.last_seq().await.unwrap();
        (
            today.booked,
            today.in_queue,
            today.revenue_minor,
            today.mean_wait.is_some(),
            ahead,
            length,
            lines,
            seq,
        )
    };
    assert_eq!(n.world.home.read(figures).await, (1, 1, 1_999, true, 1, 1, 1, 1));
    assert_eq!(n.other.read(figures).await, (0, 0, 0, false, 0, 0, 0, 0));
}

fn later_id(n: &Neighbours) -> ringwright_domain::ids::BookingId {
    n.world.id(ringwright_domain::ids::BookingId::new)
}

#[tokio::test]
async fn a_neighbour_sees_only_its_own_accounts_and_agents() {
    let n = Neighbours::new().await;
    let mut tx = n.other.org.read().await.unwrap();
    assert_eq!(tx.org(), n.other.id());
    assert_eq!(tx.organisation().await.unwrap().slug, "other");
    let accounts: Vec<_> = tx.accounts().await.unwrap().into_iter().map(|account| account.id).collect();
    assert_eq!(accounts, std::slice::from_ref(&n.other.account));
    let agents: Vec<_> = tx.agents().await.unwrap().into_iter().map(|agent| agent.id).collect();
    assert_eq!(agents, std::slice::from_ref(&n.other.agent));
    let lines: Vec<_> = tx.lines(NOW).await.unwrap().into_iter().map(|line| line.agent).collect();
    assert_eq!(lines, std::slice::from_ref(&n.other.agent));
}

#[tokio::test]
async fn a_neighbour_changes_nothing() {
    let n = Neighbours::new().await;
    let home = &n.world.home;
    let before = n.snapshot().await;
    let booking = Booking { state: BookingState::NoAnswer, attempts: 9, ..n.booking.clone() };
    let call = Call { state: ended(at(1)), vendor_ref: Some("stolen".into()), ..n.call.clone() };
    let payment = Payment { state: PaymentState::Expired, round: 9, ..n.payment.clone() };
    n.other
        .write(async |tx| {
            tx.update_booking(&booking).await.unwrap();
            tx.update_call(&call).await.unwrap();
            tx.update_payment(&payment).await.unwrap();
            tx.renew_lease(&n.call.id, at(99)).await.unwrap();
            tx.release_lease(&n.call.id).await.unwrap();
            tx.set_paused(&home.account, true).await.unwrap();
            tx.go_live(&home.account).await.unwrap();
            let account = tx.account(&n.other.account).await.unwrap().unwrap();
            tx.update_account(&Account { id: home.account.clone(), lines: 0, ..account }).await.unwrap();
            let agent = tx.agent(&n.other.agent).await.unwrap().unwrap();
            tx.update_agent(&Agent { id: home.agent.clone(), active: false, ..agent }).await.unwrap();
            assert!(!tx.revive_job(&n.job, None, at(5)).await.unwrap());
            assert!(!tx.delete_dead_job(&n.job).await.unwrap());
            assert!(!tx.reopen_webhook(&n.hook).await.unwrap());
            let step = |_| Breaker { failures: 9, opened_at: Some(NOW) };
            tx.move_breaker(&home.account, step, Some("broken")).await.unwrap();
            tx.set_storefront("Theirs", &Content { headline: "Theirs".into(), ..Content::default() })
                .await
                .unwrap();
            tx.count_one(day(), "visit").await.unwrap();
            tx.upsert_plan(&plan("Theirs")).await.unwrap();
            tx.put_secret(&n.vault, "stripe", [2; 12], "sk_other", NOW).await.unwrap();
            tx.emit(NewEvent { kind: "tick", booking: None, call: None, data: json!({}) });
        })
        .await;
    assert_eq!(n.snapshot().await, before);
}

/// The same telephone number, idempotency key, plan and secret mean something else next door.
#[tokio::test]
async fn neighbours_do_not_share_names() {
    let n = Neighbours::new().await;
    let contact = n.booking.contact.clone();
    let new = || NewCustomer { id: n.world.id(ringwright_domain::ids::CustomerId::new), contact: &contact };
    let ours = n.world.home.write(async |tx| tx.upsert_customer(&new(), NOW).await.unwrap()).await;
    let theirs = n.other.write(async |tx| tx.upsert_customer(&new(), NOW).await.unwrap()).await;
    assert_ne!(ours, theirs);
    let who = n.person();
    assert!(n.other.write(async |tx| tx.take_trial(&who, NOW, secs(1)).await.unwrap()).await);
    assert_eq!(n.world.home.read(async |tx| tx.last_trial(&who).await.unwrap()).await, None);

    let booking = n.world.booking(&n.other, BookingState::Pending, NOW);
    let new = NewBooking { booking: &booking, idempotency: Some(KEY) };
    assert!(n.other.write(async |tx| tx.insert_booking(&new).await.unwrap()).await);
    let found = n.other.read(async |tx| tx.booking_by_key(KEY.0).await.unwrap().unwrap()).await;
    assert_eq!(found.0, booking.id);
}
