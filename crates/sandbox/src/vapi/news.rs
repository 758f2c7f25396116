//! Webhooks about calls.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::view::{analysis, artifact, costs, reason, slim};
use crate::calls::{Call, Phase};
use crate::delivery::{Sign, Webhook};
use crate::world::{Vendor, World, iso};

/// How long Vapi waits for an answer unless the server says otherwise, in seconds.
const TIMEOUT: u64 = 20;
/// The sum of all waits is bounded by this, in sandbox seconds, whatever the exponent.
const LONGEST_WAIT: f64 = 3_600.0;

impl World {
    /// Tells the caller's server where a call is.
    pub fn report_by_vapi(self: &Arc<Self>, call: &Call) {
        let mut status = json!({"type": "status-update", "status": call.phase.status()});
        if call.phase == Phase::Ended {
            status["endedReason"] = json!(call.ending.map(reason));
        }
        self.message(call, "status-update", status);
        if call.phase == Phase::Ended {
            self.message(call, "end-of-call-report", report(call));
        }
    }

    fn message(self: &Arc<Self>, call: &Call, kind: &str, mut message: Value) {
        let Some(server) = call.assistant_setting("server").and_then(Value::as_object) else { return };
        let Some(url) = server.get("url").and_then(Value::as_str) else { return };
        let wanted = call.assistant_setting("serverMessages").and_then(Value::as_array);
        if wanted.is_some_and(|wanted| !wanted.iter().any(|name| name == kind)) {
            return;
        }
        message["timestamp"] = self.now_ms().into();
        message["call"] = slim(call);
        if let Some(customer) = call.request.get("customer") {
            message["customer"] = customer.clone();
        }
        let (retries, final_statuses) = plan(server.get("backoffPlan"));
        let headers = server.get("headers").and_then(Value::as_object);
        self.send(Webhook {
            id: self.ids.prefixed("whk_", 16),
            vendor: Vendor::Vapi,
            kind: match message["status"].as_str() {
                Some(status) => format!("{kind} {status}"),
                None => kind.to_owned(),
            },
            subject: call.id.clone(),
            url: url.to_owned(),
            body: json!({"message": message}).to_string(),
            headers: headers.into_iter().flatten().map(header).collect(),
            sign: match server.get("credentialId").and_then(Value::as_str) {
                Some(id) => Sign::Vapi(id.to_owned()),
                None => Sign::Nothing,
            },
            retries,
            final_statuses,
            timeout: server.get("timeoutSeconds").and_then(Value::as_u64).unwrap_or(TIMEOUT),
        });
    }
}

fn header((name, value): (&String, &Value)) -> (String, String) {
    (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn report(call: &Call) -> Value {
    let costs = costs(call);
    let mut report = Map::new();
    let fields = [
        ("type", json!("end-of-call-report")),
        ("endedReason", json!(call.ending.map(reason))),
        ("cost", json!(costs.total)),
        ("costs", costs.items),
        ("artifact", artifact(call)),
        ("analysis", analysis(call)),
    ];
    report.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    for (name, time) in [("startedAt", call.started_ms), ("endedAt", call.ended_ms)] {
        if let Some(time) = time {
            report.insert(name.into(), iso(time).into());
        }
    }
    Value::Object(report)
}

/// The waits before each retry, and the answers that end it. Without a plan nothing is retried.
fn plan(plan: Option<&Value>) -> (Vec<f64>, Vec<u16>) {
    let Some(plan) = plan else { return (Vec::new(), Vec::new()) };
    let base = plan["baseDelaySeconds"].as_f64().unwrap_or(1.0);
    let factor = if plan["type"] == "exponential" { 2.0 } else { 1.0 };
    let retries = plan["maxRetries"].as_f64().unwrap_or(0.0).clamp(0.0, 10.0);
    let waits = std::iter::successors(Some(base), |wait| Some((wait * factor).min(LONGEST_WAIT)));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10")]
    let waits = waits.take(retries as usize).collect();
    let excluded = plan["excludedStatusCodes"].as_array().into_iter().flatten();
    let excluded = excluded.filter_map(|code| u16::try_from(code.as_u64()?).ok()).collect();
    (waits, excluded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans() {
        assert_eq!(plan(None).0, Vec::<f64>::new());
        let fixed = json!({"type": "fixed", "maxRetries": 2, "baseDelaySeconds": 1});
        assert_eq!(plan(Some(&fixed)).0, vec![1.0, 1.0]);
        let growing = json!({"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1,
            "excludedStatusCodes": [404]});
        assert_eq!(plan(Some(&growing)), (vec![1.0, 2.0, 4.0], vec![404]));
    }
}
