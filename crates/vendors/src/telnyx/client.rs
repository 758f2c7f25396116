//! Commands to a call (<https://developers.telnyx.com/api/call-control>).

use std::time::Duration;

use serde_json::{Value, json};

use crate::stream::{Body, Streams, whole};
use crate::{BaseUrl, Secret, VendorError};

/// A command is answered within this.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest answer to a command.
const LONGEST_ANSWER: usize = 64 * 1_024;

/// Where Telnyx' API is, and who asks.
#[derive(Debug, Clone)]
pub struct TelnyxAccess {
    /// The address, its version included (`https://api.telnyx.com/v2`).
    pub base: BaseUrl,
    /// The API key.
    pub key: Secret,
}

/// How the sound of a call is to come.
#[derive(Debug, Clone)]
pub struct StreamWish {
    /// The address of our socket.
    pub url: String,
    /// The id of this command: Telnyx ignores one that comes again within a minute.
    pub command: String,
}

/// The calls of an account.
#[derive(Debug, Clone)]
pub struct TelnyxCalls {
    base: BaseUrl,
    bearer: Secret,
    streams: Streams,
}

impl TelnyxCalls {
    /// The calls of an account.
    pub fn new(access: TelnyxAccess) -> Self {
        let bearer = Secret::new(format!("Bearer {}", access.key.expose()));
        Self { base: access.base, bearer, streams: Streams::default() }
    }

    /// Answers a call that rings, and has its sound come to a socket of ours, both ways.
    ///
    /// # Errors
    /// When Telnyx does not do it.
    pub async fn answer(&self, call: &str, wish: &StreamWish) -> Result<(), VendorError> {
        self.command(call, "answer", streaming(wish)).await
    }

    /// Has the sound of a call that is up come to a socket of ours again.
    ///
    /// # Errors
    /// When Telnyx does not do it.
    pub async fn stream(&self, call: &str, wish: &StreamWish) -> Result<(), VendorError> {
        self.command(call, "streaming_start", streaming(wish)).await
    }

    /// Lets a caller hear that the line is busy.
    ///
    /// # Errors
    /// When Telnyx does not do it.
    pub async fn reject(&self, call: &str, command: &str) -> Result<(), VendorError> {
        self.command(call, "reject", json!({ "cause": "USER_BUSY", "command_id": command })).await
    }

    /// Ends a call.
    ///
    /// # Errors
    /// When Telnyx does not do it.
    pub async fn hang_up(&self, call: &str, command: &str) -> Result<(), VendorError> {
        self.command(call, "hangup", json!({ "command_id": command })).await
    }

    async fn command(&self, call: &str, action: &str, wish: Value) -> Result<(), VendorError> {
        let url = self.base.join(&["calls", call, "actions", action]);
        let body = Body::json(wish.to_string().into_bytes());
        let answer = self.streams.post(url, ("authorization", &self.bearer), body);
        let answer = tokio::time::timeout(PATIENCE, whole(answer, LONGEST_ANSWER)).await;
        answer.map_err(|_| VendorError::Timeout)?.map(drop)
    }
}

/// The caller's sound to us, ours back as it is.
fn streaming(wish: &StreamWish) -> Value {
    json!({
        "stream_url": wish.url,
        "stream_track": "inbound_track",
        "stream_codec": "PCMU",
        "stream_bidirectional_mode": "rtp",
        "stream_bidirectional_codec": "PCMU",
        "command_id": wish.command,
    })
}
