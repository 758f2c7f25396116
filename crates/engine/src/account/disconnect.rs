//! Parting with a vendor: its account carries nothing more, and its key is forgotten. What is under way is heard to its
//! end, by the secret of its webhooks.

use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId};
use ringwright_store::Account;

use super::{about, event, existing, told};
use crate::desk::secrets;
use crate::{Engine, Result};

impl Engine {
    /// Takes an account out of service for good.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn disconnect(&self, org: &OrgId, by: &Actor, id: &AccountId) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let account = existing(&mut tx, id).await?;
        tx.disconnect_account(id, now).await?;
        tx.delete_secret(&secrets::key(id)).await?;
        let change = (told(&account), serde_json::Value::Null);
        self.record(&mut tx, by, "account.disconnected", about(&account), change).await?;
        tx.emit(event("account.disconnected", id, by));
        tx.commit(now).await?;
        self.desk().forget(id).await;
        Ok(())
    }

    /// The accounts that the business has not parted with, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn connected_accounts(&self, org: &OrgId) -> Result<Vec<Account>> {
        let mut tx = self.org(org).read().await?;
        let connected = tx.connected_accounts().await?;
        let accounts = tx.accounts().await?.into_iter();
        Ok(accounts.filter(|account| connected.contains(&account.id)).collect())
    }
}
