//! The way of bookings, from the visit of the page to the end of the call.

use ringwright_domain::ids::OrgId;
use ringwright_domain::{Currency, Day, Money};
use ringwright_store::{PlanFunnel, Tally};

use super::DaySpan;
use crate::storefront::VisitStep;
use crate::{Engine, Result};

/// How many came how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Steps {
    /// Opened the page.
    pub visit: i64,
    /// Began the form.
    pub form: i64,
    /// Booked.
    pub booked: i64,
    /// Were admitted: paid, or free.
    pub paid: i64,
    /// Picked up.
    pub connected: i64,
    /// Were called to the end.
    pub completed: i64,
}

/// The steps of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFunnel {
    /// The day.
    pub day: Day,
    /// The steps.
    pub steps: Steps,
}

/// The way of the bookings that were made in a span of days.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// All together.
    pub steps: Steps,
    /// By plan.
    pub by_plan: Vec<PlanFunnel>,
    /// By day of booking.
    pub by_day: Vec<DayFunnel>,
    /// The currency of the business.
    pub currency: Currency,
}

impl Engine {
    /// The way of the bookings made in a span of days.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn funnel(&self, org: &OrgId, time_zone: &str, span: DaySpan) -> Result<Funnel> {
        let mut tx = self.org(org).read().await?;
        let tallies = tx.tallies(span.from, span.to).await?;
        let mut by_day = Vec::new();
        let mut by_plan: Vec<PlanFunnel> = Vec::new();
        let currency = tx.business().await?.profile.currency.parse().unwrap_or(Currency::USD);
        for (day, plans) in span.days().zip(tx.funnel(&span.each(time_zone)).await?) {
            let mut steps = visits(&tallies, day);
            for plan in plans {
                steps.add(&plan);
                merge(&mut by_plan, plan);
            }
            by_day.push(DayFunnel { day, steps });
        }
        by_plan.sort_by(|a, b| b.booked.cmp(&a.booked).then_with(|| a.plan.cmp(&b.plan)));
        let steps = by_day.iter().fold(Steps::default(), |all, day| all.and(day.steps));
        Ok(Funnel { steps, by_plan, by_day, currency })
    }
}

fn visits(tallies: &[Tally], day: Day) -> Steps {
    let day = day.to_string();
    let count = |step: VisitStep| {
        tallies
            .iter()
            .find(|tally| tally.day == day && tally.step == step.name())
            .map_or(0, |tally| tally.count)
    };
    Steps { visit: count(VisitStep::Visit), form: count(VisitStep::Form), ..Steps::default() }
}

fn merge(all: &mut Vec<PlanFunnel>, plan: PlanFunnel) {
    match all.iter_mut().find(|known| known.plan == plan.plan) {
        Some(known) => {
            known.booked += plan.booked;
            known.paid += plan.paid;
            known.connected += plan.connected;
            known.completed += plan.completed;
            add_up(&mut known.revenue, plan.revenue);
        }
        None => all.push(plan),
    }
}

/// Adds money to sums of money, each to that of its currency.
pub(crate) fn add_up(sums: &mut Vec<Money>, more: impl IntoIterator<Item = Money>) {
    for money in more {
        match sums.iter_mut().find(|sum| sum.currency == money.currency) {
            Some(sum) => sum.minor += money.minor,
            None => sums.push(money),
        }
    }
}

impl Steps {
    fn add(&mut self, plan: &PlanFunnel) {
        self.booked += plan.booked;
        self.paid += plan.paid;
        self.connected += plan.connected;
        self.completed += plan.completed;
    }

    fn and(self, other: Self) -> Self {
        Self {
            visit: self.visit + other.visit,
            form: self.form + other.form,
            booked: self.booked + other.booked,
            paid: self.paid + other.paid,
            connected: self.connected + other.connected,
            completed: self.completed + other.completed,
        }
    }
}
