//! The audit trail: who changed what. An entry is written in the transaction of the change.

use ringwright_domain::Instant;
use ringwright_domain::identity::{Actor, changed};
use ringwright_domain::ids::{AuditId, OrgId, UserId};
use ringwright_store::{AuditEntry, AuditPage, NewAudit, OrgTx, Subject, Tx};
use serde_json::Value;

use crate::{Engine, Result};

/// What was changed: its sort, its id, what people call it.
pub(crate) fn subject(kind: &str, id: impl std::fmt::Display, name: &str) -> Subject {
    Subject { kind: kind.to_owned(), id: id.to_string(), name: name.to_owned() }
}

impl Engine {
    /// Notes a change in its own transaction; of `before` and `after` only what differs. Secrets are never
    /// given here.
    pub(crate) async fn audit(
        &self,
        tx: &mut Tx,
        org: &OrgId,
        actor: &Actor,
        action: &'static str,
        subject: Subject,
        change: (Value, Value),
    ) -> Result<()> {
        let now = self.now();
        let (before, after) = changed(&change.0, &change.1);
        let id = AuditId::new(now, self.chance());
        Ok(tx.audit(org, NewAudit { id, actor, action, subject, before, after }, now).await?)
    }

    /// The same, in a transaction of the organisation.
    pub(crate) async fn record(
        &self,
        tx: &mut OrgTx,
        actor: &Actor,
        action: &'static str,
        subject: Subject,
        change: (Value, Value),
    ) -> Result<()> {
        let org = tx.org().clone();
        self.audit(tx.system(), &org, actor, action, subject, change).await
    }

    /// Entries of an organisation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_entries(&self, org: &OrgId, page: &AuditPage<'_>) -> Result<Vec<AuditEntry>> {
        Ok(self.org(org).read().await?.audit_entries(page).await?)
    }

    /// What a person did, in any organisation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_of_person(
        &self,
        user: &UserId,
        after: Option<(Instant, AuditId)>,
        most: i64,
    ) -> Result<Vec<AuditEntry>> {
        Ok(self.store().read().await?.audit_of_person(user, after, most).await?)
    }
}
