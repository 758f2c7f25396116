//! Accepting an invitation.

use ringwright_domain::identity::{Actor, Role};
use ringwright_domain::ids::UserId;
use ringwright_domain::person::PersonName;
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Invitation, NewUser, User};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::auth::{Caller, Device, Opened, fingerprint};
use crate::{Engine, Error, FieldProblem, Result};

/// An invitation as it looks to the invited.
pub struct InvitationView {
    /// The organisation's name.
    pub organisation: String,
    /// Whom it invites.
    pub email: String,
    /// What they are to be.
    pub role: Role,
    /// Who invites.
    pub invited_by: String,
    /// Until when it holds.
    pub expires_at: Instant,
    /// Whether they have an account, so that its password is asked for and no new one is chosen.
    pub has_account: bool,
}

/// How somebody accepts.
pub struct Acceptance {
    /// The token of the link.
    pub token: String,
    /// Their name, if they have no account yet.
    pub name: Option<String>,
    /// A new password, or that of their account; not needed by who is signed in to it.
    pub password: Option<String>,
    /// The code of their authenticator.
    pub code: Option<String>,
    /// Who is signed in, if anybody.
    pub caller: Option<Caller>,
    /// What they do it on.
    pub device: Device,
}

impl Engine {
    /// Looks at an invitation by the token of its link.
    ///
    /// # Errors
    /// [`FailureCode::InvitationNotFound`] when it was accepted or withdrawn, or has run out.
    pub async fn invitation(&self, token: &str) -> Result<InvitationView> {
        let found = self.invitation_of(token).await?;
        let has_account = self.store().read().await?.user_by_email(&found.email).await?.is_some();
        let organisation = self.org(&found.org).read().await?.organisation().await?.name;
        Ok(InvitationView {
            organisation,
            email: found.email,
            role: found.role,
            invited_by: found.invited_by_name,
            expires_at: found.expires_at,
            has_account,
        })
    }

    async fn invitation_of(&self, token: &str) -> Result<Invitation> {
        let found = self.store().read().await?.invitation_of_token(&fingerprint(token), self.now()).await?;
        found.ok_or(Error::refused(FailureCode::InvitationNotFound))
    }

    /// Accepts an invitation: with a new account, or with the one of that mail address, whose password is
    /// asked for unless its owner is signed in. Whoever has the link has proved that the address is theirs.
    ///
    /// # Errors
    /// [`FailureCode::InvitationNotFound`]; what signing in answers; or which fields are wrong.
    pub async fn accept_invitation(&self, how: Acceptance) -> Result<Opened> {
        let invitation = self.invitation_of(&how.token).await?;
        let known = self.store().read().await?.user_by_email(&invitation.email).await?;
        let signed_in = how.caller.as_ref().and_then(|caller| caller.user.as_ref());
        let (user, new) = match known {
            Some(user) if signed_in.is_some_and(|signed_in| signed_in.id == user.id) => (user.id, None),
            Some(user) => {
                let password = how.password.clone().unwrap_or_default();
                self.prove(&user, password, how.code.as_deref(), &how.device).await?;
                (user.id, None)
            }
            None => {
                let new = self.newcomer(&invitation, &how).await?;
                (new.id.clone(), Some(new))
            }
        };
        self.join(&invitation, &user, new).await?;
        let user = self.store().read().await?.user(&user).await?;
        let user: User = user.ok_or_else(|| Error::Broken("whoever joined is gone".into()))?;
        self.welcome(&user, &how.device).await
    }

    async fn newcomer(&self, invitation: &Invitation, how: &Acceptance) -> Result<NewUser> {
        let mut wrong = Vec::new();
        let name = PersonName::parse(how.name.as_deref().unwrap_or_default());
        if let Err(error) = &name {
            wrong.push(FieldProblem::new("name", "unsound", error.to_string()));
        }
        let name = name.map(String::from).unwrap_or_default();
        let password = how.password.clone().unwrap_or_default();
        if let Err(problem) = crate::auth::good_enough(&password, &[&name, &invitation.email]) {
            wrong.push(problem);
        }
        if !wrong.is_empty() {
            return Err(Error::fields(wrong));
        }
        let now = self.now();
        Ok(NewUser {
            id: UserId::new(now, self.chance()),
            org: invitation.org.clone(),
            email: invitation.email.clone(),
            name,
            role: invitation.role,
            password_hash: crate::auth::hash_off_thread(password, self.chance()).await?,
            email_verified_at: Some(now),
        })
    }

    async fn join(&self, invitation: &Invitation, user: &UserId, new: Option<NewUser>) -> Result<()> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        // Of many who accept at once, one does.
        let taken = tx.take_invitation(&invitation.org, &invitation.id).await?;
        let gone = || Error::refused(FailureCode::InvitationNotFound);
        taken.ok_or_else(gone)?;
        // Nobody gives a role that they no longer may.
        let inviter = tx.hold_role(&invitation.org, &invitation.invited_by).await?;
        inviter.filter(|inviter| inviter.may_give(invitation.role)).ok_or_else(gone)?;
        let name = match &new {
            Some(new) => {
                tx.insert_user(new, now).await?;
                new.name.clone()
            }
            None => {
                // Whoever belongs to it by now keeps what they are.
                if tx.role_of(&invitation.org, user).await?.is_none() {
                    tx.put_member(&invitation.org, user, invitation.role, now).await?;
                }
                tx.verify_email(user, &invitation.email, now).await?;
                tx.set_home(user, &invitation.org).await?;
                tx.user(user).await?.map(|user| user.name).unwrap_or_default()
            }
        };
        let change = (Value::Null, json!({ "role": invitation.role }));
        let actor = Actor::user(user, &name);
        self.audit(&mut tx, &invitation.org, &actor, "member.joined", subject("user", user, &name), change)
            .await?;
        Ok(tx.commit().await?)
    }
}
