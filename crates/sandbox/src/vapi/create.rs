//! What Vapi accepts as a call, and how it complains.

use serde_json::{Map, Value};

use crate::settings::Settings;

const CALL: [&str; 18] = [
    "assistantVersion",
    "transport",
    "customers",
    "name",
    "schedulePlan",
    "assistantId",
    "assistant",
    "assistantOverrides",
    "squadId",
    "squad",
    "squadOverrides",
    "workflowId",
    "workflow",
    "workflowOverrides",
    "phoneNumberId",
    "phoneNumber",
    "customerId",
    "customer",
];
const CUSTOMER: [&str; 9] = [
    "numberE164CheckEnabled",
    "extension",
    "assistantOverrides",
    "squadOverrides",
    "number",
    "sipUri",
    "name",
    "email",
    "externalId",
];
const OVERRIDES: [&str; 33] = [
    "transcriber",
    "model",
    "voice",
    "firstMessage",
    "firstMessageInterruptionsEnabled",
    "firstMessageMode",
    "voicemailDetection",
    "clientMessages",
    "serverMessages",
    "maxDurationSeconds",
    "backgroundSound",
    "modelOutputInMessagesEnabled",
    "transportConfigurations",
    "observabilityPlan",
    "credentials",
    "hooks",
    "tools:append",
    "variableValues",
    "name",
    "voicemailMessage",
    "endCallMessage",
    "endCallPhrases",
    "compliancePlan",
    "metadata",
    "backgroundSpeechDenoisingPlan",
    "analysisPlan",
    "artifactPlan",
    "startSpeakingPlan",
    "stopSpeakingPlan",
    "monitorPlan",
    "credentialIds",
    "server",
    "keypadInputPlan",
];
const SERVER: [&str; 7] = [
    "timeoutSeconds",
    "credentialId",
    "staticIpAddressesEnabled",
    "encryptedPaths",
    "url",
    "headers",
    "backoffPlan",
];
const BACKOFF: [&str; 4] = ["type", "maxRetries", "baseDelaySeconds", "excludedStatusCodes"];
/// Properties that exist at the vendor and that the sandbox can't imitate; better refused than ignored.
const BEYOND: [&str; 9] = [
    "transport",
    "customers",
    "customerId",
    "schedulePlan",
    "squadId",
    "squad",
    "workflowId",
    "workflow",
    "phoneNumber",
];

/// All complaints about a request for a call; none when it is fine.
pub fn complaints(request: &Map<String, Value>, settings: &Settings) -> Vec<String> {
    let mut check = Check::default();
    check.known("", request, &CALL);
    for name in BEYOND.iter().filter(|name| request.contains_key(**name)) {
        check.say(format!("{name} is not imitated by the sandbox"));
    }
    check.length("name", request.get("name"), 40);
    if !request.contains_key("assistantId") && !request.contains_key("assistant") {
        check.say("Need Either `assistantId`, `assistant`, `squadId`, Or `squad`".to_owned());
    }
    check.text("assistantId", request.get("assistantId"));
    if !request.contains_key("phoneNumberId") {
        check.say("Need `phoneNumberId` Or `phoneNumber` For Outbound Phone Calls".to_owned());
    }
    check.text("phoneNumberId", request.get("phoneNumberId"));
    check.customer(request.get("customer"));
    if let Some(overrides) = check.object("assistantOverrides", request.get("assistantOverrides")) {
        check.overrides(overrides, settings);
    }
    check.0
}

#[derive(Default)]
struct Check(Vec<String>);

impl Check {
    fn say(&mut self, complaint: String) {
        self.0.push(complaint);
    }

    fn known(&mut self, path: &str, object: &Map<String, Value>, names: &[&str]) {
        for name in object.keys().filter(|name| !names.contains(&name.as_str())) {
            self.say(format!("{path}property {name} should not exist"));
        }
    }

    fn object<'a>(&mut self, path: &str, value: Option<&'a Value>) -> Option<&'a Map<String, Value>> {
        let object = value?.as_object();
        if object.is_none() {
            self.say(format!("{path} must be an object"));
        }
        object
    }

    fn text(&mut self, path: &str, value: Option<&Value>) {
        if value.is_some_and(|value| value.as_str().is_none_or(str::is_empty)) {
            self.say(format!("{path} must be a string"));
        }
    }

    fn length(&mut self, path: &str, value: Option<&Value>, most: usize) {
        match value.map(Value::as_str) {
            None => {}
            Some(None) => self.say(format!("{path} must be a string")),
            Some(Some(text)) if text.chars().count() > most => {
                self.say(format!("{path} must be shorter than or equal to {most} characters"));
            }
            Some(Some(_)) => {}
        }
    }

    fn between(&mut self, path: &str, value: Option<&Value>, least: f64, most: f64) {
        match value.map(Value::as_f64) {
            None => {}
            Some(None) => {
                self.say(format!("{path} must be a number conforming to the specified constraints"));
            }
            Some(Some(number)) if number < least => self.say(format!("{path} must not be less than {least}")),
            Some(Some(number)) if number > most => {
                self.say(format!("{path} must not be greater than {most}"))
            }
            Some(Some(_)) => {}
        }
    }

    fn customer(&mut self, customer: Option<&Value>) {
        let Some(customer) = customer else {
            return self.say("Need `customer` Or `customerId` For Outbound Phone Calls".to_owned());
        };
        let Some(customer) = self.object("customer", Some(customer)) else { return };
        self.known("customer.", customer, &CUSTOMER);
        self.length("customer.name", customer.get("name"), 40);
        self.length("customer.externalId", customer.get("externalId"), 40);
        let strict = customer.get("numberE164CheckEnabled").and_then(Value::as_bool).unwrap_or(true);
        let number = customer.get("number").and_then(Value::as_str).unwrap_or_default();
        if (strict && !is_e164(number)) || number.len() < 3 || number.len() > 40 {
            self.say(
                "customer.number must be a valid phone number in the E.164 format. Hot tip, you may be \
                 missing the country code (Eg. US: +1)."
                    .to_owned(),
            );
        }
    }

    fn overrides(&mut self, overrides: &Map<String, Value>, settings: &Settings) {
        self.known("assistantOverrides.", overrides, &OVERRIDES);
        self.length("assistantOverrides.name", overrides.get("name"), 40);
        self.text("assistantOverrides.firstMessage", overrides.get("firstMessage"));
        self.object("assistantOverrides.variableValues", overrides.get("variableValues"));
        self.object("assistantOverrides.metadata", overrides.get("metadata"));
        let seconds = overrides.get("maxDurationSeconds");
        self.between("assistantOverrides.maxDurationSeconds", seconds, 10.0, 43_200.0);
        for (name, needed) in [("model", "model"), ("voice", "voiceId"), ("transcriber", "provider")] {
            let path = format!("assistantOverrides.{name}");
            let Some(part) = self.object(&path, overrides.get(name)) else { continue };
            for field in ["provider", needed] {
                if part.get(field).and_then(Value::as_str).is_none_or(str::is_empty) {
                    self.say(format!("{path}.{field} must be a string"));
                }
            }
        }
        if let Some(server) = self.object("assistantOverrides.server", overrides.get("server")) {
            self.server(server, settings);
        }
    }

    fn server(&mut self, server: &Map<String, Value>, settings: &Settings) {
        let path = "assistantOverrides.server.";
        self.known(path, server, &SERVER);
        let url = server.get("url").and_then(Value::as_str);
        if server.contains_key("url") && url.is_none_or(|url| url::Url::parse(url).is_err()) {
            self.say(format!("{path}url must be a valid URL"));
        }
        self.between(&format!("{path}timeoutSeconds"), server.get("timeoutSeconds"), 1.0, 300.0);
        self.object(&format!("{path}headers"), server.get("headers"));
        let credential = server.get("credentialId").and_then(Value::as_str);
        if credential.is_some_and(|id| !settings.vapi_credentials.contains_key(id)) {
            self.say(format!("{path}credentialId does not exist"));
        }
        if let Some(plan) = self.object(&format!("{path}backoffPlan"), server.get("backoffPlan")) {
            self.backoff(&format!("{path}backoffPlan."), plan);
        }
    }

    fn backoff(&mut self, path: &str, plan: &Map<String, Value>) {
        self.known(path, plan, &BACKOFF);
        if !matches!(plan.get("type").and_then(Value::as_str), Some("fixed" | "exponential")) {
            self.say(format!("{path}type must be one of the following values: fixed, exponential"));
        }
        for name in ["maxRetries", "baseDelaySeconds"] {
            let number = plan.get(name).unwrap_or(&Value::Null);
            self.between(&format!("{path}{name}"), Some(number), 0.0, 10.0);
        }
    }
}

fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}
