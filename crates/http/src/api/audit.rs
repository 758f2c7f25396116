//! The audit trail.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::Instant;
use ringwright_domain::permission::AuditRead;
use ringwright_store::{AuditEntry, AuditPage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::operator::{PAGE, cursor, cut};
use crate::extract::{May, Query, SignedIn};
use crate::{HttpState, Problem};

/// Which entries.
#[derive(Deserialize, JsonSchema)]
struct AuditQuery {
    /// Those about this, by its id.
    subject: Option<String>,
    /// Those of this actor, by their id.
    actor: Option<String>,
    /// Those of this sort, such as `plan.changed`.
    action: Option<String>,
    /// Where the page begins: `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Where a page begins.
#[derive(Deserialize, JsonSchema)]
struct PageQuery {
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}

/// Whoever did it.
#[derive(Serialize, JsonSchema)]
struct AuditActor {
    /// user, key or system.
    kind: String,
    id: String,
    /// Their name at that time.
    name: String,
}

/// What it was done to.
#[derive(Serialize, JsonSchema)]
struct AuditSubject {
    /// What sort of thing, such as `plan`.
    kind: String,
    id: String,
    name: String,
}

/// An entry.
#[derive(Serialize, JsonSchema)]
struct AuditItem {
    id: String,
    #[schemars(with = "String")]
    at: Instant,
    actor: AuditActor,
    /// What was done, such as `plan.changed`.
    action: String,
    subject: AuditSubject,
    /// What changed, as it was.
    before: Value,
    /// The same, as it was afterwards.
    after: Value,
    /// The address that it was asked from.
    address: Option<String>,
}

/// Entries, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct AuditList {
    items: Vec<AuditItem>,
    /// Where the next page begins.
    next_cursor: Option<String>,
}

/// Behind the guard.
pub(crate) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new()
        .api_route(
            "/api/audit",
            get_with(list, |o| o.id("list_audit").tag("audit").summary("Who changed what")),
        )
        .api_route(
            "/api/user/activity",
            get_with(own, |o| o.id("list_own_activity").tag("user").summary("What you changed, anywhere")),
        )
}

impl From<AuditEntry> for AuditItem {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id.to_string(),
            at: entry.at,
            actor: AuditActor { kind: entry.actor_kind, id: entry.actor_id, name: entry.actor_name },
            action: entry.action,
            subject: AuditSubject {
                kind: entry.subject.kind,
                id: entry.subject.id,
                name: entry.subject.name,
            },
            before: entry.before,
            after: entry.after,
            address: entry.address,
        }
    }
}

fn page(mut entries: Vec<AuditEntry>) -> Json<AuditList> {
    let next_cursor = cut(&mut entries, |entry| (entry.at, entry.id.to_string()));
    Json(AuditList { items: entries.into_iter().map(AuditItem::from).collect(), next_cursor })
}

async fn list(
    State(state): State<HttpState>,
    who: May<AuditRead>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditList>, Problem> {
    let wanted = AuditPage {
        subject: query.subject.as_deref(),
        actor: query.actor.as_deref(),
        action: query.action.as_deref(),
        after: cursor(query.cursor.as_deref())?,
        most: PAGE + 1,
    };
    Ok(page(state.engine.audit_entries(who.org(), &wanted).await?))
}

async fn own(
    State(state): State<HttpState>,
    who: SignedIn,
    Query(query): Query<PageQuery>,
) -> Result<Json<AuditList>, Problem> {
    let after = cursor(query.cursor.as_deref())?;
    Ok(page(state.engine.audit_of_person(&who.user.id, after, PAGE + 1).await?))
}
