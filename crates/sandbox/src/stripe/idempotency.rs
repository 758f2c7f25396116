//! Idempotency keys: the same question gets the same answer.

use std::sync::Arc;

use axum::http::StatusCode;

use super::KEY_LIFE;
use super::error::{Answer, Refusal};
use super::model::Kept;
use crate::world::{World, lock};

/// Longer keys are refused.
const LONGEST: usize = 255;

/// What is known about a key.
pub enum Known {
    /// The answer was given before.
    Replay(StatusCode, String),
    /// This is the first request; the claim is given up when it is dropped.
    First(Claim),
}

/// The right to work on the first request of a key.
pub struct Claim {
    world: Arc<World>,
    key: String,
    fingerprint: String,
}

impl Drop for Claim {
    fn drop(&mut self) {
        lock(&self.world.stripe).busy_keys.remove(&self.key);
    }
}

/// Looks a key up, and claims it when it is new.
pub fn begin(world: &Arc<World>, key: &str, fingerprint: String) -> Answer<Known> {
    if key.len() > LONGEST {
        return Err(Refusal::invalid("Idempotency keys can be at most 255 characters long."));
    }
    let now = world.now_s();
    let mut stripe = lock(&world.stripe);
    if let Some(kept) = stripe.kept.get(key).filter(|kept| now - kept.at < KEY_LIFE) {
        return if kept.fingerprint == fingerprint {
            let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
            Ok(Known::Replay(status, kept.body.clone()))
        } else {
            Err(Refusal::other_parameters(key))
        };
    }
    if !stripe.busy_keys.insert(key.to_owned()) {
        return Err(Refusal::key_in_use(key));
    }
    Ok(Known::First(Claim { world: Arc::clone(world), key: key.to_owned(), fingerprint }))
}

impl Claim {
    /// Keeps the answer.
    pub fn keep(&self, status: StatusCode, body: &str) {
        let kept = Kept {
            key: self.key.clone(),
            fingerprint: self.fingerprint.clone(),
            at: self.world.now_s(),
            status: status.as_u16(),
            body: body.to_owned(),
        };
        lock(&self.world.stripe).kept.put(&self.world.journal, kept);
    }
}
