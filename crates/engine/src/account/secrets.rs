//! The secrets of an account: they go into the vault and never come back out over the API.

use ringwright_domain::Instant;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId};
use ringwright_store::OrgTx;

use super::{about, event, existing, rules};
use crate::desk::secrets;
use crate::system::random_bytes;
use crate::{Engine, Error, FieldProblem, Result};
use serde_json::{Value, json};

/// Secrets to be kept; what is `None` stays. It has no `Debug` form.
#[derive(Default)]
pub struct NewSecrets {
    /// The API key.
    pub key: Option<String>,
    /// The secret that webhooks are judged by.
    pub webhook_secret: Option<String>,
    /// The key of forms on our own page.
    pub publishable_key: Option<String>,
    /// The id of the merchant.
    pub merchant: Option<String>,
}

impl NewSecrets {
    /// The names of those that are given.
    fn names(&self) -> Vec<&'static str> {
        let all = [
            ("key", &self.key),
            ("webhookSecret", &self.webhook_secret),
            ("publishableKey", &self.publishable_key),
            ("merchant", &self.merchant),
        ];
        all.into_iter().filter(|(_, secret)| secret.is_some()).map(|(name, _)| name).collect()
    }

    /// What is wrong with them.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        rules::secret(&mut problems, "key", self.key.as_deref());
        rules::secret(&mut problems, "webhookSecret", self.webhook_secret.as_deref());
        rules::secret(&mut problems, "publishableKey", self.publishable_key.as_deref());
        rules::secret(&mut problems, "merchant", self.merchant.as_deref());
        problems
    }
}

impl Engine {
    /// Keeps secrets of an account. Requests use them from now on.
    ///
    /// # Errors
    /// When there is no such account, or a secret cannot be one.
    pub async fn put_secrets(&self, org: &OrgId, id: &AccountId, by: &Actor, new: &NewSecrets) -> Result<()> {
        let problems = new.problems();
        if !problems.is_empty() {
            return Err(Error::fields(problems));
        }
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let account = existing(&mut tx, id).await?;
        self.keep_secrets(&mut tx, id, new, now).await?;
        // Which were replaced; never what they are.
        let change = (Value::Null, json!({ "replaced": new.names() }));
        self.record(&mut tx, by, "account.secrets_changed", about(&account), change).await?;
        tx.emit(event("account.secrets_changed", id, by));
        tx.commit(now).await?;
        self.desk().forget(id).await;
        Ok(())
    }

    pub(super) async fn keep_secrets(
        &self,
        tx: &mut OrgTx,
        id: &AccountId,
        new: &NewSecrets,
        now: Instant,
    ) -> Result<()> {
        for (name, secret) in [
            (secrets::key(id), &new.key),
            (secrets::webhook(id), &new.webhook_secret),
            (secrets::publishable(id), &new.publishable_key),
            (secrets::merchant(id), &new.merchant),
        ] {
            if let Some(secret) = secret {
                let nonce = random_bytes(self.chance());
                tx.put_secret(self.desk().vault(), &name, nonce, secret, now).await?;
            }
        }
        Ok(())
    }
}
