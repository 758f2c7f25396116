//! Recordings of calls: what there is of each, and until when. The sound itself is in files.

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use crate::Result;
use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, exec, one};

/// The recording of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The call.
    pub call: CallId,
    /// Samples of each side in a second.
    pub hertz: u32,
    /// When it began.
    pub started_at: Instant,
    /// For how many days it is kept.
    pub keep_days: u32,
    /// What there is of it.
    pub state: RecordingState,
}

/// What there is of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingState {
    /// The call is up and its tape grows.
    Running,
    /// The call is over and its tape is to be compressed.
    Waiting,
    /// It is kept.
    Kept(KeptRecording),
    /// It was deleted.
    Gone,
}

impl RecordingState {
    /// Its name in the database and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Kept(_) => "kept",
            Self::Gone => "gone",
        }
    }
}

/// A recording that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRecording {
    /// How long it is.
    pub millis: u64,
    /// How large its file is.
    pub bytes: u64,
    /// When it is deleted.
    pub expires_at: Instant,
}

/// How loud each side was, ten times a second, from 0 to 255.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordingPeaks {
    /// The caller.
    pub caller: Vec<u8>,
    /// The agent.
    pub agent: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    state: String,
    hertz: i64,
    started_at: Stamp,
    keep_days: i64,
    millis: Option<i64>,
    bytes: Option<i64>,
    expires_at: Option<Stamp>,
}

impl Row {
    fn read(self, call: &CallId) -> Result<Recording> {
        let wrong = || damaged("recording", call.as_str(), format!("the state {:?}", self.state));
        let size = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok()).ok_or_else(wrong);
        let state = match self.state.as_str() {
            "running" => RecordingState::Running,
            "waiting" => RecordingState::Waiting,
            "gone" => RecordingState::Gone,
            "kept" => RecordingState::Kept(KeptRecording {
                millis: size(self.millis)?,
                bytes: size(self.bytes)?,
                expires_at: self.expires_at.ok_or_else(wrong)?.0,
            }),
            _ => return Err(wrong()),
        };
        let small = |value: i64| u32::try_from(value).map_err(|_| wrong());
        Ok(Recording {
            call: call.clone(),
            hertz: small(self.hertz)?,
            started_at: self.started_at.0,
            keep_days: small(self.keep_days)?,
            state,
        })
    }
}

impl OrgTx {
    /// Notes that a call is recorded from now on. One that is recorded already goes on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_recording(
        &mut self,
        call: &CallId,
        hertz: u32,
        keep_days: u32,
        now: Instant,
    ) -> Result<()> {
        exec!(
            self.tx,
            "insert into recording (call_id, org_id, state, hertz, started_at, keep_days) \
             values ($1, $2, 'running', $3, $4, $5) on conflict (call_id) do nothing",
            call.as_str(),
            self.org.as_str(),
            i64::from(hertz),
            Stamp(now),
            i64::from(keep_days)
        );
        Ok(())
    }

    /// The recording of a call, if it was recorded.
    ///
    /// # Errors
    /// When the database fails, or the row cannot be understood.
    pub async fn recording(&mut self, call: &CallId) -> Result<Option<Recording>> {
        let row = one!(
            self.tx,
            Row,
            "select state, hertz, started_at, keep_days, millis, bytes, expires_at from recording \
             where call_id = $1 and org_id = $2",
            call.as_str(),
            self.org.as_str()
        );
        row.map(|row| row.read(call)).transpose()
    }

    /// How loud a recording is that is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recording_peaks(&mut self, call: &CallId) -> Result<Option<RecordingPeaks>> {
        let row = one!(
            self.tx,
            (Vec<u8>, Vec<u8>),
            "select caller_peaks, agent_peaks from recording \
             where call_id = $1 and org_id = $2 and state = 'kept'",
            call.as_str(),
            self.org.as_str()
        );
        Ok(row.map(|(caller, agent)| RecordingPeaks { caller, agent }))
    }

    /// The call is over: its tape is to be compressed, or deleted where the recording is gone already. `false` if it
    /// was not recorded, or that is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_recording(&mut self, call: &CallId) -> Result<bool> {
        let ended = exec!(
            self.tx,
            "update recording set state = 'waiting' where call_id = $1 and org_id = $2 and state = 'running'",
            call.as_str(),
            self.org.as_str()
        );
        let gone =
            self.recording(call).await?.is_some_and(|recording| recording.state == RecordingState::Gone);
        Ok(ended > 0 || gone)
    }

    /// A recording is kept from now on. `false` if it did not wait for that: it may be deleted meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_recording(
        &mut self,
        call: &CallId,
        kept: &KeptRecording,
        peaks: &RecordingPeaks,
    ) -> Result<bool> {
        let size = |size: u64| i64::try_from(size).unwrap_or(i64::MAX);
        let done = exec!(
            self.tx,
            "update recording set state = 'kept', millis = $1, bytes = $2, expires_at = $3, caller_peaks = $4, \
             agent_peaks = $5 where call_id = $6 and org_id = $7 and state = 'waiting'",
            size(kept.millis),
            size(kept.bytes),
            Stamp(kept.expires_at),
            peaks.caller.as_slice(),
            peaks.agent.as_slice(),
            call.as_str(),
            self.org.as_str()
        );
        Ok(done > 0)
    }

    /// A recording is no more; its files may be deleted. `false` if it was gone before, or never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_recording(&mut self, call: &CallId) -> Result<bool> {
        let dropped = exec!(
            self.tx,
            "update recording set state = 'gone', millis = null, bytes = null, expires_at = null, \
             caller_peaks = null, agent_peaks = null where call_id = $1 and org_id = $2 and state <> 'gone'",
            call.as_str(),
            self.org.as_str()
        );
        Ok(dropped > 0)
    }
}
