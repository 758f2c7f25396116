//! Sending to Stripe: version, keys, and repeating what may be repeated
//! (<https://docs.stripe.com/error-low-level>).

use std::time::Duration;

use http::HeaderName;
use serde::de::DeserializeOwned;

use super::wire::{Problem, VERSION};
use crate::http::{Answer, HttpError, Request};
use crate::redact::redact;
use crate::{BaseUrl, Http, Secret, VendorError};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const SHOULD_RETRY: &str = "stripe-should-retry";

/// The way to Stripe.
#[derive(Debug, Clone)]
pub(super) struct Transport {
    pub(super) http: Http,
    pub(super) base: BaseUrl,
    pub(super) key: Secret,
    /// How long to wait before each repetition.
    pub(super) pauses: [Duration; 3],
}

/// One question, which can be asked again.
#[derive(Clone, Copy)]
enum Ask<'a> {
    Get { query: &'a [(&'a str, &'a str)] },
    Post { form: &'a [(&'a str, &'a str)], idempotency_key: &'a str },
}

impl Transport {
    /// Reads.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T, VendorError> {
        read(&self.ask(path, Ask::Get { query }).await?)
    }

    /// Writes; the same `idempotency_key` has no second effect.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        form: &[(&str, &str)],
        idempotency_key: &str,
    ) -> Result<T, VendorError> {
        read(&self.ask(path, Ask::Post { form, idempotency_key }).await?)
    }

    /// Asks, and asks again after no connection, a broken one, and answers that call for it. A time-out
    /// is not repeated here: somebody waits, and the caller may come back with the same key.
    async fn ask(&self, path: &[&str], ask: Ask<'_>) -> Result<Answer, VendorError> {
        for pause in self.pauses {
            match self.http.send(self.request(path, ask)).await {
                Ok(answer) if !calls_for_repetition(&answer) => return Ok(answer),
                Err(HttpError::Timeout) => return Err(VendorError::Timeout),
                Ok(answer) => tracing::debug!(status = answer.status.as_u16(), "Stripe is asked again"),
                Err(HttpError::NotSent { detail } | HttpError::Broken { detail }) => {
                    tracing::debug!(detail, "Stripe is asked again");
                }
            }
            self.http.pause(pause).await;
        }
        Ok(self.http.send(self.request(path, ask)).await?)
    }

    fn request(&self, path: &[&str], ask: Ask<'_>) -> Request {
        let url = self.base.join(path);
        let request = match ask {
            Ask::Get { query: [] } => Request::get(url),
            Ask::Get { query } => Request::get(url).query(query),
            Ask::Post { form, idempotency_key } => {
                Request::post(url).form(form).header(IDEMPOTENCY_KEY, idempotency_key, false)
            }
        };
        request.bearer(&self.key).header(STRIPE_VERSION, VERSION, false)
    }
}

/// Whether the answer is worth asking again. Stripe's own word on it goes first.
fn calls_for_repetition(answer: &Answer) -> bool {
    match answer.headers.get(SHOULD_RETRY).map(http::HeaderValue::as_bytes) {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => matches!(answer.status.as_u16(), 409 | 429 | 500..=599),
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, VendorError> {
    if answer.status.is_success() { answer.json() } else { Err(refused(answer)) }
}

fn refused(answer: &Answer) -> VendorError {
    let status = answer.status.as_u16();
    let problem = answer.json::<Problem>().ok().and_then(|problem| problem.error).unwrap_or_default();
    let detail =
        problem.message.map_or_else(|| format!("status {status} without words"), |message| redact(&message));
    VendorError::Refused { status, code: problem.code.or(problem.kind), detail }
}
