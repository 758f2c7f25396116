//! Figures of a span of time: what became of bookings, calls and payments.

use std::collections::BTreeMap;
use std::time::Duration;

use ringwright_domain::booking::TEST_PLAN;
use ringwright_domain::ids::{AccountId, BookingId};
use ringwright_domain::{Instant, Money};

use crate::Result;
use crate::error::damaged;
use crate::span::{Span, by_span, spans_pg, spans_sqlite};
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};

/// Waits that are looked at, at most: the newest ones.
const WAITS_MOST: i64 = 2_000;

/// How far the bookings of a plan came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFunnel {
    /// The code of the plan.
    pub plan: String,
    /// Bookings made.
    pub booked: i64,
    /// Of these, paid for or free.
    pub paid: i64,
    /// Of these, somebody picked up.
    pub connected: i64,
    /// Of these, completed.
    pub completed: i64,
    /// Money taken on them less what went back: a sum in each currency, none where nothing was taken.
    pub revenue: Vec<Money>,
}

/// How often attempts through an account ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeCount {
    /// How they ended.
    pub outcome: String,
    /// The account.
    pub account: AccountId,
    /// How many.
    pub count: i64,
}

/// How often bookings ended badly for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingFailures {
    /// The name of the state.
    pub state: String,
    /// The code of the reason, where the state has one.
    pub code: Option<String>,
    /// How many.
    pub count: i64,
    /// When the newest of them was made.
    pub last_at: Instant,
    /// The newest of them.
    pub last: BookingId,
}

/// How often payments stand without money for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFailures {
    /// The name of the state.
    pub state: String,
    /// The code of the reason, where the state has one.
    pub code: Option<String>,
    /// How many.
    pub count: i64,
}

/// What became of payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentFigures {
    /// Those whose money came.
    pub paid: i64,
    /// Those that ended without money although somebody tried.
    pub lost: i64,
}

/// Waits from being due to the first attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Their mean.
    pub mean: Duration,
    /// How many were looked at.
    pub count: u32,
}

/// Signs of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Minutes with one.
    pub minutes: i64,
    /// The first minute from which on they are expected: the first one asked for, or that of the first
    /// sign of all.
    pub since: i64,
}

/// The money of a payment came, whatever became of it afterwards.
macro_rules! money_came {
    () => {
        "p.state in ('paid', 'refunding', 'partly_refunded', 'refunded')"
    };
}

/// The bookings `b` of the spans `s`.
macro_rules! bookings_sqlite {
    () => {
        concat!(
            spans_sqlite!(),
            " cross join booking b where b.org_id = $1 and b.created_at >= s.begins and b.created_at < s.ends \
             and b.plan <> $3"
        )
    };
}

/// The same on PostgreSQL, which goes by the index for each span because of `offset 0`.
macro_rules! bookings_pg {
    () => {
        concat!(
            spans_pg!(),
            " cross join lateral (select id, plan, state from booking where org_id = $1 \
             and created_at >= s.begins and created_at < s.ends and plan <> $3 offset 0) as b"
        )
    };
}

/// How far bookings came; the argument is which. What is asked of each is counted, so that no table is read whole.
macro_rules! funnel {
    ($bookings:expr) => {
        concat!(
            "select n, plan, count(*), cast(sum(paid) as bigint), cast(sum(connected) as bigint), \
             cast(sum(completed) as bigint) from \
             (select s.n, b.plan, case when b.state = 'completed' then 1 else 0 end as completed, \
             case when (select count(*) from payment p where p.booking_id = b.id) = 0 \
             or (select count(*) from payment p where p.booking_id = b.id and ",
            money_came!(),
            ") > 0 then 1 else 0 end as paid, \
             case when b.state in ('calling', 'completed') or (select count(*) from call c \
             where c.booking_id = b.id and c.state_data ->> 'answered_at' is not null \
             and coalesce(c.state_data ->> 'outcome', '') not in ('voicemail', 'screened')) > 0 \
             then 1 else 0 end as connected from ",
            $bookings,
            ") as bookings group by n, plan order by n, plan"
        )
    };
}

/// What was taken on them less what went back, by currency.
macro_rules! revenue {
    ($bookings:expr, $payments:expr) => {
        concat!(
            "select b.n, b.plan, p.currency, cast(sum(p.amount_minor - p.refunded_minor) as bigint) from \
             (select s.n, b.plan, b.id from ",
            $bookings,
            ") as b cross join ",
            $payments,
            " group by b.n, b.plan, p.currency order by b.n, b.plan, p.currency"
        )
    };
}

const REVENUE_SQLITE: &str =
    revenue!(bookings_sqlite!(), concat!("payment p where p.booking_id = b.id and ", money_came!()));
const REVENUE_PG: &str = revenue!(
    bookings_pg!(),
    concat!(
        "lateral (select currency, amount_minor, refunded_minor from payment p where p.booking_id = b.id and ",
        money_came!(),
        " offset 0) as p"
    )
);

impl OrgTx {
    /// How far the bookings made in each of these spans came, by plan. Test calls are none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn funnel(&mut self, spans: &[Span]) -> Result<Vec<Vec<PlanFunnel>>> {
        type Counts = (i64, String, i64, i64, i64, i64);
        let (org, given) = (self.org.as_str(), self.tx.spans(spans));
        let sql = self.tx.pick(funnel!(bookings_sqlite!()), funnel!(bookings_pg!()));
        let counts = all!(self.tx, Counts, sql, org, &given, TEST_PLAN);
        let sql = self.tx.pick(REVENUE_SQLITE, REVENUE_PG);
        let sums = all!(self.tx, (i64, String, String, i64), sql, org, &given, TEST_PLAN);
        let mut revenue = BTreeMap::<(i64, String), Vec<Money>>::new();
        for (n, plan, currency, minor) in sums {
            let currency = currency.parse().map_err(|e| damaged("payment", &currency, e))?;
            revenue.entry((n, plan)).or_default().push(Money::new(minor, currency));
        }
        let funnel = counts.into_iter().map(|(n, plan, booked, paid, connected, completed)| {
            let revenue = revenue.remove(&(n, plan.clone())).unwrap_or_default();
            (n, PlanFunnel { plan, booked, paid, connected, completed, revenue })
        });
        Ok(by_span(spans, funnel.collect::<Vec<_>>()))
    }

    /// How the attempts that ended from `from` until before `to` ended, by account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outcomes(&mut self, from: Instant, to: Instant) -> Result<Vec<OutcomeCount>> {
        let rows = all!(
            self.tx,
            (String, String, i64),
            "select coalesce(state_data ->> 'outcome', '') as outcome, account_id, count(*) as many from call \
             where org_id = $1 and ended_at is not null and ended_at >= $2 and ended_at < $3 \
             group by 1, 2 order by 3 desc, 1, 2",
            self.org.as_str(),
            Stamp(from),
            Stamp(to)
        );
        let counts = rows.into_iter();
        counts
            .map(|(outcome, account, count)| Ok(OutcomeCount { outcome, account: account.parse()?, count }))
            .collect()
    }

    /// Why the bookings made from `from` until before `to` ended badly.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn booking_failures(&mut self, from: Instant, to: Instant) -> Result<Vec<BookingFailures>> {
        type Failures = (String, Option<String>, i64, Stamp, String);
        let rows = all!(
            self.tx,
            Failures,
            "select state, state_data ->> 'code' as code, count(*), max(created_at), max(id) from booking \
             where org_id = $1 and state in ('failed', 'no_answer') and created_at >= $2 and created_at < $3 \
             group by 1, 2 order by 3 desc, 1, 2",
            self.org.as_str(),
            Stamp(from),
            Stamp(to)
        );
        let failures = rows.into_iter().map(|(state, code, count, last_at, last)| {
            Ok(BookingFailures { state, code, count, last_at: last_at.0, last: last.parse()? })
        });
        failures.collect()
    }

    /// Why the payments made from `from` until before `to` stand without money.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_failures(&mut self, from: Instant, to: Instant) -> Result<Vec<PaymentFailures>> {
        let rows = all!(
            self.tx,
            (String, Option<String>, i64),
            "select state, state_data ->> 'code' as code, count(*) from payment \
             where org_id = $1 and created_at >= $2 and created_at < $3 and state in ('failed', 'expired') \
             group by 1, 2 order by 3 desc, 1, 2",
            self.org.as_str(),
            Stamp(from),
            Stamp(to)
        );
        Ok(rows.into_iter().map(|(state, code, count)| PaymentFailures { state, code, count }).collect())
    }

    /// What became of the payments made from `from` until before `to` at which somebody tried to pay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn payment_figures(&mut self, from: Instant, to: Instant) -> Result<PaymentFigures> {
        let row = one!(
            self.tx,
            (i64, i64),
            concat!(
                "select count(case when ",
                money_came!(),
                " then 1 end), count(case when p.state = 'expired' and exists (select 1 from event e \
                 where e.booking_id = p.booking_id and e.kind = 'payment.failed') then 1 end) from payment p \
                 where p.org_id = $1 and p.created_at >= $2 and p.created_at < $3"
            ),
            self.org.as_str(),
            Stamp(from),
            Stamp(to)
        );
        Ok(row.map_or_else(PaymentFigures::default, |(paid, lost)| PaymentFigures { paid, lost }))
    }

    /// How long the bookings made from `from` until before `to` waited for their first attempt: from their
    /// chosen time, from their money, or from being made; none when none was attempted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waits(&mut self, from: Instant, to: Instant) -> Result<Option<Waits>> {
        type Row = (Stamp, Option<Stamp>, Option<Stamp>, Option<Stamp>);
        let rows = all!(
            self.tx,
            Row,
            "select b.created_at, b.scheduled_at, \
             (select min(p.paid_at) from payment p where p.booking_id = b.id), \
             (select min(c.created_at) from call c where c.booking_id = b.id) \
             from booking b where b.org_id = $1 and b.created_at >= $2 and b.created_at < $3 \
             order by b.created_at desc, b.id desc limit $4",
            self.org.as_str(),
            Stamp(from),
            Stamp(to),
            WAITS_MOST
        );
        let wait = |(made, chosen, paid, called): Row| {
            let due = [Some(made), chosen, paid].into_iter().flatten().map(|at| at.0).max();
            Some(called?.0.since(due?))
        };
        let waits: Vec<Duration> = rows.into_iter().filter_map(wait).collect();
        let Ok(count @ 1..) = u32::try_from(waits.len()) else { return Ok(None) };
        Ok(Some(Waits { mean: waits.iter().sum::<Duration>() / count, count }))
    }
}

impl Tx {
    /// Notes a sign of life in a minute (since 1970).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn beat(&mut self, minute: i64) -> Result<()> {
        exec!(self, "insert into pulse (minute) values ($1) on conflict do nothing", minute);
        Ok(())
    }

    /// The signs of life from one minute until before another; none when there never was one before that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn life(&mut self, from: i64, to: i64) -> Result<Option<Life>> {
        let row = one!(
            self,
            (Option<i64>, i64),
            "select (select min(minute) from pulse), \
             (select count(*) from pulse where minute >= $1 and minute < $2)",
            from,
            to
        );
        let Some((Some(first), minutes)) = row else { return Ok(None) };
        Ok((first < to).then(|| Life { minutes, since: first.max(from) }))
    }

    /// Forgets the signs of life of before `minute`. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_pulse(&mut self, minute: i64) -> Result<u64> {
        Ok(exec!(self, "delete from pulse where minute < $1", minute))
    }
}
