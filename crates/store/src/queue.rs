//! The queue: bookings that wait for a line, and what is known of the wait.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::booking::Booking;
use ringwright_domain::ids::OrgId;
use ringwright_domain::payment::PaymentState;
use sqlx::types::Json;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, one};

/// Where a booking stands in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueuePlace {
    /// Bookings of the same persona that are due and go before it.
    pub ahead: u32,
}

/// The figures of a day.
#[derive(Debug, Clone, Default)]
pub struct Today {
    /// Bookings made.
    pub booked: i64,
    /// Of these, paid for.
    pub paid: i64,
    /// Of these, completed.
    pub completed: i64,
    /// Of these, nobody was reached.
    pub no_answer: i64,
    /// Of these, failed.
    pub failed: i64,
    /// Of these, called off.
    pub cancelled: i64,
    /// Waiting for a line, whenever they were made.
    pub in_queue: i64,
    /// In a call, whenever they were made.
    pub calling: i64,
    /// Money taken on them, in minor units.
    pub revenue_minor: i64,
    /// Money given back on them, in minor units.
    pub refunded_minor: i64,
    /// The currency of the money, when there was any.
    pub currency: Option<String>,
    /// From taking down, or paying, to the first attempt, on average, of these that are for at once.
    pub mean_wait: Option<Duration>,
}

#[derive(sqlx::FromRow)]
struct Ids {
    id: String,
}

impl Tx {
    /// Organisations with bookings that are due, but for those that are suspended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orgs_with_due_bookings(&mut self, now: Instant) -> Result<Vec<OrgId>> {
        let rows = all!(
            self,
            Ids,
            "select o.id from organisation o where o.suspended_at is null and exists (select 1 from booking b \
             where b.org_id = o.id and b.state = 'queued' and b.due_at <= $1)",
            Stamp(now)
        );
        rows.into_iter().map(|row| Ok(row.id.parse()?)).collect()
    }

    /// When the next booking that is not due yet becomes due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_booking_at(&mut self, now: Instant) -> Result<Option<Instant>> {
        let row = one!(
            self,
            (Option<Stamp>,),
            "select min(due_at) from booking where state = 'queued' and due_at > $1",
            Stamp(now)
        );
        Ok(row.and_then(|(at,)| at).map(|at| at.0))
    }
}

impl OrgTx {
    /// The bookings for `persona` that are due, highest priority first, then oldest; at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_bookings(&mut self, persona: &str, now: Instant, most: i64) -> Result<Vec<Booking>> {
        let rows = all!(
            self.tx,
            Ids,
            "select id from booking where org_id = $1 and persona = $2 and state = 'queued' \
             and due_at <= $3 order by priority desc, created_at, id limit $4",
            self.org.as_str(),
            persona,
            Stamp(now),
            most
        );
        let mut bookings = Vec::with_capacity(rows.len());
        for row in rows {
            // Read again under its lock: somebody may have called it off meanwhile.
            let booking = self.booking_for_update(&row.id.parse()?).await?;
            bookings.extend(booking.filter(|booking| booking.state.name() == "queued"));
        }
        Ok(bookings)
    }

    /// The bookings that wait, in the order in which they will be called; at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue(&mut self, now: Instant, most: i64) -> Result<Vec<Booking>> {
        // One after the other: each walks an index in its order and stops.
        let mut rows = all!(
            self.tx,
            Ids,
            "select id from booking where org_id = $1 and state = 'queued' and due_at <= $2 \
             order by priority desc, created_at, id limit $3",
            self.org.as_str(),
            Stamp(now),
            most
        );
        let left = most - i64::try_from(rows.len()).unwrap_or(most);
        if left > 0 {
            rows.extend(all!(
                self.tx,
                Ids,
                "select id from booking where org_id = $1 and state = 'queued' and due_at > $2 \
                 order by priority desc, created_at, id limit $3",
                self.org.as_str(),
                Stamp(now),
                left
            ));
        }
        self.bookings_of(&rows.into_iter().map(|row| row.id).collect::<Vec<_>>()).await
    }

    /// How many due bookings go before `booking`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_place(&mut self, booking: &Booking, now: Instant) -> Result<QueuePlace> {
        let row = one!(
            self.tx,
            (i64,),
            // `due_at` is looked at while counting, or PostgreSQL might take the index that begins with it,
            // and read every booking that waits.
            "select (select count(case when due_at <= $3 then 1 end) from booking \
             where org_id = $1 and persona = $2 and state = 'queued' and priority > $5) + \
             (select count(case when due_at <= $3 then 1 end) from booking \
             where org_id = $1 and persona = $2 and state = 'queued' and priority = $5 \
             and (created_at, id) < ($6, $4))",
            self.org.as_str(),
            &booking.terms.persona,
            Stamp(now),
            booking.id.as_str(),
            i64::from(booking.priority),
            Stamp(booking.created_at),
        );
        Ok(QueuePlace { ahead: row.map_or(0, |(n,)| u32::try_from(n).unwrap_or(u32::MAX)) })
    }

    /// How many bookings of `persona` are due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_length(&mut self, persona: &str, now: Instant) -> Result<u32> {
        let row = one!(
            self.tx,
            (i64,),
            "select count(case when due_at <= $3 then 1 end) from booking \
             where org_id = $1 and persona = $2 and state = 'queued'",
            self.org.as_str(),
            persona,
            Stamp(now)
        );
        Ok(row.map_or(0, |(n,)| u32::try_from(n).unwrap_or(u32::MAX)))
    }

    /// How long a call holds its line: the mean of the last 50 that ended, from taking the line to
    /// giving it back. `None` before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mean_hold(&mut self) -> Result<Option<Duration>> {
        #[derive(sqlx::FromRow)]
        struct Span {
            created_at: Stamp,
            ended_at: Stamp,
        }
        let rows = all!(
            self.tx,
            Span,
            "select created_at, ended_at from call where org_id = $1 and ended_at is not null \
             order by ended_at desc limit 50",
            self.org.as_str()
        );
        let Ok(count @ 1..) = u32::try_from(rows.len()) else { return Ok(None) };
        let total: Duration = rows.iter().map(|row| row.ended_at.0.since(row.created_at.0)).sum();
        Ok(Some(total / count))
    }

    /// The figures of the bookings made since `since`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn today(&mut self, since: Instant) -> Result<Today> {
        let mut today = Today::default();
        // Counted without a grouping by state, for which SQLite would walk every booking there ever was.
        if let Some((booked, completed, no_answer, failed, cancelled)) = one!(
            self.tx,
            (i64, i64, i64, i64, i64),
            "select count(*), count(case when state = 'completed' then 1 end), \
             count(case when state = 'no_answer' then 1 end), count(case when state = 'failed' then 1 end), \
             count(case when state = 'cancelled' then 1 end) \
             from booking where org_id = $1 and created_at >= $2",
            self.org.as_str(),
            Stamp(since)
        ) {
            (today.booked, today.completed, today.no_answer) = (booked, completed, no_answer);
            (today.failed, today.cancelled) = (failed, cancelled);
        }
        let waiting = all!(
            self.tx,
            (String, i64),
            "select state, count(*) from booking where org_id = $1 \
             and state in ('queued', 'initiating', 'calling') group by state",
            self.org.as_str()
        );
        for (state, count) in waiting {
            match state.as_str() {
                "queued" => today.in_queue = count,
                _ => today.calling += count,
            }
        }
        self.money_since(since, &mut today).await?;
        today.mean_wait = self.mean_wait(since).await?;
        Ok(today)
    }

    async fn money_since(&mut self, since: Instant, today: &mut Today) -> Result<()> {
        if let Some((paid, revenue, refunded, currency)) = one!(
            self.tx,
            (i64, i64, i64, Option<String>),
            "select count(distinct b.id), cast(coalesce(sum(p.amount_minor), 0) as bigint), \
             cast(coalesce(sum(p.refunded_minor), 0) as bigint), min(p.currency) \
             from booking b join payment p on p.booking_id = b.id \
             where b.org_id = $1 and b.created_at >= $2 \
             and p.state in ('paid', 'refunding', 'partly_refunded', 'refunded')",
            self.org.as_str(),
            Stamp(since)
        ) {
            (today.paid, today.revenue_minor, today.refunded_minor) = (paid, revenue, refunded);
            today.currency = currency;
        }
        Ok(())
    }

    async fn mean_wait(&mut self, since: Instant) -> Result<Option<Duration>> {
        #[derive(sqlx::FromRow)]
        struct Span {
            booked_at: Stamp,
            called_at: Stamp,
            payment: Option<Json<PaymentState>>,
        }
        let rows = all!(
            self.tx,
            Span,
            "select b.created_at as booked_at, min(c.created_at) as called_at, \
             (select p.state_data from payment p where p.booking_id = b.id \
             and p.state in ('paid', 'refunding', 'partly_refunded', 'refunded') \
             order by p.created_at, p.id limit 1) as payment \
             from booking b join call c on c.booking_id = b.id \
             where b.org_id = $1 and b.created_at >= $2 and b.scheduled_at is null \
             group by b.id, b.created_at order by min(c.created_at) desc limit 200",
            self.org.as_str(),
            Stamp(since)
        );
        let Ok(count @ 1..) = u32::try_from(rows.len()) else { return Ok(None) };
        let wait = |row: &Span| {
            let paid_at = row.payment.as_ref().and_then(|payment| payment.0.paid_at());
            row.called_at.0.since(paid_at.unwrap_or(row.booked_at.0))
        };
        let total: Duration = rows.iter().map(wait).sum();
        Ok(Some(total / count))
    }
}
