//! What goes over the wire to and from Vapi (`openapi.json` of VapiAI/docs, 2026-08).

use std::collections::BTreeMap;

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::lenient::lenient;

/// `CreateCallDTO`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateCall<'a> {
    pub(super) name: &'a str,
    pub(super) assistant_id: &'a str,
    pub(super) phone_number_id: &'a str,
    pub(super) customer: Customer<'a>,
    pub(super) assistant_overrides: Overrides<'a>,
}

/// `CreateCustomerDTO`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer<'a> {
    pub(super) number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
}

impl std::fmt::Debug for Customer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Customer(…)")
    }
}

/// `AssistantOverrides`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overrides<'a> {
    pub(super) max_duration_seconds: u32,
    pub(super) variable_values: BTreeMap<&'static str, &'a str>,
    pub(super) metadata: Metadata<'a>,
    pub(super) server: Server<'a>,
    pub(super) server_messages: [&'static str; 2],
    #[serde(flatten)]
    pub(super) words: Option<Words>,
}

/// What of `AssistantOverrides` says how the assistant speaks.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Words {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_message: Option<String>,
    pub(super) model: Map<String, Value>,
    pub(super) transcriber: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) voice: Option<Value>,
}

/// `Assistant`, as far as a call may build on it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Assistant {
    #[serde(deserialize_with = "lenient")]
    pub(super) model: Option<Map<String, Value>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) transcriber: Option<Map<String, Value>>,
}

impl std::fmt::Debug for Overrides<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Overrides(…)")
    }
}

/// What Vapi keeps with the call for us.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    pub(super) ringwright_call: &'a str,
}

/// `Server`: where the news of the call goes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Server<'a> {
    pub(super) url: &'a str,
    pub(super) timeout_seconds: u32,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) headers: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) credential_id: Option<&'a str>,
    pub(super) backoff_plan: BackoffPlan,
}

/// `BackoffPlan`: Vapi repeats nothing unless told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BackoffPlan {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) max_retries: u32,
    pub(super) base_delay_seconds: u32,
}

/// The control message that ends a call (<https://docs.vapi.ai/calls/call-features>).
#[derive(Serialize)]
pub(super) struct Control {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// `Call`, as answers and webhooks carry it. Everything may be missing.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Call {
    #[serde(deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) ended_reason: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) created_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) updated_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) started_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) ended_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) monitor: Option<Monitor>,
    #[serde(deserialize_with = "lenient")]
    pub(super) assistant_overrides: Option<Marked>,
    #[serde(deserialize_with = "lenient")]
    pub(super) analysis: Option<Analysis>,
}

impl Call {
    /// Our id of the attempt, where it stands in the call.
    pub(super) fn ours(&self) -> Option<CallId> {
        let name = self.name.as_deref().and_then(|name| name.parse().ok());
        name.or_else(|| self.assistant_overrides.as_ref().and_then(Marked::ours))
    }
}

/// Addresses for listening in and for control.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Monitor {
    #[serde(deserialize_with = "lenient")]
    pub(super) control_url: Option<String>,
}

/// A thing that holds the metadata we gave.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Marked {
    #[serde(deserialize_with = "lenient")]
    metadata: Option<Mark>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Mark {
    #[serde(deserialize_with = "lenient")]
    ringwright_call: Option<String>,
}

impl Marked {
    pub(super) fn ours(&self) -> Option<CallId> {
        self.metadata.as_ref()?.ringwright_call.as_deref()?.parse().ok()
    }
}

/// `Analysis`, of which one field of the structured data matters.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Analysis {
    #[serde(deserialize_with = "lenient")]
    structured_data: Option<Structured>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Structured {
    #[serde(deserialize_with = "lenient")]
    screened: Option<bool>,
}

impl Analysis {
    /// Whether an assistant of the telephone took the call and nobody came on the line.
    pub(super) fn screened(&self) -> bool {
        self.structured_data.as_ref().and_then(|data| data.screened).unwrap_or(false)
    }
}

/// What a webhook carries.
#[derive(Deserialize)]
pub(super) struct Envelope {
    pub(super) message: Message,
}

/// `ServerMessage…`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Message {
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) timestamp: Option<Number>,
    #[serde(deserialize_with = "lenient")]
    pub(super) ended_reason: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) started_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) ended_at: Option<Instant>,
    #[serde(deserialize_with = "lenient")]
    pub(super) call: Option<Call>,
    #[serde(deserialize_with = "lenient")]
    pub(super) assistant: Option<Marked>,
    #[serde(deserialize_with = "lenient")]
    pub(super) analysis: Option<Analysis>,
}

/// An answer that says no: `message` is a text or a list of texts.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refusal {
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<OneOrMany>,
    #[serde(deserialize_with = "lenient")]
    pub(super) error: Option<String>,
}

/// One text or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Refusal {
    /// The words of it.
    pub(super) fn words(self) -> Option<String> {
        match self.message {
            Some(OneOrMany::One(text)) => Some(text),
            Some(OneOrMany::Many(texts)) => Some(texts.join("; ")),
            None => self.error,
        }
    }
}
