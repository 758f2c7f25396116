//! Opening the checkout page of a booking.

use std::time::Duration;

use ringwright_domain::booking::Booking;
use ringwright_domain::ids::{AccountId, BookingId, OrgId};
use ringwright_domain::payment::{Payment, PaymentNews};
use ringwright_domain::{FailureCode, Instant};
use ringwright_vendors::{Checkout, CheckoutOrder, Payments};

use crate::{Engine, Error, Result};

/// How long a checkout page takes money. Stripe wants at least 30 minutes; the margin is for clocks.
pub(crate) const OPEN_FOR: Duration = Duration::from_secs(35 * 60);

/// Where a visitor pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutLink {
    /// The page's address.
    pub url: String,
}

impl Engine {
    /// Opens the checkout page of a booking, or finds the one that is open. Safe to repeat: the page is
    /// recorded before the vendor is asked, and asked for under the same idempotency key.
    ///
    /// # Errors
    /// When there is nothing to pay, or the payment vendor cannot be asked.
    pub async fn checkout(&self, org: &OrgId, booking: &BookingId) -> Result<CheckoutLink> {
        let mut tx = self.org(org).read().await?;
        let found = tx.booking(booking).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let (payment, account) =
            tx.payment_of(booking).await?.ok_or(Error::refused(FailureCode::NothingToPay))?;
        let account =
            tx.account(&account).await?.ok_or_else(|| Error::Broken("the payment has no account".into()))?;
        drop(tx);
        if !payment.state.is_open() {
            return Err(Error::refused(FailureCode::NothingToPay));
        }
        let payments = self.desk().payments(&account).await?;
        if payment.checkout_ref.is_some() && self.still_open(org, &payment, &*payments).await? {
            self.hear_of_payment(org, &payment.id, &PaymentNews::TriedAgain).await?;
            let url =
                payment.checkout_url.ok_or_else(|| Error::Broken("a checkout has no address".into()))?;
            return Ok(CheckoutLink { url });
        }
        let Some(payment) = self.next_round(org, &payment).await? else {
            // Somebody else was faster: their page is the one.
            return Box::pin(self.checkout(org, booking)).await;
        };
        let order = self.checkout_order(org, &found, &payment).await?;
        let checkout = payments.open_checkout(&order).await.map_err(Error::Payments)?;
        self.keep_checkout(org, &payment, &account.id, &checkout).await?;
        Ok(CheckoutLink { url: checkout.url })
    }

    /// Whether the page that was opened takes money still; what the vendor says otherwise is heard.
    async fn still_open(&self, org: &OrgId, payment: &Payment, payments: &dyn Payments) -> Result<bool> {
        let Some(checkout_ref) = &payment.checkout_ref else { return Ok(false) };
        match payments.look(checkout_ref).await.map_err(Error::Payments)? {
            Some(PaymentNews::StillOpen | PaymentNews::Declined { .. }) => Ok(true),
            Some(news @ PaymentNews::Paid { .. }) => {
                self.hear_of_payment(org, &payment.id, &news).await?;
                Err(Error::refused(FailureCode::NothingToPay))
            }
            _ => Ok(false),
        }
    }

    /// Records that a page is about to be opened. A page whose answer was lost is asked for again under
    /// the same round, so that the vendor gives the same page. `None` when a page was opened since `seen`
    /// was read.
    async fn next_round(&self, org: &OrgId, seen: &Payment) -> Result<Option<Payment>> {
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
                expires_at: now.plus(OPEN_FOR),
                updated_at: now,
                ..payment
            }
        };
        tx.update_payment(&next).await?;
        tx.commit(now).await?;
        Ok(Some(next))
    }

    async fn checkout_order(
        &self,
        org: &OrgId,
        booking: &Booking,
        payment: &Payment,
    ) -> Result<CheckoutOrder> {
        let token = self.booking_token(org, &booking.id).await?;
        let back = |paid: u8| self.public_url(&format!("/booking/{}?token={token}&paid={paid}", booking.id));
        let minutes = booking.terms.duration_seconds / 60;
        Ok(CheckoutOrder {
            payment: payment.id.clone(),
            booking: booking.id.clone(),
            round: payment.round,
            amount: payment.amount,
            description: format!("{}: a call of up to {minutes} minutes", booking.terms.plan_name),
            email: booking.contact.email.as_str().to_owned(),
            name: booking.contact.name.as_str().to_owned(),
            success_url: back(1),
            cancel_url: back(0),
            expires_at: payment.expires_at,
        })
    }

    async fn keep_checkout(
        &self,
        org: &OrgId,
        payment: &Payment,
        account: &AccountId,
        checkout: &Checkout,
    ) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        tx.booking_for_update(&payment.booking).await?;
        let Some((current, _)) = tx.payment_for_update(&payment.id).await? else { return Ok(()) };
        if current.round == payment.round && current.checkout_ref.is_none() {
            let opened = Payment {
                checkout_ref: Some(checkout.checkout_ref.clone()),
                checkout_url: Some(checkout.url.clone()),
                updated_at: now,
                ..current
            };
            tx.update_payment(&opened).await?;
            super::emit(&mut tx, &opened);
        }
        tracing::debug!(payment = %payment.id, account = %account, "a checkout page is open");
        Ok(tx.commit(now).await?)
    }
}

fn closes_soon(now: Instant) -> Instant {
    // A page asked for anew must stay open for 30 minutes at least, or the vendor refuses it.
    now.plus(Duration::from_secs(31 * 60))
}
