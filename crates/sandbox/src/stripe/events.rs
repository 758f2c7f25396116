//! Stripe's events.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::delivery::{Sign, Webhook};
use crate::world::{Vendor, World, lock};

/// The version whose shapes are imitated.
pub const API_VERSION: &str = "2026-10-28.endive";
/// Waits before each retry of a webhook, in sandbox seconds: eight tries in all.
const RETRIES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// How long Stripe waits for an answer, in seconds.
const TIMEOUT: u64 = 20;

/// The request that caused an event.
#[derive(Clone)]
pub struct Cause {
    /// The identifier of the request.
    pub request: String,
    /// Its idempotency key.
    pub key: Option<String>,
}

impl World {
    /// Tells about something that happened; events with the same subject keep their order.
    pub(super) fn event(self: &Arc<Self>, kind: &str, subject: &str, object: Value, cause: Option<&Cause>) {
        let id = self.ids.prefixed("evt_1", 23);
        let event = json!({
            "id": id,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now_s(),
            "data": {"object": object},
            "livemode": false,
            "pending_webhooks": 1,
            "request": {
                "id": cause.map(|cause| &cause.request),
                "idempotency_key": cause.and_then(|cause| cause.key.as_ref()),
            },
            "type": kind,
        });
        self.feed.tell("stripe", || json!({"type": kind, "subject": subject, "event": id}));
        let url = lock(&self.settings).stripe_webhook_url.clone();
        if url.is_empty() {
            return;
        }
        self.send(Webhook {
            id,
            vendor: Vendor::Stripe,
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            url,
            body: event.to_string(),
            headers: Vec::new(),
            sign: Sign::Stripe,
            retries: RETRIES.to_vec(),
            final_statuses: Vec::new(),
            timeout: TIMEOUT,
        });
    }
}
