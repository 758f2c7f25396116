//! People who book, and what they do about it.

use std::time::Duration;

use jiff::civil::Date;
use ringwright_domain::Instant;
use ringwright_domain::ids::BookingId;
use ringwright_domain::payment::PaymentMethod;
use ringwright_engine::booking::BookingRequest;

use crate::dice::Dice;

/// Area codes with numbers that are nobody's.
const AREAS: [&str; 10] = ["202", "212", "213", "312", "415", "503", "617", "702", "718", "917"];
/// Where people live, whose clocks change twice a year.
const ZONE: &str = "America/New_York";

/// Something that a visitor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Books.
    Book,
    /// Sends the same booking again.
    Again,
    /// Opens the checkout page.
    Open,
    /// Pays on it.
    Pay,
    /// Comes back from it.
    Back,
    /// Calls the booking off.
    Cancel,
    /// Changes the number.
    Move,
}

/// What a visitor means to do about the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purse {
    /// Pays after a while, perhaps after some declined cards.
    Pays {
        /// Cards that are declined first.
        declined: u32,
        /// How long it takes.
        after: Duration,
    },
    /// Has only cards that are declined.
    Empty,
    /// Goes away.
    Leaves,
}

/// Somebody who books.
pub(crate) struct Visitor {
    pub dice: Dice,
    pub arrives: Duration,
    pub request: BookingRequest,
    pub purse: Purse,
    pub cancels: Option<Duration>,
    pub moves: Option<Duration>,
    pub again: Option<Duration>,
    pub booking: Option<BookingId>,
    pub page: Option<String>,
    pub tries: u32,
}

impl Visitor {
    /// The `index`th person of a seed, who comes within `hours` from `start`.
    pub(crate) fn draw(seed: u64, index: usize, start: Instant, hours: u32) -> Self {
        let dice = Dice::nth(seed, "visitor", index);
        let arrives = dice.seconds(0, u64::from(hours) * 3_600);
        // Some are the same person again.
        let person = if dice.chance(0.08) { index / 2 } else { index };
        let free = dice.chance(0.2);
        let plan = if free {
            "free_trial"
        } else {
            dice.pick(&["standard", "standard", "standard", "standard", "extended", "premium"])
        };
        let scheduled_at = dice.chance(0.25).then(|| chosen_time(&dice, start.plus(arrives)));
        let request = BookingRequest {
            name: format!("Visitor {person}"),
            phone: phone(person),
            email: format!("visitor{person}@example.com"),
            plan: (*plan).to_owned(),
            request: String::new(),
            consent: true,
            age_confirmed: true,
            method: if dice.chance(0.3) { PaymentMethod::Element } else { PaymentMethod::Checkout },
            scheduled_at,
            idempotency_key: dice.chance(0.7).then(|| format!("visitor-{index}")),
        };
        Self {
            purse: purse(&dice),
            cancels: dice.chance(0.15).then(|| dice.seconds(1, 5_400)),
            moves: dice.chance(0.1).then(|| dice.seconds(1, 300)),
            again: dice.chance(0.15).then(|| dice.millis(5, 60_000)),
            dice,
            arrives,
            request,
            booking: None,
            page: None,
            tries: 0,
        }
    }
}

/// A number of the block that is kept for made-up people.
pub(crate) fn phone(person: usize) -> String {
    format!("+1{}55501{:02}", AREAS[(person / 100) % AREAS.len()], person % 100)
}

fn purse(dice: &Dice) -> Purse {
    let declined = if dice.chance(0.25) { 1 + u32::from(dice.chance(0.3)) } else { 0 };
    let soon = Purse::Pays { declined, after: dice.seconds(5, 240) };
    match dice.below(100) {
        0..78 => soon,
        78..86 => Purse::Pays { declined, after: dice.seconds(33 * 60, 38 * 60) },
        86..91 => Purse::Empty,
        _ => Purse::Leaves,
    }
}

/// A quarter of an hour by the clock on somebody's wall: soon, or around the hour that a change of the
/// clocks skips or repeats.
fn chosen_time(dice: &Dice, now: Instant) -> Instant {
    let soon = now.plus(dice.seconds(60, 8 * 3_600));
    let Ok(wall) = jiff::Timestamp::from_microsecond(soon.micros()).map(|at| at.in_tz(ZONE)) else {
        return soon;
    };
    let Ok(wall) = wall else { return soon };
    let quarter = i8::try_from(dice.below(4) * 15).unwrap_or(0);
    let hour = if dice.chance(0.3) { 1 + i8::try_from(dice.below(2)).unwrap_or(0) } else { wall.hour() };
    let date: Date = wall.date();
    let chosen = date.at(hour, quarter, 0, 0).in_tz(ZONE);
    chosen.map_or(soon, |at| Instant::from_micros(at.timestamp().as_microsecond()).max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_drawn_the_same_every_time_and_come_in_time() {
        let start = Instant::from_seconds(1_793_500_000);
        for index in 0..200 {
            let (a, b) = (Visitor::draw(3, index, start, 6), Visitor::draw(3, index, start, 6));
            let seen =
                |one: &Visitor| (one.request.phone.clone(), one.request.scheduled_at, one.arrives, one.purse);
            assert_eq!(seen(&a), seen(&b));
            assert!(a.arrives <= Duration::from_secs(6 * 3_600));
            assert!(a.request.scheduled_at.is_none_or(|at| at >= start));
        }
    }
}
