//! A small world to test in: a store, organisations, and things made with few words.

use std::cell::Cell;
use std::time::Duration;

use ringwright_domain::booking::{Booking, BookingState, Contact, RetryPolicy, Terms};
use ringwright_domain::call::{Call, CallOutcome, CallState};
use ringwright_domain::chance::SeededChance;
use ringwright_domain::ids::{AccountId, AgentId, BookingId, CallId, CustomerId, JobId, OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentMethod, PaymentState};
use ringwright_domain::person::{Email, PersonName};
use ringwright_domain::{Chance, Currency, Instant, Money};
use ringwright_store::testing::{TestStore, fresh_store};
use ringwright_store::{
    Mode, NewAccount, NewAgent, NewBooking, NewCustomer, NewJob, NewOrganisation, OrgStore, OrgTx, Tx,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

/// When the tests take place.
pub const NOW: Instant = Instant::from_seconds(1_800_000_000);

/// So many seconds after [`NOW`]; before it, when negative.
pub const fn at(seconds: i64) -> Instant {
    Instant::from_seconds(NOW.seconds() + seconds)
}

/// A duration in seconds.
pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A fresh store with one furnished organisation.
pub struct World {
    pub db: TestStore,
    pub home: Tenant,
    minted: Mint,
}

/// An organisation with an account, an agent and a customer.
pub struct Tenant {
    pub org: OrgStore,
    pub account: AccountId,
    pub agent: AgentId,
    pub customer: CustomerId,
}

/// Makes ids and telephone numbers, none of them twice.
struct Mint {
    chance: SeededChance,
    phones: Cell<u32>,
}

impl World {
    pub async fn new() -> Self {
        let db = fresh_store().await;
        let minted = Mint { chance: SeededChance::new(1), phones: Cell::new(0) };
        let home = furnish(&db, &minted, "home").await;
        Self { db, home, minted }
    }

    /// Another organisation.
    pub async fn tenant(&self, slug: &str) -> Tenant {
        furnish(&self.db, &self.minted, slug).await
    }

    /// A new id, such as `world.id(JobId::new)`.
    pub fn id<T>(&self, new: fn(Instant, &dyn Chance) -> T) -> T {
        new(NOW, &self.minted.chance)
    }

    /// A person whom nobody has called yet.
    pub fn contact(&self) -> Contact {
        self.minted.contact()
    }

    /// A transaction that is bound to no organisation, committed.
    pub async fn write<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> T) -> T {
        let mut tx = self.db.begin().await.unwrap();
        let answer = work(&mut tx).await;
        tx.commit().await.unwrap();
        answer
    }

    /// A reading transaction that is bound to no organisation.
    pub async fn read<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> T) -> T {
        work(&mut self.db.read().await.unwrap()).await
    }

    /// Runs a statement that the store itself never sends.
    pub async fn behind_the_back(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.db.is_shared() {
            PgConnection::connect(&self.db.url).await.unwrap().execute(sql).await.unwrap();
        } else {
            SqliteConnection::connect(&self.db.url).await.unwrap().execute(sql).await.unwrap();
        }
    }

    /// A booking that is not stored yet, made at `created_at`.
    pub fn booking(&self, tenant: &Tenant, state: BookingState, created_at: Instant) -> Booking {
        Booking {
            id: self.id(BookingId::new),
            customer: tenant.customer.clone(),
            contact: self.contact(),
            terms: terms("luna"),
            state,
            priority: 0,
            scheduled_at: None,
            attempts: 0,
            misfires: 0,
            consented_at: created_at,
            confirmed_age: None,
            created_at,
            updated_at: created_at,
        }
    }

    /// A stored booking.
    pub async fn booked(&self, tenant: &Tenant, state: BookingState, created_at: Instant) -> Booking {
        let booking = self.booking(tenant, state, created_at);
        tenant.keep(&booking).await;
        booking
    }

    /// A call that is not stored yet, recorded at `created_at`.
    pub fn call(&self, tenant: &Tenant, booking: &Booking, created_at: Instant) -> Call {
        Call {
            id: self.id(CallId::new),
            booking: booking.id.clone(),
            account: tenant.account.clone(),
            agent: tenant.agent.clone(),
            limit_seconds: 300,
            state: CallState::Initiating,
            vendor_ref: None,
            created_at,
            updated_at: created_at,
        }
    }

    /// A payment that is not stored yet.
    pub fn payment(&self, booking: &Booking, state: PaymentState, created_at: Instant) -> Payment {
        Payment {
            id: self.id(PaymentId::new),
            booking: booking.id.clone(),
            method: PaymentMethod::Checkout,
            amount: booking.terms.price,
            state,
            round: 1,
            checkout_ref: None,
            checkout_url: None,
            expires_at: created_at.plus(secs(1_800)),
            created_at,
            updated_at: created_at,
        }
    }

    /// Work of the installation, due at `run_at`, that is not stored yet.
    pub fn job(&self, run_at: Instant) -> NewJob {
        NewJob {
            id: self.id(JobId::new),
            org: None,
            kind: "test.work",
            dedupe_key: None,
            payload: json!({}),
            priority: 0,
            run_at,
            claimed_by: None,
        }
    }
}

impl Tenant {
    /// Its id.
    pub const fn id(&self) -> &OrgId {
        self.org.org()
    }

    /// A transaction, committed at [`NOW`].
    pub async fn write<T>(&self, work: impl AsyncFnOnce(&mut OrgTx) -> T) -> T {
        let mut tx = self.org.begin().await.unwrap();
        let answer = work(&mut tx).await;
        tx.commit(NOW).await.unwrap();
        answer
    }

    /// A reading transaction.
    pub async fn read<T>(&self, work: impl AsyncFnOnce(&mut OrgTx) -> T) -> T {
        work(&mut self.org.read().await.unwrap()).await
    }

    /// Stores a booking.
    pub async fn keep(&self, booking: &Booking) {
        let new = NewBooking { booking, idempotency: None };
        assert!(self.write(async |tx| tx.insert_booking(&new).await.unwrap()).await);
    }

    /// Stores a call.
    pub async fn keep_call(&self, call: &Call) {
        self.write(async |tx| tx.insert_call(call).await.unwrap()).await;
    }

    /// Stores a payment, taken by the tenant's one account.
    pub async fn keep_payment(&self, payment: &Payment) {
        self.write(async |tx| tx.insert_payment(payment, &self.account).await.unwrap()).await;
    }
}

impl Mint {
    fn contact(&self) -> Contact {
        let count = self.phones.get();
        self.phones.set(count + 1);
        Contact {
            name: PersonName::parse("Åsa Ek").unwrap(),
            phone: format!("+1202555{:04}", 100 + count).parse().unwrap(),
            email: Email::parse("asa@example.com").unwrap(),
            request: "Speak slowly; \"please\" 🌙".into(),
        }
    }
}

async fn furnish(db: &TestStore, mint: &Mint, slug: &str) -> Tenant {
    let organisation = organisation(OrgId::new(NOW, &mint.chance), slug);
    let mut tx = db.begin().await.unwrap();
    tx.insert_organisation(&organisation, NOW).await.unwrap();
    tx.commit().await.unwrap();

    let account = new_account(AccountId::new(NOW, &mint.chance));
    let agent = new_agent(AgentId::new(NOW, &mint.chance), &account.id);
    let org = db.org(&organisation.id);
    let mut tx = org.begin().await.unwrap();
    tx.insert_account(&account, NOW).await.unwrap();
    tx.insert_agent(&agent, NOW).await.unwrap();
    let contact = mint.contact();
    let new = NewCustomer { id: CustomerId::new(NOW, &mint.chance), contact: &contact };
    let customer = tx.upsert_customer(&new, NOW).await.unwrap();
    tx.commit(NOW).await.unwrap();
    Tenant { org, account: account.id, agent: agent.id, customer }
}

/// An organisation that is not stored yet.
pub fn organisation(id: OrgId, slug: &str) -> NewOrganisation {
    NewOrganisation {
        id,
        slug: slug.into(),
        name: "Midnight Line".into(),
        time_zone: "Europe/Stockholm".into(),
        default_region: "SE".into(),
        retry: RetryPolicy { attempts: 3, misfires: 5, pause: Duration::from_millis(90_500) },
    }
}

/// An account that is not stored yet.
pub fn new_account(id: AccountId) -> NewAccount {
    NewAccount {
        id,
        vendor: "vapi".into(),
        name: "Main".into(),
        mode: Mode::Sandbox,
        lines: 10,
        priority: -3,
    }
}

/// An agent that is not stored yet.
pub fn new_agent(id: AgentId, account: &AccountId) -> NewAgent {
    NewAgent {
        id,
        account: account.clone(),
        name: "Luna".into(),
        persona: "luna".into(),
        assistant_ref: "asst_1".into(),
        number_ref: "num_1".into(),
        lines: 4,
        priority: 7,
        active: true,
    }
}

/// The terms of a plan for this persona.
pub fn terms(persona: &str) -> Terms {
    Terms {
        plan: "standard".into(),
        plan_name: "Standard".into(),
        price: Money::new(1_999, Currency::USD),
        duration_seconds: 300,
        persona: persona.into(),
    }
}

/// In the queue, not to be called before `due_at`.
pub const fn queued(due_at: Instant) -> BookingState {
    BookingState::Queued { due_at }
}

/// The end of a call that took place.
pub const fn ended(ended_at: Instant) -> CallState {
    CallState::Ended { outcome: CallOutcome::Completed, answered_at: None, ended_at }
}

/// The ids of bookings, in their order.
pub fn ids(bookings: &[Booking]) -> Vec<&BookingId> {
    bookings.iter().map(|booking| &booking.id).collect()
}
