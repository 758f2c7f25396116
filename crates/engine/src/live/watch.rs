//! Looking after a call from outside: one that nobody holds any more is closed, and its line is free again.

use std::time::Duration;

use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::LiveUsage;
use serde_json::json;

use super::admit::event;
use crate::jobs::Done;
use crate::{Engine, Result};

/// How often a call that is held gives a sign of life.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// A call without one for so long is held by nobody: its node has died, and its carrier did not come back.
const LOST: Duration = Duration::from_secs(60);
/// A call is looked after again when it would be lost without another sign, but not sooner than this.
const SOON: Duration = Duration::from_secs(5);

impl Engine {
    pub(crate) async fn watch_live_call(&self, org: &OrgId, id: &CallId) -> Result<Done> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        let Some(call) = tx.live_call_for_update(id).await? else { return Ok(Done::Finished) };
        if call.ended_at.is_some() {
            return Ok(Done::Finished);
        }
        if now.since(call.seen_at) < LOST {
            return Ok(Done::Again(call.seen_at.plus(LOST).max(now.plus(SOON))));
        }
        tx.end_live_call(id, "lost", LiveUsage::default(), now).await?;
        self.end_recording(&mut tx, org, id).await?;
        tx.emit(event("live.ended", id, json!({ "outcome": "lost" })));
        tx.system().wake_dispatch();
        tx.commit(now).await?;
        Ok(Done::Finished)
    }
}
