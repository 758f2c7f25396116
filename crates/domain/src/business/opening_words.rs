//! Opening hours in words, as a model is told them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::hours::{Hours, Interval};
use crate::Instant;

/// How many days ahead special days are told.
const AHEAD: i64 = 30;

/// The days of the week by their names in the API.
const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

impl Hours {
    /// What the clock on the wall of the business shows, whether it is open, and when it usually is; none for a
    /// business that never said when it is open.
    pub fn in_words(&self, now: Instant, time_zone: &str) -> Option<String> {
        if *self == Self::default() {
            return None;
        }
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let wall = |at: Instant| {
            zone.to_datetime(Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH))
        };
        let opening = self.at(now, time_zone);
        let state = match (opening.open, opening.until, opening.next_open) {
            (true, Some(until), _) => format!("It is open now, until {}.", moment(wall(until))),
            (true, None, _) => "It is open now, and never closes.".to_owned(),
            (false, _, Some(next)) => format!("It is closed now, and opens {}.", moment(wall(next))),
            (false, _, None) => "It is closed now.".to_owned(),
        };
        let days = self.week.days();
        let day = |(code, name): (&str, &str)| {
            let found = days.iter().find(|day| day.0 == code);
            format!("{name} {}", intervals(found.map_or(&[], |day| day.1)))
        };
        let week: Vec<_> = DAYS.into_iter().map(day).collect();
        let mut words = format!(
            "At the business it is {} ({time_zone}). {state} Its usual hours: {}.",
            moment(wall(now)),
            week.join("; ")
        );
        for (date, name, hours) in self.special_from(wall(now).date()) {
            let of = if name.is_empty() { String::new() } else { format!(" ({name})") };
            words.push_str(&format!(" Otherwise on {date}{of}: {hours}."));
        }
        words.push_str(" Tell callers so when they ask, and promise nothing outside these hours.");
        Some(words)
    }

    /// The special days of the next time: their date, name and hours.
    fn special_from(&self, today: Date) -> Vec<(Date, &str, String)> {
        let end = today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(today);
        let days = self.special.iter().filter_map(|day| {
            let date = day.date.parse::<Date>().ok()?;
            Some((date, day.name.trim(), intervals(&day.intervals)))
        });
        let mut days: Vec<_> = days.filter(|day| (today..=end).contains(&day.0)).collect();
        days.sort();
        days
    }
}

/// Such as `Wednesday 2026-11-25, 16:30`.
fn moment(at: DateTime) -> String {
    at.strftime("%A %Y-%m-%d, %H:%M").to_string()
}

/// Such as `09:00 to 12:00 and 13:00 to 17:00`.
fn intervals(intervals: &[Interval]) -> String {
    if intervals.is_empty() {
        return "closed".to_owned();
    }
    let mut intervals = intervals.to_vec();
    intervals.sort_by_key(|interval| interval.from);
    let told: Vec<_> =
        intervals.iter().map(|interval| format!("{} to {}", interval.from, interval.to)).collect();
    told.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::super::{SpecialDay, Week};
    use super::*;

    fn interval(from: &str, to: &str) -> Interval {
        Interval { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn office() -> Hours {
        let day = || vec![interval("13:00", "17:00"), interval("09:00", "12:00")];
        let week = Week { wed: day(), fri: day(), ..Week::default() };
        let holiday = |date: &str, name: &str, intervals: Vec<Interval>| SpecialDay {
            date: date.into(),
            name: name.into(),
            closed: intervals.is_empty(),
            intervals,
        };
        let special = vec![
            holiday("2027-11-26", "Next year", vec![]),
            holiday("2026-11-27", "", vec![interval("10:00", "12:00")]),
            holiday("2026-11-26", "Thanksgiving", vec![]),
        ];
        Hours { week, special }
    }

    #[test]
    fn hours_are_told_by_the_clock_of_the_business() {
        let told = office().in_words("2026-11-25T21:30:00Z".parse().unwrap(), "America/New_York").unwrap();
        assert_eq!(
            told,
            "At the business it is Wednesday 2026-11-25, 16:30 (America/New_York). It is open now, until Wednesday \
             2026-11-25, 17:00. Its usual hours: Monday closed; Tuesday closed; Wednesday 09:00 to 12:00 and 13:00 \
             to 17:00; Thursday closed; Friday 09:00 to 12:00 and 13:00 to 17:00; Saturday closed; Sunday closed. \
             Otherwise on 2026-11-26 (Thanksgiving): closed. Otherwise on 2026-11-27: 10:00 to 12:00. Tell callers so \
             when they ask, and promise nothing outside these hours."
        );
        let closed = office().in_words("2026-11-25T22:00:00Z".parse().unwrap(), "America/New_York").unwrap();
        assert!(closed.contains("It is closed now, and opens Friday 2026-11-27, 10:00."), "{closed}");
    }

    #[test]
    fn who_never_said_when_it_is_open_says_nothing() {
        assert_eq!(Hours::default().in_words(Instant::from_seconds(0), "UTC"), None);
    }
}
