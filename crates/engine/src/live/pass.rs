//! Addresses of sockets that say whose call they are, for carriers that sign no socket.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ringwright_domain::Instant;
use ringwright_domain::ids::{AgentId, OrgId};
use ringwright_store::vault::Sealed;
use serde::{Deserialize, Serialize};

use crate::system::random_bytes;
use crate::{Engine, Error, Result};

/// A carrier opens the socket within this.
const VALID: Duration = Duration::from_secs(120);
/// What is sealed.
const NAME: &str = "live/stream-pass";
/// The longest address that is looked at.
const LONGEST: usize = 4_096;

/// Whose call a socket carries. It has no `Debug` form: it holds personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamPass {
    /// The organisation.
    pub org: OrgId,
    /// The agent that holds the call.
    pub agent: AgentId,
    /// The carrier's id of the call.
    pub call: String,
    /// The number of the person on the line, where the carrier tells it.
    pub person: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Dated {
    at: i64,
    pass: StreamPass,
}

impl Engine {
    /// A text that only we can read and nobody else can make, good for two minutes.
    ///
    /// # Errors
    /// When the vault does not seal.
    pub fn seal_stream_pass(&self, pass: &StreamPass) -> Result<String> {
        let broken = |error: &dyn std::fmt::Display| Error::Broken(format!("a pass: {error}"));
        let dated = Dated { at: self.now().micros(), pass: pass.clone() };
        let text = serde_json::to_string(&dated).map_err(|error| broken(&error))?;
        let sealed = self.desk().vault().seal_own(NAME, random_bytes(self.chance()), &text);
        let sealed = sealed.map_err(|error| broken(&error))?;
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&sealed.key_id), URL_SAFE_NO_PAD.encode(&sealed.bytes)))
    }

    /// What such a text says, if it is ours and still good.
    pub fn open_stream_pass(&self, text: &str) -> Option<StreamPass> {
        let (key_id, bytes) = text.split_once('.').filter(|_| text.len() <= LONGEST)?;
        let key_id = String::from_utf8(URL_SAFE_NO_PAD.decode(key_id).ok()?).ok()?;
        let sealed = Sealed { key_id, bytes: URL_SAFE_NO_PAD.decode(bytes).ok()? };
        let opened = self.desk().vault().open_own(NAME, &sealed).ok()?;
        let Dated { at, pass } = serde_json::from_str(&opened).ok()?;
        (self.now().since(Instant::from_micros(at)) <= VALID).then_some(pass)
    }
}
