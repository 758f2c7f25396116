//! Hearing news of a payment: the payment and its booking move in one transaction.

use ringwright_domain::booking::{Booking, BookingEvent};
use ringwright_domain::ids::{OrgId, PaymentId};
use ringwright_domain::payment::{Payment, PaymentNews, PaymentState};
use ringwright_domain::{Instant, Progress};
use ringwright_store::OrgTx;

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
        let (mut booking, payment) = lock(tx, id).await?;
        let Progress::Moved(state) = payment.state.hear(news, now) else { return Ok(false) };
        let payment = Payment { state, updated_at: now, ..payment };
        tx.update_payment(&payment).await?;
        super::emit(tx, &payment);
        let event = match &payment.state {
            PaymentState::Paid { .. } => Some(BookingEvent::Admitted),
            PaymentState::Failed { code } => Some(BookingEvent::PaymentDeclined { code: *code }),
            PaymentState::Pending => Some(BookingEvent::PaymentAsked),
            PaymentState::Expired => Some(BookingEvent::PaymentAbandoned),
            _ => None,
        };
        if let Some(event) = event {
            self.advance(tx, &mut booking, &event, now).await?;
        }
        if payment.state.was_paid() {
            self.admit(tx, &mut booking, now).await?;
        }
        Ok(true)
    }

    /// The money of a booking is owed back, all of it, if any came.
    pub(crate) async fn owe_refund(&self, tx: &mut OrgTx, booking: &Booking, now: Instant) -> Result<()> {
        let Some((payment, _)) = tx.payment_of(&booking.id).await? else { return Ok(()) };
        let Some((payment, _)) = tx.payment_for_update(&payment.id).await? else { return Ok(()) };
        let decided = PaymentNews::RefundDecided { minor: payment.amount.minor };
        if let Progress::Moved(state) = payment.state.hear(&decided, now) {
            let payment = Payment { state, updated_at: now, ..payment };
            tx.update_payment(&payment).await?;
            super::emit(tx, &payment);
            let job = self.job(&tx.org().clone(), &Work::Refund { payment: payment.id }, now);
            tx.enqueue(&job, now).await?;
        }
        Ok(())
    }
}

/// Reads a payment and its booking under their locks; the booking first, as everywhere.
async fn lock(tx: &mut OrgTx, id: &PaymentId) -> Result<(Booking, Payment)> {
    let gone = || Error::Broken(format!("there is no payment {id}"));
    let (payment, _) = tx.payment(id).await?.ok_or_else(gone)?;
    let booking = tx
        .booking_for_update(&payment.booking)
        .await?
        .ok_or_else(|| Error::Broken(format!("the payment {id} has no booking")))?;
    let (payment, _) = tx.payment_for_update(id).await?.ok_or_else(gone)?;
    Ok((booking, payment))
}
