//! Looking at a recording and hearing it.

use std::path::PathBuf;

use ringwright_domain::FailureCode;
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{Recording, RecordingPeaks, RecordingState};

use crate::{Engine, Error, Result};

/// What there is of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingView {
    /// It.
    pub recording: Recording,
    /// How loud it is, ten times a second; nothing while it is not kept.
    pub peaks: Option<RecordingPeaks>,
}

impl Engine {
    /// What there is of the recording of a call.
    ///
    /// # Errors
    /// When it was not recorded, or the database fails.
    pub async fn recording_view(&self, org: &OrgId, call: &CallId) -> Result<RecordingView> {
        let mut tx = self.org(org).read().await?;
        let recording = tx.recording(call).await?;
        let recording = recording.ok_or(Error::refused(FailureCode::RecordingNotFound))?;
        let peaks = tx.recording_peaks(call).await?;
        Ok(RecordingView { recording, peaks })
    }

    /// The file of a recording that is kept: Opus in Ogg, the caller on the left and the agent on the right.
    ///
    /// # Errors
    /// When there is none, or the database fails.
    pub async fn recording_file(&self, org: &OrgId, call: &CallId) -> Result<PathBuf> {
        match self.recording_view(org, call).await?.recording.state {
            RecordingState::Kept(_) => Ok(self.recordings().kept(call)),
            _ => Err(Error::refused(FailureCode::RecordingNotFound)),
        }
    }
}
