//! Lists of calls: attempts of bookings and calls of our own agents, newest first, and figures of them.

use ringwright_domain::Instant;
use ringwright_domain::booking::Contact;
use ringwright_domain::call::CallState;
use ringwright_domain::ids::{AccountId, AgentId, BookingId, CallId};
use ringwright_domain::person::{Email, PersonName};
use sqlx::types::Json;

use crate::error::damaged;
use crate::keyset::bound;
use crate::span::{Span, by_span, spans_pg, spans_sqlite};
use crate::stamp::Stamp;
use crate::tx::{OrgTx, all};
use crate::{Result, StoreError};

/// A call in a list. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedCall {
    /// Its id.
    pub id: CallId,
    /// When it was recorded or answered.
    pub at: Instant,
    /// The account whose line it takes or took.
    pub account: AccountId,
    /// The agent that holds or held it.
    pub agent: AgentId,
    /// By which version of the agent's script, where that is known.
    pub version: Option<u32>,
    /// What it is.
    pub kind: CallKind,
}

/// What a call is.
#[derive(Clone, PartialEq, Eq)]
pub enum CallKind {
    /// An attempt of a booking.
    Booked {
        /// The booking.
        booking: BookingId,
        /// The code of its plan.
        plan: String,
        /// Whom it is for.
        contact: Contact,
        /// Where it stands.
        state: CallState,
    },
    /// A call that one of our own agents holds or held.
    Own {
        /// The carrier, such as `twilio`.
        carrier: String,
        /// The number of the person, where the carrier tells it.
        person: Option<String>,
        /// When it ended, if it has.
        ended_at: Option<Instant>,
        /// How it ended, if it has.
        outcome: Option<String>,
    },
}

/// Which calls, and from where on.
#[derive(Debug, Clone, Default)]
pub struct CallWalk<'a> {
    /// Only those of this agent.
    pub agent: Option<&'a AgentId>,
    /// Only those of this time or later.
    pub from: Option<Instant>,
    /// Only those before this time.
    pub to: Option<Instant>,
    /// Behind this one.
    pub after: Option<(Instant, CallId)>,
    /// At most so many.
    pub most: u32,
}

/// How often calls of an agent ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallCount {
    /// The agent.
    pub agent: AgentId,
    /// How they ended; empty for those that are not over.
    pub outcome: String,
    /// Whether somebody, or a machine, picked up.
    pub answered: bool,
    /// How many.
    pub count: i64,
    /// How long they were together, from being picked up to their end.
    pub seconds: i64,
}

#[derive(sqlx::FromRow)]
struct BookedRow {
    id: String,
    created_at: Stamp,
    account_id: String,
    agent_id: String,
    agent_version: Option<i64>,
    state_data: Json<CallState>,
    booking_id: String,
    plan: String,
    name: String,
    phone: String,
    email: String,
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    id: String,
    started_at: Stamp,
    account_id: String,
    agent_id: String,
    agent_version: Option<i64>,
    carrier: String,
    person: Option<String>,
    ended_at: Option<Stamp>,
    outcome: Option<String>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
    agent_id: String,
    outcome: String,
    answered: bool,
    many: i64,
    seconds: i64,
}

impl TryFrom<BookedRow> for ListedCall {
    type Error = StoreError;

    fn try_from(row: BookedRow) -> Result<Self> {
        let bad = |e: &dyn std::fmt::Display| damaged("booking", &row.booking_id, e);
        let contact = Contact {
            name: PersonName::parse(&row.name).map_err(|e| bad(&e))?,
            phone: row.phone.parse().map_err(|e| bad(&e))?,
            email: Email::parse(&row.email).map_err(|e| bad(&e))?,
            request: String::new(),
        };
        Ok(Self {
            id: row.id.parse()?,
            at: row.created_at.0,
            account: row.account_id.parse()?,
            agent: row.agent_id.parse()?,
            version: row.agent_version.and_then(|number| u32::try_from(number).ok()),
            kind: CallKind::Booked {
                booking: row.booking_id.parse()?,
                plan: row.plan,
                contact,
                state: row.state_data.0,
            },
        })
    }
}

impl TryFrom<OwnRow> for ListedCall {
    type Error = StoreError;

    fn try_from(row: OwnRow) -> Result<Self> {
        Ok(Self {
            id: row.id.parse()?,
            at: row.started_at.0,
            account: row.account_id.parse()?,
            agent: row.agent_id.parse()?,
            version: row.agent_version.and_then(|number| u32::try_from(number).ok()),
            kind: CallKind::Own {
                carrier: row.carrier,
                person: row.person,
                ended_at: row.ended_at.map(|at| at.0),
                outcome: row.outcome,
            },
        })
    }
}

// The time is bounded on its own as well: beside `>=`, SQLite does not seek by the pair alone.
macro_rules! booked {
    ($rest:literal) => {
        concat!(
            "select c.id, c.created_at, c.account_id, c.agent_id, c.agent_version, c.state_data, c.booking_id, \
             b.plan, b.name, b.phone, b.email from call c join booking b on b.id = c.booking_id where ",
            $rest
        )
    };
}

macro_rules! own {
    ($rest:literal) => {
        concat!(
            "select id, started_at, account_id, agent_id, agent_version, carrier, person, ended_at, outcome \
             from live_call where ",
            $rest
        )
    };
}

const BOOKED: &str = booked!(
    "c.org_id = $1 and c.created_at >= $2 and c.created_at <= $3 and (c.created_at, c.id) < ($3, $4) \
     order by c.created_at desc, c.id desc limit $5"
);
const BOOKED_OF: &str = booked!(
    "c.org_id = $1 and c.created_at >= $2 and c.created_at <= $3 and (c.created_at, c.id) < ($3, $4) \
     and c.agent_id = $6 order by c.created_at desc, c.id desc limit $5"
);
const OWN: &str = own!(
    "org_id = $1 and started_at >= $2 and started_at <= $3 and (started_at, id) < ($3, $4) \
     order by started_at desc, id desc limit $5"
);
const OWN_OF: &str = own!(
    "org_id = $1 and started_at >= $2 and started_at <= $3 and (started_at, id) < ($3, $4) \
     and agent_id = $6 order by started_at desc, id desc limit $5"
);

const COUNT_SQLITE: &str = concat!(
    "select n, agent_id, outcome, answered, count(*) as many, \
     cast(coalesce(sum(seconds), 0) as bigint) as seconds from \
     (select s.n, c.agent_id, coalesce(c.state_data ->> 'outcome', '') as outcome, \
     c.state_data ->> 'answered_at' is not null as answered, \
     c.ended_at / 1000000 - unixepoch(c.state_data ->> 'answered_at') as seconds from ",
    spans_sqlite!(),
    " cross join call c where c.org_id = $1 and c.created_at >= s.begins and c.created_at < s.ends) as ended \
     group by 1, 2, 3, 4 order by 1, 2, 3, 4"
);
const COUNT_PG: &str = concat!(
    "select n, agent_id, outcome, answered, count(*) as many, \
     cast(coalesce(sum(seconds), 0) as bigint) as seconds from \
     (select s.n, c.agent_id, coalesce(c.state_data ->> 'outcome', '') as outcome, \
     c.state_data ->> 'answered_at' is not null as answered, \
     extract(epoch from c.ended_at - cast(c.state_data ->> 'answered_at' as timestamptz)) as seconds from ",
    spans_pg!(),
    // With `offset 0` it goes by the index for each span.
    " cross join lateral (select agent_id, state_data, ended_at from call where org_id = $1 \
     and created_at >= s.begins and created_at < s.ends offset 0) as c) as ended \
     group by 1, 2, 3, 4 order by 1, 2, 3, 4"
);
const OWN_COUNT_SQLITE: &str = concat!(
    "select s.n, c.agent_id, coalesce(c.outcome, '') as outcome, true as answered, count(*) as many, \
     cast(coalesce(sum((c.ended_at - c.started_at) / 1000000), 0) as bigint) as seconds from ",
    spans_sqlite!(),
    " cross join live_call c where c.org_id = $1 and c.started_at >= s.begins and c.started_at < s.ends \
     group by 1, 2, 3 order by 1, 2, 3"
);
const OWN_COUNT_PG: &str = concat!(
    "select s.n, c.agent_id, coalesce(c.outcome, '') as outcome, true as answered, count(*) as many, \
     cast(coalesce(sum(extract(epoch from c.ended_at - c.started_at)), 0) as bigint) as seconds from ",
    spans_pg!(),
    " cross join lateral (select agent_id, outcome, started_at, ended_at from live_call where org_id = $1 \
     and started_at >= s.begins and started_at < s.ends offset 0) as c \
     group by 1, 2, 3 order by 1, 2, 3"
);

impl OrgTx {
    /// Calls, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn walk_calls(&mut self, walk: &CallWalk<'_>) -> Result<Vec<ListedCall>> {
        let after = walk.after.as_ref().map(|(at, id)| (*at, id.as_str()));
        let (mut at, mut id) = bound(after);
        if let Some(to) = walk.to.filter(|to| *to <= at.0) {
            // Nothing of that very instant.
            (at, id) = if to == at.0 && !id.is_empty() { (at, id) } else { (Stamp(to), "") };
        }
        let (org, from) = (self.org.as_str(), Stamp(walk.from.unwrap_or(Instant::from_micros(0))));
        let most = i64::from(walk.most);
        let (booked, own) = match walk.agent.map(AgentId::as_str) {
            None => (
                all!(self.tx, BookedRow, BOOKED, org, from, at, id, most),
                all!(self.tx, OwnRow, OWN, org, from, at, id, most),
            ),
            Some(agent) => (
                all!(self.tx, BookedRow, BOOKED_OF, org, from, at, id, most, agent),
                all!(self.tx, OwnRow, OWN_OF, org, from, at, id, most, agent),
            ),
        };
        let mut calls = Vec::with_capacity(booked.len() + own.len());
        for row in booked {
            calls.push(ListedCall::try_from(row)?);
        }
        for row in own {
            calls.push(ListedCall::try_from(row)?);
        }
        calls.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        calls.truncate(usize::try_from(walk.most).unwrap_or(usize::MAX));
        Ok(calls)
    }

    /// A call.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listed_call(&mut self, id: &CallId) -> Result<Option<ListedCall>> {
        let booked = crate::tx::one!(
            self.tx,
            BookedRow,
            booked!("c.id = $1 and c.org_id = $2"),
            id.as_str(),
            self.org.as_str()
        );
        if let Some(row) = booked {
            return row.try_into().map(Some);
        }
        let own =
            crate::tx::one!(self.tx, OwnRow, own!("id = $1 and org_id = $2"), id.as_str(), self.org.as_str());
        own.map(ListedCall::try_from).transpose()
    }

    /// How the attempts of bookings that were recorded in each of these spans ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_attempts(&mut self, spans: &[Span]) -> Result<Vec<Vec<CallCount>>> {
        let (sql, given) = (self.tx.pick(COUNT_SQLITE, COUNT_PG), self.tx.spans(spans));
        counted(spans, all!(self.tx, CountRow, sql, self.org.as_str(), &given))
    }

    /// How the calls of our own agents that were answered in each of these spans ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_own_calls(&mut self, spans: &[Span]) -> Result<Vec<Vec<CallCount>>> {
        let (sql, given) = (self.tx.pick(OWN_COUNT_SQLITE, OWN_COUNT_PG), self.tx.spans(spans));
        counted(spans, all!(self.tx, CountRow, sql, self.org.as_str(), &given))
    }
}

fn counted(spans: &[Span], rows: Vec<CountRow>) -> Result<Vec<Vec<CallCount>>> {
    let counts: Vec<_> =
        rows.into_iter().map(|row| Ok((row.n, CallCount::try_from(row)?))).collect::<Result<_>>()?;
    Ok(by_span(spans, counts))
}

impl TryFrom<CountRow> for CallCount {
    type Error = StoreError;

    fn try_from(row: CountRow) -> Result<Self> {
        Ok(Self {
            agent: row.agent_id.parse()?,
            outcome: row.outcome,
            answered: row.answered,
            count: row.many,
            seconds: row.seconds,
        })
    }
}
