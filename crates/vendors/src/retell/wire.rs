//! What goes over the wire to and from Retell (types of the official SDK, 6.2.13).

use std::collections::BTreeMap;

use ringwright_domain::ids::CallId;
use serde::{Deserialize, Serialize};

use crate::lenient::lenient;

/// `CallCreatePhoneCallParams`. It has no `Debug` form: it holds personal data.
#[derive(Serialize)]
pub(super) struct CreateCall<'a> {
    pub(super) from_number: &'a str,
    pub(super) to_number: &'a str,
    pub(super) override_agent_id: &'a str,
    /// Retell places one call for it, however often it is asked.
    pub(super) idempotency_key: &'a str,
    pub(super) metadata: Mark,
    /// Texts only.
    pub(super) retell_llm_dynamic_variables: BTreeMap<&'static str, &'a str>,
    pub(super) agent_override: AgentOverride<'a>,
}

/// What Retell keeps with the call for us.
#[derive(Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Mark {
    #[serde(deserialize_with = "lenient")]
    pub(super) ringwright_call: Option<String>,
}

/// The name of our id in [`Mark`], for a search.
pub(super) const MARK: &str = "ringwrightCall";

/// `AgentOverride`: what this call has otherwise than the agent.
#[derive(Serialize)]
pub(super) struct AgentOverride<'a> {
    pub(super) agent: AgentSettings<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retell_llm: Option<LlmSettings<'a>>,
}

/// `AgentOverrideRetellLlm`, which has no place for instructions.
#[derive(Serialize)]
pub(super) struct LlmSettings<'a> {
    pub(super) begin_message: &'a str,
    pub(super) start_speaker: &'static str,
}

/// `AgentOverrideAgent`.
#[derive(Serialize)]
pub(super) struct AgentSettings<'a> {
    pub(super) max_call_duration_ms: u32,
    pub(super) webhook_url: &'a str,
    pub(super) webhook_events: [&'static str; 3],
    pub(super) webhook_timeout_ms: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) voice_id: Option<&'a str>,
}

/// `CallListParams`.
#[derive(Serialize)]
pub(super) struct ListCalls<'a> {
    pub(super) filter_criteria: Criteria<'a>,
    pub(super) limit: u32,
}

/// `FilterCriteria`.
#[derive(Serialize)]
pub(super) struct Criteria<'a> {
    pub(super) metadata: [Criterion<'a>; 1],
}

/// `FilterCriteriaMetadataStringFilter`.
#[derive(Serialize)]
pub(super) struct Criterion<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) op: &'static str,
    pub(super) key: &'static str,
    pub(super) value: &'a str,
}

/// `CallListResponse`.
#[derive(Deserialize)]
pub(super) struct CallList {
    pub(super) items: Vec<Call>,
}

/// `AgentListResponse`, of which only its form matters.
#[derive(Deserialize)]
pub(super) struct AgentList {
    #[serde(rename = "items")]
    pub(super) _items: Vec<serde_json::Value>,
}

/// `PhoneCallResponse`, as answers and webhooks carry it. Everything may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Call {
    #[serde(deserialize_with = "lenient")]
    pub(super) call_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) call_status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) disconnection_reason: Option<String>,
    /// Milliseconds since 1970, as is the end.
    #[serde(deserialize_with = "lenient")]
    pub(super) start_timestamp: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) end_timestamp: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) metadata: Option<Mark>,
    #[serde(deserialize_with = "lenient")]
    pub(super) call_analysis: Option<Analysis>,
}

impl Call {
    /// Our id of the attempt, where it stands in the call.
    pub(super) fn ours(&self) -> Option<CallId> {
        self.metadata.as_ref()?.ringwright_call.as_deref()?.parse().ok()
    }
}

/// `CallAnalysis`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Analysis {
    #[serde(deserialize_with = "lenient")]
    pub(super) in_voicemail: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub(super) custom_analysis_data: Option<CustomAnalysis>,
}

/// What the agent's owner has analysed beyond that; one field is ours.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct CustomAnalysis {
    #[serde(deserialize_with = "lenient")]
    pub(super) screened: Option<bool>,
}

/// What a webhook carries.
#[derive(Deserialize)]
pub(super) struct Envelope {
    pub(super) event: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) call: Option<Call>,
}

/// An answer that says no.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Refusal {
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) error_message: Option<String>,
}
