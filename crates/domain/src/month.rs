//! Months of UTC, such as `2026-11`: what events are kept and archived by.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::Instant;

/// A month of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(
    /// Its first day.
    Date,
);

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no month such as 2026-11")]
pub struct InvalidMonth(String);

const DAY_MICROS: i64 = 86_400_000_000;

impl Month {
    /// The month in which `at` lies.
    pub fn of(at: Instant) -> Self {
        let days = at.micros().div_euclid(DAY_MICROS);
        let unix = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC).date();
        // Beyond the years that the calendar knows, its first or last month.
        let end = if days < 0 { Date::MIN } else { Date::MAX };
        let span = jiff::Span::new().try_days(days).ok();
        let date = span.and_then(|span| unix.checked_add(span).ok()).unwrap_or(end);
        Self(date.first_of_month())
    }

    /// The instant at which it begins.
    pub fn start(self) -> Instant {
        let zoned = self.0.to_zoned(jiff::tz::TimeZone::UTC);
        let micros = zoned.map(|zoned| zoned.timestamp().as_microsecond());
        Instant::from_micros(micros.unwrap_or(if self.0.year() < 1970 { i64::MIN } else { i64::MAX }))
    }

    /// The instant at which the next one begins.
    pub fn end(self) -> Instant {
        self.next().start()
    }

    /// The month behind it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.last_of_month().tomorrow().unwrap_or(self.0))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let read = || {
            let (year, month) = text.split_once('-')?;
            let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
            (digits(year, 4) && digits(month, 2)).then_some(())?;
            Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
        };
        read().map(Self).ok_or_else(|| InvalidMonth(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_begins_where_the_one_before_ends() {
        for (inside, name, start, end) in [
            ("2026-11-30T23:59:59.999999Z", "2026-11", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("2026-12-01T00:00:00Z", "2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("2028-02-29T12:00:00Z", "2028-02", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12", "1969-12-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ] {
            let month = Month::of(at(inside));
            assert_eq!(month.to_string(), name);
            assert_eq!((month.start(), month.end()), (at(start), at(end)));
            assert_eq!(Month::of(month.start()), month);
            assert_eq!(name.parse::<Month>(), Ok(month));
        }
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for wrong in ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026-11-01", "+026-11", "2026-١١"]
        {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_ends_of_time_have_a_month() {
        let (first, last) =
            (Month::of(Instant::from_micros(i64::MIN)), Month::of(Instant::from_micros(i64::MAX)));
        assert!(first < last, "{first:?} {last:?}");
    }
}
