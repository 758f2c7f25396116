//! People who sign in, and their sessions.

use ringwright_domain::Instant;
use ringwright_domain::ids::{OrgId, UserId};

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, exec, one};

/// A person who may sign in.
#[derive(Debug, Clone)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their organisation.
    pub org: OrgId,
    /// Their mail address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do: `owner`, `admin`, `operator` or `viewer`.
    pub role: String,
    /// The argon2id hash of their password (PHC string format).
    pub password_hash: String,
}

/// A person to be made; the fields of [`User`].
pub type NewUser = User;

/// A session that holds.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// Until when.
    pub expires_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    email: String,
    name: String,
    role: String,
    password_hash: String,
}

impl Row {
    fn user(self) -> Result<User> {
        Ok(User {
            id: self.id.parse()?,
            org: self.org_id.parse()?,
            email: self.email,
            name: self.name,
            role: self.role,
            password_hash: self.password_hash,
        })
    }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    user: Row,
    expires_at: Stamp,
}

impl Tx {
    /// Makes a user.
    ///
    /// # Errors
    /// When the mail address is taken or the database fails.
    pub async fn insert_user(&mut self, user: &NewUser, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into app_user (id, org_id, email, name, role, password_hash, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            user.id.as_str(),
            user.org.as_str(),
            &user.email,
            &user.name,
            &user.role,
            &user.password_hash,
            Stamp(now),
        );
        Ok(())
    }

    /// The user of a mail address (in lower case).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&mut self, email: &str) -> Result<Option<User>> {
        let row = one!(
            self,
            Row,
            "select id, org_id, email, name, role, password_hash from app_user where email = $1",
            email
        );
        row.map(Row::user).transpose()
    }

    /// Keeps a session under the SHA-256 of its token, and drops those that have run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_session(
        &mut self,
        token_hash: &str,
        user: &UserId,
        now: Instant,
        expires_at: Instant,
    ) -> Result<()> {
        exec!(self, "delete from session where expires_at <= $1", Stamp(now));
        exec!(
            self,
            "insert into session (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)",
            token_hash,
            user.as_str(),
            Stamp(now),
            Stamp(expires_at),
        );
        Ok(())
    }

    /// The session of a token, if it holds at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&mut self, token_hash: &str, now: Instant) -> Result<Option<SignedIn>> {
        let row = one!(
            self,
            SessionRow,
            "select u.id, u.org_id, u.email, u.name, u.role, u.password_hash, s.expires_at \
             from session s join app_user u on u.id = s.user_id \
             where s.token_hash = $1 and s.expires_at > $2",
            token_hash,
            Stamp(now),
        );
        row.map(|row| Ok(SignedIn { user: row.user.user()?, expires_at: row.expires_at.0 })).transpose()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&mut self, token_hash: &str) -> Result<()> {
        exec!(self, "delete from session where token_hash = $1", token_hash);
        Ok(())
    }
}
