//! Webhooks about calls.

use std::sync::Arc;

use serde_json::{Value, json};

use super::create::agent_setting;
use super::view::{analysed, full};
use crate::calls::{Call, Phase};
use crate::delivery::{Sign, Webhook};
use crate::world::{Vendor, World};

/// How long Retell waits for an answer unless the agent says otherwise, in milliseconds.
const TIMEOUT: u64 = 10_000;
/// The waits before it tries again, in sandbox seconds.
const RETRIES: [f64; 3] = [1.0, 2.0, 4.0];

impl World {
    /// Tells the caller's server where a call is. A call that does not connect has no start.
    pub fn report_by_retell(self: &Arc<Self>, call: &Call) {
        match call.phase {
            Phase::Dialing | Phase::Ringing => {}
            Phase::Talking => self.retell_event(call, "call_started", full(call)),
            Phase::Ended => {
                self.retell_event(call, "call_ended", full(call));
                self.retell_event(call, "call_analyzed", analysed(call));
            }
        }
    }

    fn retell_event(self: &Arc<Self>, call: &Call, kind: &str, view: Value) {
        let Some(url) = agent_setting(&call.request, "webhook_url").and_then(Value::as_str) else { return };
        let wanted = agent_setting(&call.request, "webhook_events").and_then(Value::as_array);
        if wanted.is_some_and(|wanted| !wanted.iter().any(|event| event == kind)) {
            return;
        }
        let timeout = agent_setting(&call.request, "webhook_timeout_ms").and_then(Value::as_u64);
        self.send(Webhook {
            id: self.ids.prefixed("whk_", 16),
            vendor: Vendor::Retell,
            kind: kind.to_owned(),
            subject: call.id.clone(),
            url: url.to_owned(),
            body: json!({"event": kind, "call": view}).to_string(),
            headers: Vec::new(),
            sign: call.key.clone().map_or(Sign::Nothing, Sign::Retell),
            retries: RETRIES.to_vec(),
            final_statuses: Vec::new(),
            timeout: timeout.unwrap_or(TIMEOUT).div_ceil(1_000),
        });
    }
}
