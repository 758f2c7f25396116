//! What was sent lately, for people to look at.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde::Serialize;
use serde_json::{Value, json};

use super::Webhook;
use crate::world::{Vendor, World, iso, lock};

/// Deliveries that are remembered.
const LENGTH: usize = 200;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    vendor: Vendor,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    url: String,
    state: &'static str,
    attempts: u32,
    status: Option<u16>,
    error: Option<&'static str>,
    created_at: String,
    updated_at: String,
}

/// The last deliveries.
#[derive(Default)]
pub struct Log(Mutex<VecDeque<Entry>>);

impl Log {
    /// Forgets everything.
    pub fn clear(&self) {
        lock(&self.0).clear();
    }

    /// Newest first.
    pub fn view(&self) -> Value {
        Value::Array(lock(&self.0).iter().rev().map(|entry| json!(entry)).collect())
    }
}

impl World {
    pub(super) fn log_new(&self, webhook: &Webhook, state: &'static str) {
        let now = iso(self.now_ms());
        let entry = Entry {
            id: webhook.id.clone(),
            vendor: webhook.vendor,
            kind: webhook.kind.clone(),
            subject: webhook.subject.clone(),
            url: webhook.url.clone(),
            state,
            attempts: 0,
            status: None,
            error: None,
            created_at: now.clone(),
            updated_at: now,
        };
        self.feed.tell("webhook", || json!(entry));
        let mut log = lock(&self.post.log.0);
        if log.len() == LENGTH {
            log.pop_front();
        }
        log.push_back(entry);
    }

    pub(super) fn log_try(
        &self,
        id: &str,
        state: &'static str,
        status: Option<u16>,
        error: Option<&'static str>,
    ) {
        let now = iso(self.now_ms());
        let mut log = lock(&self.post.log.0);
        let Some(entry) = log.iter_mut().rev().find(|entry| entry.id == id) else { return };
        entry.state = state;
        entry.status = status;
        entry.error = error;
        entry.attempts += 1;
        entry.updated_at = now;
        self.feed.tell("webhook", || json!(entry));
    }
}
