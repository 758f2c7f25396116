//! From the tape of a call that is over to the file that is kept.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::{CallId, OrgId};
use ringwright_store::{KeptRecording, OrgTx, RecordingPeaks, RecordingState};
use ringwright_voice::frame::Rate;
use ringwright_voice::recording::{KeepError, Kept, keep};
use serde_json::json;

use super::Folder;
use crate::jobs::{Done, Work};
use crate::live::event;
use crate::{Engine, Error, Result};

const DAY: Duration = Duration::from_secs(24 * 3_600);

impl Engine {
    /// Notes in the transaction that ends a call that its tape, if there is one, is to be compressed.
    pub(crate) async fn end_recording(&self, tx: &mut OrgTx, org: &OrgId, call: &CallId) -> Result<()> {
        if tx.end_recording(call).await? {
            let work = Work::KeepRecording { call: call.clone() };
            tx.system().enqueue(&self.job(org, &work, self.now()), self.now()).await?;
        }
        Ok(())
    }

    /// Compresses the tape of a call that is over.
    pub(crate) async fn keep_recording(&self, org: &OrgId, call: &CallId) -> Result<Done> {
        let Some(recording) = self.org(org).read().await?.recording(call).await? else {
            return Ok(Done::Finished);
        };
        if recording.state == RecordingState::Waiting {
            let rate = if recording.hertz == Rate::Wide.hertz() { Rate::Wide } else { Rate::Narrow };
            let (folder, of) = (self.recordings().clone(), call.clone());
            let compressed = tokio::task::spawn_blocking(move || compress(rate, &folder, &of)).await;
            let (kept, bytes) = compressed
                .map_err(|error| Error::Broken(error.to_string()))?
                .map_err(|error| Error::Files(error.to_string()))?;
            let millis = kept.samples * 1_000 / u64::from(recording.hertz.max(1));
            let expires_at = self.now().plus(DAY * recording.keep_days);
            let row = KeptRecording { millis, bytes, expires_at };
            self.note_kept(org, call, &row, kept).await?;
        }
        let tape = self.recordings().tape(call);
        match fs::remove_file(tape) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::Files(error.to_string())),
            _ => Ok(Done::Finished),
        }
    }

    async fn note_kept(&self, org: &OrgId, call: &CallId, row: &KeptRecording, kept: Kept) -> Result<()> {
        let now: Instant = self.now();
        let peaks = RecordingPeaks { caller: kept.peaks.caller, agent: kept.peaks.agent };
        let mut tx = self.org(org).begin().await?;
        if tx.keep_recording(call, row, &peaks).await? {
            let work = Work::DropRecording { call: call.clone() };
            tx.system().enqueue(&self.job(org, &work, row.expires_at), now).await?;
            let data = json!({ "seconds": row.millis / 1_000, "bytes": row.bytes });
            tx.emit(event("recording.kept", call, data));
        }
        Ok(tx.commit(now).await?)
    }
}

/// Writes what is kept beside the tape, and under its name only once it is whole.
fn compress(rate: Rate, folder: &Folder, call: &CallId) -> Result<(Kept, u64), KeepError> {
    let part = folder.kept(call).with_extension("part");
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
