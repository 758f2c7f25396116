//! Hearing news of a payment: the payment and its booking move in one transaction.

use ringwright_domain::Instant;
use ringwright_domain::booking::{Booking, BookingEvent, BookingState};
use ringwright_domain::ids::{AccountId, OrgId, PaymentId};
use ringwright_domain::payment::{DisputeState, Payment, PaymentNews, PaymentState};
use ringwright_store::OrgTx;

use super::{emit, emit_as};
use crate::jobs::Work;
use crate::{Engine, Error, Result};

impl Engine {
    /// Hears news of a payment. Answers whether it moved anything.
    ///
    /// # Errors
    /// When the database fails or there is no such payment.
    pub async fn hear_of_payment(&self, org: &OrgId, id: &PaymentId, news: &PaymentNews) -> Result<bool> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let moved = self.hear_of_payment_in(&mut tx, id, news, now).await?;
        tx.commit(now).await?;
        Ok(moved)
    }

    /// The same within a transaction.
    pub(crate) async fn hear_of_payment_in(
        &self,
        tx: &mut OrgTx,
        id: &PaymentId,
        news: &PaymentNews,
        now: Instant,
    ) -> Result<bool> {
        let (mut booking, before, account) = lock(tx, id).await?;
        if let (Some(known), PaymentNews::Paid { intent_ref }) = (before.state.intent_ref(), news)
            && known != intent_ref
        {
            return self.money_came_twice(tx, &before, &account, intent_ref, now).await;
        }
        let Some(payment) = before.hear(news, now).moved() else { return Ok(false) };
        tx.update_payment(&payment).await?;
        let others = tx.payments_of(&booking.id).await?.into_iter().map(|(other, _)| other);
        let others: Vec<Payment> = others.filter(|other| other.id != *id && other.state.is_open()).collect();
        if payment.state == PaymentState::Expired && !(booking.state.awaits_payment() && others.is_empty()) {
            // Nobody waits for it any more: another way was chosen, or there is nothing to pay.
            emit_as(tx, "payment.closed", &payment);
        } else {
            emit(tx, Some(&before), &payment);
        }
        // News of an older payment moves nothing, except that money which comes counts.
        let superseded = others.iter().any(|other| other.created_at > payment.created_at);
        match &payment.state {
            PaymentState::Paid(_) if before.state.was_paid() => {
                self.money_moved(tx, &booking, &before, &payment, now).await?;
            }
            PaymentState::Paid(_) => self.money_came(tx, &mut booking, &payment, &others, now).await?,
            PaymentState::Failed { code } if !superseded => {
                let event = BookingEvent::PaymentDeclined { code: *code };
                self.advance(tx, &mut booking, &event, now).await?;
            }
            PaymentState::Pending if booking.state.awaits_payment() => {
                self.advance(tx, &mut booking, &BookingEvent::PaymentAsked, now).await?;
            }
            PaymentState::Expired if others.is_empty() => {
                self.advance(tx, &mut booking, &BookingEvent::PaymentAbandoned, now).await?;
            }
            _ => {}
        }
        Ok(true)
    }

    /// Money came. A booking that waits for it is admitted, and takes no more; for any other there is
    /// nothing to buy, and the money goes back.
    async fn money_came(
        &self,
        tx: &mut OrgTx,
        booking: &mut Booking,
        payment: &Payment,
        open: &[Payment],
        now: Instant,
    ) -> Result<()> {
        if booking.state.awaits_payment() || booking.state == BookingState::Pending {
            self.advance(tx, booking, &BookingEvent::Admitted, now).await?;
            self.admit(tx, booking, now).await?;
            return self.close_all(tx, open, now).await;
        }
        let reason = if booking.state.is_final() {
            "The money came when the booking was over."
        } else {
            "The booking was paid already."
        };
        self.owe(tx, payment, reason, now).await
    }

    /// Money came twice through one payment, such as by two of its pages: the second goes back, under a
    /// payment of its own.
    async fn money_came_twice(
        &self,
        tx: &mut OrgTx,
        known: &Payment,
        account: &AccountId,
        intent_ref: &str,
        now: Instant,
    ) -> Result<bool> {
        let payments = tx.payments_of(&known.booking).await?;
        if payments.iter().any(|(payment, _)| payment.state.intent_ref() == Some(intent_ref)) {
            return Ok(false);
        }
        let surplus = Payment {
            id: PaymentId::new(now, self.chance()),
            state: PaymentState::paid(intent_ref.to_owned(), now),
            checkout_ref: None,
            checkout_url: None,
            created_at: now,
            updated_at: now,
            ..known.clone()
        };
        tx.insert_payment(&surplus, account).await?;
        emit(tx, None, &surplus);
        self.owe(tx, &surplus, "The booking was paid already.", now).await?;
        Ok(true)
    }

    /// A dispute that was won brings back what an ended booking owes.
    async fn money_moved(
        &self,
        tx: &mut OrgTx,
        booking: &Booking,
        before: &Payment,
        payment: &Payment,
        now: Instant,
    ) -> Result<()> {
        let won = |payment: &Payment| {
            let disputes = payment.charge().map(|charge| charge.disputes.iter());
            disputes.into_iter().flatten().filter(|dispute| dispute.state == DisputeState::Won).count()
        };
        let unserved = matches!(
            booking.state,
            BookingState::NoAnswer | BookingState::Failed { .. } | BookingState::Cancelled { .. }
        );
        if unserved && won(payment) > won(before) {
            self.owe_refund(tx, booking, now).await?;
        }
        Ok(())
    }

    /// Has these payments closed.
    pub(crate) async fn close_all(&self, tx: &mut OrgTx, open: &[Payment], now: Instant) -> Result<()> {
        for payment in open.iter().filter(|payment| payment.state.is_open()) {
            self.close_job(tx, &payment.id, now).await?;
        }
        Ok(())
    }

    /// Has what is open of a payment at the vendor closed.
    pub(super) async fn close_job(&self, tx: &mut OrgTx, payment: &PaymentId, now: Instant) -> Result<()> {
        let close = Work::CloseCheckout { payment: payment.clone() };
        let job = self.job(&tx.org().clone(), &close, now);
        tx.enqueue(&job, now).await?;
        Ok(())
    }
}

/// Reads a payment, its booking and its account under their locks; the booking first, as everywhere.
pub(super) async fn lock(tx: &mut OrgTx, id: &PaymentId) -> Result<(Booking, Payment, AccountId)> {
    let gone = || Error::Broken(format!("there is no payment {id}"));
    let (payment, _) = tx.payment(id).await?.ok_or_else(gone)?;
    let booking = tx
        .booking_for_update(&payment.booking)
        .await?
        .ok_or_else(|| Error::Broken(format!("the payment {id} has no booking")))?;
    let (payment, account) = tx.payment_for_update(id).await?.ok_or_else(gone)?;
    Ok((booking, payment, account))
}
