//! Keys of programs.

use ringwright_domain::Instant;
use ringwright_domain::ids::{ApiKeyId, OrgId, UserId};
use sqlx::types::Json;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, one};

/// A key of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// For which organisation.
    pub org: OrgId,
    /// What people call it.
    pub name: String,
    /// The names of the permissions that it has.
    pub scopes: Vec<String>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Instant,
    /// When it was last used, to about a minute.
    pub last_used_at: Option<Instant>,
    /// Until when it holds; for ever when missing.
    pub expires_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    name: String,
    secret_hash: String,
    scopes: Json<Vec<String>>,
    created_by: String,
    created_at: Stamp,
    last_used_at: Option<Stamp>,
    expires_at: Option<Stamp>,
}

impl Row {
    fn key(self) -> Result<ApiKey> {
        Ok(ApiKey {
            id: self.id.parse()?,
            org: self.org_id.parse()?,
            name: self.name,
            scopes: self.scopes.0,
            created_by: self.created_by.parse()?,
            created_at: self.created_at.0,
            last_used_at: self.last_used_at.map(|at| at.0),
            expires_at: self.expires_at.map(|at| at.0),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, org_id, name, secret_hash, scopes, created_by, created_at, last_used_at, expires_at \
             from api_key ",
            $rest
        )
    };
}

impl OrgTx {
    /// Keeps a key under the SHA-256 of its secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_api_key(&mut self, key: &ApiKey, secret_hash: &str) -> Result<()> {
        exec!(
            self.tx,
            "insert into api_key (id, org_id, name, secret_hash, scopes, created_by, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            key.id.as_str(),
            self.org.as_str(),
            &key.name,
            secret_hash,
            Json(&key.scopes),
            key.created_by.as_str(),
            Stamp(key.created_at),
            key.expires_at.map(Stamp),
        );
        Ok(())
    }

    /// The keys of the organisation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_keys(&mut self) -> Result<Vec<ApiKey>> {
        let rows =
            all!(self.tx, Row, select!("where org_id = $1 order by created_at, id"), self.org.as_str());
        rows.into_iter().map(Row::key).collect()
    }

    /// Takes a key away. Gives what it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_api_key(&mut self, id: &ApiKeyId) -> Result<Option<ApiKey>> {
        let found =
            one!(self.tx, Row, select!("where org_id = $1 and id = $2"), self.org.as_str(), id.as_str());
        let sql = "delete from api_key where org_id = $1 and id = $2";
        let gone = exec!(self.tx, sql, self.org.as_str(), id.as_str());
        found.filter(|_| gone > 0).map(Row::key).transpose()
    }
}

impl Tx {
    /// A key that holds at `now`, and the SHA-256 of its secret.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_key(&mut self, id: &ApiKeyId, now: Instant) -> Result<Option<(ApiKey, String)>> {
        let sql = select!("where id = $1 and (expires_at is null or expires_at > $2)");
        let row = one!(self, Row, sql, id.as_str(), Stamp(now));
        let read = |row: Row| {
            let hash = row.secret_hash.clone();
            Ok((row.key()?, hash))
        };
        row.map(read).transpose()
    }

    /// Takes the keys away that somebody made in an organisation. Gives what they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_keys_of(&mut self, org: &OrgId, maker: &UserId) -> Result<Vec<ApiKey>> {
        let found = select!("where org_id = $1 and created_by = $2 order by created_at, id");
        let found = all!(self, Row, found, org.as_str(), maker.as_str());
        let sql = "delete from api_key where org_id = $1 and created_by = $2";
        exec!(self, sql, org.as_str(), maker.as_str());
        found.into_iter().map(Row::key).collect()
    }

    /// Notes that a key is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_api_key(&mut self, id: &ApiKeyId, now: Instant) -> Result<()> {
        exec!(self, "update api_key set last_used_at = $1 where id = $2", Stamp(now), id.as_str());
        Ok(())
    }
}
