//! What operators do, here and at the vendors' own pages.

use std::time::Duration;

use futures::FutureExt as _;
use ringwright_domain::ids::BookingId;

use crate::agenda::Happening;
use crate::faults::Fault;
use crate::process::{Kind, Outcome};
use crate::vendors::Effects;
use crate::visits::Saw;
use crate::world::{Step, World};

/// Something that an operator does about a booking.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Calls it off.
    CallOff,
    /// Gives back so many minor units, or all that is left.
    GiveBack(Option<i64>),
    /// Has it called now, or once more.
    Retry,
    /// Gives it another priority.
    Move(i32),
}

impl World {
    /// An operator does something.
    pub(crate) async fn operate(&mut self) -> Step {
        if self.calm {
            return Ok(());
        }
        let dice = &self.dice.operators;
        let (kind, part, pick) = (dice.below(100), dice.below(900), dice.bits());
        let part = (pick % 5 < 3).then(|| i64::try_from(part).unwrap_or(0) + 1);
        let deed = match kind {
            0..25 => Deed::CallOff,
            25..45 => Deed::GiveBack(part),
            45..65 => Deed::Retry,
            65..80 => Deed::Move(i32::try_from(kind).unwrap_or(0) * 3 - 215),
            80..88 => {
                self.give_back_at_vendor(pick, part);
                return Ok(());
            }
            _ => return self.turn_account_over(pick),
        };
        let bookings: Vec<BookingId> = self.accepted.iter().map(|(_, booking)| booking.clone()).collect();
        if let Some(booking) = chosen(&bookings, pick) {
            self.act(deed, booking.clone());
        }
        Ok(())
    }

    fn act(&mut self, deed: Deed, booking: BookingId) {
        let Some(node) = self.somebody() else { return };
        let Some(life) = &self.processes[node].alive else { return };
        let (engine, org, by) = (life.engine.clone(), self.org.clone(), self.operator.clone());
        self.note(format_args!("an operator: {deed:?} {booking}"));
        let work = async move {
            let done = match deed {
                Deed::CallOff => engine.cancel_by_operator(&org, &booking, &by).await,
                Deed::GiveBack(part) => {
                    engine.refund_booking(&org, &booking, &by, part, "as a courtesy").await
                }
                Deed::Retry => engine.retry_booking(&org, &booking, &by).await,
                Deed::Move(priority) => engine.reprioritise(&org, &booking, &by, priority).await,
            };
            Outcome::Visited(done.map(|()| Saw::Done))
        };
        self.spawn(node, Kind::Operator, work.boxed());
    }

    /// Takes an account out of service for a while, or back in.
    fn turn_account_over(&mut self, pick: u64) -> Step {
        let Some(node) = self.somebody() else { return Ok(()) };
        let Some(account) = chosen(&self.ledger.carriers(), pick).cloned() else { return Ok(()) };
        let Some(life) = &self.processes[node].alive else { return Ok(()) };
        let (engine, org, by) = (life.engine.clone(), self.org.clone(), self.operator.clone());
        let paused = !self.ledger.toggle(&account);
        self.note(format_args!("an operator pauses {account}: {paused}"));
        let work = async move {
            let done = engine.pause_account(&org, &account, paused, &by).await;
            Outcome::Visited(done.map(|()| Saw::Done))
        };
        self.spawn(node, Kind::Operator, work.boxed());
        if paused {
            let after = Duration::from_secs(600 + pick % 1_800);
            self.agenda.note(self.now().plus(after), Happening::Operator);
        }
        Ok(())
    }

    /// Somebody gives money back at the vendor's own page, which we hear of later.
    fn give_back_at_vendor(&mut self, pick: u64, part: Option<i64>) {
        // When the webhook is lost, only the comparison of the next day finds it, and most runs are over then.
        if self.rates.of(Fault::WebhookLost) > 0.0 {
            return;
        }
        let (now, mut then) = (self.now(), Effects::default());
        if let Some(intent) = self.stripe.give_back_by_hand(pick, part, now, &mut then) {
            self.note(format_args!("somebody gives back {part:?} of {intent} at the vendor"));
        }
        self.follow("stripe", then);
    }

    /// Every account is in service again.
    pub(crate) async fn resume_accounts(&mut self) -> Step {
        self.ledger.resume_all(self.clocks.truth()).await?;
        Ok(())
    }
}

/// One of several, if there are any.
fn chosen<T>(all: &[T], pick: u64) -> Option<&T> {
    let count = u64::try_from(all.len()).unwrap_or(0);
    all.get(usize::try_from(pick.checked_rem(count)?).ok()?)
}
