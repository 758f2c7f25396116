//! Timing traces of calls that our own agents hold, where the operator has them written: `ringwright voice replay`
//! plays them again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::ids::{CallId, OrgId};
use ringwright_domain::{FailureCode, Instant};

use crate::{Engine, Error, Result};

/// What the file of a trace ends in.
const ENDING: &str = "trace";

/// The folder of the traces, with one in it for each organisation. A trace holds what was said, and goes when the words
/// of its call do.
#[derive(Debug, Clone)]
pub struct Traces(Arc<Path>);

impl Traces {
    /// This folder; it need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into().into())
    }

    /// The trace of a call.
    pub(crate) fn file(&self, org: &OrgId, call: &CallId) -> PathBuf {
        self.0.join(org.as_str()).join(format!("{call}.{ENDING}"))
    }

    /// Deletes the traces of calls that began before a time; answers how many.
    fn forget(&self, org: &OrgId, before: Instant) -> io::Result<u64> {
        let files = match fs::read_dir(self.0.join(org.as_str())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            other => other?,
        };
        let mut forgotten = 0;
        for file in files {
            let path = file?.path();
            let call = path.file_stem().and_then(|name| name.to_str()?.parse::<CallId>().ok());
            if path.extension().is_some_and(|ending| ending == ENDING)
                && call.is_some_and(|call| call.made_at() < before)
            {
                fs::remove_file(path)?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }
}

impl Engine {
    /// The file of a call's timing trace: JSON, a line each.
    ///
    /// # Errors
    /// When there is none.
    pub async fn call_trace(&self, org: &OrgId, call: &CallId) -> Result<PathBuf> {
        let file = self.traces().file(org, call);
        match tokio::fs::try_exists(&file).await {
            Ok(true) => Ok(file),
            Ok(false) => Err(Error::refused(FailureCode::TraceNotFound)),
            Err(error) => Err(Error::Files(error.to_string())),
        }
    }

    /// Deletes the traces of calls whose words are kept no longer.
    pub(crate) async fn forget_traces(&self, org: &OrgId) -> Result<u64> {
        let days = self.org(org).read().await?.business().await?.config.retention.transcript_days;
        let before = self.now().minus(Duration::from_secs(u64::from(days) * 24 * 3_600));
        let (traces, org) = (self.traces().clone(), org.clone());
        let forgotten = tokio::task::spawn_blocking(move || traces.forget(&org, before)).await;
        forgotten
            .map_err(|error| Error::Broken(error.to_string()))?
            .map_err(|error| Error::Files(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use ringwright_domain::chance::SeededChance;

    use super::*;

    #[test]
    fn traces_go_by_the_age_of_their_calls_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let traces = Traces::new(dir.path().join("traces"));
        let (start, chance) = (Instant::from_seconds(1_800_000_000), SeededChance::new(1));
        let (org, other) = (OrgId::new(start, &chance), OrgId::new(start, &chance));
        assert_eq!(traces.forget(&org, start).unwrap(), 0, "there is no folder yet");
        let day = Duration::from_secs(24 * 3_600);
        let calls = [0, 1, 2].map(|days| CallId::new(start.plus(day * days), &chance));
        for owner in [&org, &other] {
            for call in &calls {
                let file = traces.file(owner, call);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "{}").unwrap();
            }
        }
        let note = traces.file(&org, &calls[0]).with_file_name("note.txt");
        fs::write(&note, "mine").unwrap();
        assert_eq!(traces.forget(&org, start.plus(day * 2)).unwrap(), 2);
        let left = |owner| calls.iter().filter(|call| traces.file(owner, call).exists()).count();
        assert_eq!((left(&org), left(&other), note.exists()), (1, 3, true));
    }
}
