//! People who sign in.

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, UserId};
use serde_json::Value;
use sqlx::types::Json;

use crate::Result;
use crate::stamp::Stamp;
use crate::tx::{Tx, exec, for_update, one};

/// A person who may sign in.
#[derive(Debug, Clone)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// The organisation that they enter first.
    pub home: OrgId,
    /// Their mail address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The argon2id hash of their password (PHC string format); empty when they have none.
    pub password_hash: String,
    /// When they proved that the mail address is theirs.
    pub email_verified_at: Option<Instant>,
    /// Whether they look after the whole installation.
    pub platform_admin: bool,
    /// Since when a code of their authenticator is asked for.
    pub totp_since: Option<Instant>,
    /// Who they are at Google.
    pub google_subject: Option<String>,
    /// The language of the page for them; empty for the browser's.
    pub locale: String,
    /// Their own IANA time zone; empty for the organisation's.
    pub time_zone: String,
    /// What they prefer, as the page keeps it.
    pub preferences: Value,
    /// Since when they are known.
    pub created_at: Instant,
}

/// A person to be made, and their place in their first organisation.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// See [`User`].
    pub id: UserId,
    /// Their first organisation.
    pub org: OrgId,
    /// See [`User`].
    pub email: String,
    /// See [`User`].
    pub name: String,
    /// What they are there.
    pub role: Role,
    /// See [`User`].
    pub password_hash: String,
    /// See [`User`].
    pub email_verified_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    user_id: String,
    home: String,
    email: String,
    name: String,
    password_hash: String,
    email_verified_at: Option<Stamp>,
    platform_admin: bool,
    totp_since: Option<Stamp>,
    google_subject: Option<String>,
    locale: String,
    user_zone: String,
    preferences: Json<Value>,
    made_at: Stamp,
}

/// The columns of [`Row`], from `app_user u`.
macro_rules! columns {
    () => {
        "u.id as user_id, u.org_id as home, u.email, u.name, u.password_hash, u.email_verified_at, \
         u.platform_admin, u.totp_since, u.google_subject, u.locale, u.time_zone as user_zone, u.preferences, \
         u.created_at as made_at"
    };
}
pub(crate) use columns;

impl Row {
    pub(crate) fn user(self) -> Result<User> {
        Ok(User {
            id: self.user_id.parse()?,
            home: self.home.parse()?,
            email: self.email,
            name: self.name,
            password_hash: self.password_hash,
            email_verified_at: self.email_verified_at.map(|at| at.0),
            platform_admin: self.platform_admin,
            totp_since: self.totp_since.map(|at| at.0),
            google_subject: self.google_subject,
            locale: self.locale,
            time_zone: self.user_zone,
            preferences: self.preferences.0,
            created_at: self.made_at.0,
        })
    }
}

impl Tx {
    /// Makes a user, and their place in their first organisation.
    ///
    /// # Errors
    /// When the mail address is taken or the database fails.
    pub async fn insert_user(&mut self, user: &NewUser, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into app_user (id, org_id, email, name, role, password_hash, created_at, email_verified_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            user.id.as_str(),
            user.org.as_str(),
            &user.email,
            &user.name,
            user.role.as_str(),
            &user.password_hash,
            Stamp(now),
            user.email_verified_at.map(Stamp),
        );
        self.put_member(&user.org, &user.id, user.role, now).await
    }

    /// The user of a mail address (in lower case).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&mut self, email: &str) -> Result<Option<User>> {
        let row =
            one!(self, Row, concat!("select ", columns!(), " from app_user u where u.email = $1"), email);
        row.map(Row::user).transpose()
    }

    /// A user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user(&mut self, id: &UserId) -> Result<Option<User>> {
        let sql = concat!("select ", columns!(), " from app_user u where u.id = $1");
        one!(self, Row, sql, id.as_str()).map(Row::user).transpose()
    }

    /// The same, and nobody else can change them until this transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_for_update(&mut self, id: &UserId) -> Result<Option<User>> {
        let sql = for_update!(self, concat!("select ", columns!(), " from app_user u where u.id = $1"));
        one!(self, Row, sql, id.as_str()).map(Row::user).transpose()
    }

    /// The user of an account at Google.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_google(&mut self, subject: &str) -> Result<Option<User>> {
        let sql = concat!("select ", columns!(), " from app_user u where u.google_subject = $1");
        one!(self, Row, sql, subject).map(Row::user).transpose()
    }

    /// Connects a user with an account at Google.
    ///
    /// # Errors
    /// When that account is another user's, or the database fails.
    pub async fn set_google_subject(&mut self, id: &UserId, subject: &str) -> Result<()> {
        exec!(self, "update app_user set google_subject = $1 where id = $2", subject, id.as_str());
        Ok(())
    }

    /// Gives a user another password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password(&mut self, id: &UserId, hash: &str) -> Result<()> {
        exec!(self, "update app_user set password_hash = $1 where id = $2", hash, id.as_str());
        Ok(())
    }

    /// Notes that a user proved their mail address, if it still is this one. Says whether it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verify_email(&mut self, id: &UserId, email: &str, now: Instant) -> Result<bool> {
        let touched = exec!(
            self,
            "update app_user set email_verified_at = coalesce(email_verified_at, $1) where id = $2 and email = $3",
            Stamp(now),
            id.as_str(),
            email
        );
        Ok(touched > 0)
    }

    /// Makes a user look after the whole installation, or no longer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_platform_admin(&mut self, id: &UserId, admin: bool) -> Result<()> {
        exec!(self, "update app_user set platform_admin = $1 where id = $2", admin, id.as_str());
        Ok(())
    }

    /// Changes which organisation a user enters first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_home(&mut self, id: &UserId, org: &OrgId) -> Result<()> {
        exec!(self, "update app_user set org_id = $1 where id = $2", org.as_str(), id.as_str());
        Ok(())
    }

    /// Notes when a user agreed to the terms.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accept_terms(&mut self, id: &UserId, now: Instant) -> Result<()> {
        exec!(self, "update app_user set terms_accepted_at = $1 where id = $2", Stamp(now), id.as_str());
        Ok(())
    }

    /// Changes what a user says about themselves.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_profile(&mut self, id: &UserId, name: &str, locale: &str, zone: &str) -> Result<()> {
        exec!(
            self,
            "update app_user set name = $1, locale = $2, time_zone = $3 where id = $4",
            name,
            locale,
            zone,
            id.as_str()
        );
        Ok(())
    }

    /// Changes what a user prefers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_preferences(&mut self, id: &UserId, preferences: &Value) -> Result<()> {
        exec!(self, "update app_user set preferences = $1 where id = $2", Json(preferences), id.as_str());
        Ok(())
    }

    /// Forgets who a user was: nobody can sign in as them, and their address is free again. The row stays, since
    /// keys and invitations name it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_user(&mut self, id: &UserId) -> Result<()> {
        for sql in [
            "delete from recovery_code where user_id = $1",
            "delete from known_device where user_id = $1",
            "delete from mail_token where user_id = $1",
        ] {
            exec!(self, sql, id.as_str());
        }
        exec!(
            self,
            "update app_user set email = id, name = 'Deleted account', password_hash = '', google_subject = null, \
             email_verified_at = null, platform_admin = false, totp_since = null, locale = '', time_zone = '', \
             preferences = $1 where id = $2",
            Json(&Value::Object(serde_json::Map::new())),
            id.as_str()
        );
        Ok(())
    }
}
