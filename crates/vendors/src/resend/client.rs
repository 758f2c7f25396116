//! The client of Resend's API (<https://resend.com/docs/api-reference/emails/send-email>).

use async_trait::async_trait;
use http::HeaderName;
use serde::Deserialize;
use serde_json::json;

use crate::http::{Answer, Request};
use crate::mail::{Letter, Mail};
use crate::redact::redact;
use crate::{BaseUrl, Http, Secret, VendorError};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Resend as somebody who sends mail.
#[derive(Debug, Clone)]
pub struct ResendClient {
    http: Http,
    base: BaseUrl,
    key: Secret,
    sender: String,
}

#[derive(Deserialize)]
struct Sent {
    id: String,
}

#[derive(Deserialize)]
struct Problem {
    name: Option<String>,
    message: Option<String>,
}

impl ResendClient {
    /// A client for `key` at `base` (`https://api.resend.com`); `sender` is whom mails are from, such as
    /// `Ringwright <calls@example.com>`.
    pub const fn new(http: Http, base: BaseUrl, key: Secret, sender: String) -> Self {
        Self { http, base, key, sender }
    }
}

#[async_trait]
impl Mail for ResendClient {
    async fn send(&self, letter: &Letter) -> Result<(), VendorError> {
        let request = Request::post(self.base.join(&["emails"]))
            .bearer(&self.key)
            // Resend keeps a key for 24 hours.
            .header(IDEMPOTENCY_KEY, &letter.id, false)
            .json(&json!({
                "from": self.sender, "to": [letter.to], "subject": letter.subject,
                "text": letter.text, "html": letter.html,
            }));
        let answer = self.http.send(request).await?;
        if !answer.status.is_success() {
            return Err(refusal(&answer));
        }
        let sent: Sent = answer.json()?;
        if sent.id.is_empty() { Err(VendorError::unreadable("it names no mail")) } else { Ok(()) }
    }
}

fn refusal(answer: &Answer) -> VendorError {
    let problem: Option<Problem> = answer.json().ok();
    let (name, message) = problem.map_or((None, None), |problem| (problem.name, problem.message));
    VendorError::Refused {
        status: answer.status.as_u16(),
        code: name,
        detail: redact(&message.unwrap_or_else(|| "no reason was given".to_owned())),
    }
}
