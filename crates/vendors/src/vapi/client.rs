//! The client of Vapi's API (<https://docs.vapi.ai/api-reference/calls>).

use std::collections::BTreeMap;

use async_trait::async_trait;
use http::StatusCode;
use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;
use url::{Host, Url};

use super::auth::VapiWebhookAuth;
use super::wire::{
    self, Assistant, BackoffPlan, Call, Control, CreateCall, Customer, Metadata, Overrides, Server, Words,
};
use super::{find, news, words};
use crate::base_url::is_plain_id;
use crate::carrier::{CallOrder, Carrier, Placing, Refusal, VendorCall};
use crate::http::{Answer, HttpError, Request};
use crate::placing::{self, Numbers, placing, redacted};
use crate::{BaseUrl, Http, Secret, VendorError};

/// What Vapi takes as the longest duration of a call, in seconds.
const DURATION: std::ops::RangeInclusive<u32> = 10..=43_200;
/// The most characters of a name, as JavaScript counts them.
const NAME: usize = 40;
/// How long Vapi waits for an answer to a webhook, in seconds.
const WEBHOOK_TIMEOUT: u32 = 20;
/// How often Vapi repeats a webhook that was not taken; ten is the most.
const WEBHOOK_RETRIES: u32 = 10;

/// Vapi as a carrier.
#[derive(Debug, Clone)]
pub struct VapiClient {
    http: Http,
    base: BaseUrl,
    key: Secret,
    webhook_auth: VapiWebhookAuth,
}

impl VapiClient {
    /// A client for the account of `key` at `base` (`https://api.vapi.ai`). Every call placed tells Vapi
    /// to prove its webhooks by `webhook_auth`.
    pub const fn new(http: Http, base: BaseUrl, key: Secret, webhook_auth: VapiWebhookAuth) -> Self {
        Self { http, base, key, webhook_auth }
    }

    pub(super) fn get(&self, segments: &[&str]) -> Request {
        Request::get(self.base.join(segments)).bearer(&self.key)
    }

    pub(super) async fn send(&self, request: Request) -> Result<Answer, VendorError> {
        Ok(self.http.send(request).await?)
    }

    async fn call(&self, vendor_ref: &str) -> Result<Option<Call>, VendorError> {
        if !is_plain_id(vendor_ref) {
            return Ok(None);
        }
        let answer = self.send(self.get(&["call", vendor_ref])).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => {
                let call: Call = answer.json()?;
                match &call.id {
                    Some(_) => Ok(Some(call)),
                    None => Err(VendorError::unreadable("the call has no id")),
                }
            }
            _ => Err(refused(&answer)),
        }
    }

    /// What the agent says, on top of the assistant at Vapi. Nothing has rung when this fails.
    async fn words(&self, order: &CallOrder) -> Result<Option<Words>, Placing> {
        let Some(words) = &order.words else { return Ok(None) };
        if !is_plain_id(&order.assistant_ref) {
            let detail = format!("{} is no id of an assistant", order.assistant_ref);
            return Err(Placing::Refused { reason: Refusal::Misconfigured, detail });
        }
        let request = self.get(&["assistant", &order.assistant_ref]);
        let answer = match self.http.send(request).await {
            Ok(answer) => answer,
            Err(HttpError::NotSent { detail } | HttpError::Broken { detail }) => {
                return Err(Placing::NotSent { detail });
            }
            Err(HttpError::Timeout) => {
                return Err(Placing::NotSent { detail: "the assistant was not read in time".to_owned() });
            }
        };
        match answer.status.as_u16() {
            200..=299 => match answer.json::<Assistant>() {
                Ok(assistant) => Ok(Some(words::overrides(words, assistant))),
                Err(error) => Err(Placing::NotSent { detail: error.to_string() }),
            },
            429 => Err(Placing::Refused { reason: Refusal::Busy, detail: said(&answer) }),
            400..=499 => Err(Placing::Refused { reason: Refusal::Misconfigured, detail: said(&answer) }),
            status => Err(Placing::NotSent { detail: format!("reading the assistant: status {status}") }),
        }
    }

    fn create_call<'a>(&'a self, order: &'a CallOrder, words: Option<Words>) -> CreateCall<'a> {
        let name = clip(order.name.trim());
        CreateCall {
            name: order.call.as_str(),
            assistant_id: &order.assistant_ref,
            phone_number_id: &order.number_ref,
            customer: Customer { number: order.to.as_str(), name },
            assistant_overrides: Overrides {
                max_duration_seconds: order.limit_seconds.clamp(*DURATION.start(), *DURATION.end()),
                variable_values: BTreeMap::from([("name", order.name.trim()), ("request", &*order.request)]),
                metadata: Metadata { ringwright_call: order.call.as_str() },
                server: self.server(&order.webhook_url),
                server_messages: ["status-update", "end-of-call-report"],
                words,
            },
        }
    }

    fn server<'a>(&'a self, url: &'a str) -> Server<'a> {
        let mut headers = BTreeMap::new();
        let mut credential_id = None;
        match &self.webhook_auth {
            VapiWebhookAuth::Hmac { credential, .. } => credential_id = credential.as_deref(),
            VapiWebhookAuth::StaticSecret { secret } => {
                headers.insert("X-Vapi-Secret", secret.expose().to_owned());
            }
            VapiWebhookAuth::Bearer { token } => {
                headers.insert("Authorization", format!("Bearer {}", token.expose()));
            }
        }
        let backoff_plan =
            BackoffPlan { kind: "exponential", max_retries: WEBHOOK_RETRIES, base_delay_seconds: 1 };
        Server { url, timeout_seconds: WEBHOOK_TIMEOUT, headers, credential_id, backoff_plan }
    }

    /// The address that controls a call, if it is one that a request may be sent to: Vapi's own origin,
    /// or a named host over TLS. The address comes from outside and must not lead into our network.
    fn control_url(&self, call: &Call) -> Result<Url, VendorError> {
        let text = call.monitor.as_ref().and_then(|monitor| monitor.control_url.as_deref());
        let Some(text) = text else {
            return Err(VendorError::unreadable("the call has no control address"));
        };
        let url: Url = text.parse().map_err(|_| VendorError::unreadable("the control address is none"))?;
        let public =
            url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        if self.base.same_origin(&url) || public {
            Ok(url)
        } else {
            Err(VendorError::unreadable("the control address leads elsewhere than to Vapi"))
        }
    }
}

#[async_trait]
impl Carrier for VapiClient {
    async fn place(&self, order: &CallOrder) -> Placing {
        let words = match self.words(order).await {
            Ok(words) => words,
            Err(placing) => return placing,
        };
        let body = self.create_call(order, words);
        let request = Request::post(self.base.join(&["call"])).bearer(&self.key).json(&body);
        let id = |answer: &Answer| answer.json().map(|call: Call| call.id);
        placing(self.http.send(request).await, id, said, |status, detail| NUMBERS.reason(status, detail))
    }

    async fn find(&self, call: &CallId, since: Instant) -> Result<Option<VendorCall>, VendorError> {
        match find::find(self, call, since).await? {
            Some(found) => vendor_call(&found)?
                .map(Some)
                .ok_or_else(|| VendorError::unreadable("the call is listed but not known")),
            None => Ok(None),
        }
    }

    async fn look(&self, vendor_ref: &str) -> Result<Option<VendorCall>, VendorError> {
        match self.call(vendor_ref).await? {
            Some(call) => vendor_call(&call),
            None => Ok(None),
        }
    }

    async fn hang_up(&self, vendor_ref: &str) -> Result<(), VendorError> {
        let Some(call) = self.call(vendor_ref).await? else { return Ok(()) };
        if is_over(&call) {
            return Ok(());
        }
        let request = Request::post(self.control_url(&call)?).json(&Control { kind: "end-call" });
        let answer = self.send(request).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        // It may have ended between the two requests.
        match self.call(vendor_ref).await? {
            Some(call) if !is_over(&call) => Err(refused(&answer)),
            _ => Ok(()),
        }
    }

    async fn check(&self) -> Result<(), VendorError> {
        let answer = self.send(self.get(&["assistant"]).query(&[("limit", "1")])).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        answer.json::<Vec<serde_json::Value>>().map(|_| ())
    }
}

fn is_over(call: &Call) -> bool {
    call.status.as_deref() == Some("ended") || call.ended_at.is_some()
}

fn vendor_call(call: &Call) -> Result<Option<VendorCall>, VendorError> {
    let Some(vendor_ref) = call.id.clone() else { return Err(VendorError::unreadable("the call has no id")) };
    let news = news::of_call(call)?;
    Ok(news.map(|news| VendorCall { vendor_ref, call: call.ours(), news }))
}

/// How its refusals name the two numbers of a call.
const NUMBERS: Numbers = Numbers {
    called: &["customer.number", "customer number", "customer's number", "customer phone"],
    calling: &["phonenumberid", "phonenumber", "phone number id", "twilio", "outbound call limit"],
};

/// Vapi's own words, without personal data.
fn said(answer: &Answer) -> String {
    let words = answer.json::<wire::Refusal>().ok().and_then(wire::Refusal::words);
    redacted(answer, words)
}

pub(super) fn refused(answer: &Answer) -> VendorError {
    placing::refused(answer, said(answer))
}

/// As much of a name as Vapi takes.
fn clip(name: &str) -> &str {
    let mut units = 0;
    let end = name.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > NAME
    });
    end.map_or(name, |(at, _)| name[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_apart_by_their_words() {
        for (status, said, expected) in [
            (400, "customer.number must be a valid phone number in the E.164 format", Refusal::InvalidNumber),
            (400, "assistantId must be a UUID", Refusal::Misconfigured),
            (400, "Couldn't Get Phone Number. `phoneNumberId` Does Not Exist.", Refusal::Misconfigured),
            (400, "Over Concurrency Limit", Refusal::Busy),
            (401, "Invalid Key", Refusal::Misconfigured),
            (402, "Wallet balance is 0", Refusal::Misconfigured),
            (404, "customer.number", Refusal::Misconfigured),
            (429, "", Refusal::Busy),
        ] {
            assert_eq!(NUMBERS.reason(status, said), expected, "{status} {said}");
        }
    }

    #[test]
    fn names_are_cut_between_characters() {
        assert_eq!(clip("Åsa Ek"), "Åsa Ek");
        assert_eq!(clip(&"å".repeat(60)).chars().count(), 40);
        assert_eq!(clip(&"🎉".repeat(60)).chars().count(), 20);
    }
}
