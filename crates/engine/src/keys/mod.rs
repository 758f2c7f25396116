//! Keys of programs: making, listing, revoking. Only a person makes one, and gives it no more than they have.

use ringwright_domain::identity::{Actor, Who};
use ringwright_domain::ids::{ApiKeyId, OrgId, UserId};
use ringwright_domain::permission::of_role;
use ringwright_domain::{FailureCode, Instant, Permission};
use ringwright_store::{ApiKey, Tx};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::audit::subject;
use crate::auth::{Caller, fingerprint, new_token};
use crate::{Engine, Error, FieldProblem, Result};

/// What every key begins with.
pub const PREFIX: &str = "rw_live_";

/// The most keys of an organisation.
const MOST: usize = 100;

/// A key as somebody wants it.
#[derive(Debug, Clone)]
pub struct KeyForm {
    /// What people call it.
    pub name: String,
    /// The names of its permissions.
    pub scopes: Vec<String>,
    /// Until when it holds; for ever when missing.
    pub expires_at: Option<Instant>,
}

/// A key that was made.
pub struct MadeKey {
    /// What is kept of it.
    pub key: ApiKey,
    /// The key itself, which is shown once.
    pub secret: String,
}

/// What a key looks like to whoever lists keys: enough to tell it apart, too little to use it.
pub fn prefix(id: &ApiKeyId) -> String {
    format!("{PREFIX}{}", bare(id))
}

fn bare(id: &ApiKeyId) -> &str {
    id.as_str().strip_prefix("key_").unwrap_or_default()
}

impl Engine {
    /// The keys of an organisation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn api_keys(&self, org: &OrgId) -> Result<Vec<ApiKey>> {
        Ok(self.org(org).read().await?.api_keys().await?)
    }

    /// Makes a key.
    ///
    /// # Errors
    /// [`FailureCode::NotThroughKey`] for a program; otherwise when fields are wrong: a scope that no key may
    /// have, or that the person does not have.
    pub async fn make_api_key(&self, by: &Caller, form: &KeyForm) -> Result<MadeKey> {
        let (user, _) = by.person()?;
        let now = self.now();
        let name = form.name.trim();
        let mut wrong = Vec::new();
        if name.is_empty() || name.chars().count() > 80 || name.contains(char::is_control) {
            wrong.push(FieldProblem::new("name", "unsound", "use 1 to 80 characters"));
        }
        for (at, scope) in form.scopes.iter().enumerate() {
            let sound = Permission::read(scope)
                .is_some_and(|scope| scope.may_be_scope() && by.permissions.contains(&scope));
            if !sound {
                let message = "this is no permission that you may give to a key";
                wrong.push(FieldProblem::new(format!("scopes.{at}"), "unknown", message));
            }
        }
        if form.scopes.is_empty() {
            wrong.push(FieldProblem::new("scopes", "required", "choose what the key may do"));
        }
        if form.expires_at.is_some_and(|at| at <= now) {
            wrong.push(FieldProblem::new("expiresAt", "past", "choose a time to come"));
        }
        if !wrong.is_empty() {
            return Err(Error::fields(wrong));
        }
        let mut scopes = form.scopes.clone();
        scopes.sort_unstable();
        scopes.dedup();
        let key = ApiKey {
            id: ApiKeyId::new(now, self.chance()),
            org: by.org().clone(),
            name: name.to_owned(),
            scopes,
            created_by: user.id.clone(),
            created_at: now,
            last_used_at: None,
            expires_at: form.expires_at,
        };
        let secret = new_token(self.chance());
        let mut tx = self.org(by.org()).begin().await?;
        if tx.api_keys().await?.len() >= MOST {
            let message = "there are as many keys as there may be; revoke one that is no longer needed";
            return Err(Error::fields(vec![FieldProblem::new("name", "too_many", message)]));
        }
        tx.insert_api_key(&key, &fingerprint(&secret)).await?;
        let after = json!({ "name": key.name, "scopes": key.scopes, "expiresAt": key.expires_at });
        let about = subject("key", &key.id, &key.name);
        self.audit(tx.system(), by.org(), &by.actor, "key.made", about, (Value::Null, after)).await?;
        tx.commit(now).await?;
        let secret = format!("{}_{secret}", prefix(&key.id));
        Ok(MadeKey { key, secret })
    }

    /// Revokes a key, at once.
    ///
    /// # Errors
    /// [`FailureCode::KeyNotFound`] when there is none.
    pub async fn revoke_api_key(&self, by: &Caller, id: &ApiKeyId) -> Result<()> {
        by.person()?;
        let mut tx = self.org(by.org()).begin().await?;
        let key = tx.take_api_key(id).await?.ok_or(Error::refused(FailureCode::KeyNotFound))?;
        let before = json!({ "name": key.name, "scopes": key.scopes });
        let about = subject("key", &key.id, &key.name);
        self.audit(tx.system(), by.org(), &by.actor, "key.revoked", about, (before, Value::Null)).await?;
        Ok(tx.commit(self.now()).await?)
    }

    /// Revokes the keys that somebody made in an organisation which they belong to no more: they know them.
    pub(crate) async fn revoke_keys_of(
        &self,
        tx: &mut Tx,
        by: &Actor,
        org: &OrgId,
        maker: &UserId,
    ) -> Result<()> {
        for key in tx.take_keys_of(org, maker).await? {
            let before = json!({ "name": key.name, "scopes": key.scopes });
            let about = subject("key", &key.id, &key.name);
            self.audit(tx, org, by, "key.revoked", about, (before, Value::Null)).await?;
        }
        Ok(())
    }

    /// The program that shows a key. It may do no more than who made it may by now.
    ///
    /// # Errors
    /// [`FailureCode::NotSignedIn`] when the key is wrong, revoked or has run out.
    pub async fn caller_by_key(&self, shown: &str, address: Option<String>) -> Result<Caller> {
        let nobody = || Error::refused(FailureCode::NotSignedIn);
        let now = self.now();
        let (id, secret) =
            shown.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or_else(nobody)?;
        let id: ApiKeyId = format!("key_{id}").parse().map_err(|_| nobody())?;
        let found = self.store().read().await?.api_key(&id, now).await?;
        let (key, hash) = found.ok_or_else(nobody)?;
        let fits: bool = fingerprint(secret).as_bytes().ct_eq(hash.as_bytes()).into();
        if !fits {
            return Err(nobody());
        }
        if key.last_used_at.is_none_or(|at| now.since(at).as_secs() >= 60) {
            let mut tx = self.store().begin().await?;
            tx.touch_api_key(&id, now).await?;
            tx.commit().await?;
        }
        let mut tx = self.org(&key.org).read().await?;
        let organisation = tx.organisation().await?;
        let maker = tx.system().role_of(&key.org, &key.created_by).await?.ok_or_else(nobody)?;
        drop(tx);
        let theirs = of_role(maker);
        let permissions = key.scopes.iter().filter_map(|scope| Permission::read(scope));
        Ok(Caller {
            actor: Actor { who: Who::Key(id), name: key.name, address },
            permissions: permissions.filter(|scope| scope.may_be_scope() && theirs.contains(scope)).collect(),
            user: None,
            organisation,
            role: None,
            session: None,
            visit_until: None,
            expires_at: key.expires_at,
        })
    }
}
