//! A recording whose time is over, or that somebody wants deleted.

use ringwright_domain::FailureCode;
use ringwright_domain::identity::Actor;
use ringwright_domain::ids::{CallId, OrgId};
use serde_json::{Value, json};

use crate::audit::subject;
use crate::jobs::{Done, Work};
use crate::live::event;
use crate::{Engine, Error, Result};

impl Engine {
    /// Deletes a recording for good: nobody hears it from now on, and its files go at once, or with the end of a
    /// call that is still up.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn delete_recording(&self, org: &OrgId, by: &Actor, call: &CallId) -> Result<()> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if !tx.drop_recording(call).await? {
            return Err(Error::refused(FailureCode::RecordingNotFound));
        }
        // The job of its expiry may wait under the same key, months away.
        let mut job = self.job(org, &Work::DropRecording { call: call.clone() }, now);
        job.dedupe_key = None;
        tx.system().enqueue(&job, now).await?;
        let change = (json!({ "kept": true }), Value::Null);
        self.record(&mut tx, by, "recording.deleted", subject("call", call, ""), change).await?;
        tx.emit(event("recording.deleted", call, json!({ "why": "asked", "by": by })));
        Ok(tx.commit(now).await?)
    }

    /// Deletes the files of a recording whose time is over or that was deleted.
    pub(crate) async fn drop_recording(&self, org: &OrgId, call: &CallId) -> Result<Done> {
        let now = self.now();
        let mut tx = self.org(org).begin().await?;
        if tx.drop_recording(call).await? {
            tx.emit(event("recording.deleted", call, json!({ "why": "expired" })));
        }
        tx.commit(now).await?;
        self.recordings().delete(call).map_err(|error| Error::Files(error.to_string()))?;
        Ok(Done::Finished)
    }
}
