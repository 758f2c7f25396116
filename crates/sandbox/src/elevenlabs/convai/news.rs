//! Webhooks about calls: where they go is set for the whole workspace, and there is one for each call, at its end.

use std::sync::Arc;

use serde_json::{Value, json};

use super::view::{full, sid};
use crate::calls::{Call, Ending, Phase};
use crate::delivery::{Sign, Webhook};
use crate::world::{Vendor, World, lock};

/// How long an answer may take, in seconds.
const TIMEOUT: u64 = 10;

impl World {
    /// Tells the workspace how a call ended.
    pub fn report_by_elevenlabs(self: &Arc<Self>, call: &Call) {
        let (Phase::Ended, Some(key)) = (call.phase, &call.key) else { return };
        let Some((url, secret)) = lock(&self.settings).elevenlabs_webhooks.get(key).cloned() else { return };
        let (kind, data) = match call.started_ms {
            Some(_) => ("post_call_transcription", full(call)),
            None => ("call_initiation_failure", failure(call)),
        };
        self.send(Webhook {
            id: self.ids.prefixed("whk_", 16),
            vendor: Vendor::ElevenLabs,
            kind: kind.to_owned(),
            subject: call.id.clone(),
            url,
            body: json!({"type": kind, "event_timestamp": self.now_s(), "data": data}).to_string(),
            headers: Vec::new(),
            sign: Sign::ElevenLabs(secret),
            // They are not repeated unless somebody asks the vendor for it.
            retries: Vec::new(),
            final_statuses: Vec::new(),
            timeout: TIMEOUT,
        });
    }
}

/// What the network says of a call that did not come about.
fn failure(call: &Call) -> Value {
    let (reason, status, code) = match call.ending {
        Some(Ending::Busy) => ("busy", "busy", "486"),
        Some(Ending::Declined) => ("busy", "busy", "603"),
        Some(Ending::NoSuchNumber) => ("unknown", "failed", "404"),
        _ => ("no-answer", "no-answer", "487"),
    };
    json!({
        "agent_id": call.request.get("agent_id"),
        "conversation_id": call.id,
        "failure_reason": reason,
        "metadata": {
            "type": "twilio",
            "body": {
                "CallSid": sid(call), "CallStatus": status, "SipResponseCode": code, "Direction": "outbound-api",
                "To": call.number, "From": "+12025550190", "CallDuration": "0", "SequenceNumber": "2",
            },
        },
    })
}
