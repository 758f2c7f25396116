//! Organisations: the tenants.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::booking::RetryPolicy;
use ringwright_domain::ids::OrgId;
use ringwright_domain::storefront::Content;
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};
use crate::{Result, StoreError};

/// A tenant.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its name in addresses, such as `demo`.
    pub slug: String,
    /// Its name as shown.
    pub name: String,
    /// Its IANA time zone.
    pub time_zone: String,
    /// The country that national phone numbers are taken to belong to (ISO 3166 alpha-2).
    pub default_region: String,
    /// How often and how soon people are called again.
    pub retry: RetryPolicy,
    /// The number of its newest event.
    pub event_seq: i64,
    /// Since when nobody may work in it.
    pub suspended_at: Option<Instant>,
    /// Why; empty when it is not.
    pub suspended_because: String,
}

/// A tenant to be made.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// See [`Organisation`].
    pub id: OrgId,
    /// See [`Organisation`].
    pub slug: String,
    /// See [`Organisation`].
    pub name: String,
    /// See [`Organisation`].
    pub time_zone: String,
    /// See [`Organisation`].
    pub default_region: String,
    /// See [`Organisation`].
    pub retry: RetryPolicy,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    slug: String,
    name: String,
    time_zone: String,
    default_region: String,
    retry_attempts: i64,
    retry_misfires: i64,
    retry_pause_ms: i64,
    event_seq: i64,
    suspended_at: Option<Stamp>,
    suspended_because: String,
}

impl TryFrom<Row> for Organisation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let count = |n: i64| u32::try_from(n).map_err(|e| damaged("organisation", &row.id, e));
        let pause = u64::try_from(row.retry_pause_ms).map_err(|e| damaged("organisation", &row.id, e))?;
        Ok(Self {
            retry: RetryPolicy {
                attempts: count(row.retry_attempts)?,
                misfires: count(row.retry_misfires)?,
                pause: Duration::from_millis(pause),
            },
            id: row.id.parse()?,
            slug: row.slug,
            name: row.name,
            time_zone: row.time_zone,
            default_region: row.default_region,
            event_seq: row.event_seq,
            suspended_at: row.suspended_at.map(|at| at.0),
            suspended_because: row.suspended_because,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, slug, name, time_zone, default_region, retry_attempts, retry_misfires, \
             retry_pause_ms, event_seq, suspended_at, suspended_because from organisation ",
            $rest
        )
    };
}

impl Tx {
    /// Makes an organisation.
    ///
    /// # Errors
    /// When the slug is taken or the database fails.
    pub async fn insert_organisation(&mut self, new: &NewOrganisation, now: Instant) -> Result<()> {
        let pause = i64::try_from(new.retry.pause.as_millis()).unwrap_or(i64::MAX);
        exec!(
            self,
            "insert into organisation (id, slug, name, time_zone, default_region, retry_attempts, \
             retry_misfires, retry_pause_ms, event_seq, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
            new.id.as_str(),
            &new.slug,
            &new.name,
            &new.time_zone,
            &new.default_region,
            i64::from(new.retry.attempts),
            i64::from(new.retry.misfires),
            pause,
            Stamp(now),
        );
        Ok(())
    }

    /// The organisation of this slug; the oldest one when no slug is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation_by_slug(&mut self, slug: Option<&str>) -> Result<Option<Organisation>> {
        let row = match slug {
            Some(slug) => one!(self, Row, select!("where slug = $1"), slug),
            None => one!(self, Row, select!("order by created_at, id limit 1")),
        };
        row.map(Organisation::try_from).transpose()
    }

    /// An organisation.
    ///
    /// # Errors
    /// When the database fails or the organisation is gone.
    pub async fn organisation_of(&mut self, id: &OrgId) -> Result<Organisation> {
        let found = self.find_organisation(id).await?;
        found.ok_or_else(|| damaged("organisation", id.as_str(), "it does not exist"))
    }

    /// An organisation, if there is one of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_organisation(&mut self, id: &OrgId) -> Result<Option<Organisation>> {
        one!(self, Row, select!("where id = $1"), id.as_str()).map(Organisation::try_from).transpose()
    }

    /// Every organisation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(&mut self) -> Result<Vec<Organisation>> {
        let rows = all!(self, Row, select!("order by created_at, id"));
        rows.into_iter().map(Organisation::try_from).collect()
    }
}

impl OrgTx {
    /// What the public page says and how it looks.
    ///
    /// # Errors
    /// When the database fails or the organisation is gone.
    pub async fn storefront(&mut self) -> Result<Content> {
        let bad = |e: &dyn std::fmt::Display| damaged("organisation", self.org.as_str(), e);
        let sql = "select storefront from organisation where id = $1";
        let row = one!(self.tx, (Json<serde_json::Value>,), sql, self.org.as_str());
        let (Json(kept),) = row.ok_or_else(|| bad(&"it does not exist"))?;
        Content::read(kept).map_err(|e| bad(&e))
    }

    /// Changes the organisation's name and what its public page says.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_storefront(&mut self, name: &str, content: &Content) -> Result<()> {
        exec!(
            self.tx,
            "update organisation set name = $1, storefront = $2 where id = $3",
            name,
            Json(content),
            self.org.as_str()
        );
        Ok(())
    }

    /// The organisation itself.
    ///
    /// # Errors
    /// When the database fails or the organisation is gone.
    pub async fn organisation(&mut self) -> Result<Organisation> {
        let org = self.org.clone();
        self.tx.organisation_of(&org).await
    }

    /// Holds the organisation's row until the transaction ends: what is read of it after this stays true. On SQLite
    /// the transaction has the database to itself anyway. Whoever locks other rows too takes this one last, since
    /// every commit with events does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_organisation(&mut self) -> Result<()> {
        if let crate::tx::Inner::Pg(_) = self.tx.inner {
            let sql = "select id from organisation where id = $1 for no key update";
            exec!(self.tx, sql, self.org.as_str());
        }
        Ok(())
    }

    /// Takes the organisation's turn at making accounts and agents: on PostgreSQL nobody else makes one until this
    /// transaction ends. To be taken before any row is locked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_lines(&mut self) -> Result<()> {
        if let crate::tx::Inner::Pg(_) = self.tx.inner {
            exec!(self.tx, "select pg_advisory_xact_lock(hashtextextended($1, 8))", self.org.as_str());
        }
        Ok(())
    }

    /// Takes the organisation's turn at dispatch: on PostgreSQL nobody else dispatches for it until
    /// this transaction ends; on SQLite the transaction has the database to itself anyway.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_dispatch(&mut self) -> Result<()> {
        if let crate::tx::Inner::Pg(_) = self.tx.inner {
            exec!(self.tx, "select pg_advisory_xact_lock(hashtextextended($1, 7))", self.org.as_str());
        }
        Ok(())
    }
}
