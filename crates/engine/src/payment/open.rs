//! What opening a page, a form and an invoice have in common: the payment of that way is found or
//! recorded, the others are closed, and the attempt is recorded before the vendor is asked.

use std::time::Duration;

use ringwright_domain::booking::{Booking, BookingEvent};
use ringwright_domain::ids::{BookingId, OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentMethod, PaymentNews, PaymentState};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Account, OrgTx};
use ringwright_vendors::{CheckoutOrder, Payments};

use super::{FIRST_LOOK, emit, open_for};
use crate::jobs::Work;
use crate::{Engine, Error, Result};

/// How much later a payment is than the one before it, whatever the clock says: their order counts.
const MOMENT: Duration = Duration::from_micros(1);

/// A payment that can be opened.
pub(super) struct Opening {
    pub booking: Booking,
    pub payment: Payment,
    pub account: Account,
}

impl Engine {
    /// The payment of a booking that is made in this way: the newest that is open, or a new one. What is
    /// open in other ways is closed at the vendor first, where that can be; an invoice that cannot be
    /// closed stays open, and money that comes through it counts, or goes back.
    pub(super) async fn opening(
        &self,
        org: &OrgId,
        id: &BookingId,
        method: PaymentMethod,
    ) -> Result<Opening> {
        let mut tx = self.org(org).read().await?;
        let booking = tx.booking(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let payments = tx.payments_of(id).await?;
        if tx.organisation().await?.suspended_at.is_some() {
            // Nobody would be called for the money.
            return Err(Error::refused(FailureCode::NotTakingBookings));
        }
        drop(tx);
        if !booking.state.awaits_payment() || payments.is_empty() {
            return Err(Error::refused(FailureCode::NothingToPay));
        }
        let offers = self.offers(org).await?;
        let offer = offers.into_iter().find(|offer| offer.method == method);
        let account = offer.map(|offer| offer.account);
        let (payment, others) = self.settle_on(org, id, method, account.as_ref()).await?;
        self.close_others(org, &payment, &others).await?;
        let (payment, account) = self.read_payment(org, &payment).await?.ok_or_else(gone)?;
        Ok(Opening { booking, payment, account })
    }

    /// Writes down that the booking is paid in this way from now on. Gives that payment, and those that
    /// were open before it. It is written before they are closed: news that one has closed would call the
    /// booking off while nothing else is open.
    ///
    /// Only the newest is taken up again. An older one may be closed at this moment for the one that
    /// followed it, so whoever comes back to its way gets a new one; thus every way that is chosen closes
    /// only what is older, and the way chosen last stays open, however many are chosen at once.
    async fn settle_on(
        &self,
        org: &OrgId,
        id: &BookingId,
        method: PaymentMethod,
        account: Option<&Account>,
    ) -> Result<(PaymentId, Vec<PaymentId>)> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let booking = tx.booking_for_update(id).await?;
        let mut booking = booking.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        if !booking.state.awaits_payment() {
            return Err(Error::refused(FailureCode::NothingToPay));
        }
        let open = tx.payments_of(id).await?.into_iter().map(|(payment, _)| payment);
        let open: Vec<Payment> = open.filter(|payment| payment.state.is_open()).collect();
        let newest = open.last();
        let payment = match (newest, account) {
            (Some(newest), _) if newest.method == method => newest.id.clone(),
            (_, Some(account)) => {
                let at = newest.map_or(now, |newest| newest.created_at.plus(MOMENT).max(now));
                let payment = self.record_payment(&mut tx, &booking, method, account, at).await?;
                self.advance(&mut tx, &mut booking, &BookingEvent::PaymentAsked, now).await?;
                payment
            }
            (_, None) => return Err(Error::refused(FailureCode::MethodNotOffered)),
        };
        tx.commit(now).await?;
        let others = open.into_iter().map(|other| other.id).filter(|other| *other != payment).collect();
        Ok((payment, others))
    }

    /// Closes what was open before. Whoever paid there meanwhile has nothing more to pay; whoever chose
    /// another way after this one closes the rest.
    async fn close_others(&self, org: &OrgId, chosen: &PaymentId, others: &[PaymentId]) -> Result<()> {
        for other in others {
            let mine = self.read_payment(org, chosen).await?;
            if !mine.is_some_and(|(payment, _)| payment.state.is_open()) {
                return Err(Error::refused(FailureCode::NothingToPay));
            }
            if let Some(PaymentNews::Paid { .. }) = self.close_payment(org, other).await? {
                return Err(Error::refused(FailureCode::NothingToPay));
            }
        }
        Ok(())
    }

    /// Records a payment, and the job that watches it.
    pub(crate) async fn record_payment(
        &self,
        tx: &mut OrgTx,
        booking: &Booking,
        method: PaymentMethod,
        account: &Account,
        now: Instant,
    ) -> Result<PaymentId> {
        let payment = Payment {
            id: PaymentId::new(now, self.chance()),
            booking: booking.id.clone(),
            method,
            amount: booking.terms.price,
            state: PaymentState::Pending,
            round: 0,
            checkout_ref: None,
            checkout_url: None,
            expires_at: now.plus(open_for(method)),
            created_at: now,
            updated_at: now,
        };
        tx.insert_payment(&payment, &account.id).await?;
        let watch = Work::WatchPayment { payment: payment.id.clone() };
        let job = self.job(&tx.org().clone(), &watch, now.plus(FIRST_LOOK));
        tx.enqueue(&job, now).await?;
        Ok(payment.id)
    }

    /// Whether what was opened takes money still; what the vendor says otherwise is heard.
    pub(super) async fn still_open(
        &self,
        org: &OrgId,
        payment: &Payment,
        payments: &dyn Payments,
    ) -> Result<bool> {
        let Some(checkout_ref) = &payment.checkout_ref else { return Ok(false) };
        match payments.look(checkout_ref).await.map_err(Error::Payments)? {
            Some(PaymentNews::StillOpen) => Ok(true),
            // An invoice of which too little was paid is over; a page or form takes another card.
            Some(PaymentNews::Declined { .. }) => Ok(payments.closing().is_some()),
            Some(news @ PaymentNews::Paid { .. }) => {
                self.hear_of_payment(org, &payment.id, &news).await?;
                Err(Error::refused(FailureCode::NothingToPay))
            }
            _ => Ok(false),
        }
    }

    /// Records that something is about to be opened. What was asked for and whose answer was lost is asked
    /// for again under the same round, so that the vendor gives the same. `None` when it was opened since
    /// `seen` was read.
    pub(super) async fn next_round(&self, org: &OrgId, seen: &Payment) -> Result<Option<Payment>> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.booking_for_update(&seen.booking).await?;
        let (payment, _) = tx
            .payment_for_update(&seen.id)
            .await?
            .filter(|(payment, _)| payment.state.is_open())
            .ok_or(Error::refused(FailureCode::NothingToPay))?;
        if payment.checkout_ref.is_some() && payment.checkout_ref != seen.checkout_ref {
            return Ok(None);
        }
        let fresh =
            payment.round > 0 && payment.checkout_ref.is_none() && payment.expires_at > closes_soon(now);
        let next = if fresh {
            payment
        } else {
            Payment {
                round: payment.round + 1,
                checkout_ref: None,
                checkout_url: None,
                expires_at: now.plus(open_for(payment.method)),
                updated_at: now,
                ..payment
            }
        };
        tx.update_payment(&next).await?;
        tx.commit(now).await?;
        Ok(Some(next))
    }

    /// What the vendor is asked for.
    pub(super) async fn order(&self, org: &OrgId, opening: &Opening) -> Result<CheckoutOrder> {
        let Opening { booking, payment, account } = opening;
        let minutes = booking.terms.duration_seconds / 60;
        Ok(CheckoutOrder {
            payment: payment.id.clone(),
            booking: booking.id.clone(),
            round: payment.round,
            amount: payment.amount,
            description: format!("{}: a call of up to {minutes} minutes", booking.terms.plan_name),
            email: booking.contact.email.as_str().to_owned(),
            name: booking.contact.name.as_str().to_owned(),
            success_url: self.way_back(org, &booking.id, true).await?,
            cancel_url: self.way_back(org, &booking.id, false).await?,
            webhook_url: self.webhook_url(account),
            open_for: open_for(payment.method),
            expires_at: payment.expires_at,
        })
    }

    /// Where the visitor comes back after paying, or without.
    pub(super) async fn way_back(&self, org: &OrgId, booking: &BookingId, paid: bool) -> Result<String> {
        let token = self.booking_token(org, booking).await?;
        Ok(self.public_url(&format!("/booking/{booking}?token={token}&paid={}", u8::from(paid))))
    }

    /// Where the webhooks of an account come in.
    pub fn webhook_url(&self, account: &Account) -> String {
        self.public_url(&format!("/webhooks/{}/{}", account.vendor, account.id))
    }

    /// Keeps what the vendor opened, unless another round began meanwhile. What was given up while the vendor
    /// opened it (the booking was called off, another way was chosen) is closed again, and nobody is shown it.
    pub(super) async fn keep_opened(
        &self,
        org: &OrgId,
        payment: &Payment,
        checkout_ref: &str,
        checkout_url: Option<&str>,
    ) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.booking_for_update(&payment.booking).await?;
        let Some((current, _)) = tx.payment_for_update(&payment.id).await? else { return Ok(()) };
        let wanted = current.state.is_open();
        if current.round == payment.round && current.checkout_ref.is_none() {
            let opened = Payment {
                checkout_ref: Some(checkout_ref.to_owned()),
                checkout_url: checkout_url.map(str::to_owned),
                updated_at: now,
                ..current.clone()
            };
            tx.update_payment(&opened).await?;
            if wanted {
                emit(&mut tx, Some(&current), &opened);
            } else {
                self.close_job(&mut tx, &payment.id, now).await?;
            }
        }
        tx.commit(now).await?;
        if !wanted {
            return Err(Error::refused(FailureCode::NothingToPay));
        }
        tracing::debug!(payment = %payment.id, method = %payment.method, "a payment is open");
        Ok(())
    }
}

fn gone() -> Error {
    Error::Broken("a payment that was just recorded is gone".into())
}

fn closes_soon(now: Instant) -> Instant {
    // A page asked for anew must stay open for 30 minutes at least, or the vendor refuses it.
    now.plus(Duration::from_secs(31 * 60))
}
