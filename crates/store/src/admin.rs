//! What whoever looks after the installation sees and does: organisations in a list, and the installation in figures.

use std::collections::HashMap;

use ringwright_domain::Instant;
use ringwright_domain::ids::OrgId;
use sqlx::types::Json;

use crate::Result;
use crate::keyset::bound;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};
use crate::user::{Row as UserRow, User, columns};

/// How many organisations a question looks through before it answers; the next page looks on from there.
const WINDOW: i64 = 5_000;

/// An organisation as whoever looks after the installation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrganisation {
    /// Its id.
    pub id: OrgId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
    /// Since when nobody may work in it.
    pub suspended_at: Option<Instant>,
    /// Why.
    pub suspended_because: String,
    /// How many belong to it; not counted further than 1,000.
    pub members: i64,
    /// Bookings since the time asked for; not counted further than 10,000.
    pub bookings: i64,
    /// Calls since the time asked for, booked ones and those of our own voice; not counted further than 20,000.
    pub calls: i64,
    /// Bookings that wait for a line.
    pub waiting: i64,
}

/// Which organisations.
#[derive(Debug, Clone, Default)]
pub struct OrganisationPage<'a> {
    /// Those whose name or slug holds this, or whose id it is; in lower case.
    pub question: Option<&'a str>,
    /// Those behind this one.
    pub after: Option<(Instant, OrgId)>,
    /// At most so many.
    pub most: usize,
}

/// Organisations that were found.
#[derive(Debug, Clone)]
pub struct FoundOrganisations {
    /// They, newest first.
    pub rows: Vec<ListedOrganisation>,
    /// Where to look on; none when there is nothing more.
    pub next: Option<(Instant, OrgId)>,
}

/// The installation in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct InstallationFigures {
    /// Organisations.
    pub organisations: i64,
    /// Of these, suspended.
    pub suspended: i64,
    /// Of these, made since the time asked for.
    pub recent: i64,
    /// People with an account.
    pub people: i64,
    /// Of these, those who look after the installation.
    pub administrators: i64,
    /// Bookings that wait for a line.
    pub waiting: i64,
    /// Booked calls that are under way.
    pub calls: i64,
    /// Calls of our own voice that are up.
    pub live_calls: i64,
}

#[derive(sqlx::FromRow)]
struct Seen {
    id: String,
    slug: String,
    name: String,
    created_at: Stamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slug: String,
    name: String,
    created_at: Stamp,
    suspended_at: Option<Stamp>,
    suspended_because: String,
    members: i64,
    bookings: i64,
    calls: i64,
    live_calls: i64,
    waiting: i64,
}

impl Row {
    fn organisation(self) -> Result<ListedOrganisation> {
        Ok(ListedOrganisation {
            id: self.id.parse()?,
            slug: self.slug,
            name: self.name,
            created_at: self.created_at.0,
            suspended_at: self.suspended_at.map(|at| at.0),
            suspended_because: self.suspended_because,
            members: self.members,
            bookings: self.bookings,
            calls: self.calls + self.live_calls,
            waiting: self.waiting,
        })
    }
}

macro_rules! listed {
    ($which:literal) => {
        concat!(
            "select o.id, o.slug, o.name, o.created_at, o.suspended_at, o.suspended_because, \
             (select count(*) from (select 1 from membership m where m.org_id = o.id \
              order by m.created_at limit 1000) few) as members, \
             (select count(*) from (select 1 from booking b where b.org_id = o.id and b.created_at >= $2 \
              limit 10000) few) as bookings, \
             (select count(*) from (select 1 from call c where c.org_id = o.id and c.created_at >= $2 \
              limit 10000) few) as calls, \
             (select count(*) from (select 1 from live_call l where l.org_id = o.id and l.started_at >= $2 \
              limit 10000) few) as live_calls, \
             (select count(*) from (select 1 from booking b where b.org_id = o.id and b.state = 'queued' \
              limit 10000) few) as waiting \
             from organisation o where o.id ",
            $which
        )
    };
}

impl Tx {
    /// Organisations, newest first, with what happened in them since a time. A question looks through a few thousand
    /// of them; what it has not looked at yet is behind `next`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_organisations(
        &mut self,
        page: &OrganisationPage<'_>,
        since: Instant,
    ) -> Result<FoundOrganisations> {
        let most = i64::try_from(page.most).unwrap_or(WINDOW);
        let window = if page.question.is_some() { WINDOW } else { most + 1 };
        let (at, id) = bound(page.after.as_ref().map(|(at, id)| (*at, id.as_str())));
        let seen = all!(
            self,
            Seen,
            "select id, slug, name, created_at from organisation where (created_at, id) < ($1, $2) \
             order by created_at desc, id desc limit $3",
            at,
            id,
            window
        );
        let full = i64::try_from(seen.len()).unwrap_or(window) == window;
        let last = seen.last().filter(|_| full).map(|row| (row.created_at.0, row.id.clone()));
        let fits = |row: &Seen| {
            page.question.is_none_or(|question| {
                row.id == question
                    || row.slug.contains(question)
                    || row.name.to_lowercase().contains(question)
            })
        };
        let mut found: Vec<Seen> = seen.into_iter().filter(fits).collect();
        let more = found.len() > page.most;
        found.truncate(page.most);
        let next = match found.last().filter(|_| more) {
            Some(row) => Some((row.created_at.0, row.id.clone())),
            None => last,
        };
        let next = next.map(|(at, id)| Ok::<_, crate::StoreError>((at, id.parse()?))).transpose()?;
        let ids: Vec<String> = found.into_iter().map(|row| row.id).collect();
        Ok(FoundOrganisations { rows: self.listed_organisations(&ids, since).await?, next })
    }

    /// These organisations, in this order.
    async fn listed_organisations(
        &mut self,
        ids: &[String],
        since: Instant,
    ) -> Result<Vec<ListedOrganisation>> {
        let sql = self.pick(
            listed!("in (select value from json_each($1))"),
            listed!("= any (array(select jsonb_array_elements_text($1)))"),
        );
        let rows = all!(self, Row, sql, Json(ids), Stamp(since));
        let mut rows: HashMap<String, Row> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
        ids.iter().filter_map(|id| rows.remove(id)).map(Row::organisation).collect()
    }

    /// One organisation as the list shows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listed_organisation(
        &mut self,
        id: &OrgId,
        since: Instant,
    ) -> Result<Option<ListedOrganisation>> {
        Ok(self.listed_organisations(&[id.to_string()], since).await?.into_iter().next())
    }

    /// The installation in figures: what is now, and organisations made since a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn installation_figures(&mut self, since: Instant) -> Result<InstallationFigures> {
        let row = one!(
            self,
            InstallationFigures,
            "select (select count(*) from organisation) as organisations, \
             (select count(suspended_at) from organisation) as suspended, \
             (select count(*) from organisation where created_at >= $1) as recent, \
             (select count(*) from app_user) as people, \
             (select count(*) from app_user where platform_admin) as administrators, \
             (select count(*) from booking where state = 'queued') as waiting, \
             (select count(*) from call where ended_at is null) as calls, \
             (select count(*) from live_call where ended_at is null) as live_calls",
            Stamp(since)
        );
        row.ok_or_else(|| crate::error::damaged("installation", "figures", "they are missing"))
    }

    /// Those who look after the installation, by mail address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn administrators(&mut self) -> Result<Vec<User>> {
        let sql = concat!("select ", columns!(), " from app_user u where u.platform_admin order by u.email");
        all!(self, UserRow, sql).into_iter().map(UserRow::user).collect()
    }
}

impl OrgTx {
    /// Suspends the organisation since a time, or lets it work again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_suspension(&mut self, since: Option<Instant>, because: &str) -> Result<()> {
        exec!(
            self.tx,
            "update organisation set suspended_at = $1, suspended_because = $2 where id = $3",
            since.map(Stamp),
            because,
            self.org.as_str()
        );
        Ok(())
    }
}
