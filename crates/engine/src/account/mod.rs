//! Vendor accounts, as an operator sets them up.

mod change;
mod check;
mod create;
mod disconnect;
pub(crate) mod rules;
mod secrets;

pub use change::AccountChange;
pub use check::Checked;
pub use create::AccountForm;
pub use secrets::NewSecrets;

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId};
use ringwright_store::{Account, NewEvent, OrgTx, Subject};
use serde_json::{Value, json};

use crate::agent::OWN;
use crate::audit::subject;
use crate::desk::AccountKind;
use crate::{Engine, Error, Result};

impl Engine {
    /// Whether an account has what its vendor's client needs.
    async fn is_ready(&self, account: &Account) -> bool {
        match AccountKind::of(&account.vendor) {
            // Our own voice has no vendor whose key it could lack.
            _ if account.vendor == OWN => true,
            Some(AccountKind::Calls) => self.desk().carrier(account).await.is_ok(),
            Some(AccountKind::Payments) => self.desk().payments(account).await.is_ok(),
            None => false,
        }
    }

    /// Takes an account out of service or back in. Calls under way go on.
    ///
    /// # Errors
    /// When there is no such account, or it is to go into service without its secrets.
    pub async fn pause_account(&self, org: &OrgId, id: &AccountId, paused: bool, by: &Actor) -> Result<()> {
        self.change_account(org, id, by, &AccountChange { paused: Some(paused), ..AccountChange::default() })
            .await
    }

    /// Lets calls through an account again at once, after its vendor failed too often.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn close_breaker(&self, org: &OrgId, id: &AccountId, by: &Actor) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let account = existing(&mut tx, id).await?;
        tx.move_breaker(id, |breaker| breaker.succeeded(), None).await?;
        let change = (json!({ "failures": account.breaker.failures }), json!({ "failures": 0 }));
        self.record(&mut tx, by, "account.breaker_closed", about(&account), change).await?;
        tx.emit(event("account.breaker_closed", id, by));
        tx.system().wake_dispatch();
        Ok(tx.commit(now).await?)
    }
}

/// An account as the audit trail names it.
fn about(account: &Account) -> Subject {
    subject("account", &account.id, &account.name)
}

/// What the audit trail tells of an account.
fn told(account: &Account) -> Value {
    json!({
        "vendor": account.vendor, "name": account.name, "mode": account.mode.as_str(), "lines": account.lines,
        "priority": account.priority, "paused": account.paused,
    })
}

async fn existing(tx: &mut OrgTx, id: &AccountId) -> Result<Account> {
    tx.account(id).await?.ok_or(Error::refused(FailureCode::AccountNotFound))
}

/// Something that an operator did with an account.
fn event(kind: &'static str, account: &AccountId, by: &Actor) -> NewEvent {
    let data = json!({ "account": account, "by": by });
    NewEvent { kind, booking: None, call: None, data }
}
