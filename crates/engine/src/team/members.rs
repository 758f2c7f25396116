//! Members: a list, giving another role, removing.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{OrgId, UserId};
use ringwright_store::{Invitation, Member, Tx};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::auth::Caller;
use crate::{Engine, Error, Result};

impl Engine {
    /// Who belongs to an organisation, and who is invited.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn team(&self, org: &OrgId) -> Result<(Vec<Member>, Vec<Invitation>)> {
        let mut tx = self.store().read().await?;
        Ok((tx.members(org).await?, tx.invitations(org).await?))
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// [`FailureCode::RoleForbids`] for a role above one's own, [`FailureCode::LastOwner`] when nobody would be
    /// left to own the organisation, [`FailureCode::MemberNotFound`].
    pub async fn change_role(&self, by: &Caller, user: &UserId, role: Role) -> Result<()> {
        let mine = by.role.ok_or(Error::refused(FailureCode::NotThroughKey))?;
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let (had, name) = weigh(&mut tx, by.org(), user, mine).await?;
        if !mine.may_give(role) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        if had == Role::Owner && role != Role::Owner {
            not_the_last(&mut tx, by.org(), user).await?;
        }
        tx.put_member(by.org(), user, role, now).await?;
        let change = (json!({ "role": had }), json!({ "role": role }));
        self.audit(&mut tx, by.org(), &by.actor, "member.role_changed", subject("user", user, &name), change)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes a member out of the organisation; their sessions in it end at once. Everybody may leave.
    ///
    /// # Errors
    /// As [`Engine::change_role`].
    pub async fn remove_member(&self, by: &Caller, user: &UserId) -> Result<()> {
        let mine = by.role.ok_or(Error::refused(FailureCode::NotThroughKey))?;
        let mut tx = self.store().begin().await?;
        let (had, name) = weigh(&mut tx, by.org(), user, mine).await?;
        if had == Role::Owner {
            not_the_last(&mut tx, by.org(), user).await?;
        }
        tx.remove_member(by.org(), user).await?;
        let change = (json!({ "role": had }), Value::Null);
        self.audit(&mut tx, by.org(), &by.actor, "member.removed", subject("user", user, &name), change)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// What a member is and is called, if somebody of the role `mine` may do something about them.
async fn weigh(tx: &mut Tx, org: &OrgId, user: &UserId, mine: Role) -> Result<(Role, String)> {
    // Before anything is read that an owner's going could change.
    tx.lock_owners(org).await?;
    let missing = || Error::refused(FailureCode::MemberNotFound);
    let role = tx.role_of(org, user).await?.ok_or_else(missing)?;
    let name = tx.user(user).await?.ok_or_else(missing)?.name;
    if mine.may_give(role) { Ok((role, name)) } else { Err(Error::refused(FailureCode::RoleForbids)) }
}

/// Refuses when `user` is the only owner.
pub(crate) async fn not_the_last(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<()> {
    let others = tx.lock_owners(org).await?.into_iter().any(|owner| owner != *user);
    if others { Ok(()) } else { Err(Error::refused(FailureCode::LastOwner)) }
}
