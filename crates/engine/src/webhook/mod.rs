//! Webhooks, as an operator looks at them: what kind of message each is, and working on it once more.

use std::time::Duration;

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{InboxId, OrgId};
use ringwright_store::{Job, NewEvent, WebhookView};
use serde::Deserialize;

use crate::audit::subject;
use crate::jobs::Work;
use crate::{Engine, Error, Result};

/// How long the job of a replay is this node's own.
const LEASE: Duration = Duration::from_secs(60);

/// The part of a message that names its kind, at the vendors that we know.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: Option<String>,
    event: Option<String>,
    message: Option<TypedMessage>,
}

#[derive(Deserialize)]
struct TypedMessage {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// What kind of message a body is, in the vendor's own word; empty when it does not say.
pub fn kind(body: &str) -> String {
    let Ok(typed) = serde_json::from_str::<Typed>(body) else { return String::new() };
    typed.kind.or(typed.event).or_else(|| typed.message?.kind).unwrap_or_default().chars().take(80).collect()
}

impl Engine {
    /// Works on a kept webhook once more, by the ordinary way: what it says is heard again, and what was
    /// heard before changes nothing. Gives it as it is afterwards.
    ///
    /// # Errors
    /// When there is no such webhook, or the database fails.
    pub async fn replay_webhook(&self, org: &OrgId, id: &InboxId, by: &Actor) -> Result<WebhookView> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if !tx.reopen_webhook(id).await? {
            return Err(Error::refused(FailureCode::WebhookNotFound));
        }
        let work = Work::ProcessWebhook { webhook: id.clone(), silent: false };
        let mut new = self.job(org, &work, now);
        new.claimed_by = Some((self.node().clone(), now.plus(LEASE)));
        tx.enqueue(&new, now).await?;
        self.record(&mut tx, by, "webhook.replayed", subject("webhook", id, ""), Default::default()).await?;
        let data = serde_json::json!({ "webhook": id, "by": by });
        tx.emit(NewEvent { kind: "webhook.replayed", booking: None, call: None, data });
        tx.commit(now).await?;
        let job = Job {
            id: new.id,
            org: Some(org.clone()),
            kind: new.kind.to_owned(),
            payload: new.payload,
            tries: 1,
            run_at: now,
        };
        self.execute(&job).await;
        self.webhook(org, id).await
    }

    /// A webhook with its whole body.
    ///
    /// # Errors
    /// When there is no such webhook.
    pub async fn webhook(&self, org: &OrgId, id: &InboxId) -> Result<WebhookView> {
        let found = self.org(org).read().await?.webhook_view(id).await?;
        found.ok_or(Error::refused(FailureCode::WebhookNotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn the_kind_is_found_where_vendors_write_it() {
        assert_eq!(kind(r#"{"id":"evt_1","data":{"type":"x"},"type":"charge.refunded"}"#), "charge.refunded");
        assert_eq!(kind(r#"{"message":{"type":"status-update"}}"#), "status-update");
        assert_eq!(kind(r#"{"event":"call_ended","call":{"type":"x"}}"#), "call_ended");
        for nothing in ["", "[]", "{}", r#"{"type":1}"#, "no json"] {
            assert_eq!(kind(nothing), "", "{nothing}");
        }
    }
}
