//! Calls as JSON.

use serde_json::{Value, json};

use crate::calls::{Call, Ending, Phase, conversation};
use crate::phones::person::Person;
use crate::phones::script::{Speaker, Subject};

/// Why a call ended, in Retell's words.
pub fn reason(ending: Ending) -> &'static str {
    match ending {
        Ending::HungUp => "user_hangup",
        Ending::FullTime => "max_duration_reached",
        Ending::Voicemail => "voicemail_reached",
        Ending::Busy => "dial_busy",
        Ending::NoAnswer => "dial_no_answer",
        Ending::Declined => "user_declined",
        Ending::NoSuchNumber => "invalid_destination",
        Ending::Withdrawn => "manual_stopped",
    }
}

fn status(call: &Call) -> &'static str {
    match (call.phase, call.ending) {
        (Phase::Dialing | Phase::Ringing, _) => "registered",
        (Phase::Talking, _) => "ongoing",
        (Phase::Ended, Some(Ending::Busy | Ending::NoAnswer | Ending::Declined | Ending::NoSuchNumber)) => {
            "not_connected"
        }
        (Phase::Ended, _) => "ended",
    }
}

/// A call without what was said, as lists have it.
pub fn slim(call: &Call) -> Value {
    let given = |name: &str| call.request.get(name).cloned().unwrap_or_default();
    let mut view = json!({
        "call_type": "phone_call",
        "call_id": call.id,
        "agent_id": call.request.get("override_agent_id").and_then(Value::as_str).unwrap_or("agent_sandbox"),
        "agent_version": 1,
        "agent_name": "Friendly caller",
        "call_status": status(call),
        "direction": "outbound",
        "from_number": given("from_number"),
        "to_number": call.number,
    });
    for name in ["metadata", "retell_llm_dynamic_variables"] {
        if let Some(value) = call.request.get(name) {
            view[name] = value.clone();
        }
    }
    // Retell counts from the answer; a call that nobody answered has no times.
    if let Some(started) = call.started_ms {
        view["start_timestamp"] = started.into();
        if let Some(ended) = call.ended_ms {
            view["end_timestamp"] = ended.into();
            view["duration_ms"] = (ended - started).into();
        }
    }
    if let Some(ending) = call.ending {
        view["disconnection_reason"] = reason(ending).into();
    }
    view
}

/// A call with what was said.
pub fn full(call: &Call) -> Value {
    let mut view = slim(call);
    if call.phase == Phase::Ended {
        view["transcript"] = transcript(call).into();
    }
    view
}

/// A call with what was made of it.
pub fn analysed(call: &Call) -> Value {
    let mut view = full(call);
    if call.phase == Phase::Ended {
        view["call_analysis"] = analysis(call);
    }
    view
}

fn transcript(call: &Call) -> String {
    if call.started_ms.is_none() {
        return String::new();
    }
    let variables = call.request.get("retell_llm_dynamic_variables").and_then(Value::as_object);
    let llm = call.request.get("agent_override").and_then(|agent| agent.get("retell_llm"));
    let first_message = llm.and_then(|llm| llm.get("begin_message")?.as_str());
    let said = conversation(call, &Subject { variables, first_message });
    let line = |(speaker, text): (Speaker, String)| match speaker {
        Speaker::Assistant => format!("Agent: {text}\n"),
        Speaker::Callee => format!("User: {text}\n"),
    };
    said.into_iter().map(line).collect()
}

fn analysis(call: &Call) -> Value {
    let answered = call.started_ms.is_some();
    let machine = matches!(call.person, Person::Voicemail | Person::Screened);
    json!({
        "call_summary": if answered { "The agent told what it was asked to." } else { "Nobody was reached." },
        "in_voicemail": answered && call.person == Person::Voicemail,
        "user_sentiment": if answered && !machine { "Positive" } else { "Unknown" },
        "call_successful": answered && !machine,
        "custom_analysis_data": {"screened": answered && call.person == Person::Screened},
    })
}
