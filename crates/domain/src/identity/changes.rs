//! What changed, for the audit trail.

use serde_json::{Map, Value};

/// Of two objects, the fields that differ, as they were and as they are. A field that is missing on one side is
/// missing there; what is no object is taken whole.
pub fn changed(before: &Value, after: &Value) -> (Value, Value) {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return if before == after { (Value::Null, Value::Null) } else { (before.clone(), after.clone()) };
    };
    let differing = |these: &Map<String, Value>, those: &Map<String, Value>| {
        let differing = these.iter().filter(|(name, value)| those.get(*name) != Some(*value));
        Value::Object(differing.map(|(name, value)| (name.clone(), value.clone())).collect())
    };
    (differing(old, new), differing(new, old))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_told() {
        let (before, after) = changed(
            &json!({ "name": "A", "lines": 9, "gone": 1 }),
            &json!({ "name": "B", "lines": 9, "new": 2 }),
        );
        assert_eq!((before, after), (json!({ "name": "A", "gone": 1 }), json!({ "name": "B", "new": 2 })));
        assert_eq!(changed(&Value::Null, &json!({ "a": 1 })), (Value::Null, json!({ "a": 1 })));
        assert_eq!(changed(&json!([1]), &json!([1])), (Value::Null, Value::Null));
    }
}
