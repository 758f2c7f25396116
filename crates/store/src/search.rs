//! Finding bookings among very many.
//!
//! Every condition that narrows is a list in the order of time: the bookings of a word, of a state, of a
//! plan, or all of them. The shortest of these lists is walked from its newest end, and what it holds is
//! held against the other conditions. How far it is walked for one page is bounded; where it stopped, the
//! next page goes on. So no question, however unlucky, reads more than so many rows.

use std::collections::BTreeSet;

use ringwright_domain::Instant;
use ringwright_domain::booking::{Booking, Question};
use ringwright_domain::ids::{BookingId, OrgId};
use sqlx::types::Json;

use crate::Result;
use crate::booking::{BookingRow, ListRow, Row, columns};
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};

/// Rows of a list that are walked for one page, at most; a list that is no longer is walked to its end.
const WALK_MOST: i64 = 3_000;
/// Rows of a list that are held against the other conditions together.
const CHUNK: usize = 500;
/// Stands behind every text that begins with a prefix.
const LAST: char = '\u{10ffff}';

/// What is looked for, and from where on; newest first.
#[derive(Debug, Clone, Default)]
pub struct BookingSearch<'a> {
    /// Words.
    pub question: Question,
    /// Only those in one of these states; in any, when empty.
    pub states: &'a [&'a str],
    /// Only those of the plan of this code.
    pub plan: Option<&'a str>,
    /// Only those made at this time or later.
    pub from: Option<Instant>,
    /// Only those made before this time.
    pub to: Option<Instant>,
    /// Behind this one (keyset: when it was made, and its id).
    pub after: Option<(Instant, BookingId)>,
    /// At most so many.
    pub most: usize,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Bookings, newest first.
    pub rows: Vec<BookingRow>,
    /// Where to go on; none when there is no more. There may be more although the page is not full.
    pub next: Option<(Instant, BookingId)>,
}

/// A list that can be walked.
#[derive(Debug, Clone, Copy)]
enum List<'a> {
    All,
    Word(&'a str),
    Prefix(&'a str),
    State(&'a str),
    Plan(&'a str),
}

/// A booking in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: Instant,
    id: String,
}

/// The part of time that is looked at: from `from`, before `before`.
struct Span {
    from: Stamp,
    before: Place,
}

// The time is bounded on its own as well: beside `>=`, SQLite does not seek by the pair alone.
macro_rules! walk_sql {
    ($id:literal, $table:literal, $and:literal) => {
        concat!(
            "select created_at, ",
            $id,
            " as id from ",
            $table,
            " where org_id = $1 and created_at >= $2 and created_at <= $3 and (created_at, ",
            $id,
            ") < ($3, $4) ",
            $and,
            " order by created_at desc, ",
            $id,
            " desc limit $5"
        )
    };
}

// The payment that people mean is the one of `payment_of`.
macro_rules! fit_sql {
    ($ids:literal, $org:literal, $states:literal, $words:literal) => {
        concat!(
            "select ",
            columns!(),
            ", coalesce((select p.state from payment p where p.booking_id = booking.id and p.org_id = $1 \
             and p.paid_at is not null order by p.paid_at, p.created_at limit 1), \
             (select p.state from payment p where p.booking_id = booking.id and p.org_id = $1 \
             and p.state in ('pending', 'failed') order by p.created_at desc, p.id desc limit 1), \
             (select p.state from payment p where p.booking_id = booking.id and p.org_id = $1 \
             order by p.created_at desc, p.id desc limit 1)) as payment_state from booking where id ",
            $ids,
            " and ",
            $org,
            " = $1 and ($3 = 0 or state ",
            $states,
            ") and (cast($5 as text) is null or plan = $5) \
             and not exists (select 1 from ",
            $words,
            " q where not exists (select 1 from booking_word w \
             where w.booking_id = booking.id and w.word = q.value)) \
             and (cast($7 as text) is null or exists (select 1 from booking_word w \
             where w.booking_id = booking.id and w.word >= $7 and w.word < $8)) \
             order by created_at desc, id desc"
        )
    };
}

// With a plus SQLite leaves the column alone when it chooses an index; it would walk all bookings of the
// organisation in their order rather than look at those that are named.
const FIT_SQLITE: &str = fit_sql!(
    "in (select value from json_each($2))",
    "+org_id",
    "in (select value from json_each($4))",
    "json_each($6)"
);
const FIT_PG: &str = fit_sql!(
    "= any (array(select jsonb_array_elements_text($2)))",
    "org_id",
    "= any (array(select jsonb_array_elements_text($4)))",
    "jsonb_array_elements_text($6)"
);

impl OrgTx {
    /// Finds bookings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_bookings(&mut self, search: &BookingSearch<'_>) -> Result<Found> {
        let mut span = Span::of(search);
        let lists = self.shortest(search, &span).await?;
        let (mut found, mut walked) = (Found::default(), 0);
        // Without much that narrows, the first few are a page; the less fits, the more is read at once.
        let mut chunk = search.most + 1;
        loop {
            let places = self.walk(&lists, &span, chunk).await?;
            walked += i64::try_from(places.len()).unwrap_or(i64::MAX);
            let Some(last) = places.last().cloned() else { return Ok(found) };
            let is_end = places.len() < chunk;
            found.rows.extend(self.fitting(search, &places).await?);
            if found.rows.len() > search.most || (found.rows.len() == search.most && !is_end) {
                found.rows.truncate(search.most);
                let last = found.rows.last().map(|row| (row.booking.created_at, row.booking.id.clone()));
                return Ok(Found { next: last, ..found });
            }
            if is_end {
                return Ok(found);
            }
            if walked >= WALK_MOST {
                return Ok(Found { next: Some((last.at, last.id.parse()?)), ..found });
            }
            span.before = last;
            chunk = (4 * chunk).min(CHUNK.max(search.most + 1));
        }
    }

    /// The lists to walk: of the conditions that narrow, the one with the fewest bookings in it.
    async fn shortest<'a>(&mut self, search: &'a BookingSearch<'a>, span: &Span) -> Result<Vec<List<'a>>> {
        let mut choices: Vec<Vec<List<'a>>> = Vec::new();
        choices.extend(search.question.words.iter().map(|word| vec![List::Word(word)]));
        choices.extend(search.question.prefix.iter().map(|prefix| vec![List::Prefix(prefix)]));
        if !search.states.is_empty() {
            choices.push(search.states.iter().map(|state| List::State(state)).collect());
        }
        choices.extend(search.plan.map(|plan| vec![List::Plan(plan)]));
        let mut best = (WALK_MOST, vec![List::All]);
        // A list of a prefix is not in the order of time: only a short one can be walked.
        let mut long = None;
        for lists in choices {
            let mut length = 0;
            for list in &lists {
                length += self.length(*list, span).await?;
            }
            if length < best.0 {
                best = (length, lists);
            } else if long.is_none() && !matches!(lists[..], [List::Prefix(_)]) {
                long = Some(lists);
            }
        }
        Ok(if best.0 < WALK_MOST { best.1 } else { long.unwrap_or(best.1) })
    }

    /// How many bookings a list has, counted no further than it matters.
    async fn length(&mut self, list: List<'_>, span: &Span) -> Result<i64> {
        let (org, from) = (self.org.as_str(), span.from);
        let (at, id) = (Stamp(span.before.at), span.before.id.as_str());
        let row = match list {
            List::All => return Ok(WALK_MOST),
            List::Word(word) => one!(
                self.tx,
                (i64,),
                "select count(*) from (select 1 as one from booking_word where org_id = $1 and word = $2 \
                 and created_at >= $3 and created_at <= $4 and (created_at, booking_id) < ($4, $5) \
                 limit $6) as few",
                org,
                word,
                from,
                at,
                id,
                WALK_MOST
            ),
            List::Prefix(prefix) => one!(
                self.tx,
                (i64,),
                "select count(*) from (select 1 as one from booking_word where org_id = $1 and word >= $2 \
                 and word < $3 limit $4) as few",
                org,
                prefix,
                format!("{prefix}{LAST}"),
                WALK_MOST
            ),
            List::State(state) => one!(
                self.tx,
                (i64,),
                "select count(*) from (select 1 as one from booking where org_id = $1 and state = $2 \
                 and created_at >= $3 and created_at <= $4 and (created_at, id) < ($4, $5) limit $6) as few",
                org,
                state,
                from,
                at,
                id,
                WALK_MOST
            ),
            List::Plan(plan) => one!(
                self.tx,
                (i64,),
                "select count(*) from (select 1 as one from booking where org_id = $1 and plan = $2 \
                 and created_at >= $3 and created_at <= $4 and (created_at, id) < ($4, $5) limit $6) as few",
                org,
                plan,
                from,
                at,
                id,
                WALK_MOST
            ),
        };
        Ok(row.map_or(0, |(count,)| count))
    }

    /// The next places of these lists together, newest first.
    async fn walk(&mut self, lists: &[List<'_>], span: &Span, most: usize) -> Result<Vec<Place>> {
        let mut places = BTreeSet::new();
        for list in lists {
            let rows = self.walk_one(*list, span, most).await?;
            places.extend(rows.into_iter().map(|(at, id)| Place { at: at.0, id }));
        }
        Ok(places.into_iter().rev().take(most).collect())
    }

    async fn walk_one(&mut self, list: List<'_>, span: &Span, most: usize) -> Result<Vec<(Stamp, String)>> {
        type At = (Stamp, String);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (org, from) = (self.org.as_str(), span.from);
        let (at, id) = (Stamp(span.before.at), span.before.id.as_str());
        Ok(match list {
            List::All => all!(self.tx, At, walk_sql!("id", "booking", ""), org, from, at, id, most),
            List::Word(word) => {
                let sql = walk_sql!("booking_id", "booking_word", "and word = $6");
                all!(self.tx, At, sql, org, from, at, id, most, word)
            }
            List::Prefix(prefix) => {
                let sql = "select distinct created_at, booking_id as id from booking_word where org_id = $1 \
                     and created_at >= $2 and created_at <= $3 and (created_at, booking_id) < ($3, $4) and word >= $6 and word < $7 \
                     order by created_at desc, booking_id desc limit $5";
                all!(self.tx, At, sql, org, from, at, id, most, prefix, format!("{prefix}{LAST}"))
            }
            List::State(state) => {
                let sql = walk_sql!("id", "booking", "and state = $6");
                all!(self.tx, At, sql, org, from, at, id, most, state)
            }
            List::Plan(plan) => {
                let sql = walk_sql!("id", "booking", "and plan = $6");
                all!(self.tx, At, sql, org, from, at, id, most, plan)
            }
        })
    }

    /// The bookings at these places that meet every condition, newest first.
    async fn fitting(&mut self, search: &BookingSearch<'_>, places: &[Place]) -> Result<Vec<BookingRow>> {
        let ids: Vec<&str> = places.iter().map(|place| place.id.as_str()).collect();
        let prefix = search.question.prefix.as_deref();
        let sql = self.tx.pick(FIT_SQLITE, FIT_PG);
        let rows = all!(
            self.tx,
            ListRow,
            sql,
            self.org.as_str(),
            Json(&ids),
            i64::try_from(search.states.len()).unwrap_or(i64::MAX),
            Json(search.states),
            search.plan,
            Json(&search.question.words),
            prefix,
            prefix.map(|prefix| format!("{prefix}{LAST}"))
        );
        rows.into_iter().map(BookingRow::try_from).collect()
    }
}

impl Span {
    /// What of time a search looks at, from the page before on.
    fn of(search: &BookingSearch<'_>) -> Self {
        let after = search.after.as_ref().map(|(at, id)| (*at, id.as_str()));
        let (at, id) = crate::keyset::bound(after);
        let mut before = Place { at: at.0, id: id.to_owned() };
        if let Some(to) =
            search.to.filter(|to| *to < before.at || (*to == before.at && !before.id.is_empty()))
        {
            before = Place { at: to, id: String::new() };
        }
        Self { from: Stamp(search.from.unwrap_or(Instant::from_micros(0))), before }
    }
}

#[cfg(feature = "testing")]
impl OrgTx {
    /// Makes a booking one of before the search, for tests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_words(&mut self, id: &BookingId) -> Result<()> {
        exec!(self.tx, "delete from booking_word where booking_id = $1", id.as_str());
        exec!(self.tx, "update booking set searchable = $1 where id = $2", false, id.as_str());
        Ok(())
    }
}

impl Tx {
    /// Notes the words of at most `most` bookings of which they were not noted yet. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_missing_words(&mut self, most: i64) -> Result<i64> {
        #[derive(sqlx::FromRow)]
        struct Missing {
            org_id: String,
            #[sqlx(flatten)]
            booking: Row,
        }
        let rows = all!(
            self,
            Missing,
            concat!(
                "select org_id, ",
                columns!(),
                " from booking where not searchable order by created_at limit $1"
            ),
            most
        );
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        for row in rows {
            let (org, booking): (OrgId, Booking) = (row.org_id.parse()?, row.booking.try_into()?);
            note_words(self, &org, &booking).await?;
            exec!(self, "update booking set searchable = $1 where id = $2", true, booking.id.as_str());
        }
        Ok(count)
    }
}

const NOTE_SQLITE: &str = "insert into booking_word (org_id, word, created_at, booking_id) \
    select $1, value, $2, $3 from json_each($4) where true on conflict do nothing";
const NOTE_PG: &str = "insert into booking_word (org_id, word, created_at, booking_id) \
    select $1, value, $2, $3 from jsonb_array_elements_text($4) on conflict do nothing";

/// Notes by what words a booking is found.
pub(crate) async fn note_words(tx: &mut Tx, org: &OrgId, booking: &Booking) -> Result<()> {
    let sql = tx.pick(NOTE_SQLITE, NOTE_PG);
    let words = booking.contact.words();
    exec!(tx, sql, org.as_str(), Stamp(booking.created_at), booking.id.as_str(), Json(&words));
    Ok(())
}
