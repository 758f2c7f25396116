//! From the tape of a call that is over to the file that is kept.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{KeptRecording, OrgTx, Recording, RecordingPeaks, RecordingState};
use ringwright_voice::frame::Rate;
use ringwright_voice::recording::{KeepError, Kept, keep};
use serde_json::json;

use super::Folder;
use crate::jobs::{Done, Work};
use crate::live::event;
use crate::{Engine, Error, Result};

const DAY: Duration = Duration::from_secs(24 * 3_600);

impl Engine {
    /// Notes in the transaction that ends a call that its tape, if there is one, is to be compressed; or deleted, if
    /// somebody wanted that while it grew.
    pub(crate) async fn end_recording(&self, tx: &mut OrgTx, org: &OrgId, call: &CallId) -> Result<()> {
        if tx.end_recording(call).await? {
            let work = Work::KeepRecording { call: call.clone() };
            tx.system().enqueue(&self.job(org, &work, self.now()), self.now()).await?;
        }
        Ok(())
    }

    /// Compresses the tape of a call that is over.
    pub(crate) async fn keep_recording(&self, org: &OrgId, call: &CallId) -> Result<Done> {
        let failed = |error: io::Error| Error::Files(error.to_string());
        let Some(recording) = self.org(org).read().await?.recording(call).await? else {
            return Ok(Done::Finished);
        };
        let wanted = match recording.state {
            RecordingState::Waiting => self.compress_tape(org, &recording).await?,
            RecordingState::Kept(_) => true,
            RecordingState::Gone => false,
            RecordingState::Running => return Ok(Done::Finished),
        };
        let folder = self.recordings();
        if !wanted {
            // It was deleted while the call went on, or while its tape was compressed.
            folder.delete(call).map_err(failed)?;
            return Ok(Done::Finished);
        }
        match fs::remove_file(folder.tape(call)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(Done::Finished),
        }
    }

    /// `false` if it is not wanted any more.
    async fn compress_tape(&self, org: &OrgId, recording: &Recording) -> Result<bool> {
        let rate = if recording.hertz == Rate::Wide.hertz() { Rate::Wide } else { Rate::Narrow };
        let (folder, of) = (self.recordings().clone(), recording.call.clone());
        let compressed = tokio::task::spawn_blocking(move || compress(rate, &folder, &of)).await;
        let (kept, bytes) = compressed
            .map_err(|error| Error::Broken(error.to_string()))?
            .map_err(|error| Error::Files(error.to_string()))?;
        let now = self.now();
        let millis = kept.samples * 1_000 / u64::from(recording.hertz.max(1));
        let row = KeptRecording { millis, bytes, expires_at: now.plus(DAY * recording.keep_days) };
        let peaks = RecordingPeaks { caller: kept.peaks.caller, agent: kept.peaks.agent };
        let mut tx = self.org(org).begin().await?;
        let wanted = tx.keep_recording(&recording.call, &row, &peaks).await?;
        if wanted {
            let work = Work::DropRecording { call: recording.call.clone() };
            tx.system().enqueue(&self.job(org, &work, row.expires_at), now).await?;
            let data = json!({ "seconds": row.millis / 1_000, "bytes": row.bytes });
            tx.emit(event("recording.kept", &recording.call, data));
        }
        tx.commit(now).await?;
        Ok(wanted)
    }
}

/// Writes what is kept beside the tape, and under its name only once it is whole.
fn compress(rate: Rate, folder: &Folder, call: &CallId) -> Result<(Kept, u64), KeepError> {
    let part = folder.part(call);
    let (file, kept) = keep(rate, File::open(folder.tape(call))?, io::BufWriter::new(File::create(&part)?))?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    rename(&part, &folder.kept(call))?;
    Ok((kept, bytes))
}

fn rename(part: &Path, whole: &Path) -> io::Result<()> {
    fs::rename(part, whole)?;
    // The name is on the disk as well.
    whole.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
