//! Calls as JSON.

use serde_json::{Map, Value, json};

use crate::calls::{Call, Ending, Phase, conversation};
use crate::phones::person::Person;
use crate::phones::script::{Speaker, Subject};
use crate::world::iso;

/// What a minute costs, in dollars, by part of the service.
const RATES: [(&str, f64); 5] =
    [("transport", 0.014), ("stt", 0.01), ("llm", 0.012), ("tts", 0.02), ("vapi", 0.05)];

/// Why a call ended, in Vapi's words.
pub fn reason(ending: Ending) -> &'static str {
    match ending {
        Ending::HungUp => "customer-ended-call",
        Ending::FullTime => "exceeded-max-duration",
        Ending::Voicemail => "voicemail",
        Ending::Busy => "customer-busy",
        Ending::NoAnswer => "customer-did-not-answer",
        // Of the carriers behind Vapi some tell a declined call from a busy line; this is one of them.
        Ending::Declined => "vonage-rejected",
        Ending::NoSuchNumber => "twilio-reported-customer-misdialed",
        Ending::Withdrawn => "manually-canceled",
    }
}

/// A call as a webhook carries it.
pub fn slim(call: &Call) -> Value {
    let mut view = call.request.clone();
    view.remove("type");
    let base = &call.base;
    let fields = [
        ("id", json!(call.id)),
        ("orgId", json!(call.org)),
        ("type", json!("outboundPhoneCall")),
        ("createdAt", json!(iso(call.created_ms))),
        ("updatedAt", json!(iso(call.updated_ms))),
        ("status", json!(call.phase.status())),
        ("phoneCallProvider", json!("twilio")),
        ("phoneCallProviderId", json!(format!("CA{}", call.id.replace('-', "")))),
        ("phoneCallTransport", json!("pstn")),
        (
            "monitor",
            json!({
                "listenUrl": format!("{}/vapi/listen/{}", base.replacen("http", "ws", 1), call.id),
                "controlUrl": format!("{base}/vapi/control/{}", call.id),
            }),
        ),
    ];
    view.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    if let Some(started) = call.started_ms {
        view.insert("startedAt".into(), iso(started).into());
    }
    if let Some(ended) = call.ended_ms {
        view.insert("endedAt".into(), iso(ended).into());
        view.insert("endedReason".into(), json!(call.ending.map(reason)));
    }
    Value::Object(view)
}

/// A call as the API answers it.
pub fn full(call: &Call) -> Value {
    let mut view = slim(call);
    if call.phase == Phase::Ended {
        let costs = costs(call);
        view["cost"] = costs.total.into();
        view["costBreakdown"] = costs.breakdown;
        view["costs"] = costs.items;
        view["artifact"] = artifact(call);
        view["messages"] = view["artifact"]["messages"].clone();
        view["analysis"] = analysis(call);
    } else {
        view["cost"] = 0.into();
    }
    view
}

/// What a call cost.
pub struct Costs {
    /// In dollars.
    pub total: f64,
    /// By part.
    pub breakdown: Value,
    /// As a list.
    pub items: Value,
}

/// What a call cost: nothing unless it was answered.
pub fn costs(call: &Call) -> Costs {
    let minutes = rounded(call.talked_seconds() / 60.0);
    if minutes <= 0.0 {
        return Costs { total: 0.0, breakdown: json!({"total": 0}), items: json!([]) };
    }
    let mut breakdown: Map<String, Value> =
        RATES.iter().map(|(part, rate)| ((*part).to_owned(), rounded(rate * minutes).into())).collect();
    let cost = |part: &str| breakdown.get(part).and_then(Value::as_f64).unwrap_or(0.0);
    let total = rounded(RATES.iter().map(|(part, _)| cost(part)).sum());
    let items = json!([
        {"type": "transport", "provider": "twilio", "minutes": minutes, "cost": cost("transport")},
        {"type": "transcriber", "transcriber": {"provider": "deepgram", "model": "nova-3"},
         "minutes": minutes, "cost": cost("stt")},
        {"type": "model", "model": {"provider": "openai", "model": "gpt-4o"},
         "promptTokens": 420, "completionTokens": 96, "cost": cost("llm")},
        {"type": "voice", "voice": {"provider": "vapi", "voiceId": "Elliot"},
         "characters": 512, "cost": cost("tts")},
        {"type": "vapi", "subType": "normal", "minutes": minutes, "cost": cost("vapi")},
    ]);
    breakdown.insert("total".into(), total.into());
    Costs { total, breakdown: Value::Object(breakdown), items }
}

/// Ten thousandths, as the vendor writes its amounts.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

/// What was said.
pub fn artifact(call: &Call) -> Value {
    let variables = call.assistant_setting("variableValues").and_then(Value::as_object);
    let values = json!(variables.cloned().unwrap_or_default());
    let Some(started) = call.started_ms else {
        return json!({"messages": [], "messagesOpenAIFormatted": [], "transcript": "", "variableValues": values});
    };
    let first_message = call.assistant_setting("firstMessage").and_then(Value::as_str);
    let said = conversation(call, &Subject { variables, first_message });
    let (mut messages, mut transcript) = (Vec::new(), String::new());
    let model = call.assistant_setting("model").and_then(|model| model["messages"].as_array());
    let mut openai = model.cloned().unwrap_or_default();
    let mut second = 0.4_f64;
    for (speaker, text) in said {
        let (role, formatted, label) = match speaker {
            Speaker::Assistant => ("bot", "assistant", "AI"),
            Speaker::Callee => ("user", "user", "User"),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a few seconds in milliseconds")]
        let time = started + (second * call.pace * 1_000.0) as i64;
        messages.push(json!({
            "role": role, "message": text, "time": time, "endTime": time + 1,
            "secondsFromStart": rounded(second), "duration": 1_200,
        }));
        openai.push(json!({"role": formatted, "content": text}));
        transcript.push_str(&format!("{label}: {text}\n"));
        second += 1.5;
    }
    json!({
        "messages": messages, "messagesOpenAIFormatted": openai,
        "transcript": transcript, "variableValues": values,
    })
}

/// What the vendor makes of a call.
pub fn analysis(call: &Call) -> Value {
    if call.started_ms.is_none() {
        return json!({});
    }
    let screened = call.person == Person::Screened;
    let voicemail = call.person == Person::Voicemail;
    let talked = !screened && !voicemail;
    let summary = match call.person {
        Person::Screened => {
            "A screening assistant answered and asked who is calling. Nobody came to the phone."
        }
        Person::Voicemail => "A voicemail answered.",
        Person::Hasty => "The callee hung up at once.",
        _ => "The assistant said that it is an AI, told what it was asked to, and they said goodbye.",
    };
    json!({
        "summary": summary,
        "structuredData": {"screened": screened, "voicemail": voicemail, "reachedPerson": talked},
        "successEvaluation": (talked && call.person != Person::Hasty).to_string(),
    })
}
