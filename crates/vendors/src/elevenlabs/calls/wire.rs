//! What goes over the wire about calls (`openapi.json` of elevenlabs-docs, 2025-08).

use std::collections::BTreeMap;

use ringwright_domain::ids::CallId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lenient::lenient;

/// The dynamic variable that holds our id of the attempt.
pub(crate) const MARK: &str = "ringwright_call";

/// A call that is asked for. It has no `Debug` form: it holds personal data.
#[derive(Serialize)]
pub(crate) struct OutboundCall<'a> {
    pub(crate) agent_id: &'a str,
    pub(crate) agent_phone_number_id: &'a str,
    pub(crate) to_number: &'a str,
    pub(crate) conversation_initiation_client_data: ClientData<'a>,
}

/// `ConversationInitiationClientDataRequest`.
#[derive(Serialize)]
pub(crate) struct ClientData<'a> {
    /// Conversations can be looked for by it.
    pub(crate) user_id: &'a str,
    pub(crate) dynamic_variables: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) conversation_config_override: Option<Overrides<'a>>,
}

/// `ConversationConfigClientOverride`: what this call has otherwise than the agent, who must allow it.
#[derive(Serialize)]
pub(crate) struct Overrides<'a> {
    pub(crate) agent: AgentOverride<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tts: Option<Voice<'a>>,
}

/// `TTSConversationalConfigOverride`.
#[derive(Serialize)]
pub(crate) struct Voice<'a> {
    pub(crate) voice_id: &'a str,
}

/// `AgentConfigOverride`.
#[derive(Serialize)]
pub(crate) struct AgentOverride<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_message: Option<&'a str>,
    /// Two letters.
    pub(crate) language: &'a str,
    pub(crate) prompt: Prompt<'a>,
}

/// `PromptAgentAPIModelOverride`.
#[derive(Serialize)]
pub(crate) struct Prompt<'a> {
    pub(crate) prompt: &'a str,
}

/// `TwilioOutboundCallResponse`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Placed {
    #[serde(deserialize_with = "lenient")]
    pub(crate) success: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) message: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) conversation_id: Option<String>,
    #[serde(rename = "callSid", deserialize_with = "lenient")]
    pub(crate) call_sid: Option<String>,
}

/// `GetConversationsPageResponseModel`.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) conversations: Vec<Summary>,
}

/// `ConversationSummaryResponseModel`.
#[derive(Deserialize)]
pub(crate) struct Summary {
    pub(crate) conversation_id: String,
}

/// `GetAgentsPageResponseModel`, of which only its form matters.
#[derive(Deserialize)]
pub(crate) struct Agents {
    #[serde(rename = "agents")]
    pub(crate) _agents: Vec<Value>,
}

/// `GetConversationResponseModel`, as answers and webhooks carry it. Everything may be missing.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Conversation {
    #[serde(deserialize_with = "lenient")]
    pub(crate) conversation_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) status: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) user_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) metadata: Option<Metadata>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) analysis: Option<Analysis>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) conversation_initiation_client_data: Option<Given>,
    /// Of a call that did not come about.
    #[serde(deserialize_with = "lenient")]
    pub(crate) failure_reason: Option<String>,
}

impl Conversation {
    /// Our id of the attempt, where it stands in the conversation.
    pub(crate) fn ours(&self) -> Option<CallId> {
        let given = self.conversation_initiation_client_data.as_ref();
        let mark =
            given.and_then(|given| given.dynamic_variables.as_ref()?.get(MARK)?.as_str()?.parse().ok());
        let named = |name: &Option<String>| name.as_deref().and_then(|name| name.parse().ok());
        mark.or_else(|| named(&self.user_id)).or_else(|| given.and_then(|given| named(&given.user_id)))
    }
}

/// What we gave along.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    #[serde(deserialize_with = "lenient")]
    user_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    dynamic_variables: Option<BTreeMap<String, Value>>,
}

/// `ConversationHistoryMetadataCommonModel`, and what stands there when a call did not come about.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Metadata {
    #[serde(deserialize_with = "lenient")]
    pub(crate) start_time_unix_secs: Option<i64>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) call_duration_secs: Option<u32>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) termination_reason: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) error: Option<Trouble>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) body: Option<Carried>,
}

/// `ConversationHistoryErrorCommonModel`, of which only its being there matters.
#[derive(Deserialize)]
pub(crate) struct Trouble {
    #[serde(rename = "code")]
    _code: i64,
}

/// What the telephone network said, in Twilio's or in SIP's words.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Carried {
    #[serde(rename = "SipResponseCode", deserialize_with = "lenient")]
    pub(crate) twilio_code: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(crate) sip_status_code: Option<u16>,
}

/// `ConversationHistoryAnalysisCommonModel`, of which what the agent's owner collects matters.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Analysis {
    #[serde(deserialize_with = "lenient")]
    data_collection_results: Option<BTreeMap<String, Value>>,
}

impl Analysis {
    /// Whether this was found to be so.
    pub(crate) fn found(&self, name: &str) -> bool {
        let collected = self.data_collection_results.as_ref().and_then(|all| all.get(name));
        collected.is_some_and(|collected| collected["value"] == true)
    }
}

/// What a webhook carries.
#[derive(Deserialize)]
pub(crate) struct Envelope {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Seconds since 1970.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) event_timestamp: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) data: Option<Conversation>,
}

/// An answer that says no: what is wrong is a text, or has one.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Refusal {
    #[serde(deserialize_with = "lenient")]
    detail: Option<Value>,
}

impl Refusal {
    /// The words of it.
    pub(crate) fn words(self) -> Option<String> {
        let detail = self.detail?;
        let text =
            detail.as_str().or_else(|| detail["message"].as_str()).or_else(|| detail[0]["msg"].as_str());
        text.map(str::to_owned)
    }
}
