//! The first look of the day: six figures with their trends.

use ringwright_domain::Day;
use ringwright_domain::ids::OrgId;

use crate::call::CallFigures;
use crate::insight::DaySpan;
use crate::{Engine, Error, FieldProblem, Result};

/// Days of a card, at most.
const DAYS_MOST: i64 = 90;

/// A figure with its trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it tells.
    pub code: CardCode,
    /// In what it is counted.
    pub unit: Unit,
    /// Over all the days; none when there was nothing to measure.
    pub value: Option<f64>,
    /// The same over as many days before.
    pub previous: Option<f64>,
    /// For each of the days, oldest first.
    pub trend: Vec<Option<f64>>,
}

/// What a figure tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardCode {
    /// Calls.
    Calls,
    /// Of the calls that are over, those that were picked up.
    Answered,
    /// How long calls that were picked up are on average.
    Duration,
    /// Bookings made.
    Bookings,
    /// Of these, those that were called to the end.
    Completed,
    /// Money taken on them less what went back.
    Revenue,
}

/// In what a figure is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// A part of one.
    Ratio,
    /// Seconds.
    Seconds,
    /// Minor units of a currency.
    Money(String),
}

/// What is known of some days.
#[derive(Debug, Clone, Default)]
struct Sums {
    calls: CallFigures,
    booked: i64,
    completed: i64,
    revenue_minor: i64,
    currency: Option<String>,
}

impl Engine {
    /// Six figures of the newest days, today with them.
    ///
    /// # Errors
    /// When the days are too many, or the database fails.
    pub async fn dashboard(&self, org: &OrgId, time_zone: &str, days: i64) -> Result<Vec<Card>> {
        if !(1..=DAYS_MOST).contains(&days) {
            let message = format!("use a number from 1 to {DAYS_MOST}");
            return Err(Error::fields(vec![FieldProblem::new("days", "out_of_range", message)]));
        }
        let today = Day::of(self.now(), time_zone);
        let span = DaySpan { from: today.plus(1 - days), to: today };
        let before = DaySpan { from: today.plus(1 - 2 * days), to: today.plus(-days) };
        let previous = self.sums(org, time_zone, before).await?;
        let mut trend = Vec::new();
        for day in span.days() {
            trend.push(self.sums(org, time_zone, DaySpan { from: day, to: day }).await?);
        }
        let whole = trend.iter().fold(Sums::default(), Sums::and);
        let currency = whole.currency.clone().or_else(|| previous.currency.clone());
        let currency = currency.unwrap_or_else(|| "USD".to_owned());
        let card = |code, unit, figure: fn(&Sums) -> Option<f64>| Card {
            code,
            unit,
            value: figure(&whole),
            previous: figure(&previous),
            trend: trend.iter().map(figure).collect(),
        };
        Ok(vec![
            card(CardCode::Calls, Unit::Count, |sums| Some(number(sums.calls.calls))),
            card(CardCode::Answered, Unit::Ratio, |sums| part(sums.calls.answered, sums.calls.ended)),
            card(CardCode::Duration, Unit::Seconds, |sums| part(sums.calls.seconds, sums.calls.answered)),
            card(CardCode::Bookings, Unit::Count, |sums| Some(number(sums.booked))),
            card(CardCode::Completed, Unit::Ratio, |sums| part(sums.completed, sums.booked)),
            card(CardCode::Revenue, Unit::Money(currency), |sums| Some(number(sums.revenue_minor))),
        ])
    }

    async fn sums(&self, org: &OrgId, time_zone: &str, span: DaySpan) -> Result<Sums> {
        let mut sums = Sums::default();
        for count in self.call_counts(org, time_zone, span).await? {
            sums.calls.add(&count);
        }
        let (from, to) = span.bounds(time_zone);
        for plan in self.org(org).read().await?.funnel(from, to).await? {
            sums.booked += plan.booked;
            sums.completed += plan.completed;
            sums.revenue_minor += plan.revenue_minor;
            sums.currency = sums.currency.take().or(plan.currency);
        }
        Ok(sums)
    }
}

impl Sums {
    fn and(self, more: &Self) -> Self {
        let calls = CallFigures {
            calls: self.calls.calls + more.calls.calls,
            answered: self.calls.answered + more.calls.answered,
            ended: self.calls.ended + more.calls.ended,
            seconds: self.calls.seconds + more.calls.seconds,
        };
        Self {
            calls,
            booked: self.booked + more.booked,
            completed: self.completed + more.completed,
            revenue_minor: self.revenue_minor + more.revenue_minor,
            currency: self.currency.or_else(|| more.currency.clone()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
const fn number(count: i64) -> f64 {
    count as f64
}

fn part(of: i64, all: i64) -> Option<f64> {
    (all > 0).then(|| number(of) / number(all))
}
