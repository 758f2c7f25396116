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
        let mut tx = self.store().begin().await?;
        let (mine, had, name) = weigh(&mut tx, by, user).await?;
        if !mine.may_give(role) {
            return Err(Error::refused(FailureCode::RoleForbids));
        }
        if had == Role::Owner && role != Role::Owner {
            not_the_last(&mut tx, by.org(), user).await?;
        }
        tx.change_role(by.org(), user, role).await?;
        self.withdraw_beyond(&mut tx, &by.actor, by.org(), user, Some(role)).await?;
        let change = (json!({ "role": had }), json!({ "role": role }));
        self.audit(&mut tx, by.org(), &by.actor, "member.role_changed", subject("user", user, &name), change)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes a member out of the organisation; their sessions in it end at once, and so do keys that they made and
    /// invitations that they sent.
    ///
    /// # Errors
    /// As [`Engine::change_role`].
    pub async fn remove_member(&self, by: &Caller, user: &UserId) -> Result<()> {
        let mut tx = self.store().begin().await?;
        let (_, had, name) = weigh(&mut tx, by, user).await?;
        if had == Role::Owner {
            not_the_last(&mut tx, by.org(), user).await?;
        }
        tx.remove_member(by.org(), user).await?;
        self.withdraw_beyond(&mut tx, &by.actor, by.org(), user, None).await?;
        self.revoke_keys_of(&mut tx, &by.actor, by.org(), user).await?;
        let elsewhere = tx.belongings(user).await?;
        if let Some(belonging) = elsewhere.first() {
            tx.set_home(user, &belonging.id).await?;
        }
        let change = (json!({ "role": had }), Value::Null);
        self.audit(&mut tx, by.org(), &by.actor, "member.removed", subject("user", user, &name), change)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// What the caller is, and what a member is and is called, if the caller may do something about them. All as it is
/// now: a role may have changed since the caller's token was made.
async fn weigh(tx: &mut Tx, by: &Caller, user: &UserId) -> Result<(Role, Role, String)> {
    let org = by.org();
    // Before anything is read that an owner's going could change.
    tx.lock_owners(org).await?;
    let mine = role_now(tx, by).await?;
    let missing = || Error::refused(FailureCode::MemberNotFound);
    let role = tx.hold_role(org, user).await?.ok_or_else(missing)?;
    let name = tx.user(user).await?.ok_or_else(missing)?.name;
    if mine.may_give(role) { Ok((mine, role, name)) } else { Err(Error::refused(FailureCode::RoleForbids)) }
}

/// What the caller is in their organisation now; nobody can change it until the transaction ends.
pub(super) async fn role_now(tx: &mut Tx, by: &Caller) -> Result<Role> {
    let (user, _) = by.person()?;
    let role = tx.hold_role(by.org(), &user.id).await?;
    role.ok_or(Error::refused(FailureCode::RoleForbids))
}

/// Refuses when `user` is the only owner.
pub(crate) async fn not_the_last(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<()> {
    let others = tx.lock_owners(org).await?.into_iter().any(|owner| owner != *user);
    if others { Ok(()) } else { Err(Error::refused(FailureCode::LastOwner)) }
}
