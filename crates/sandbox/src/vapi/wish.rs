//! What a request says of the assistant.

use serde_json::{Map, Value};

use crate::calls::Call;

/// The vendor's own limit when the assistant names none, in seconds.
const DEFAULT_MAX_SECONDS: f64 = 600.0;

/// A setting of the assistant: overridden, or of an assistant that came with the request.
pub fn setting<'a>(request: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let overridden = request.get("assistantOverrides").and_then(|overrides| overrides.get(name));
    overridden.or_else(|| request.get("assistant")?.get(name))
}

/// The longest talk, in seconds.
pub fn max_seconds(request: &Map<String, Value>) -> f64 {
    setting(request, "maxDurationSeconds").and_then(Value::as_f64).unwrap_or(DEFAULT_MAX_SECONDS)
}

impl Call {
    /// A setting of the assistant at Vapi.
    pub(super) fn assistant_setting(&self, name: &str) -> Option<&Value> {
        setting(&self.request, name)
    }
}
