//! Changing an account. With fewer lines than calls under way nothing is dropped: no new call comes until
//! enough of them have ended.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId};
use ringwright_store::Account;

use super::{about, event, existing, rules, told};
use crate::desk::AccountKind;
use crate::{Engine, Error, Result};

/// What to change of an account; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// See [`Account`].
    pub name: Option<String>,
    /// See [`Account`].
    pub lines: Option<u32>,
    /// See [`Account`].
    pub priority: Option<i32>,
    /// See [`Account`].
    pub paused: Option<bool>,
}

impl Engine {
    /// Changes an account.
    ///
    /// # Errors
    /// When there is no such account, fields are wrong, or it is to go into service without its secrets.
    pub async fn change_account(
        &self,
        org: &OrgId,
        id: &AccountId,
        by: &Actor,
        change: &AccountChange,
    ) -> Result<()> {
        let before = existing(&mut self.org(org).read().await?, id).await?;
        if before.paused && change.paused == Some(false) && !self.is_ready(&before).await {
            return Err(Error::refused(FailureCode::AccountNotReady));
        }
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let before = existing(&mut tx, id).await?;
        let after = changed(&before, change)?;
        tx.update_account(&after).await?;
        let kind = match (before.paused, after.paused) {
            (false, true) => "account.paused",
            (true, false) => "account.resumed",
            _ => "account.changed",
        };
        let change = (told(&before), told(&after));
        self.record(&mut tx, by, kind, about(&after), change).await?;
        tx.emit(event(kind, id, by));
        tx.system().wake_dispatch();
        Ok(tx.commit(now).await?)
    }
}

fn changed(before: &Account, change: &AccountChange) -> Result<Account> {
    let mut problems = Vec::new();
    let name = change.name.as_ref().map(|name| rules::name(&mut problems, name));
    let carries = AccountKind::of(&before.vendor) == Some(AccountKind::Calls);
    let lines = change.lines.filter(|_| carries).unwrap_or(before.lines);
    let priority = change.priority.unwrap_or(before.priority);
    rules::lines(&mut problems, lines);
    rules::priority(&mut problems, priority);
    if !problems.is_empty() {
        return Err(Error::fields(problems));
    }
    Ok(Account {
        name: name.unwrap_or_else(|| before.name.clone()),
        lines,
        priority,
        paused: change.paused.unwrap_or(before.paused),
        ..before.clone()
    })
}
