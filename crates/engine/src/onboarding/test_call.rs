//! A first test call: an ordinary booking, free, at an agent whose account is the sandbox.

use ringwright_domain::booking::{Booking, BookingEvent, BookingState, Contact, TEST_PLAN, Terms};
use ringwright_domain::ids::{AccountId, AgentId, BookingId, CustomerId};
use ringwright_domain::permission::Permission;
use ringwright_domain::person::{Email, PersonName};
use ringwright_domain::{Currency, FailureCode, Money, Phone};
use ringwright_store::{BookingSearch, Mode, NewAgent, NewBooking, NewCustomer, OrgTx};
use serde_json::{Value, json};

use crate::account::{AccountForm, NewSecrets};
use crate::audit::subject;
use crate::auth::Caller;
use crate::desk::{AccountKind, Vendor};
use crate::{Engine, Error, FieldProblem, Result};

/// The persona of test calls, named as their plan. No plan that can be bought names it.
const TEST: &str = TEST_PLAN;
/// The person of the sandbox who picks up and talks.
const USUAL: &str = "+12025550142";
/// The longest test call, in seconds.
const LONGEST: u32 = 180;

impl Engine {
    /// Places a test call in the sandbox; nobody real is called, and nothing is charged. While one is under way, that
    /// one is the answer. A line and an agent for it are made where there are none.
    ///
    /// # Errors
    /// When the number is wrong, the test line was taken out of the sandbox, or a line or an agent is missing and the
    /// caller may not make one.
    pub async fn test_call(&self, caller: &Caller, phone: Option<&str>) -> Result<BookingId> {
        let (org, by, now) = (caller.org(), &caller.actor, self.now());
        let mut tx = self.org(org).begin().await?;
        // Of several that come at once, one makes the line.
        tx.lock_lines().await?;
        let account = self.sandbox_line(&mut tx, caller).await?;
        tx.lock_account(&account).await?;
        // Nobody took it out of the sandbox since.
        let known = tx.account(&account).await?.filter(|account| account.mode == Mode::Sandbox);
        let known = known.filter(|account| !account.paused);
        let Some(vendor) = known.and_then(|account| Vendor::of(&account.vendor)) else {
            return Err(Error::refused(FailureCode::AccountNotReady));
        };
        let organisation = tx.organisation().await?;
        let business = tx.business().await?;
        let phone =
            Phone::parse(phone.unwrap_or(USUAL), Some(&organisation.default_region)).map_err(|error| {
                Error::fields(vec![FieldProblem::new("phone", "not_a_number", error.to_string())])
            })?;
        let latest = BookingSearch { plan: Some(TEST), most: 1, ..BookingSearch::default() };
        let latest = tx.search_bookings(&latest).await?.rows.into_iter().next();
        if let Some(row) = latest.filter(|row| !row.booking.state.is_final()) {
            return Ok(row.booking.id);
        }
        self.test_agent(&mut tx, caller, &account, vendor).await?;
        let email =
            Email::parse(&business.profile.contact.email).or_else(|_| Email::parse("test@example.com"));
        let contact = Contact {
            name: PersonName::parse("Test call").map_err(|error| Error::Broken(error.to_string()))?,
            phone,
            email: email.map_err(|error| Error::Broken(error.to_string()))?,
            request: String::new(),
        };
        let customer = NewCustomer { id: CustomerId::new(now, self.chance()), contact: &contact };
        let customer = tx.upsert_customer(&customer, now).await?;
        let currency = business.profile.currency.parse().unwrap_or(Currency::USD);
        let mut booking = Booking {
            id: BookingId::new(now, self.chance()),
            customer,
            contact,
            terms: Terms {
                plan: TEST.to_owned(),
                plan_name: "Test call".to_owned(),
                price: Money::new(0, currency),
                duration_seconds: LONGEST,
                persona: TEST.to_owned(),
            },
            state: BookingState::Pending,
            priority: 0,
            scheduled_at: None,
            attempts: 0,
            misfires: 0,
            consented_at: now,
            confirmed_age: None,
            created_at: now,
            updated_at: now,
        };
        tx.insert_booking(&NewBooking { booking: &booking, idempotency: None }).await?;
        crate::booking::emit(&mut tx, &booking);
        self.advance(&mut tx, &mut booking, &BookingEvent::Admitted, now).await?;
        self.admit(&mut tx, &mut booking, now).await?;
        let change = (Value::Null, json!({ "plan": TEST }));
        let about = subject("booking", &booking.id, "Test call");
        self.record(&mut tx, by, "booking.test_call", about, change).await?;
        tx.commit(now).await?;
        Ok(booking.id)
    }

    /// An account whose calls go to the sandbox; made if there is none.
    async fn sandbox_line(&self, tx: &mut OrgTx, caller: &Caller) -> Result<AccountId> {
        let accounts = tx.accounts().await?;
        let fits = |account: &&ringwright_store::Account| {
            AccountKind::of(&account.vendor) == Some(AccountKind::Calls)
                && account.mode == Mode::Sandbox
                && !account.paused
                && account.lines > 0
        };
        if let Some(account) = accounts.iter().find(fits) {
            return Ok(account.id.clone());
        }
        caller.must(Permission::AccountsWrite)?;
        let form = AccountForm {
            vendor: Vendor::Vapi.name().to_owned(),
            name: "Test line".to_owned(),
            mode: Mode::Sandbox,
            lines: 1,
            priority: -10,
            secrets: NewSecrets::default(),
        };
        self.add_account(tx, &caller.actor, form).await
    }

    /// The agent that holds test calls at an account; made if there is none.
    async fn test_agent(
        &self,
        tx: &mut OrgTx,
        caller: &Caller,
        account: &AccountId,
        vendor: Vendor,
    ) -> Result<()> {
        let mut agents = tx.agents().await?.into_iter();
        if agents.any(|agent| agent.persona == TEST && agent.account == *account && agent.active) {
            return Ok(());
        }
        caller.must(Permission::AgentsWrite)?;
        let (assistant, number) = vendor.sandbox_agent();
        let agent = NewAgent {
            id: AgentId::new(self.now(), self.chance()),
            account: account.clone(),
            name: "Test agent".to_owned(),
            persona: TEST.to_owned(),
            assistant_ref: assistant.to_owned(),
            number_ref: number.to_owned(),
            lines: 1,
            priority: 0,
            active: true,
        };
        self.add_agent(tx, &caller.actor, &agent).await
    }
}
