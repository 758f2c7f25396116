//! The client of Retell's API (<https://docs.retellai.com/api-references>).

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use super::language;
use super::news::tell;
use super::wire::{
    self, AgentList, AgentOverride, AgentSettings, Call, CallList, CreateCall, Criteria, Criterion,
    ListCalls, LlmSettings, MARK, Mark,
};
use crate::base_url::is_plain_id;
use crate::carrier::{CallOrder, Carrier, Placing, VendorCall};
use crate::ending::Telling;
use crate::http::{Answer, Request};
use crate::placing::{self, Numbers, placing, redacted};
use crate::{BaseUrl, Http, Secret, VendorError};

/// What Retell takes as the longest duration of a call, in milliseconds.
const DURATION: std::ops::RangeInclusive<u32> = 60_000..=7_200_000;
/// How long Retell waits for an answer to a webhook, in milliseconds.
const WEBHOOK_TIMEOUT: u32 = 10_000;
/// When a search surely knows of a call.
const SEARCH_KNOWS: Duration = Duration::from_secs(60);
/// The time of what carries none: whoever hears of it puts its own "now" in the place of what is later.
const BY_NOW: Instant = Instant::from_micros(i64::MAX);

/// Retell as a carrier.
#[derive(Debug, Clone)]
pub struct RetellClient {
    http: Http,
    base: BaseUrl,
    key: Secret,
}

impl RetellClient {
    /// A client for the workspace of `key` at `base` (`https://api.retellai.com`).
    pub const fn new(http: Http, base: BaseUrl, key: Secret) -> Self {
        Self { http, base, key }
    }

    fn post(&self, segments: &[&str]) -> Request {
        Request::post(self.base.join(segments)).bearer(&self.key)
    }

    async fn send(&self, request: Request) -> Result<Answer, VendorError> {
        Ok(self.http.send(request).await?)
    }

    async fn call(&self, vendor_ref: &str) -> Result<Option<Call>, VendorError> {
        if !is_plain_id(vendor_ref) {
            return Ok(None);
        }
        let url = self.base.join(&["v2", "get-call", vendor_ref]);
        let answer = self.send(Request::get(url).bearer(&self.key)).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => answer.json().map(Some),
            _ if is_unknown(&answer) => Ok(None),
            _ => Err(refused(&answer)),
        }
    }
}

fn create_call(order: &CallOrder) -> CreateCall<'_> {
    CreateCall {
        from_number: &order.number_ref,
        to_number: order.to.as_str(),
        override_agent_id: &order.assistant_ref,
        idempotency_key: order.call.as_str(),
        metadata: Mark { ringwright_call: Some(order.call.to_string()) },
        retell_llm_dynamic_variables: variables(order),
        agent_override: agent_override(order),
    }
}

/// What the agent's prompt can name. Retell takes no instructions with a call: a prompt that shall follow what
/// was published here holds `{{instructions}}`.
fn variables(order: &CallOrder) -> BTreeMap<&'static str, &str> {
    let mut variables = BTreeMap::from([("name", order.name.trim()), ("request", &*order.request)]);
    variables.extend(order.words.as_ref().map(|words| ("instructions", &*words.instructions)));
    variables
}

/// What this call has otherwise than the agent at Retell: its duration, where it is reported, and what was
/// published here of how the agent speaks.
fn agent_override(order: &CallOrder) -> AgentOverride<'_> {
    let duration = order.limit_seconds.saturating_mul(1_000);
    let begin_message = order.words.as_ref().and_then(|words| words.first_message.as_deref());
    AgentOverride {
        agent: AgentSettings {
            max_call_duration_ms: duration.clamp(*DURATION.start(), *DURATION.end()),
            webhook_url: &order.webhook_url,
            webhook_events: ["call_started", "call_ended", "call_analyzed"],
            webhook_timeout_ms: WEBHOOK_TIMEOUT,
            language: order.words.as_ref().and_then(|words| language::of(&words.language)),
            voice_id: order.words.as_ref().and_then(|words| Some(&*words.voice.as_ref()?.id)),
        },
        retell_llm: begin_message.map(|begin_message| LlmSettings { begin_message, start_speaker: "agent" }),
    }
}

#[async_trait]
impl Carrier for RetellClient {
    async fn place(&self, order: &CallOrder) -> Placing {
        let request = self.post(&["v2", "create-phone-call"]).json(&create_call(order));
        let id = |answer: &Answer| answer.json().map(|call: Call| call.call_id);
        placing(self.http.send(request).await, id, words, |status, detail| NUMBERS.reason(status, detail))
    }

    /// Nobody promises that a search knows of a call at once.
    fn found_within(&self) -> Duration {
        SEARCH_KNOWS
    }

    /// Retell searches by what we gave along. Should it answer with calls that are not asked for, it has
    /// not searched, and then nothing can be said.
    async fn find(&self, call: &CallId, _since: Instant) -> Result<Option<VendorCall>, VendorError> {
        let criterion = Criterion { kind: "string", op: "eq", key: MARK, value: call.as_str() };
        let body = ListCalls { filter_criteria: Criteria { metadata: [criterion] }, limit: 10 };
        let answer = self.send(self.post(&["v3", "list-calls"]).json(&body)).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        let items = answer.json::<CallList>()?.items;
        let others = !items.is_empty();
        match items.into_iter().find(|item| item.ours().as_ref() == Some(call)) {
            Some(found) => vendor_call(&found).map(Some),
            None if others => {
                Err(VendorError::unreadable("the list is not of the calls that were asked for"))
            }
            None => Ok(None),
        }
    }

    async fn look(&self, vendor_ref: &str) -> Result<Option<VendorCall>, VendorError> {
        self.call(vendor_ref).await?.as_ref().map(vendor_call).transpose()
    }

    async fn hang_up(&self, vendor_ref: &str) -> Result<(), VendorError> {
        if !is_plain_id(vendor_ref) {
            return Ok(());
        }
        let answer = self.send(self.post(&["v2", "stop-call", vendor_ref])).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        // It may have ended before.
        match self.call(vendor_ref).await? {
            Some(call) if !is_over(&call) => Err(refused(&answer)),
            _ => Ok(()),
        }
    }

    async fn check(&self) -> Result<(), VendorError> {
        let request = self.post(&["v2", "list-agents"]).query(&[("limit", "1")]).json(&serde_json::json!({}));
        let answer = self.send(request).await?;
        if !answer.status.is_success() {
            return Err(refused(&answer));
        }
        answer.json::<AgentList>().map(|_| ())
    }
}

fn is_over(call: &Call) -> bool {
    matches!(call.call_status.as_deref(), Some("ended" | "not_connected" | "error"))
}

fn vendor_call(call: &Call) -> Result<VendorCall, VendorError> {
    let Some(vendor_ref) = call.call_id.clone() else {
        return Err(VendorError::unreadable("the call has no id"));
    };
    match tell(call, BY_NOW, true) {
        Telling::News(news) => Ok(VendorCall { vendor_ref, call: call.ours(), news }),
        Telling::ReportDue | Telling::Nothing => Err(VendorError::unreadable("the call says nothing")),
    }
}

/// How its refusals name the two numbers of a call.
const NUMBERS: Numbers = Numbers {
    called: &["to_number", "to number", "destination"],
    calling: &["from_number", "from number", "outbound agent"],
};

/// Whether an answer says that there is no such call: Retell does that with 422 as well.
fn is_unknown(answer: &Answer) -> bool {
    let said = words(answer).to_ascii_lowercase();
    answer.status == StatusCode::UNPROCESSABLE_ENTITY
        && ["cannot find", "not found", "does not exist"].iter().any(|words| said.contains(words))
}

/// Retell's own words, without personal data.
fn words(answer: &Answer) -> String {
    let said = answer.json::<wire::Refusal>().ok().and_then(|said| said.message.or(said.error_message));
    redacted(answer, said)
}

fn refused(answer: &Answer) -> VendorError {
    placing::refused(answer, words(answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::Refusal;

    #[test]
    fn refusals_are_told_apart_by_their_words() {
        for (status, said, expected) in [
            (400, "to_number is not a valid E.164 number", Refusal::InvalidNumber),
            (422, "Invalid phone number", Refusal::InvalidNumber),
            (422, "from_number is not a valid phone number of this workspace", Refusal::Misconfigured),
            (400, "override_agent_id does not exist", Refusal::Misconfigured),
            (401, "Invalid API Key", Refusal::Misconfigured),
            (402, "Trial has ended, please add payment method", Refusal::Misconfigured),
            (429, "", Refusal::Busy),
            (400, "Concurrency limit reached", Refusal::Busy),
        ] {
            assert_eq!(NUMBERS.reason(status, said), expected, "{status} {said}");
        }
    }
}
