//! Adding an account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AccountId, OrgId};
use ringwright_store::{Account, Mode, NewAccount, OrgTx};

use super::{NewSecrets, about, event, existing, rules, told};
use crate::desk::{AccountKind, Vendor};
use crate::system::random_bytes;
use crate::{Engine, Error, FieldProblem, Result};

/// An account as somebody entered it, unchecked. It has no `Debug` form: it holds secrets.
pub struct AccountForm {
    /// The vendor, such as `vapi`.
    pub vendor: String,
    /// See [`Account`].
    pub name: String,
    /// See [`Account`].
    pub mode: Mode,
    /// See [`Account`]; of no use where payments are taken.
    pub lines: u32,
    /// See [`Account`].
    pub priority: i32,
    /// What of its secrets is known already.
    pub secrets: NewSecrets,
}

impl Engine {
    /// Adds an account. Without its secrets it is out of service until they are there.
    ///
    /// # Errors
    /// When fields are wrong.
    pub async fn create_account(&self, org: &OrgId, by: &Actor, form: AccountForm) -> Result<AccountId> {
        let mut tx = self.org(org).begin().await?;
        let id = self.add_account(&mut tx, by, form).await?;
        tx.commit(self.now()).await?;
        Ok(id)
    }

    /// The same within a transaction.
    pub(crate) async fn add_account(
        &self,
        tx: &mut OrgTx,
        by: &Actor,
        mut form: AccountForm,
    ) -> Result<AccountId> {
        let vendor = check(&form)?;
        let now = self.now();
        let id = AccountId::new(now, self.chance());
        // Vapi is told with every call by what secret to prove its webhooks: any will do that nobody
        // can guess. And the sandbox takes any key; its ElevenLabs is given a secret, where the vendor
        // makes it.
        let ours = vendor == Vendor::Vapi || (vendor == Vendor::ElevenLabs && form.mode == Mode::Sandbox);
        if ours && form.secrets.webhook_secret.is_none() {
            let secret = URL_SAFE_NO_PAD.encode(random_bytes::<24>(self.chance()));
            form.secrets.webhook_secret = Some(secret);
        }
        if form.mode == Mode::Sandbox && form.secrets.key.is_none() {
            form.secrets.key = Some(format!("sandbox-{id}"));
        }
        let new = NewAccount {
            id: id.clone(),
            vendor: form.vendor,
            name: form.name.trim().to_owned(),
            mode: form.mode,
            lines: if vendor.kind() == AccountKind::Calls { form.lines } else { 0 },
            priority: form.priority,
        };
        tx.insert_account(&new, now).await?;
        self.keep_secrets(tx, &id, &form.secrets, now).await?;
        // Retell's webhooks are signed by the key.
        let signed = vendor == Vendor::Retell || form.secrets.webhook_secret.is_some();
        let complete = form.secrets.key.is_some() && signed;
        let account = existing(tx, &id).await?;
        let account = Account { paused: !complete, ..account };
        tx.update_account(&account).await?;
        self.note_new_account(tx, by, &account).await?;
        Ok(id)
    }

    /// Notes that an account was made: as an event, and in the audit trail.
    pub(crate) async fn note_new_account(&self, tx: &mut OrgTx, by: &Actor, account: &Account) -> Result<()> {
        let change = (serde_json::Value::Null, told(account));
        self.record(tx, by, "account.created", about(account), change).await?;
        tx.emit(event("account.created", &account.id, by));
        tx.system().wake_dispatch();
        Ok(())
    }
}

fn check(form: &AccountForm) -> Result<Vendor> {
    let mut problems = Vec::new();
    let vendor = Vendor::of(&form.vendor);
    if vendor.is_none() {
        let names = Vendor::ALL.map(Vendor::name).join(", ");
        problems.push(FieldProblem::new("vendor", "unknown", format!("use one of {names}")));
    }
    rules::name(&mut problems, &form.name);
    rules::lines(&mut problems, form.lines);
    rules::priority(&mut problems, form.priority);
    problems.extend(form.secrets.problems());
    vendor.filter(|_| problems.is_empty()).ok_or_else(|| Error::fields(problems))
}
