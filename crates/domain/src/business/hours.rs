//! Opening hours: several intervals a day, special days, and what the clock on the wall of the business says
//! on days when it is put forward or back.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reader::{Fault, Reader};
use crate::Instant;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// How far ahead the next opening is looked for, in days.
const HORIZON: i32 = 370;

/// A time on the clock of a wall, to the minute: `00:00` to `24:00`, which only ends an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

/// A text that is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written as 09:30")]
pub struct InvalidTime;

impl TimeOfDay {
    /// So many minutes after midnight; none beyond `24:00`.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= DAY { Some(Self(minutes)) } else { None }
    }
}

impl FromStr for TimeOfDay {
    type Err = InvalidTime;

    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let number = |text: &str| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|_| digits).ok_or(InvalidTime)
        };
        let (hours, minutes) = text.split_once(':').ok_or(InvalidTime)?;
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        if minutes > 59 {
            Err(InvalidTime)
        } else {
            Self::from_minutes(hours * 60 + minutes).ok_or(InvalidTime)
        }
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = InvalidTime;

    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl JsonSchema for TimeOfDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" })
    }
}

/// From a time until before another, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// When it opens.
    pub from: TimeOfDay,
    /// When it closes; `24:00` is the end of the day.
    pub to: TimeOfDay,
}

/// The hours of an ordinary week.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the days of the week")]
pub struct Week {
    pub mon: Vec<Interval>,
    pub tue: Vec<Interval>,
    pub wed: Vec<Interval>,
    pub thu: Vec<Interval>,
    pub fri: Vec<Interval>,
    pub sat: Vec<Interval>,
    pub sun: Vec<Interval>,
}

/// A day that is not like its weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// What it is, such as a holiday's name.
    pub name: String,
    /// Whether it is closed all day; then it has no intervals.
    pub closed: bool,
    /// Its hours.
    #[serde(default)]
    pub intervals: Vec<Interval>,
}

/// The hours of a business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Hours {
    /// The ordinary week.
    pub week: Week,
    /// Days that are not like their weekday, at most [`Hours::SPECIAL_MOST`].
    pub special: Vec<SpecialDay>,
}

/// Whether a business is open at an instant, and what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Whether it is open.
    pub open: bool,
    /// When it closes; none when it is closed, or never closes within a year.
    pub until: Option<Instant>,
    /// When it opens again after that, or at all; none when not within a year.
    pub next_open: Option<Instant>,
}

impl Week {
    /// The days with their names in the API, from Monday.
    pub const fn days(&self) -> [(&'static str, &Vec<Interval>); 7] {
        [
            ("mon", &self.mon),
            ("tue", &self.tue),
            ("wed", &self.wed),
            ("thu", &self.thu),
            ("fri", &self.fri),
            ("sat", &self.sat),
            ("sun", &self.sun),
        ]
    }

    const fn of(&self, day: Weekday) -> &Vec<Interval> {
        match day {
            Weekday::Monday => &self.mon,
            Weekday::Tuesday => &self.tue,
            Weekday::Wednesday => &self.wed,
            Weekday::Thursday => &self.thu,
            Weekday::Friday => &self.fri,
            Weekday::Saturday => &self.sat,
            Weekday::Sunday => &self.sun,
        }
    }
}

impl Hours {
    /// The most intervals of a day.
    pub const INTERVALS_MOST: usize = 6;
    /// The most special days.
    pub const SPECIAL_MOST: usize = 200;

    /// What is wrong with them; nothing when they can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        for (name, intervals) in self.week.days() {
            judge(&mut reader, &format!("week.{name}"), intervals);
        }
        if self.special.len() > Self::SPECIAL_MOST {
            reader.note("special", "too_many", format!("these are more than {}", Self::SPECIAL_MOST));
        }
        let mut seen = std::collections::BTreeSet::new();
        for (index, day) in self.special.iter().enumerate() {
            let field = format!("special.{index}");
            match day.date.parse::<Date>() {
                Ok(date) if day.date.len() == 10 => {
                    if !seen.insert(date) {
                        reader.note(format!("{field}.date"), "twice", "this day is in the list already");
                    }
                }
                _ => reader.note(format!("{field}.date"), "unsound", "write the day as 2026-12-24"),
            }
            reader.text(format!("{field}.name"), &day.name, 60);
            if day.closed && !day.intervals.is_empty() {
                let message = "a day that is closed has no hours";
                reader.note(format!("{field}.intervals"), "closed", message);
            }
            judge(&mut reader, &format!("{field}.intervals"), &day.intervals);
        }
        reader.0
    }

    /// Whether it is open at an instant, by the clock on its wall. An hour that the clock repeats in autumn
    /// belongs to the interval that is open when it begins; one that it skips in spring is not there.
    pub fn at(&self, at: Instant, time_zone: &str) -> Opening {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let now = Timestamp::from_microsecond(at.micros()).unwrap_or(Timestamp::UNIX_EPOCH);
        let today = zone.to_datetime(now).date();
        let mut spans = Vec::<(Timestamp, Timestamp)>::new();
        for ahead in -1..HORIZON {
            let Ok(date) = today.checked_add(jiff::Span::new().days(ahead)) else { break };
            for (from, to) in self.spans_of(date, &zone) {
                match spans.last_mut() {
                    // What begins where another ends is one.
                    Some(last) if from <= last.1 => last.1 = last.1.max(to),
                    _ if to > now => spans.push((from, to)),
                    _ => spans = vec![(from, to)],
                }
            }
            // The span at hand has ended, and another one is known.
            if spans.iter().filter(|span| span.1 > now).count() > 1 {
                break;
            }
        }
        let end = today.checked_add(jiff::Span::new().days(HORIZON - 2)).ok();
        let end = end.map_or(Timestamp::MAX, |date| first_at(&zone, date, 0));
        let mut coming = spans.into_iter().filter(|span| span.1 > now);
        let first = coming.next();
        let instant = |stamp: Timestamp| Instant::from_micros(stamp.as_microsecond());
        match first {
            Some((from, to)) if from <= now => Opening {
                open: true,
                until: (to < end).then(|| instant(to)),
                next_open: coming.next().map(|(from, _)| instant(from)),
            },
            other => Opening { open: false, until: None, next_open: other.map(|(from, _)| instant(from)) },
        }
    }

    /// The hours of a date as instants, in their order.
    fn spans_of(&self, date: Date, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let text = date.to_string();
        let special = self.special.iter().find(|day| day.date == text);
        let intervals = special.map_or_else(|| self.week.of(date.weekday()), |day| &day.intervals);
        let mut spans: Vec<_> = intervals
            .iter()
            .map(|interval| (first_at(zone, date, interval.from.0), first_at(zone, date, interval.to.0)))
            .filter(|(from, to)| from < to)
            .collect();
        spans.sort_unstable();
        spans
    }
}

/// Whether there is a time zone of this name.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

/// The first instant of a day at which the clock on the wall shows so many minutes, or more when it skips
/// them.
fn first_at(zone: &TimeZone, date: Date, minutes: u16) -> Timestamp {
    let (date, minutes) = if minutes >= DAY { (date.tomorrow().unwrap_or(date), 0) } else { (date, minutes) };
    let (hour, minute) = (i8::try_from(minutes / 60).unwrap_or(0), i8::try_from(minutes % 60).unwrap_or(0));
    let wanted = date.to_datetime(jiff::civil::time(hour, minute, 0, 0));
    let found = timestamp(zone, wanted);
    if zone.to_datetime(found) == wanted {
        return found;
    }
    // The clock skips it: `found` lies as far behind the leap as `wanted` lies in it.
    let behind = found.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(found);
    zone.preceding(behind).next().map_or(found, |leap| leap.timestamp())
}

fn timestamp(zone: &TimeZone, at: DateTime) -> Timestamp {
    zone.to_ambiguous_timestamp(at).compatible().unwrap_or(Timestamp::MAX)
}

fn judge(reader: &mut Reader, field: &str, intervals: &[Interval]) {
    if intervals.len() > Hours::INTERVALS_MOST {
        reader.note(field, "too_many", format!("a day has at most {} intervals", Hours::INTERVALS_MOST));
    }
    for (index, interval) in intervals.iter().enumerate() {
        if interval.from >= interval.to {
            let message =
                "this must be later than the beginning; what goes on after midnight belongs to the next day";
            reader.note(format!("{field}.{index}.to"), "not_later", message);
        }
        if intervals[..index].iter().any(|other| interval.from < other.to && other.from < interval.to) {
            reader.note(format!("{field}.{index}"), "overlap", "this overlaps another interval of the day");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval(from: &str, to: &str) -> Interval {
        Interval { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn daily(intervals: &[Interval]) -> Hours {
        let day = || intervals.to_vec();
        let week =
            Week { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: day(), sun: day() };
        Hours { week, special: Vec::new() }
    }

    #[test]
    fn a_lunch_break_is_closed_and_the_afternoon_is_next() {
        let hours = daily(&[interval("09:00", "12:00"), interval("13:00", "17:30")]);
        let noon = hours.at(at("2026-11-20T12:15:00Z"), "UTC");
        assert_eq!(noon, Opening { open: false, until: None, next_open: Some(at("2026-11-20T13:00:00Z")) });
        let morning = hours.at(at("2026-11-20T09:00:00Z"), "UTC");
        assert!(morning.open);
        assert_eq!(morning.until, Some(at("2026-11-20T12:00:00Z")));
        assert_eq!(morning.next_open, Some(at("2026-11-20T13:00:00Z")));
    }

    #[test]
    fn a_holiday_is_closed_and_an_evening_sale_is_open() {
        let mut hours = daily(&[interval("09:00", "17:00")]);
        let special = |date: &str, intervals: Vec<Interval>| SpecialDay {
            date: date.into(),
            name: "x".into(),
            closed: intervals.is_empty(),
            intervals,
        };
        hours.special.push(special("2026-12-25", vec![]));
        hours.special.push(special("2026-12-26", vec![interval("18:00", "24:00")]));
        assert!(hours.faults().is_empty());
        let closed = hours.at(at("2026-12-25T12:00:00Z"), "UTC");
        assert_eq!((closed.open, closed.next_open), (false, Some(at("2026-12-26T18:00:00Z"))));
        let sale = hours.at(at("2026-12-26T23:59:59Z"), "UTC");
        assert_eq!((sale.open, sale.until), (true, Some(at("2026-12-27T00:00:00Z"))));
    }

    #[test]
    fn a_night_over_midnight_is_one() {
        let hours = daily(&[interval("00:00", "02:00"), interval("22:00", "24:00")]);
        let night = hours.at(at("2026-11-20T23:00:00Z"), "UTC");
        assert_eq!((night.open, night.until), (true, Some(at("2026-11-21T02:00:00Z"))));
    }

    /// In New York the clock goes from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on
    /// 1 November.
    #[test]
    fn a_skipped_hour_is_not_there_and_a_repeated_one_stays_open() {
        let zone = "America/New_York";
        let early = daily(&[interval("02:30", "05:00")]);
        let spring = early.at(at("2026-03-08T06:00:00Z"), zone);
        assert_eq!(spring.next_open, Some(at("2026-03-08T07:00:00Z")), "03:00, the first time that is there");
        let skipped = daily(&[interval("02:00", "02:45")]);
        let none = skipped.at(at("2026-03-08T06:00:00Z"), zone);
        assert_eq!(none.next_open, Some(at("2026-03-09T06:00:00Z")), "nothing is open on that day");
        let through = daily(&[interval("00:00", "02:00")]);
        let autumn = through.at(at("2026-11-01T04:00:00Z"), zone);
        assert_eq!(autumn.until, Some(at("2026-11-01T07:00:00Z")), "three hours");
    }

    #[test]
    fn who_never_closes_is_open_without_an_end_and_who_never_opens_has_no_next() {
        let always = daily(&[interval("00:00", "24:00")]).at(at("2026-11-20T12:00:00Z"), "Europe/Stockholm");
        assert_eq!(always, Opening { open: true, until: None, next_open: None });
        let never = Hours::default().at(at("2026-11-20T12:00:00Z"), "UTC");
        assert_eq!(never, Opening { open: false, until: None, next_open: None });
    }

    #[test]
    fn what_cannot_be_kept_is_told_by_its_field() {
        let mut hours = daily(&[]);
        hours.week.mon =
            vec![interval("10:00", "12:00"), interval("11:00", "13:00"), interval("15:00", "14:00")];
        let day =
            SpecialDay { date: "24 December".into(), name: String::new(), closed: true, intervals: vec![] };
        hours.special.push(day);
        let fields: Vec<_> = hours.faults().into_iter().map(|fault| (fault.field, fault.code)).collect();
        assert_eq!(
            fields,
            [
                ("week.mon.1".to_owned(), "overlap"),
                ("week.mon.2.to".to_owned(), "not_later"),
                ("special.0.date".to_owned(), "unsound"),
            ]
        );
        for wrong in ["", "9:00", "24:01", "12:60", "-1:00", "12:00:00"] {
            assert!(wrong.parse::<TimeOfDay>().is_err(), "{wrong}");
        }
    }

    const ZONES: [&str; 6] = [
        "UTC",
        "America/New_York",
        "Europe/Stockholm",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "America/Sao_Paulo",
    ];

    fn day() -> impl Strategy<Value = Vec<Interval>> {
        proptest::collection::btree_set(0_u16..=96, 0..8).prop_map(|ends| {
            let ends: Vec<_> = ends.into_iter().map(|quarter| TimeOfDay(quarter * 15)).collect();
            ends.chunks_exact(2).map(|pair| Interval { from: pair[0], to: pair[1] }).collect()
        })
    }

    fn hours() -> impl Strategy<Value = Hours> {
        (day(), day(), day(), day(), day()).prop_map(|(mon, tue, wed, sat, sun)| Hours {
            week: Week { thu: wed.clone(), fri: tue.clone(), mon, tue, wed, sat, sun },
            special: Vec::new(),
        })
    }

    proptest! {
        #[test]
        fn it_closes_and_opens_when_it_says(
            hours in hours(), seconds in 1_767_225_600_i64..1_830_297_600, zone in 0..ZONES.len(), part in 0.0..1.0_f64,
        ) {
            let (zone, now) = (ZONES[zone], Instant::from_seconds(seconds));
            prop_assert!(hours.faults().is_empty());
            let opening = hours.at(now, zone);
            let before = |at: Instant| Instant::from_micros(at.micros() - 1);
            if let Some(until) = opening.until {
                prop_assert!(opening.open && until > now);
                prop_assert!(hours.at(before(until), zone).open, "open to the last moment");
                prop_assert!(!hours.at(until, zone).open, "closed from {until:?} on");
            }
            if let Some(next) = opening.next_open {
                prop_assert!(next > now && hours.at(next, zone).open && !hours.at(before(next), zone).open);
                let from = opening.until.unwrap_or(now);
                #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a moment between")]
                let between = ((next.micros() - from.micros()) as f64 * part) as i64;
                let between = Instant::from_micros((from.micros() + between).min(next.micros() - 1));
                prop_assert!(!hours.at(between, zone).open, "closed in between");
            }
        }

        /// On days whose clock goes evenly, open is what the clock on the wall says.
        #[test]
        fn an_even_day_goes_by_the_clock_on_the_wall(
            hours in hours(), seconds in 1_767_225_600_i64..1_830_297_600, zone in 0..ZONES.len(),
        ) {
            let zone_of = TimeZone::get(ZONES[zone]).unwrap();
            let now = Timestamp::from_second(seconds).unwrap();
            let wall = zone_of.to_datetime(now);
            let length = timestamp(&zone_of, wall.date().tomorrow().unwrap().to_datetime(jiff::civil::Time::midnight()))
                .duration_since(timestamp(&zone_of, wall.date().to_datetime(jiff::civil::Time::midnight())));
            prop_assume!(length.as_secs() == 86_400);
            let minutes = u16::try_from(wall.hour()).unwrap() * 60 + u16::try_from(wall.minute()).unwrap();
            let expected = hours.week.of(wall.date().weekday()).iter()
                .any(|interval| (interval.from.0..interval.to.0).contains(&minutes));
            prop_assert_eq!(hours.at(Instant::from_seconds(seconds), ZONES[zone]).open, expected);
        }
    }
}
