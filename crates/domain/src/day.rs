//! Days of a business: from midnight to midnight in its own time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Instant;

/// A day of the calendar, such as `2026-11-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text that is no day.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a day such as 2026-11-21")]
pub struct InvalidDay(String);

/// Whether this is the name of a time zone.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The zone of this IANA name; UTC when it is not known.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

impl Day {
    /// The day on which `at` falls in a time zone.
    pub fn of(at: Instant, time_zone: &str) -> Self {
        let timestamp = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self(timestamp.to_zoned(zone(time_zone)).date())
    }

    /// When it begins in a time zone.
    pub fn start(self, time_zone: &str) -> Instant {
        let start = zone(time_zone).to_zoned(self.0.to_datetime(jiff::civil::Time::midnight()));
        start.map_or(Instant::from_micros(i64::MAX), |start| {
            Instant::from_micros(start.timestamp().as_microsecond())
        })
    }

    /// The day `days` later; earlier, when negative. Stays at the ends of the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let moved = self.0.checked_add(jiff::Span::new().try_days(days).unwrap_or_default());
        Self(moved.unwrap_or(if days < 0 { Date::MIN } else { Date::MAX }))
    }

    /// How many days from `earlier` to this one; negative when that lies behind it.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.since(earlier.0).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let invalid = || InvalidDay(text.chars().take(20).collect());
        if text.len() != 10 {
            return Err(invalid());
        }
        text.parse().map(Self).map_err(|_| invalid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_the_business() {
        let at: Instant = "2026-11-21T03:00:00Z".parse().unwrap();
        for (zone, day, start) in [
            ("America/New_York", "2026-11-20", "2026-11-20T05:00:00Z"),
            ("Europe/Stockholm", "2026-11-21", "2026-11-20T23:00:00Z"),
            ("Nowhere/Land", "2026-11-21", "2026-11-21T00:00:00Z"),
        ] {
            let found = Day::of(at, zone);
            assert_eq!((found.to_string(), found.start(zone).to_string()), (day.into(), start.into()));
        }
    }

    /// The clock goes back in New York on 1 November 2026: that day has 25 hours.
    #[test]
    fn a_day_with_a_change_of_the_clock_is_whole() {
        let day: Day = "2026-11-01".parse().unwrap();
        let length = day.plus(1).start("America/New_York").since(day.start("America/New_York"));
        assert_eq!(length.as_secs(), 25 * 3_600);
        assert_eq!(day.plus(30).days_since(day), 30);
        assert_eq!(day.plus(-31).to_string(), "2026-10-01");
    }

    #[test]
    fn only_days_are_read() {
        for wrong in
            ["", "2026-13-01", "2026-11-31", "21.11.2026", "2026-11-21T00:00", "20261121", "++2026-1-1"]
        {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }
}
