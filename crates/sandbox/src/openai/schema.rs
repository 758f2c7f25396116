//! Values that fit a JSON schema, made from what somebody said.

use serde_json::{Map, Value, json};

/// Schemas don't go deeper.
const DEEPEST: usize = 8;

const DAYS: [&str; 9] =
    ["today", "tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const HOURS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/// A value for `schema`, as far as `said` has one.
pub fn filled(schema: &Value, name: &str, said: &str) -> Value {
    fill(schema, name, said, 0)
}

fn fill(schema: &Value, name: &str, said: &str, depth: usize) -> Value {
    let lower = said.to_lowercase();
    if let Some(choices) = schema["enum"].as_array() {
        let fits = |choice: &&Value| choice.as_str().is_some_and(|text| lower.contains(&text.to_lowercase()));
        return choices.iter().find(fits).or(choices.first()).cloned().unwrap_or_default();
    }
    // A type may be a list, of which one is often null.
    let kind = schema["type"].as_str().or_else(|| schema["type"].as_array()?.first()?.as_str());
    match kind {
        _ if depth > DEEPEST => Value::Null,
        Some("object") | None if schema["properties"].is_object() => object(schema, said, depth),
        Some("object") => json!({}),
        Some("array") => json!([]),
        Some("integer" | "number") => json!(number(&lower).unwrap_or(1)),
        Some("boolean") => json!(!lower.contains("no ") && !lower.starts_with("no")),
        _ => text(name, said, &lower).into(),
    }
}

/// Everything that is required, and of the rest what was said.
fn object(schema: &Value, said: &str, depth: usize) -> Value {
    let required = |name: &str| {
        schema["required"].as_array().is_some_and(|names| names.iter().any(|other| other == name))
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    let filled: Map<String, Value> = properties
        .filter(|(name, _)| required(name))
        .map(|(name, part)| (name.clone(), fill(part, name, said, depth + 1)))
        .collect();
    filled.into()
}

fn text(name: &str, said: &str, lower: &str) -> String {
    let has = |part: &str| name.to_lowercase().contains(part);
    let day = DAYS.into_iter().find(|day| lower.contains(day));
    if has("date") || has("day") {
        return day.unwrap_or("tomorrow").to_owned();
    }
    if has("time") || has("hour") {
        return format!("{:02}:00", number(lower).filter(|hour| *hour < 24).unwrap_or(10));
    }
    if has("name") {
        let after = lower.find("name is ").map(|at| at + "name is ".len());
        let name = after.and_then(|at| said.get(at..)).and_then(|rest| rest.split([',', '.']).next());
        return name.unwrap_or("Robin Example").trim().to_owned();
    }
    if has("phone") || has("number") {
        return "+12025550142".to_owned();
    }
    if has("mail") {
        return "robin@example.com".to_owned();
    }
    said.trim().to_owned()
}

/// The first number in a text, in digits or in words.
fn number(lower: &str) -> Option<u32> {
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).find_map(|word| {
        let in_words = || HOURS.iter().position(|hour| *hour == word).and_then(|at| u32::try_from(at).ok());
        word.trim_end_matches("am").trim_end_matches("pm").parse().ok().or_else(in_words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_from_what_was_said() {
        let schema = json!({
            "type": "object", "required": ["day", "time", "service", "people", "urgent", "customerName"],
            "properties": {
                "day": {"type": "string"}, "time": {"type": ["string", "null"]}, "note": {"type": "string"},
                "service": {"enum": ["Check-up", "Cleaning"]}, "people": {"type": "integer"},
                "urgent": {"type": "boolean"}, "customerName": {"type": "string"},
            },
        });
        let said = "A cleaning on Friday at 3, please. My name is Asa Berg, by the way.";
        assert_eq!(
            filled(&schema, "", said),
            json!({"day": "friday", "time": "03:00", "service": "Cleaning", "people": 3, "urgent": true,
                   "customerName": "Asa Berg"})
        );
    }

    #[test]
    fn a_schema_without_end_ends() {
        let mut schema = json!({"type": "string"});
        for _ in 0..40 {
            schema = json!({"type": "object", "required": ["a"], "properties": {"a": schema}});
        }
        assert!(filled(&schema, "", "").to_string().len() < 200);
    }
}
