//! The first look of the day: six figures with their trends.

use ringwright_domain::ids::OrgId;
use ringwright_domain::{Currency, Day, Money};
use ringwright_store::{CallCount, PlanFunnel};

use crate::call::{CallFigures, counts};
use crate::insight::{DaySpan, add_up};
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
    /// Over all the days, money of other currencies than the unit's.
    pub others: Vec<Money>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// A part of one.
    Ratio,
    /// Seconds.
    Seconds,
    /// Minor units of the business's currency.
    Money(Currency),
}

/// What is known of some days.
#[derive(Debug, Clone, Default)]
struct Sums {
    calls: CallFigures,
    booked: i64,
    completed: i64,
    revenue: Vec<Money>,
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
        let spans: Vec<_> = span.each(time_zone).into_iter().chain([before.bounds(time_zone)]).collect();
        let mut tx = self.org(org).read().await?;
        let currency = tx.business().await?.profile.currency.parse().unwrap_or(Currency::USD);
        let (calls, plans) = (counts(&mut tx, &spans).await?, tx.funnel(&spans).await?);
        drop(tx);
        let mut trend: Vec<_> =
            calls.iter().zip(plans).map(|(calls, plans)| Sums::of(calls, plans)).collect();
        let previous = trend.pop().unwrap_or_default();
        let whole = trend.iter().fold(Sums::default(), Sums::and);
        let card = |code, unit, figure: &dyn Fn(&Sums) -> Option<f64>| Card {
            code,
            unit,
            value: figure(&whole),
            previous: figure(&previous),
            trend: trend.iter().map(figure).collect(),
            others: Vec::new(),
        };
        let revenue =
            card(CardCode::Revenue, Unit::Money(currency), &|sums| Some(number(sums.taken(currency))));
        let others = whole.revenue.iter().filter(|sum| sum.currency != currency && sum.minor != 0);
        Ok(vec![
            card(CardCode::Calls, Unit::Count, &|sums| Some(number(sums.calls.calls))),
            card(CardCode::Answered, Unit::Ratio, &|sums| part(sums.calls.answered, sums.calls.ended)),
            card(CardCode::Duration, Unit::Seconds, &|sums| part(sums.calls.seconds, sums.calls.answered)),
            card(CardCode::Bookings, Unit::Count, &|sums| Some(number(sums.booked))),
            card(CardCode::Completed, Unit::Ratio, &|sums| part(sums.completed, sums.booked)),
            Card { others: others.copied().collect(), ..revenue },
        ])
    }
}

impl Sums {
    fn of(calls: &[CallCount], plans: Vec<PlanFunnel>) -> Self {
        let mut sums = Self::default();
        calls.iter().for_each(|count| sums.calls.add(count));
        for plan in plans {
            sums.booked += plan.booked;
            sums.completed += plan.completed;
            add_up(&mut sums.revenue, plan.revenue);
        }
        sums
    }

    fn and(mut self, more: &Self) -> Self {
        self.calls.calls += more.calls.calls;
        self.calls.answered += more.calls.answered;
        self.calls.ended += more.calls.ended;
        self.calls.seconds += more.calls.seconds;
        self.booked += more.booked;
        self.completed += more.completed;
        add_up(&mut self.revenue, more.revenue.iter().copied());
        self
    }

    /// Money taken in a currency.
    fn taken(&self, currency: Currency) -> i64 {
        self.revenue.iter().find(|sum| sum.currency == currency).map_or(0, |sum| sum.minor)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
const fn number(count: i64) -> f64 {
    count as f64
}

fn part(of: i64, all: i64) -> Option<f64> {
    (all > 0).then(|| number(of) / number(all))
}
