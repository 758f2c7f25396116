//! Moving a booking: the new state, its event and what follows, in one transaction.

use ringwright_domain::booking::{Booking, BookingEvent, BookingState, Effect};
use ringwright_domain::{Instant, Progress};
use ringwright_store::{NewEvent, OrgTx};

use crate::jobs::Work;
use crate::{Engine, Result};

impl Engine {
    /// Moves a booking by `event`. Answers whether it moved; old news does not move it.
    pub(crate) async fn advance(
        &self,
        tx: &mut OrgTx,
        booking: &mut Booking,
        event: &BookingEvent,
        now: Instant,
    ) -> Result<bool> {
        let Progress::Moved(step) = booking.state.apply(event)? else { return Ok(false) };
        let moved = booking.state != step.state;
        if moved {
            booking.state = step.state;
            booking.updated_at = now;
            tx.update_booking(booking).await?;
            emit(tx, booking);
        }
        for effect in &step.effects {
            self.carry_out(tx, booking, effect, now).await?;
        }
        Ok(moved)
    }

    async fn carry_out(
        &self,
        tx: &mut OrgTx,
        booking: &Booking,
        effect: &Effect,
        now: Instant,
    ) -> Result<()> {
        match effect {
            Effect::WakeDispatcher => tx.system().wake_dispatch(),
            Effect::Refund => self.owe_refund(tx, booking, now).await?,
            Effect::HangUp(call) => {
                let job = self.job(&tx.org().clone(), &Work::HangUp { call: call.clone() }, now);
                tx.enqueue(&job, now).await?;
            }
            Effect::CloseCheckout => {
                let payments = tx.payments_of(&booking.id).await?;
                let payments: Vec<_> = payments.into_iter().map(|(payment, _)| payment).collect();
                self.close_all(tx, &payments, now).await?;
            }
        }
        Ok(())
    }

    /// A confirmed booking takes its place in the queue, or waits for its chosen time.
    pub(crate) async fn admit(&self, tx: &mut OrgTx, booking: &mut Booking, now: Instant) -> Result<()> {
        if booking.state != BookingState::Confirmed {
            return Ok(());
        }
        match booking.scheduled_at.filter(|at| *at > now) {
            Some(at) => {
                self.advance(tx, booking, &BookingEvent::Scheduled { at }, now).await?;
                let job =
                    self.job(&tx.org().clone(), &Work::StartBooking { booking: booking.id.clone() }, at);
                tx.enqueue(&job, now).await?;
            }
            None => drop(self.advance(tx, booking, &BookingEvent::Enqueued { due_at: now }, now).await?),
        }
        Ok(())
    }
}

/// Notes where a booking stands now as an event.
pub(crate) fn emit(tx: &mut OrgTx, booking: &Booking) {
    let kind = match &booking.state {
        BookingState::Pending => "booking.pending",
        BookingState::PendingPayment => "booking.pending_payment",
        BookingState::PaymentFailed { .. } => "booking.payment_failed",
        BookingState::Confirmed => "booking.confirmed",
        BookingState::Scheduled { .. } => "booking.scheduled",
        BookingState::Queued { .. } => "booking.queued",
        BookingState::Initiating { .. } => "booking.initiating",
        BookingState::Calling { .. } => "booking.calling",
        BookingState::Completed { .. } => "booking.completed",
        BookingState::NoAnswer => "booking.no_answer",
        BookingState::Cancelled { .. } => "booking.cancelled",
        BookingState::Failed { .. } => "booking.failed",
    };
    let due_at = match &booking.state {
        BookingState::Queued { due_at } => Some(*due_at),
        BookingState::Scheduled { at } => Some(*at),
        _ => None,
    };
    tx.emit(NewEvent {
        kind,
        booking: Some(booking.id.clone()),
        call: booking.state.call().cloned(),
        data: serde_json::json!({
            "plan": booking.terms.plan, "attempts": booking.attempts, "dueAt": due_at,
            "code": booking.state.failure().map(ringwright_domain::FailureCode::code),
        }),
    });
}
