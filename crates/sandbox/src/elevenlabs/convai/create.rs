//! What is accepted as a call, and the complaint about what is not. The vendor passes over what it does not
//! know; the sandbox does not.

use serde_json::{Map, Value};

const CALL: [&str; 6] = [
    "agent_id",
    "agent_phone_number_id",
    "to_number",
    "conversation_initiation_client_data",
    "call_recording_enabled",
    "telephony_call_config",
];
const DATA: [&str; 5] =
    ["conversation_config_override", "custom_llm_extra_body", "user_id", "source_info", "dynamic_variables"];
const OVERRIDES: [&str; 3] = ["agent", "tts", "conversation"];
const AGENT: [&str; 3] = ["first_message", "language", "prompt"];

/// Where a complaint is, and what it is.
pub type Complaint = (String, String);

/// What is wrong with a request for a call.
pub fn complaint(request: &Map<String, Value>) -> Option<Complaint> {
    let required = ["agent_id", "agent_phone_number_id", "to_number"];
    let missing = required.iter().find(|name| !request.get(**name).is_some_and(Value::is_string));
    missing.map(|name| ((*name).to_owned(), "Field required".to_owned())).or_else(|| {
        unknown("", request, &CALL)
            .or_else(|| data(request.get("conversation_initiation_client_data")?.as_object()?))
    })
}

fn unknown(path: &str, object: &Map<String, Value>, names: &[&str]) -> Option<Complaint> {
    let name = object.keys().find(|name| !names.contains(&name.as_str()))?;
    Some((format!("{path}{name}"), "there is no such field".to_owned()))
}

fn data(data: &Map<String, Value>) -> Option<Complaint> {
    unknown("conversation_initiation_client_data.", data, &DATA)
        .or_else(|| variables(data.get("dynamic_variables")?))
        .or_else(|| {
            let overrides = data.get("conversation_config_override")?.as_object()?;
            unknown("conversation_config_override.", overrides, &OVERRIDES).or_else(|| {
                let agent = overrides.get("agent")?.as_object()?;
                unknown("conversation_config_override.agent.", agent, &AGENT)
            })
        })
}

fn variables(value: &Value) -> Option<Complaint> {
    let name = "dynamic_variables".to_owned();
    let Some(object) = value.as_object() else {
        return Some((name, "Input should be a valid dictionary".to_owned()));
    };
    let nested = object.values().any(|value| value.is_object() || value.is_array());
    nested.then(|| (name, "Input should be a text, a number or a truth value".to_owned()))
}

/// The number, when it can be called at all.
pub fn number(request: &Map<String, Value>) -> Option<String> {
    let number = request.get("to_number")?.as_str()?;
    let digits = number.strip_prefix('+')?;
    let good = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (good && !digits.starts_with('0')).then(|| number.to_owned())
}

/// What was given along.
pub fn given<'a>(request: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    request.get("conversation_initiation_client_data")?.get(name)
}
