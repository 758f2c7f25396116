//! What people are in organisations.

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, UserId};

use crate::Result;
use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{Tx, all, exec, for_update, one};

/// An organisation that somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// Its id.
    pub id: OrgId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What they are there.
    pub role: Role,
}

/// Somebody who belongs to an organisation.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What they are here.
    pub role: Role,
    /// Whether they proved their mail address.
    pub email_verified: bool,
    /// Whether a code of an authenticator is asked of them.
    pub totp: bool,
    /// When they were last seen here.
    pub last_seen_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    user_id: String,
    name: String,
    email: String,
    role: String,
    email_verified: bool,
    totp: bool,
    last_seen_at: Option<Stamp>,
}

pub(crate) fn role(user: &str, role: &str) -> Result<Role> {
    role.parse().map_err(|error| damaged("membership", user, error))
}

impl Tx {
    /// Gives a person a role in an organisation, instead of the one they have, if any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_member(&mut self, org: &OrgId, user: &UserId, role: Role, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into membership (org_id, user_id, role, created_at) values ($1, $2, $3, $4) \
             on conflict (user_id, org_id) do update set role = excluded.role",
            org.as_str(),
            user.as_str(),
            role.as_str(),
            Stamp(now)
        );
        Ok(())
    }

    /// Takes a person out of an organisation, and ends their sessions in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_member(&mut self, org: &OrgId, user: &UserId) -> Result<()> {
        self.drop_member(org, user).await?;
        self.end_sessions_in(user, org).await
    }

    /// Takes a person out of an organisation; their sessions in it stay to be ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_member(&mut self, org: &OrgId, user: &UserId) -> Result<()> {
        let sql = "delete from membership where user_id = $1 and org_id = $2";
        exec!(self, sql, user.as_str(), org.as_str());
        Ok(())
    }

    /// Ends the sessions of a person that work for an organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions_in(&mut self, user: &UserId, org: &OrgId) -> Result<()> {
        let sql = "delete from user_session where user_id = $1 and org_id = $2";
        exec!(self, sql, user.as_str(), org.as_str());
        Ok(())
    }

    /// What a person is in an organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn role_of(&mut self, org: &OrgId, user: &UserId) -> Result<Option<Role>> {
        let sql = "select role from membership where user_id = $1 and org_id = $2";
        let row = one!(self, (String,), sql, user.as_str(), org.as_str());
        row.map(|(kept,)| role(user.as_str(), &kept)).transpose()
    }

    /// The same, and nobody else can change it until this transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn hold_role(&mut self, org: &OrgId, user: &UserId) -> Result<Option<Role>> {
        let sql = for_update!(self, "select role from membership where user_id = $1 and org_id = $2");
        let row = one!(self, (String,), sql, user.as_str(), org.as_str());
        row.map(|(kept,)| role(user.as_str(), &kept)).transpose()
    }

    /// Gives a member another role. Says whether they still are one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_role(&mut self, org: &OrgId, user: &UserId, role: Role) -> Result<bool> {
        let sql = "update membership set role = $1 where user_id = $2 and org_id = $3";
        Ok(exec!(self, sql, role.as_str(), user.as_str(), org.as_str()) > 0)
    }

    /// The owners of an organisation. Nobody else can change who they are until this transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_owners(&mut self, org: &OrgId) -> Result<Vec<UserId>> {
        let sql = for_update!(
            self,
            "select user_id from membership where org_id = $1 and role = 'owner' order by user_id"
        );
        let rows = all!(self, (String,), sql, org.as_str());
        rows.into_iter().map(|(user,)| Ok(user.parse()?)).collect()
    }

    /// The organisations that a person belongs to, oldest belonging first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn belongings(&mut self, user: &UserId) -> Result<Vec<Belonging>> {
        let rows = all!(
            self,
            (String, String, String, String),
            "select o.id, o.slug, o.name, m.role from membership m join organisation o on o.id = m.org_id \
             where m.user_id = $1 order by m.created_at, o.id",
            user.as_str()
        );
        let read = |(id, slug, name, kept): (String, String, String, String)| {
            Ok(Belonging { role: role(user.as_str(), &kept)?, id: id.parse()?, slug, name })
        };
        rows.into_iter().map(read).collect()
    }

    /// Who belongs to an organisation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&mut self, org: &OrgId) -> Result<Vec<Member>> {
        let rows = all!(
            self,
            MemberRow,
            "select u.id as user_id, u.name, u.email, m.role, u.email_verified_at is not null as email_verified, \
             u.totp_since is not null as totp, \
             (select max(s.last_seen_at) from user_session s where s.user_id = u.id and s.org_id = m.org_id) as last_seen_at \
             from membership m join app_user u on u.id = m.user_id where m.org_id = $1 \
             order by m.created_at, m.user_id",
            org.as_str()
        );
        let read = |row: MemberRow| {
            Ok(Member {
                role: role(&row.user_id, &row.role)?,
                user: row.user_id.parse()?,
                name: row.name,
                email: row.email,
                email_verified: row.email_verified,
                totp: row.totp,
                last_seen_at: row.last_seen_at.map(|at| at.0),
            })
        };
        rows.into_iter().map(read).collect()
    }
}
