//! What a business offers.

use super::reader::{Fault, Reader};
use crate::Money;
use crate::ids::{ServiceId, StaffId};

/// Something that a business offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// The category that it is listed under; may be empty.
    pub category: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// How long it takes.
    pub duration_minutes: u32,
    /// Kept free behind it.
    pub buffer_minutes: u32,
    /// Its price.
    pub price: Money,
    /// Who does it; nobody in particular when empty.
    pub staff: Vec<StaffId>,
    /// Whether it is offered now.
    pub active: bool,
    /// Its place in the list.
    pub position: i32,
}

impl Service {
    /// The most services of a business.
    pub const MOST: usize = 500;
    /// The longest that one takes: a day.
    const MINUTES_MOST: u32 = 24 * 60;
    /// The highest price, in minor units.
    const PRICE_MOST: i64 = 100_000_000;

    /// What is wrong with it; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.name("name", &self.name);
        reader.text("category", &self.category, 60);
        reader.text("description", &self.description, 500);
        reader.range("durationMinutes", self.duration_minutes, 5, Self::MINUTES_MOST);
        reader.range("bufferMinutes", self.buffer_minutes, 0, Self::MINUTES_MOST);
        if !(0..=Self::PRICE_MOST).contains(&self.price.minor) {
            reader.note("priceMinor", "out_of_range", "a price is zero or more, in minor units");
        }
        if !(-10_000..=10_000).contains(&self.position) {
            reader.note("position", "out_of_range", "use a number from -10000 to 10000");
        }
        if self.staff.len() > 100 {
            reader.note("staff", "too_many", "name 100 people at most");
        }
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SeededChance;
    use crate::{Currency, Instant};

    #[test]
    fn all_that_is_wrong_is_told() {
        let service = Service {
            id: ServiceId::new(Instant::from_seconds(1), &SeededChance::new(1)),
            name: "Check-up".into(),
            category: "Care".into(),
            description: String::new(),
            duration_minutes: 30,
            buffer_minutes: 10,
            price: Money::new(8_000, Currency::USD),
            staff: vec![],
            active: true,
            position: 0,
        };
        assert_eq!(service.faults(), []);
        let wrong = Service {
            name: " ".into(),
            category: "two\nlines".into(),
            duration_minutes: 0,
            buffer_minutes: 2_000,
            price: Money::new(-1, Currency::USD),
            ..service
        };
        let fields: Vec<_> = wrong.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["name", "category", "durationMinutes", "bufferMinutes", "priceMinor"]);
    }
}
