//! Sessions: one sign-in on one device, and the refresh tokens that carry it on.

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, SessionId, UserId};

use crate::Result;
use crate::membership::role;
use crate::stamp::Stamp;
use crate::tx::{Tx, all, exec, for_update, one};
use crate::user::{self, User, columns};

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// The organisation chosen.
    pub org: OrgId,
    /// What it runs on, as people would name it.
    pub device: String,
    /// The address that it was opened from.
    pub address: String,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// A session that holds, as it looks to one organisation.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: SessionId,
    /// Who.
    pub user: User,
    /// What they are in the organisation asked for; none when they do not belong to it.
    pub role: Option<Role>,
    /// The organisation that the session has chosen.
    pub org: OrgId,
    /// Until when they look into that organisation as a platform administrator, if they do; it may be past.
    pub visit_until: Option<Instant>,
    /// When it was last used, to about a minute.
    pub last_seen_at: Instant,
    /// Until when it holds.
    pub expires_at: Instant,
}

/// A session in a list.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// What it runs on.
    pub device: String,
    /// The address that it was opened from.
    pub address: String,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, to about a minute.
    pub last_seen_at: Instant,
}

/// What became of a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// It was good; it is used now.
    Good {
        /// The session that it carries on.
        session: SessionId,
        /// Whose.
        user: UserId,
        /// The organisation chosen.
        org: OrgId,
        /// Until when it is a visit of a platform administrator, if it is one; it may be past.
        visit_until: Option<Instant>,
    },
    /// It was used before: two hold it, and one of them is not its owner.
    Reused {
        /// The session that it was of.
        session: SessionId,
        /// Whose.
        user: UserId,
        /// The organisation chosen.
        org: OrgId,
    },
    /// Nobody knows it, or its session is over.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    user: user::Row,
    session_id: String,
    role: Option<String>,
    org_id: String,
    visit_until: Option<Stamp>,
    last_seen_at: Stamp,
    expires_at: Stamp,
}

#[derive(sqlx::FromRow)]
struct TokenRow {
    session_id: String,
    user_id: String,
    org_id: String,
    visit_until: Option<Stamp>,
    used_at: Option<Stamp>,
    expires_at: Stamp,
}

impl Tx {
    /// Opens a session, and drops those that have run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(&mut self, new: &NewSession, token_hash: &str, now: Instant) -> Result<()> {
        exec!(self, "delete from user_session where expires_at <= $1", Stamp(now));
        exec!(
            self,
            "insert into user_session (id, user_id, org_id, visiting, device, address, created_at, last_seen_at, \
             expires_at) values ($1, $2, $3, false, $4, $5, $6, $6, $7)",
            new.id.as_str(),
            new.user.as_str(),
            new.org.as_str(),
            &new.device,
            &new.address,
            Stamp(now),
            Stamp(new.expires_at),
        );
        self.add_refresh_token(&new.id, token_hash).await
    }

    async fn add_refresh_token(&mut self, session: &SessionId, hash: &str) -> Result<()> {
        let sql = "insert into refresh_token (hash, session_id) values ($1, $2)";
        exec!(self, sql, hash, session.as_str());
        Ok(())
    }

    /// Uses a refresh token, of many who try at once exactly one; its session goes on with the next token
    /// until `expires_at`. A token that comes a second time is told apart, for whoever asks to end the session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh_session(
        &mut self,
        hash: &str,
        next: &str,
        now: Instant,
        expires_at: Instant,
    ) -> Result<Refreshed> {
        let sql = for_update!(
            self,
            "select s.id as session_id, s.user_id, s.org_id, s.visit_until, t.used_at, s.expires_at \
             from refresh_token t join user_session s on s.id = t.session_id where t.hash = $1"
        );
        let Some(row) = one!(self, TokenRow, sql, hash).filter(|row| row.expires_at.0 > now) else {
            return Ok(Refreshed::Unknown);
        };
        let session: SessionId = row.session_id.parse()?;
        let (user, org) = (row.user_id.parse()?, row.org_id.parse()?);
        if row.used_at.is_some() {
            return Ok(Refreshed::Reused { session, user, org });
        }
        exec!(self, "update refresh_token set used_at = $1 where hash = $2", Stamp(now), hash);
        self.add_refresh_token(&session, next).await?;
        exec!(
            self,
            "update user_session set last_seen_at = $1, expires_at = $2 where id = $3",
            Stamp(now),
            Stamp(expires_at),
            session.as_str()
        );
        Ok(Refreshed::Good { session, user, org, visit_until: row.visit_until.map(|at| at.0) })
    }

    /// A session that holds at `now`, as it looks to an organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(&mut self, id: &SessionId, org: &OrgId, now: Instant) -> Result<Option<SignedIn>> {
        let sql = concat!(
            "select ",
            columns!(),
            ", s.id as session_id, m.role, s.org_id, s.visit_until, s.last_seen_at, s.expires_at \
             from user_session s join app_user u on u.id = s.user_id \
             left join membership m on m.user_id = s.user_id and m.org_id = $2 \
             where s.id = $1 and s.expires_at > $3"
        );
        let row = one!(self, Row, sql, id.as_str(), org.as_str(), Stamp(now));
        let read = |row: Row| {
            Ok(SignedIn {
                role: row.role.map(|kept| role(id.as_str(), &kept)).transpose()?,
                session: row.session_id.parse()?,
                user: row.user.user()?,
                org: row.org_id.parse()?,
                visit_until: row.visit_until.map(|at| at.0),
                last_seen_at: row.last_seen_at.0,
                expires_at: row.expires_at.0,
            })
        };
        row.map(read).transpose()
    }

    /// Ends the sessions of a person beyond the `most` that were used last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_oldest_sessions(&mut self, user: &UserId, most: u32) -> Result<()> {
        let sql = "delete from user_session where user_id = $1 and id not in (select id from user_session \
                   where user_id = $1 order by last_seen_at desc, id desc limit $2)";
        exec!(self, sql, user.as_str(), i64::from(most));
        Ok(())
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_session(&mut self, id: &SessionId, now: Instant) -> Result<()> {
        let sql = "update user_session set last_seen_at = $1 where id = $2 and last_seen_at < $1";
        exec!(self, sql, Stamp(now), id.as_str());
        Ok(())
    }

    /// Chooses another organisation for a session; as a visit until a time, if one is told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose_org(
        &mut self,
        id: &SessionId,
        org: &OrgId,
        visit_until: Option<Instant>,
    ) -> Result<()> {
        exec!(
            self,
            "update user_session set org_id = $1, visiting = $2, visit_until = $3 where id = $4",
            org.as_str(),
            visit_until.is_some(),
            visit_until.map(Stamp),
            id.as_str()
        );
        Ok(())
    }

    /// The sessions of a person that hold at `now`, the one used last first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(&mut self, user: &UserId, now: Instant) -> Result<Vec<OpenSession>> {
        let rows = all!(
            self,
            (String, String, String, Stamp, Stamp),
            "select id, device, address, created_at, last_seen_at from user_session \
             where user_id = $1 and expires_at > $2 order by last_seen_at desc, id desc",
            user.as_str(),
            Stamp(now)
        );
        let read = |(id, device, address, created_at, last_seen_at): (String, _, _, Stamp, Stamp)| {
            let (created_at, last_seen_at) = (created_at.0, last_seen_at.0);
            Ok(OpenSession { id: id.parse()?, device, address, created_at, last_seen_at })
        };
        rows.into_iter().map(read).collect()
    }

    /// Ends a session of a person. Says whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&mut self, user: &UserId, id: &SessionId) -> Result<bool> {
        let sql = "delete from user_session where id = $1 and user_id = $2";
        Ok(exec!(self, sql, id.as_str(), user.as_str()) > 0)
    }

    /// Ends a session, whosever it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_any_session(&mut self, id: &SessionId) -> Result<()> {
        exec!(self, "delete from user_session where id = $1", id.as_str());
        Ok(())
    }

    /// The session of a refresh token, used or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_of_token(&mut self, hash: &str) -> Result<Option<SessionId>> {
        let row = one!(self, (String,), "select session_id from refresh_token where hash = $1", hash);
        Ok(row.map(|(id,)| id.parse()).transpose()?)
    }

    /// Ends all sessions of a person, but for one. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions(&mut self, user: &UserId, but: Option<&SessionId>) -> Result<u64> {
        let but = but.map_or("", SessionId::as_str);
        let sql = "delete from user_session where user_id = $1 and id <> $2";
        Ok(exec!(self, sql, user.as_str(), but))
    }
}
