//! A booking with all that belongs to it, read in one consistent view.

use ringwright_domain::FailureCode;
use ringwright_domain::booking::{Booking, BookingState};
use ringwright_domain::call::Call;
use ringwright_domain::ids::{AccountId, BookingId, OrgId};
use ringwright_domain::payment::{Payment, PaymentMethod};
use ringwright_store::Event;

use crate::dispatch::Wait;
use crate::{Engine, Error, Result};

/// A booking with all that belongs to it.
#[derive(Debug, Clone)]
pub struct BookingView {
    /// The booking.
    pub booking: Booking,
    /// The organisation's name in addresses.
    pub organisation: String,
    /// Its payment: the first that brought money, else the newest that can still be paid, else the newest.
    pub payment: Option<Payment>,
    /// The account that takes that payment.
    pub payment_account: Option<AccountId>,
    /// The ways in which it can be paid now.
    pub methods: Vec<PaymentMethod>,
    /// Its attempts, oldest first.
    pub calls: Vec<Call>,
    /// Its events, oldest first.
    pub events: Vec<Event>,
    /// Its place in the queue, while it is due there.
    pub queue: Option<QueueView>,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy)]
pub struct QueueView {
    /// The place, from 1.
    pub place: u32,
    /// What is known of the wait.
    pub wait: Wait,
}

impl Engine {
    /// Reads a booking with all that belongs to it.
    ///
    /// # Errors
    /// When there is no such booking.
    pub async fn view_booking(&self, org: &OrgId, id: &BookingId) -> Result<BookingView> {
        let now = self.now();
        let mut tx = self.org(org).read().await?;
        let booking = tx.booking(id).await?.ok_or(Error::refused(FailureCode::BookingNotFound))?;
        let organisation = tx.organisation().await?.slug;
        let (payment, payment_account) = tx.payment_of(id).await?.unzip();
        let calls = tx.calls_of(id).await?;
        let events = tx.events_of(id).await?;
        let queue = match booking.state {
            BookingState::Queued { due_at } if due_at <= now => {
                let ahead = tx.queue_place(&booking, now).await?.ahead;
                let wait = self.wait_for(&mut tx, &booking.terms.persona, ahead, now).await?;
                Some(QueueView { place: ahead + 1, wait })
            }
            _ => None,
        };
        drop(tx);
        let owed = booking.state.awaits_payment() && payment.is_some();
        let methods = if owed { self.payment_methods(org).await? } else { Vec::new() };
        Ok(BookingView { booking, organisation, payment, payment_account, methods, calls, events, queue })
    }
}
