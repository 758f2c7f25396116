//! Days that are asked about.

use ringwright_domain::{Day, Instant};

use crate::{Error, FieldProblem, Result};

/// Days that are looked at together, at most.
const MOST: i64 = 92;
/// Days that are looked at when nobody says how many.
const USUAL: i64 = 30;

/// Days of a business, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySpan {
    /// The first.
    pub from: Day,
    /// The last.
    pub to: Day,
}

impl DaySpan {
    /// Reads days; without any, the last thirty.
    ///
    /// # Errors
    /// When one is no day, they are in the wrong order, or they are too many.
    pub fn read(from: Option<&str>, to: Option<&str>, today: Day) -> Result<Self> {
        let day = |field: &'static str, text: &str| {
            text.parse::<Day>().map_err(|error| {
                Error::fields(vec![FieldProblem::new(field, "not_a_day", error.to_string())])
            })
        };
        let to = to.map_or(Ok(today), |text| day("to", text))?;
        let from = from.map_or_else(|| Ok(to.plus(1 - USUAL)), |text| day("from", text))?;
        let days = to.days_since(from) + 1;
        if (1..=MOST).contains(&days) {
            return Ok(Self { from, to });
        }
        let message = format!("ask for 1 to {MOST} days, the first one first");
        Err(Error::fields(vec![FieldProblem::new("from", "out_of_range", message)]))
    }

    /// When it begins, and when it is over.
    pub fn bounds(&self, time_zone: &str) -> (Instant, Instant) {
        (self.from.start(time_zone), self.to.plus(1).start(time_zone))
    }

    /// When each of its days begins, and when it is over.
    pub fn each(&self, time_zone: &str) -> Vec<(Instant, Instant)> {
        self.days().map(|day| Self { from: day, to: day }.bounds(time_zone)).collect()
    }

    /// Its days in their order.
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let from = self.from;
        (0..=self.to.days_since(from)).map(move |n| from.plus(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_bounded() {
        let today: Day = "2026-11-21".parse().unwrap();
        let usual = DaySpan::read(None, None, today).unwrap();
        assert_eq!((usual.days().count(), usual.to), (30, today));
        let one = DaySpan::read(Some("2026-11-21"), Some("2026-11-21"), today).unwrap();
        assert_eq!(one.days().collect::<Vec<_>>(), [today]);
        for (from, to) in [("2026-11-22", "2026-11-21"), ("2026-01-01", "2026-11-21"), ("now", "2026-11-21")]
        {
            assert!(DaySpan::read(Some(from), Some(to), today).is_err(), "{from} {to}");
        }
    }
}
