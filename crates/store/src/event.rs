//! The event log: append-only, numbered without gaps within an organisation.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::{BookingId, CallId, OrgId};
use serde_json::Value;
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{Inner, OrgTx, Tx, all, exec, one};
use crate::{Result, StoreError};

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its number in the organisation, from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// What, such as `call.answered`.
    pub kind: String,
    /// The booking that it is about.
    pub booking: Option<BookingId>,
    /// The call that it is about.
    pub call: Option<CallId>,
    /// More about it: an object (SQLite would take a bare number for its own). Never words of a caller.
    pub data: Value,
}

/// Something that happens now.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// What, such as `call.answered`.
    pub kind: &'static str,
    /// The booking that it is about.
    pub booking: Option<BookingId>,
    /// The call that it is about.
    pub call: Option<CallId>,
    /// More about it: an object (SQLite would take a bare number for its own). Never words of a caller.
    pub data: Value,
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: Stamp,
    kind: String,
    booking_id: Option<String>,
    call_id: Option<String>,
    data: Json<Value>,
}

impl TryFrom<Row> for Event {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            at: row.at.0,
            kind: row.kind,
            booking: row.booking_id.map(|id| id.parse()).transpose()?,
            call: row.call_id.map(|id| id.parse()).transpose()?,
            data: row.data.0,
        })
    }
}

/// Numbers and writes events. The number comes from the organisation's row, whose lock keeps other
/// writers of the organisation waiting until the commit, so that nobody reads event 8 before event 7.
pub(crate) async fn append(tx: &mut Tx, org: &OrgId, events: &[NewEvent], now: Instant) -> Result<()> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let row = one!(
        tx,
        (i64, bool),
        "update organisation set event_seq = event_seq + $1 where id = $2 returning event_seq, sends_webhooks",
        count,
        org.as_str()
    );
    let (last, sends) = row.ok_or_else(|| damaged("organisation", org.as_str(), "it does not exist"))?;
    if sends {
        crate::outgoing::wake_pump(tx, org, now).await?;
    }
    for (event, seq) in events.iter().zip(last - count + 1..) {
        exec!(
            tx,
            "insert into event (org_id, seq, at, kind, booking_id, call_id, data) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            org.as_str(),
            seq,
            Stamp(now),
            event.kind,
            event.booking.as_ref().map(BookingId::as_str),
            event.call.as_ref().map(CallId::as_str),
            Json(&event.data),
        );
    }
    tx.signals.note_event(now);
    Ok(())
}

/// What is read first lies at most so far behind the newest event. PostgreSQL keeps events by month and
/// leaves the older ones alone then.
const RECENT: Duration = Duration::from_secs(31 * 24 * 3_600);

/// No event of a booking or call is written so long before its id, however wrong the clocks of nodes are.
const CLOCKS_DIFFER: Duration = Duration::from_secs(31 * 24 * 3_600);

/// Whether `rows` are the numbers right behind `after`, none left out. Numbers have no gaps, so that
/// then no older month can hold one of them.
fn follow(rows: &[Row], after: i64) -> bool {
    let numbers = rows.iter().map(|row| row.seq);
    !rows.is_empty() && numbers.zip(after.saturating_add(1)..).all(|(seq, wanted)| seq == wanted)
}

impl OrgTx {
    /// At most `most` events after number `after`, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_after(&mut self, after: i64, most: i64) -> Result<Vec<Event>> {
        let rows = match self.recent_events_after(after, most).await? {
            Some(rows) => rows,
            None => self.all_events_after(after, most).await?,
        };
        rows.into_iter().map(Event::try_from).collect()
    }

    /// The same out of the newest months only; `None` when others may have to do with it.
    async fn recent_events_after(&mut self, after: i64, most: i64) -> Result<Option<Vec<Row>>> {
        let Inner::Pg(_) = self.tx.inner else { return Ok(None) };
        let Some(newest) = self.tx.signals.newest_event() else { return Ok(None) };
        let rows = all!(
            self.tx,
            Row,
            "select seq, at, kind, booking_id, call_id, data from event \
             where org_id = $1 and seq > $2 and at >= $4 order by seq limit $3",
            self.org.as_str(),
            after,
            most,
            Stamp(newest.minus(RECENT))
        );
        let sure = follow(&rows, after) || (rows.is_empty() && self.last_seq().await? <= after);
        Ok(sure.then_some(rows))
    }

    async fn all_events_after(&mut self, after: i64, most: i64) -> Result<Vec<Row>> {
        let rows = all!(
            self.tx,
            Row,
            "select seq, at, kind, booking_id, call_id, data from event \
             where org_id = $1 and seq > $2 order by seq limit $3",
            self.org.as_str(),
            after,
            most
        );
        if let Some(last) = rows.last() {
            self.tx.signals.note_event(last.at.0);
        }
        Ok(rows)
    }

    /// All events of a booking, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_of(&mut self, booking: &BookingId) -> Result<Vec<Event>> {
        let rows = all!(
            self.tx,
            Row,
            "select seq, at, kind, booking_id, call_id, data from event \
             where booking_id = $1 and org_id = $2 and at >= $3 order by seq",
            booking.as_str(),
            self.org.as_str(),
            Stamp(booking.made_at().minus(CLOCKS_DIFFER))
        );
        rows.into_iter().map(Event::try_from).collect()
    }

    /// All events of a call, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn events_of_call(&mut self, call: &CallId) -> Result<Vec<Event>> {
        let rows = all!(
            self.tx,
            Row,
            "select seq, at, kind, booking_id, call_id, data from event \
             where call_id = $1 and org_id = $2 and at >= $3 order by seq",
            call.as_str(),
            self.org.as_str(),
            Stamp(call.made_at().minus(CLOCKS_DIFFER))
        );
        rows.into_iter().map(Event::try_from).collect()
    }

    /// Counts events that were loaded with their numbers; see [`crate::Store::load`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn skip_events(&mut self, count: i64) -> Result<()> {
        exec!(
            self.tx,
            "update organisation set event_seq = event_seq + $1 where id = $2",
            count,
            self.org.as_str()
        );
        Ok(())
    }

    /// The number of the newest event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_seq(&mut self) -> Result<i64> {
        let row =
            one!(self.tx, (i64,), "select event_seq from organisation where id = $1", self.org.as_str());
        Ok(row.map_or(0, |(seq,)| seq))
    }
}
