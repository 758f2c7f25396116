//! One webhook over HTTP.

use std::sync::Arc;
use std::time::Duration;

use super::{LONGEST_ANSWER, Sign, Webhook};
use crate::crypto::hmac_sha256;
use crate::settings::paced;
use crate::stats::count;
use crate::world::{World, lock};

/// How a try ended.
enum Outcome {
    Delivered(u16),
    Refused(u16),
    Unreachable(&'static str),
}

impl World {
    /// The first try, with its copies; what fails is retried without holding up what follows.
    pub(super) async fn deliver(self: &Arc<Self>, webhook: Arc<Webhook>) {
        let copies = self.faults.copies(webhook.vendor);
        let again = self.attempt(&webhook, 1).await;
        for _ in 0..copies {
            // A copy is a nuisance of the network, not a delivery: nobody retries it.
            self.copy(&webhook).await;
        }
        if again {
            let world = Arc::clone(self);
            self.spawn(async move { world.retry(webhook).await });
        }
    }

    async fn retry(self: Arc<Self>, webhook: Arc<Webhook>) {
        for (number, seconds) in (2..).zip(&webhook.retries) {
            let wait = paced(*seconds, lock(&self.settings).pace);
            tokio::time::sleep(wait).await;
            if !self.attempt(&webhook, number).await {
                return;
            }
        }
    }

    /// Tries once and notes the result. True when it should be tried again.
    async fn attempt(&self, webhook: &Webhook, number: usize) -> bool {
        let outcome = self.post(webhook).await;
        let left = webhook.retries.len() >= number;
        let (status, problem) = match outcome {
            Outcome::Delivered(status) => {
                count(&self.stats.webhooks_delivered);
                self.post.settle(&self.journal, webhook);
                self.log_try(&webhook.id, "delivered", Some(status), None);
                return false;
            }
            Outcome::Refused(status) => (Some(status), None),
            Outcome::Unreachable(problem) => (None, Some(problem)),
        };
        let again = left && !status.is_some_and(|status| webhook.final_statuses.contains(&status));
        if !again {
            count(&self.stats.webhooks_failed);
            self.post.settle(&self.journal, webhook);
        }
        self.log_try(&webhook.id, if again { "retrying" } else { "failed" }, status, problem);
        again
    }

    async fn copy(&self, webhook: &Webhook) {
        let copy = Webhook { id: self.ids.prefixed("copy_", 12), ..webhook.clone() };
        self.log_new(&copy, "pending");
        let (state, status, problem) = match self.post(&copy).await {
            Outcome::Delivered(status) => ("delivered", Some(status), None),
            Outcome::Refused(status) => ("failed", Some(status), None),
            Outcome::Unreachable(problem) => ("failed", None, Some(problem)),
        };
        self.log_try(&copy.id, state, status, problem);
    }

    async fn post(&self, webhook: &Webhook) -> Outcome {
        // The semaphore is never closed.
        let _slot = self.post.slots.acquire().await;
        count(&self.stats.webhooks_sent);
        let mut request = self
            .post
            .client
            .post(&webhook.url)
            .timeout(Duration::from_secs(webhook.timeout).min(LONGEST_ANSWER))
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "ringwright-sandbox/1.0");
        for (name, value) in webhook.headers.iter().chain(&self.signature(webhook)) {
            request = request.header(name, value);
        }
        match request.body(webhook.body.clone()).send().await {
            Ok(answer) if answer.status().is_success() => Outcome::Delivered(answer.status().as_u16()),
            Ok(answer) => Outcome::Refused(answer.status().as_u16()),
            Err(error) if error.is_timeout() => Outcome::Unreachable("no answer in time"),
            Err(error) if error.is_connect() => Outcome::Unreachable("nobody listens there"),
            Err(error) if error.is_builder() => Outcome::Unreachable("not an address or header"),
            Err(_) => Outcome::Unreachable("the connection broke"),
        }
    }

    fn signature(&self, webhook: &Webhook) -> Vec<(String, String)> {
        let now = self.now_s().to_string();
        let parts = [now.as_bytes(), b".", webhook.body.as_bytes()];
        let settings = lock(&self.settings);
        match &webhook.sign {
            Sign::Nothing => Vec::new(),
            Sign::Stripe => {
                let signature = hmac_sha256(&settings.stripe_webhook_secret, &parts);
                vec![("stripe-signature".into(), format!("t={now},v1={signature}"))]
            }
            Sign::Retell(key) => {
                let millis = self.now_ms().to_string();
                let digest = hmac_sha256(key, &[webhook.body.as_bytes(), millis.as_bytes()]);
                vec![("x-retell-signature".into(), format!("v={millis},d={digest}"))]
            }
            Sign::ElevenLabs(secret) => {
                vec![("elevenlabs-signature".into(), format!("t={now},v0={}", hmac_sha256(secret, &parts)))]
            }
            Sign::Vapi(credential) => match settings.vapi_credentials.get(credential) {
                Some(secret) => {
                    vec![("x-signature".into(), hmac_sha256(secret, &parts)), ("x-timestamp".into(), now)]
                }
                None => Vec::new(),
            },
        }
    }
}
