//! Leaving: an organisation, or all of it.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_store::Tx;
use serde_json::{Value, json};

use crate::audit::subject;
use crate::auth::{Caller, Device};
use crate::team::not_the_last;
use crate::{Engine, Error, Result};

impl Engine {
    /// Somebody leaves an organisation. The session that they do it in goes on: in the organisation that it works
    /// for, or if that is the one they leave, in another of theirs, by the access token that is given.
    ///
    /// # Errors
    /// [`FailureCode::OrganisationNotFound`] for one that they don't belong to, [`FailureCode::LastOwner`] when
    /// nobody would be left to own it, [`FailureCode::LastOrganisation`] for the only one that they have.
    pub async fn leave_organisation(&self, by: &Caller, org: &OrgId) -> Result<Option<String>> {
        let (user, session) = by.person()?;
        let mut tx = self.store().begin().await?;
        self.take_out(&mut tx, by, org, "member.left").await?;
        let left = tx.belongings(&user.id).await?;
        let next = left.iter().find(|one| one.id == *by.org()).or(left.first());
        let next = next.ok_or(Error::refused(FailureCode::LastOrganisation))?;
        // Another tab may have chosen the one that is left.
        tx.choose_org(session, &next.id, None).await?;
        // Sessions that work elsewhere go on; those in it are over.
        tx.end_sessions_in(&user.id, org).await?;
        if user.home == *org {
            tx.set_home(&user.id, &next.id).await?;
        }
        let (next, role) = (next.id.clone(), next.role);
        tx.commit().await?;
        if by.org() != org {
            return Ok(None);
        }
        Ok(Some(self.access_to(&user.id, session, &next, role).await?.0))
    }

    /// Deletes somebody's account: they leave every organisation, and nothing personal stays but what audit
    /// trails say that they did, by name and from which address on the internet, and whom invitations were sent to.
    ///
    /// # Errors
    /// What signing in answers; [`FailureCode::LastOwner`] while an organisation would be left without one.
    pub async fn delete_account(
        &self,
        by: &Caller,
        password: String,
        code: Option<&str>,
        device: &Device,
    ) -> Result<()> {
        let (user, _) = by.person()?;
        self.prove(user, password, code, device).await?;
        let mut tx = self.store().begin().await?;
        for belonging in tx.belongings(&user.id).await? {
            self.take_out(&mut tx, by, &belonging.id, "member.deleted_account").await?;
        }
        tx.end_sessions(&user.id, None).await?;
        tx.delete_own_secret(&crate::auth::totp_place(&user.id)).await?;
        tx.erase_user(&user.id).await?;
        Ok(tx.commit().await?)
    }

    async fn take_out(&self, tx: &mut Tx, by: &Caller, org: &OrgId, action: &'static str) -> Result<()> {
        let (user, _) = by.person()?;
        // Before anything is read that an owner's going could change.
        tx.lock_owners(org).await?;
        let role = tx.role_of(org, &user.id).await?;
        let role = role.ok_or(Error::refused(FailureCode::OrganisationNotFound))?;
        if role == Role::Owner {
            not_the_last(tx, org, &user.id).await?;
        }
        tx.drop_member(org, &user.id).await?;
        self.withdraw_beyond(tx, &by.actor, org, &user.id, None).await?;
        self.revoke_keys_of(tx, &by.actor, org, &user.id).await?;
        let about = subject("user", &user.id, &user.name);
        let change = (json!({ "role": role }), Value::Null);
        self.audit(tx, org, &by.actor, action, about, change).await
    }
}
