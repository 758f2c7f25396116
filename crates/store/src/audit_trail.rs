//! The audit trail: who changed what, written in the transaction of the change.

use ringwright_domain::Instant;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{AuditId, OrgId, UserId};
use serde_json::Value;
use sqlx::types::Json;

use crate::Result;
use crate::keyset::bound;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec};

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What sort of thing, such as `plan`.
    pub kind: String,
    /// Its id or code.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// An entry to be written.
pub struct NewAudit<'a> {
    /// Its id.
    pub id: AuditId,
    /// Who.
    pub actor: &'a Actor,
    /// What was done, such as `plan.changed`.
    pub action: &'static str,
    /// To what.
    pub subject: Subject,
    /// What changed, as it was; secrets never.
    pub before: Value,
    /// The same, as it is now.
    pub after: Value,
}

/// An entry.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Instant,
    /// `user`, `key` or `system`.
    pub actor_kind: String,
    /// Who.
    pub actor_id: String,
    /// Their name at that time.
    pub actor_name: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: Subject,
    /// What changed, as it was.
    pub before: Value,
    /// The same, as it was afterwards.
    pub after: Value,
    /// The address that it was asked from.
    pub address: Option<String>,
}

/// Which entries; of the three at most one is told, the first that is.
#[derive(Debug, Clone, Default)]
pub struct AuditPage<'a> {
    /// Those about this.
    pub subject: Option<&'a str>,
    /// Those of this actor.
    pub actor: Option<&'a str>,
    /// Those of this sort.
    pub action: Option<&'a str>,
    /// Those behind this one.
    pub after: Option<(Instant, AuditId)>,
    /// At most so many.
    pub most: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    at: Stamp,
    actor_kind: String,
    actor_id: String,
    actor_name: String,
    action: String,
    subject_kind: String,
    subject_id: String,
    subject_name: String,
    before: Json<Value>,
    after: Json<Value>,
    address: Option<String>,
}

impl Row {
    fn entry(self) -> Result<AuditEntry> {
        Ok(AuditEntry {
            id: self.id.parse()?,
            at: self.at.0,
            actor_kind: self.actor_kind,
            actor_id: self.actor_id,
            actor_name: self.actor_name,
            action: self.action,
            subject: Subject { kind: self.subject_kind, id: self.subject_id, name: self.subject_name },
            before: self.before.0,
            after: self.after.0,
            address: self.address,
        })
    }
}

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "select id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, \
             before, after, address from audit_entry where ",
            $rest,
            " order by at desc, id desc limit $4"
        )
    };
}

impl OrgTx {
    /// Writes an entry about this organisation. It is kept if and only if this transaction is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&mut self, new: NewAudit<'_>, now: Instant) -> Result<()> {
        let org = self.org.clone();
        self.tx.audit(&org, new, now).await
    }

    /// Entries, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_entries(&mut self, page: &AuditPage<'_>) -> Result<Vec<AuditEntry>> {
        let after = page.after.as_ref().map(|(at, id)| (*at, id.as_str()));
        let ((at, id), org, most) = (bound(after), self.org.as_str(), page.most);
        let rows = match (page.subject, page.actor, page.action) {
            (Some(subject), actor, action) => {
                let sql = entries!(
                    "org_id = $1 and (at, id) < ($2, $3) and subject_id = $5 \
                     and ($6 = '' or actor_id = $6) and ($7 = '' or action = $7)"
                );
                let (actor, action) = (actor.unwrap_or_default(), action.unwrap_or_default());
                all!(self.tx, Row, sql, org, at, id, most, subject, actor, action)
            }
            (None, Some(actor), action) => {
                let sql = entries!(
                    "org_id = $1 and (at, id) < ($2, $3) and actor_id = $5 and ($6 = '' or action = $6)"
                );
                all!(self.tx, Row, sql, org, at, id, most, actor, action.unwrap_or_default())
            }
            (None, None, Some(action)) => {
                let sql = entries!("org_id = $1 and (at, id) < ($2, $3) and action = $5");
                all!(self.tx, Row, sql, org, at, id, most, action)
            }
            (None, None, None) => {
                let sql = entries!("org_id = $1 and (at, id) < ($2, $3)");
                all!(self.tx, Row, sql, org, at, id, most)
            }
        };
        rows.into_iter().map(Row::entry).collect()
    }
}

impl Tx {
    /// Writes an entry about an organisation. It is kept if and only if this transaction is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&mut self, org: &OrgId, new: NewAudit<'_>, now: Instant) -> Result<()> {
        exec!(
            self,
            "insert into audit_entry (id, org_id, at, actor_kind, actor_id, actor_name, action, subject_kind, \
             subject_id, subject_name, before, after, address) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            new.id.as_str(),
            org.as_str(),
            Stamp(now),
            new.actor.kind(),
            new.actor.id(),
            &new.actor.name,
            new.action,
            &new.subject.kind,
            &new.subject.id,
            &new.subject.name,
            Json(&new.before),
            Json(&new.after),
            new.actor.address.as_deref(),
        );
        Ok(())
    }

    /// What a person did, in any organisation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_of_person(
        &mut self,
        user: &UserId,
        after: Option<(Instant, AuditId)>,
        most: i64,
    ) -> Result<Vec<AuditEntry>> {
        let (at, id) = bound(after.as_ref().map(|(at, id)| (*at, id.as_str())));
        let sql = entries!("actor_id = $1 and (at, id) < ($2, $3)");
        let rows = all!(self, Row, sql, user.as_str(), at, id, most);
        rows.into_iter().map(Row::entry).collect()
    }
}
