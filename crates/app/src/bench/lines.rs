//! Lines for benches that want more than the demonstration has.

use ringwright_domain::Clock as _;
use ringwright_domain::ids::{AccountId, AgentId, OrgId};
use ringwright_engine::desk::secrets;
use ringwright_engine::system::{SystemChance, SystemClock, random_bytes};
use ringwright_store::vault::Vault;
use ringwright_store::{BulkTable, ColumnKind, Store};
use serde_json::json;

use super::child::vault_keys;
use crate::server::StartError;

const ACCOUNT: BulkTable = BulkTable {
    name: "account",
    columns: &[
        ("id", ColumnKind::Text),
        ("org_id", ColumnKind::Text),
        ("vendor", ColumnKind::Text),
        ("name", ColumnKind::Text),
        ("mode", ColumnKind::Text),
        ("lines", ColumnKind::Number),
        ("priority", ColumnKind::Number),
        ("paused", ColumnKind::Flag),
        ("breaker_failures", ColumnKind::Number),
        ("created_at", ColumnKind::Instant),
    ],
};

const AGENT: BulkTable = BulkTable {
    name: "agent",
    columns: &[
        ("id", ColumnKind::Text),
        ("org_id", ColumnKind::Text),
        ("account_id", ColumnKind::Text),
        ("name", ColumnKind::Text),
        ("persona", ColumnKind::Text),
        ("assistant_ref", ColumnKind::Text),
        ("number_ref", ColumnKind::Text),
        ("lines", ColumnKind::Number),
        ("priority", ColumnKind::Number),
        ("created_at", ColumnKind::Instant),
    ],
};

/// Adds a carrier account of the sandbox with so many lines, for both personas; it is taken first.
pub(super) async fn add_lines(store: &Store, org: &OrgId, lines: u32) -> Result<(), StartError> {
    let now = SystemClock.now();
    let (account, at) = (AccountId::new(now, &SystemChance), now.micros());
    let row = json!([account, org, "vapi", "Bench", "sandbox", lines, 100, false, 0, at]);
    store.load(ACCOUNT, vec![row]).await?;
    let personas = [("luna", "1"), ("sol", "2")];
    let agents = personas.map(|(persona, number)| {
        let assistant = format!("a5000000-0000-4000-8000-00000000000{number}");
        let line = "ff000000-0000-4000-8000-000000000001";
        let id = AgentId::new(now, &SystemChance);
        json!([id, org, account, persona, persona, assistant, line, lines, 0, at])
    });
    store.load(AGENT, agents.into()).await?;
    let vault = Vault::parse(&vault_keys())?;
    let mut tx = store.org(org).begin().await?;
    let nonce = random_bytes(&SystemChance);
    tx.put_secret(&vault, &secrets::key(&account), nonce, "sandbox-vapi-bench", now).await?;
    // The server's credential and secret come from its environment, as for the other accounts.
    let nonce = random_bytes(&SystemChance);
    let credential = crate::server::SANDBOX_CREDENTIAL;
    tx.put_secret(&vault, &secrets::credential(&account), nonce, credential, now).await?;
    Ok(tx.commit(now).await?)
}
