//! Invitations to join an organisation.

use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{InvitationId, OrgId, UserId};

use crate::Result;
use crate::membership::role;
use crate::stamp::Stamp;
use crate::tx::{Tx, all, exec, for_update, one};

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To which organisation.
    pub org: OrgId,
    /// Whom, by mail address in lower case.
    pub email: String,
    /// What they are to be.
    pub role: Role,
    /// Who invites.
    pub invited_by: UserId,
    /// Their name; what is written when one is made is not looked at.
    pub invited_by_name: String,
    /// Until when it holds.
    pub expires_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    email: String,
    role: String,
    invited_by: String,
    invited_by_name: String,
    expires_at: Stamp,
}

impl Row {
    fn invitation(self) -> Result<Invitation> {
        Ok(Invitation {
            role: role(&self.id, &self.role)?,
            id: self.id.parse()?,
            org: self.org_id.parse()?,
            email: self.email,
            invited_by: self.invited_by.parse()?,
            invited_by_name: self.invited_by_name,
            expires_at: self.expires_at.0,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select i.id, i.org_id, i.email, i.role, i.invited_by, u.name as invited_by_name, i.expires_at \
             from invitation i join app_user u on u.id = i.invited_by ",
            $rest
        )
    };
}

impl Tx {
    /// Keeps an invitation under the SHA-256 of its token, instead of an earlier one of the same person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_invitation(&mut self, new: &Invitation, token_hash: &str, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into invitation (id, org_id, email, role, token_hash, invited_by, created_at, expires_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (org_id, email) do update set id = excluded.id, \
             role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by, \
             created_at = excluded.created_at, expires_at = excluded.expires_at",
            new.id.as_str(),
            new.org.as_str(),
            &new.email,
            new.role.as_str(),
            token_hash,
            new.invited_by.as_str(),
            Stamp(now),
            Stamp(new.expires_at),
        );
        Ok(())
    }

    /// Takes an invitation away. Gives what it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_invitation(&mut self, org: &OrgId, id: &InvitationId) -> Result<Option<Invitation>> {
        let sql = for_update!(self, select!("where i.org_id = $1 and i.id = $2"));
        let found = one!(self, Row, sql, org.as_str(), id.as_str());
        let sql = "delete from invitation where org_id = $1 and id = $2";
        let gone = exec!(self, sql, org.as_str(), id.as_str());
        found.filter(|_| gone > 0).map(Row::invitation).transpose()
    }

    /// An open invitation of a mail address. Nobody else can change it until this transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_to(&mut self, org: &OrgId, email: &str) -> Result<Option<Invitation>> {
        let sql = for_update!(self, select!("where i.org_id = $1 and i.email = $2"));
        one!(self, Row, sql, org.as_str(), email).map(Row::invitation).transpose()
    }

    /// The invitations of an organisation that nobody has accepted yet, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitations(&mut self, org: &OrgId) -> Result<Vec<Invitation>> {
        let sql = select!("where i.org_id = $1 order by i.created_at, i.id");
        all!(self, Row, sql, org.as_str()).into_iter().map(Row::invitation).collect()
    }

    /// The invitation of a token, if it holds at `now`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_of_token(&mut self, hash: &str, now: Instant) -> Result<Option<Invitation>> {
        let sql = select!("where i.token_hash = $1 and i.expires_at > $2");
        one!(self, Row, sql, hash, Stamp(now)).map(Row::invitation).transpose()
    }
}
