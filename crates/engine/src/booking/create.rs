//! Booking a call.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::booking::{Booking, BookingEvent, BookingState, Contact, Terms};
use ringwright_domain::ids::{BookingId, CustomerId, OrgId};
use ringwright_domain::payment::PaymentMethod;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{NewBooking, NewCustomer, OrgTx, Plan};
use sha2::{Digest, Sha256};

use super::{advance, trial, validate};
use crate::payment::{CheckoutLink, Offer};
use crate::{Engine, Error, FieldProblem, Result};

/// What a visitor entered, unchecked.
#[derive(Debug, Clone)]
pub struct BookingRequest {
    /// Their name.
    pub name: String,
    /// Their phone number, in any usual way of writing.
    pub phone: String,
    /// Their mail address.
    pub email: String,
    /// The code of the plan.
    pub plan: String,
    /// What they wish to talk about.
    pub request: String,
    /// Whether they agree to be called by an artificial voice.
    pub consent: bool,
    /// Whether they confirm to have reached the age that the plan asks for.
    pub age_confirmed: bool,
    /// When to be called; at once when `None`.
    pub scheduled_at: Option<Instant>,
    /// How it is paid, if it has a price.
    pub method: PaymentMethod,
    /// What makes a repeated request the same request.
    pub idempotency_key: Option<String>,
}

/// What was entered, checked, with what it takes to take it down.
struct Wanted<'a> {
    request: &'a BookingRequest,
    contact: &'a Contact,
    plan: &'a Plan,
    /// The ways to pay.
    offers: &'a [Offer],
    /// What makes two requests the same.
    hash: &'a str,
}

/// A booking that was made.
#[derive(Debug, Clone)]
pub struct Created {
    /// The booking.
    pub booking: BookingId,
    /// The token that opens it.
    pub token: String,
    /// Where to pay, if there is something to pay and the vendor could be asked.
    pub checkout: Option<CheckoutLink>,
}

impl Engine {
    /// Books a call: takes it down, and either admits it (a free one) or opens its checkout page. The
    /// booking stands even when the payment vendor does not answer; its page can be opened later.
    ///
    /// # Errors
    /// When fields are wrong, the plan is unknown, the free trial was used, or the organisation is suspended.
    pub async fn create_booking(&self, org: &OrgId, request: &BookingRequest) -> Result<Created> {
        let now = self.now();
        let offers = self.offers(org).await?;
        let mut tx = self.org(org).begin().await?;
        let region = tx.organisation().await?.default_region;
        let contact = validate::contact(request, &region, now).map_err(Error::fields)?;
        let plan = tx.plan(request.plan.trim()).await?.ok_or_else(unknown_plan)?;
        let hash = fingerprint(&contact, request);
        let wanted = Wanted { request, contact: &contact, plan: &plan, offers: &offers, hash: &hash };
        let made = self.take_down(&mut tx, &wanted, now).await;
        if let Ok(Some(id)) = made {
            tx.commit(now).await?;
            metrics::counter!("ringwright_bookings_total", "plan" => plan.code).increment(1);
            return self.created(org, id, request.method).await;
        }
        drop(tx);
        // It may be the same request come again; then its answer is the same booking, whatever rule
        // says no to a second one.
        match self.earlier(org, request).await? {
            Some((booking, known)) if known == hash => self.created(org, booking, request.method).await,
            Some(_) => Err(Error::refused(FailureCode::IdempotencyMismatch)),
            None => Err(made.err().unwrap_or(Error::refused(FailureCode::IdempotencyMismatch))),
        }
    }

    async fn earlier(&self, org: &OrgId, request: &BookingRequest) -> Result<Option<(BookingId, String)>> {
        let Some(key) = &request.idempotency_key else { return Ok(None) };
        Ok(self.org(org).read().await?.booking_by_key(key).await?)
    }

    async fn created(&self, org: &OrgId, booking: BookingId, method: PaymentMethod) -> Result<Created> {
        let token = self.booking_token(org, &booking).await?;
        if method == PaymentMethod::Element {
            // Its form is opened by the page that shows it.
            return Ok(Created { booking, token, checkout: None });
        }
        let checkout = match self.checkout(org, &booking, method).await {
            Ok(link) => Some(link),
            Err(Error::Refused { code: FailureCode::NothingToPay, .. }) => None,
            Err(error) => {
                tracing::warn!(booking = %booking, %error, "the checkout page could not be opened yet");
                None
            }
        };
        Ok(Created { booking, token, checkout })
    }

    /// Takes a booking down; `None` when its idempotency key is taken.
    async fn take_down(
        &self,
        tx: &mut OrgTx,
        wanted: &Wanted<'_>,
        now: Instant,
    ) -> Result<Option<BookingId>> {
        let Wanted { request, contact, plan, offers, hash } = *wanted;
        if tx.organisation().await?.suspended_at.is_some() {
            return Err(Error::refused(FailureCode::NotTakingBookings));
        }
        let confirmed_age = validate::confirmed_age(request, plan).map_err(Error::fields)?;
        let new = NewCustomer { id: CustomerId::new(now, self.chance()), contact };
        let customer = tx.upsert_customer(&new, now).await?;
        if plan.price.is_zero() {
            trial::take(tx, contact, now).await?;
        }
        let mut booking = Booking {
            id: BookingId::new(now, self.chance()),
            customer,
            contact: contact.clone(),
            terms: terms(plan),
            state: BookingState::Pending,
            priority: plan.priority,
            scheduled_at: request.scheduled_at,
            attempts: 0,
            misfires: 0,
            consented_at: now,
            confirmed_age,
            created_at: now,
            updated_at: now,
        };
        let idempotency = request.idempotency_key.as_deref().map(|key| (key, hash));
        if !tx.insert_booking(&NewBooking { booking: &booking, idempotency }).await? {
            return Ok(None);
        }
        advance::emit(tx, &booking);
        if plan.price.is_zero() {
            self.advance(tx, &mut booking, &BookingEvent::Admitted, now).await?;
            self.admit(tx, &mut booking, now).await?;
        } else {
            self.ask_payment(tx, &mut booking, request.method, offers, now).await?;
        }
        Ok(Some(booking.id))
    }

    async fn ask_payment(
        &self,
        tx: &mut OrgTx,
        booking: &mut Booking,
        method: PaymentMethod,
        offers: &[Offer],
        now: Instant,
    ) -> Result<()> {
        if offers.is_empty() {
            return Err(Error::Broken("the organisation has no account that takes payments".into()));
        }
        let offer = offers.iter().find(|offer| offer.method == method);
        let offer = offer.ok_or(Error::refused(FailureCode::MethodNotOffered))?;
        self.record_payment(tx, booking, method, &offer.account, now).await?;
        self.advance(tx, booking, &BookingEvent::PaymentAsked, now).await?;
        Ok(())
    }
}

fn terms(plan: &Plan) -> Terms {
    Terms {
        plan: plan.code.clone(),
        plan_name: plan.name.clone(),
        price: plan.price,
        duration_seconds: plan.duration_seconds,
        persona: plan.persona.clone(),
    }
}

fn unknown_plan() -> Error {
    let message = "there is no such plan; choose one of those listed".to_owned();
    Error::fields(vec![FieldProblem::new("plan", "unknown", message)])
}

/// What makes two requests the same.
fn fingerprint(contact: &Contact, request: &BookingRequest) -> String {
    let mut hash = Sha256::new();
    for part in [
        contact.name.as_str(),
        contact.phone.as_str(),
        contact.email.as_str(),
        &contact.request,
        request.plan.trim(),
        &request.scheduled_at.map(|at| at.to_string()).unwrap_or_default(),
        request.method.as_str(),
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
