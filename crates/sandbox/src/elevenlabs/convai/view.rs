//! Conversations as JSON.

use serde_json::{Value, json};

use super::create::given;
use crate::calls::{Call, Ending, Phase, conversation};
use crate::phones::person::Person;
use crate::phones::script::{Speaker, Subject};

/// Why a call ended, in words as ElevenLabs uses them.
pub fn reason(ending: Ending) -> &'static str {
    match ending {
        Ending::HungUp => "Call ended by remote party",
        Ending::FullTime => "Conversation exceeded its maximum duration",
        Ending::Voicemail => "voicemail_detection tool was called",
        Ending::Busy | Ending::NoAnswer | Ending::Declined | Ending::NoSuchNumber | Ending::Withdrawn => "",
    }
}

fn status(call: &Call) -> &'static str {
    match (call.phase, call.started_ms) {
        (Phase::Dialing | Phase::Ringing, _) => "initiated",
        (Phase::Talking, _) => "in-progress",
        (Phase::Ended, Some(_)) => "done",
        (Phase::Ended, None) => "failed",
    }
}

/// How long it was talked. A second that has begun counts.
fn seconds(call: &Call) -> f64 {
    call.talked_seconds().ceil()
}

fn started(call: &Call) -> i64 {
    call.started_ms.unwrap_or(call.created_ms).div_euclid(1_000)
}

/// A conversation as lists have it.
pub fn summary(call: &Call) -> Value {
    json!({
        "agent_id": call.request.get("agent_id"),
        "agent_name": "Friendly caller",
        "conversation_id": call.id,
        "start_time_unix_secs": started(call),
        "call_duration_secs": whole(seconds(call)),
        "message_count": said(call).len(),
        "status": status(call),
        "call_successful": successful(call),
        "direction": "outbound",
    })
}

/// A whole conversation.
pub fn full(call: &Call) -> Value {
    let turn = |(speaker, text): (Speaker, String)| {
        let role = match speaker {
            Speaker::Assistant => "agent",
            Speaker::Callee => "user",
        };
        json!({"role": role, "message": text, "time_in_call_secs": 0, "tool_calls": [], "tool_results": []})
    };
    let transcript: Vec<Value> = said(call).into_iter().map(turn).collect();
    let over = call.phase == Phase::Ended;
    json!({
        "agent_id": call.request.get("agent_id"),
        "conversation_id": call.id,
        "status": status(call),
        "user_id": given(&call.request, "user_id"),
        "transcript": transcript,
        "metadata": {
            "start_time_unix_secs": started(call),
            "call_duration_secs": whole(seconds(call)),
            "cost": null,
            "deletion_settings": {},
            "feedback": {"likes": 0, "dislikes": 0},
            "authorization_method": "authorization_header",
            "charging": {"dev_discount": false},
            "phone_call": {
                "type": "twilio", "direction": "outbound",
                "phone_number_id": call.request.get("agent_phone_number_id"),
                "agent_number": "+12025550190", "external_number": call.number,
                "stream_sid": format!("MZ{}", call.id), "call_sid": sid(call),
            },
            "termination_reason": call.ending.map_or("", reason),
            "error": null,
        },
        "analysis": if over && call.started_ms.is_some() { analysis(call) } else { Value::Null },
        "conversation_initiation_client_data": call.request.get("conversation_initiation_client_data"),
        "has_audio": over && call.started_ms.is_some(),
        "has_user_audio": over && call.started_ms.is_some(),
        "has_response_audio": over && call.started_ms.is_some(),
    })
}

/// Twilio's id of the call.
pub fn sid(call: &Call) -> String {
    format!("CA{}", &crate::crypto::sha256(&[call.id.as_bytes()])[..32])
}

#[expect(clippy::cast_possible_truncation, reason = "a call is shorter than a day")]
fn whole(seconds: f64) -> i64 {
    seconds as i64
}

fn said(call: &Call) -> Vec<(Speaker, String)> {
    if call.started_ms.is_none() || call.phase != Phase::Ended {
        return Vec::new();
    }
    let variables = given(&call.request, "dynamic_variables").and_then(Value::as_object);
    let overrides = given(&call.request, "conversation_config_override");
    let first_message = overrides.and_then(|overrides| overrides["agent"]["first_message"].as_str());
    conversation(call, &Subject { variables, first_message })
}

fn successful(call: &Call) -> &'static str {
    match (call.ending, call.person) {
        (None, _) => "unknown",
        (Some(Ending::HungUp | Ending::FullTime), person) if person != Person::Screened => "success",
        _ => "failure",
    }
}

fn analysis(call: &Call) -> Value {
    let found = |name: &str, value: bool| json!({"data_collection_id": name, "value": value, "rationale": "By what was said."});
    json!({
        "evaluation_criteria_results": {},
        "data_collection_results": {
            "screened": found("screened", call.person == Person::Screened),
            "voicemail": found("voicemail", call.person == Person::Voicemail),
        },
        "call_successful": successful(call),
        "transcript_summary": "The agent told what it was asked to.",
    })
}
