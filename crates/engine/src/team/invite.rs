//! Inviting somebody, once more, or not after all.

use std::time::Duration;

use ringwright_domain::FailureCode;
use ringwright_domain::identity::{Actor, Role};
use ringwright_domain::ids::{InvitationId, OrgId, UserId};
use ringwright_domain::person::Email;
use ringwright_store::{Invitation, Tx};
use serde_json::{Value, json};

use super::members::role_now;
use crate::audit::subject;
use crate::auth::{Caller, fingerprint, new_token};
use crate::{Engine, Error, FieldProblem, Result};

/// How long an invitation holds.
const HOLDS: Duration = Duration::from_secs(7 * 24 * 3_600);
/// The most invitations of an organisation at a time.
const MOST: usize = 200;

impl Engine {
    /// Invites somebody by mail; an earlier invitation of the same person no longer holds.
    ///
    /// # Errors
    /// [`FailureCode::AlreadyMember`], [`FailureCode::RoleForbids`] for a role above one's own or when the earlier
    /// invitation was to one, or when the address is none.
    pub async fn invite(&self, by: &Caller, email: &str, role: Role) -> Result<Invitation> {
        let wrong = |error: ringwright_domain::person::InvalidPerson| {
            Error::fields(vec![FieldProblem::new("email", "unsound", error.to_string())])
        };
        let email = Email::parse(email).map_err(wrong)?.as_str().to_lowercase();
        let mut tx = self.store().begin().await?;
        let mine = role_now(&mut tx, by).await?;
        let earlier = tx.invitation_to(by.org(), &email).await?;
        if !mine.may_give(role) || earlier.as_ref().is_some_and(|earlier| !mine.may_give(earlier.role)) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        if let Some(user) = tx.user_by_email(&email).await?
            && tx.role_of(by.org(), &user.id).await?.is_some()
        {
            return Err(Error::refused(FailureCode::AlreadyMember));
        }
        if earlier.is_none() && tx.invitations(by.org()).await?.len() >= MOST {
            let message = "there are as many invitations as there may be; withdraw one";
            return Err(Error::fields(vec![FieldProblem::new("email", "too_many", message)]));
        }
        self.send_invitation(tx, by, email, role, "invitation.sent").await
    }

    /// Sends an invitation once more, with a new link; the old one no longer holds.
    ///
    /// # Errors
    /// [`FailureCode::InvitationNotFound`], [`FailureCode::RoleForbids`].
    pub async fn invite_again(&self, by: &Caller, id: &InvitationId) -> Result<Invitation> {
        let mut tx = self.store().begin().await?;
        let mine = role_now(&mut tx, by).await?;
        let old = tx.take_invitation(by.org(), id).await?;
        let old = old.ok_or(Error::refused(FailureCode::InvitationNotFound))?;
        if !mine.may_give(old.role) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        self.send_invitation(tx, by, old.email, old.role, "invitation.sent_again").await
    }

    async fn send_invitation(
        &self,
        mut tx: Tx,
        by: &Caller,
        email: String,
        role: Role,
        action: &'static str,
    ) -> Result<Invitation> {
        let (user, _) = by.person()?;
        let (now, token) = (self.now(), new_token(self.chance()));
        let new = Invitation {
            id: InvitationId::new(now, self.chance()),
            org: by.org().clone(),
            email,
            role,
            invited_by: user.id.clone(),
            invited_by_name: user.name.clone(),
            expires_at: now.plus(HOLDS),
        };
        let link = self.public_url(&format!("/invitation?token={token}"));
        let words =
            crate::mail::invitation(&new.email, &user.name, &by.organisation.name, role.as_str(), link);
        tx.put_invitation(&new, &fingerprint(&token), now).await?;
        self.post(&mut tx, &words).await?;
        let about = subject("invitation", &new.id, &new.email);
        let change = (Value::Null, json!({ "email": new.email, "role": role }));
        self.audit(&mut tx, by.org(), &by.actor, action, about, change).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Withdraws an invitation.
    ///
    /// # Errors
    /// [`FailureCode::InvitationNotFound`], [`FailureCode::RoleForbids`] for one to a role above one's own.
    pub async fn withdraw_invitation(&self, by: &Caller, id: &InvitationId) -> Result<()> {
        let mut tx = self.store().begin().await?;
        let mine = role_now(&mut tx, by).await?;
        let old = tx.take_invitation(by.org(), id).await?;
        let old = old.ok_or(Error::refused(FailureCode::InvitationNotFound))?;
        if !mine.may_give(old.role) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        self.note_withdrawn(&mut tx, &by.actor, &old).await?;
        Ok(tx.commit().await?)
    }

    /// Withdraws the open invitations of somebody to roles that they may no longer give; all of them when they
    /// have no role left.
    pub(crate) async fn withdraw_beyond(
        &self,
        tx: &mut Tx,
        by: &Actor,
        org: &OrgId,
        inviter: &UserId,
        role: Option<Role>,
    ) -> Result<()> {
        for open in tx.invitations(org).await? {
            let holds = open.invited_by != *inviter || role.is_some_and(|role| role.may_give(open.role));
            if !holds && tx.take_invitation(org, &open.id).await?.is_some() {
                self.note_withdrawn(tx, by, &open).await?;
            }
        }
        Ok(())
    }

    async fn note_withdrawn(&self, tx: &mut Tx, by: &Actor, old: &Invitation) -> Result<()> {
        let change = (json!({ "email": old.email, "role": old.role }), Value::Null);
        let about = subject("invitation", &old.id, &old.email);
        self.audit(tx, &old.org, by, "invitation.withdrawn", about, change).await
    }
}
