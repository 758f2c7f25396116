//! What differs between two scripts, field by field.

use serde_json::Value;

use super::Script;

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name, such as `voice.voiceId`; variables and tools are named by their own names, such as
    /// `variables.address` and `tools.find_order`.
    pub field: String,
    /// What it was; null when it was not there.
    pub before: Value,
    /// What it is; null when it is gone.
    pub after: Value,
}

/// The fields in which two scripts differ, in alphabetical order.
pub fn changes(before: &Script, after: &Script) -> Vec<FieldChange> {
    let (before, after) = (flat(before), flat(after));
    let mut fields: Vec<_> = before.iter().chain(&after).map(|(field, _)| field.clone()).collect();
    fields.sort();
    fields.dedup();
    let value = |of: &[(String, Value)], field: &str| {
        of.iter().find(|known| known.0 == field).map_or(Value::Null, |known| known.1.clone())
    };
    let change = |field: String| {
        let (before, after) = (value(&before, &field), value(&after, &field));
        (before != after).then_some(FieldChange { field, before, after })
    };
    fields.into_iter().filter_map(change).collect()
}

/// The fields of a script with their values.
fn flat(script: &Script) -> Vec<(String, Value)> {
    let mut fields = Vec::new();
    let Ok(Value::Object(object)) = serde_json::to_value(script) else { return fields };
    for (name, value) in object {
        match value {
            Value::Object(inner) => {
                fields.extend(inner.into_iter().map(|(part, value)| (format!("{name}.{part}"), value)));
            }
            Value::Array(_) => {}
            value => fields.push((name, value)),
        }
    }
    let variable = |variable: &super::Variable| {
        (format!("variables.{}", variable.name), Value::from(variable.value.as_str()))
    };
    fields.extend(script.variables.iter().map(variable));
    let tool =
        |tool: &super::Tool| (format!("tools.{}", tool.name), serde_json::to_value(tool).unwrap_or_default());
    fields.extend(script.tools.iter().map(tool));
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Variable;
    use serde_json::json;

    #[test]
    fn fields_that_differ_are_told_with_both_values() {
        let before = Script {
            variables: vec![Variable { name: "address".into(), value: "Main Street".into() }],
            ..Script::default()
        };
        assert_eq!(changes(&before, &before), []);
        let mut after = Script { instructions: "Be quick.".into(), ..Script::default() };
        after.voice.voice_id = "asteria".into();
        after.actions.book = false;
        let tool = crate::agent::Tool { name: "find_order".into(), ..Default::default() };
        after.tools = vec![tool.clone()];
        let told: Vec<_> =
            changes(&before, &after).into_iter().map(|c| (c.field, c.before, c.after)).collect();
        let wanted = [
            ("actions.book", json!(true), json!(false)),
            ("instructions", json!("Be warm and brief."), json!("Be quick.")),
            ("tools.find_order", Value::Null, serde_json::to_value(tool).unwrap()),
            ("variables.address", json!("Main Street"), Value::Null),
            ("voice.voiceId", json!(""), json!("asteria")),
        ];
        assert_eq!(told, wanted.map(|(field, before, after)| (field.to_owned(), before, after)));
    }
}
