//! What Retell accepts as a call, and how it complains: one thing at a time.

use serde_json::{Map, Value};

/// The agent's own limit when the call names none, in seconds.
const DEFAULT_MAX_SECONDS: f64 = 3_600.0;

const CALL: [&str; 11] = [
    "from_number",
    "to_number",
    "agent_override",
    "custom_sip_headers",
    "honor_internal_dnc",
    "idempotency_key",
    "ignore_e164_validation",
    "metadata",
    "override_agent_id",
    "override_agent_version",
    "retell_llm_dynamic_variables",
];
/// Properties of an agent that the sandbox takes, of the many that exist.
const AGENT: [&str; 7] = [
    "language",
    "max_call_duration_ms",
    "ring_duration_ms",
    "voice_id",
    "webhook_events",
    "webhook_timeout_ms",
    "webhook_url",
];
const LLM: [&str; 4] = ["begin_message", "model", "model_temperature", "start_speaker"];
const EVENTS: [&str; 3] = ["call_started", "call_ended", "call_analyzed"];

/// What is wrong with a request for a call.
pub fn complaint(request: &Map<String, Value>) -> Option<String> {
    unknown("", request, &CALL)
        .or_else(|| number(request, "from_number"))
        .or_else(|| number(request, "to_number"))
        .or_else(|| variables(request.get("retell_llm_dynamic_variables")))
        .or_else(|| text("override_agent_id", request.get("override_agent_id")))
        .or_else(|| text("idempotency_key", request.get("idempotency_key")))
        .or_else(|| agent_override(request.get("agent_override")?))
}

/// The longest talk, in seconds.
pub fn max_seconds(request: &Map<String, Value>) -> f64 {
    let millis = agent_setting(request, "max_call_duration_ms").and_then(Value::as_f64);
    millis.map_or(DEFAULT_MAX_SECONDS, |millis| millis / 1_000.0)
}

/// What the call has otherwise than its agent.
pub fn agent_setting<'a>(request: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    request.get("agent_override")?.get("agent")?.get(name)
}

fn unknown(path: &str, object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let name = object.keys().find(|name| !names.contains(&name.as_str()))?;
    Some(format!("request/body{path} must NOT have additional properties: {name}"))
}

fn text(path: &str, value: Option<&Value>) -> Option<String> {
    value.is_some_and(|value| !value.is_string()).then(|| format!("request/body/{path} must be string"))
}

fn number(request: &Map<String, Value>, name: &str) -> Option<String> {
    let Some(number) = request.get(name).and_then(Value::as_str) else {
        return Some(format!("request/body must have required property '{name}'"));
    };
    let digits = number.strip_prefix('+').unwrap_or_default();
    let good = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    (!good).then(|| format!("{name} is not a valid E.164 phone number"))
}

fn variables(value: Option<&Value>) -> Option<String> {
    let path = "retell_llm_dynamic_variables";
    let Some(object) = value?.as_object() else { return Some(format!("request/body/{path} must be object")) };
    let (name, _) = object.iter().find(|(_, value)| !value.is_string())?;
    Some(format!("request/body/{path}/{name} must be string"))
}

fn agent_override(value: &Value) -> Option<String> {
    let Some(object) = value.as_object() else {
        return Some("request/body/agent_override must be object".to_owned());
    };
    let part = |name: &str| object.get(name).and_then(Value::as_object);
    unknown("/agent_override", object, &["agent", "retell_llm"])
        .or_else(|| agent(part("agent")?))
        .or_else(|| unknown("/agent_override/retell_llm", part("retell_llm")?, &LLM))
}

fn agent(agent: &Map<String, Value>) -> Option<String> {
    let path = "/agent_override/agent";
    let between = |name: &str, least: u64, most: u64| {
        let number = agent.get(name)?.as_u64();
        (!number.is_some_and(|number| (least..=most).contains(&number)))
            .then(|| format!("request/body{path}/{name} must be an integer from {least} to {most}"))
    };
    unknown(path, agent, &AGENT)
        .or_else(|| between("max_call_duration_ms", 60_000, 7_200_000))
        .or_else(|| between("ring_duration_ms", 5_000, 300_000))
        .or_else(|| between("webhook_timeout_ms", 1, 60_000))
        .or_else(|| {
            let url = agent.get("webhook_url")?.as_str();
            url.is_none_or(|url| url::Url::parse(url).is_err())
                .then(|| format!("request/body{path}/webhook_url must be a URL"))
        })
        .or_else(|| {
            let events = agent.get("webhook_events")?.as_array();
            let known = |event: &Value| event.as_str().is_some_and(|event| EVENTS.contains(&event));
            (!events.is_some_and(|events| events.iter().all(known)))
                .then(|| format!("request/body{path}/webhook_events holds what the sandbox does not tell"))
        })
}
