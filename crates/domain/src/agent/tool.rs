//! Tools: what an agent of our own voice may have done during a call, by a server of its business.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::business::{Action, Reader};

/// Something that a server of the business does during a call when the agent asks it to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Tool {
    /// Its name, as the model uses it, such as `find_order`.
    pub name: String,
    /// What it brings and when it is to be used, as the model is told.
    pub description: String,
    /// Where it is asked.
    pub url: String,
    /// What of the things that agents may be allowed it does. Where that is not allowed, the model does not know of
    /// the tool.
    pub action: Option<Action>,
    /// What it has to be told.
    pub parameters: Vec<ToolParameter>,
}

/// Something that a tool has to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ToolParameter {
    /// Its name, such as `number`.
    pub name: String,
    /// What it is, as the model is told.
    pub description: String,
    /// What it looks like.
    pub kind: ToolValue,
    /// Whether the tool cannot do without it.
    pub required: bool,
    /// What it may be, if not any text.
    pub choices: Vec<String>,
}

/// What something that a tool is told looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolValue {
    /// Words.
    #[default]
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Yes or no.
    YesNo,
}

/// The most tools of an agent.
const TOOLS_MOST: usize = 20;
const PARAMETERS_MOST: usize = 20;
const CHOICES_MOST: usize = 50;
/// The longest text that a tool is told, in characters.
const TEXT_MOST: usize = 2_000;
/// Names that our own tools have.
const TAKEN: [&str; 1] = ["end_call"];

impl Tool {
    /// The JSON schema of what it has to be told (<https://json-schema.org/draft/2020-12>).
    pub fn schema(&self) -> Value {
        let properties: Map<String, Value> =
            self.parameters.iter().map(|known| (known.name.clone(), known.schema())).collect();
        let required: Vec<_> =
            self.parameters.iter().filter(|known| known.required).map(|known| known.name.as_str()).collect();
        json!({
            "type": "object", "properties": properties, "required": required, "additionalProperties": false,
        })
    }

    /// What a model wants to tell it, if it is what the tool has to be told. What the tool does not know of is left
    /// out.
    ///
    /// # Errors
    /// A sentence that tells the model what is wrong.
    pub fn read(&self, arguments: &str) -> Result<Value, String> {
        let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
        let Ok(Value::Object(mut said)) = serde_json::from_str(arguments) else {
            return Err("The arguments are no JSON object.".to_owned());
        };
        let mut told = Map::new();
        for known in &self.parameters {
            match said.remove(&known.name).filter(|value| !value.is_null()) {
                Some(value) => {
                    known.judge(&value)?;
                    told.insert(known.name.clone(), value);
                }
                None if known.required => return Err(format!("`{}` is missing.", known.name)),
                None => {}
            }
        }
        Ok(Value::Object(told))
    }
}

impl ToolParameter {
    fn schema(&self) -> Value {
        let kind = match self.kind {
            ToolValue::Text => "string",
            ToolValue::Number => "number",
            ToolValue::Integer => "integer",
            ToolValue::YesNo => "boolean",
        };
        let mut schema = json!({ "type": kind, "description": self.description });
        if !self.choices.is_empty() {
            schema["enum"] = json!(self.choices);
        }
        schema
    }

    fn judge(&self, value: &Value) -> Result<(), String> {
        let fits = match self.kind {
            ToolValue::Text => value.is_string(),
            ToolValue::Number => value.is_number(),
            ToolValue::Integer => value.is_i64() || value.is_u64(),
            ToolValue::YesNo => value.is_boolean(),
        };
        let name = &self.name;
        if !fits {
            let wanted = match self.kind {
                ToolValue::Text => "a text",
                ToolValue::Number => "a number",
                ToolValue::Integer => "a whole number",
                ToolValue::YesNo => "true or false",
            };
            return Err(format!("`{name}` must be {wanted}."));
        }
        let text = value.as_str().unwrap_or_default();
        if text.chars().count() > TEXT_MOST {
            return Err(format!("`{name}` is longer than {TEXT_MOST} characters."));
        }
        if !self.choices.is_empty() && !self.choices.iter().any(|choice| choice == text) {
            return Err(format!("`{name}` must be one of: {}.", self.choices.join(", ")));
        }
        Ok(())
    }
}

/// Notes what is wrong with the tools of a script.
pub(super) fn judge(reader: &mut Reader, tools: &[Tool]) {
    if tools.len() > TOOLS_MOST {
        reader.note("tools", "too_many", format!("use {TOOLS_MOST} at most"));
    }
    for (index, tool) in tools.iter().enumerate() {
        let field = format!("tools.{index}");
        let taken =
            TAKEN.contains(&tool.name.as_str()) || tools[..index].iter().any(|other| other.name == tool.name);
        judge_name(reader, format!("{field}.name"), &tool.name, taken);
        judge_words(reader, format!("{field}.description"), &tool.description, 1_000);
        if tool.url.trim().is_empty() {
            reader.note(format!("{field}.url"), "required", "say where the tool is asked");
        }
        if tool.parameters.len() > PARAMETERS_MOST {
            reader.note(format!("{field}.parameters"), "too_many", format!("use {PARAMETERS_MOST} at most"));
        }
        for (place, parameter) in tool.parameters.iter().enumerate() {
            let field = format!("{field}.parameters.{place}");
            let taken = tool.parameters[..place].iter().any(|other| other.name == parameter.name);
            judge_name(reader, format!("{field}.name"), &parameter.name, taken);
            judge_words(reader, format!("{field}.description"), &parameter.description, 300);
            judge_choices(reader, &format!("{field}.choices"), parameter);
        }
    }
}

/// Models take letters, digits and _ in names
/// (<https://platform.openai.com/docs/api-reference/chat/create>).
fn judge_name(reader: &mut Reader, field: String, name: &str, taken: bool) {
    let sound = (1..=40).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !sound {
        reader.note(field, "unsound", "use 1 to 40 small letters, digits and _, a letter first");
    } else if taken {
        reader.note(field, "taken", "this name stands for something already");
    }
}

fn judge_words(reader: &mut Reader, field: String, words: &str, most: usize) {
    if words.trim().is_empty() {
        reader.note(field, "required", "the model has to be told what this is");
    } else {
        reader.prose(field, words, most);
    }
}

fn judge_choices(reader: &mut Reader, field: &str, parameter: &ToolParameter) {
    let choices = &parameter.choices;
    if choices.len() > CHOICES_MOST {
        reader.note(field, "too_many", format!("use {CHOICES_MOST} at most"));
    } else if !choices.is_empty() && parameter.kind != ToolValue::Text {
        reader.note(field, "unsound", "only a text can be one of several");
    }
    for (index, choice) in choices.iter().enumerate() {
        let field = format!("{field}.{index}");
        if choice.trim().is_empty() {
            reader.note(field, "required", "this may not be empty");
        } else if choices[..index].contains(choice) {
            reader.note(field, "taken", "this can be chosen already");
        } else {
            reader.text(field, choice, 100);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, kind: ToolValue, required: bool) -> ToolParameter {
        let description = format!("The {name}.");
        ToolParameter { name: name.into(), description, kind, required, choices: Vec::new() }
    }

    fn tool() -> Tool {
        let size = ToolParameter {
            choices: vec!["small".into(), "large".into()],
            ..parameter("size", ToolValue::Text, false)
        };
        Tool {
            name: "find_table".into(),
            description: "Finds a table.".into(),
            url: "https://example.com/table".into(),
            action: None,
            parameters: vec![
                parameter("people", ToolValue::Integer, true),
                size,
                parameter("outside", ToolValue::YesNo, false),
                parameter("budget", ToolValue::Number, false),
            ],
        }
    }

    fn wrong(tools: &[Tool]) -> Vec<(String, &'static str)> {
        let mut reader = Reader::default();
        judge(&mut reader, tools);
        reader.0.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_model_is_told_what_a_tool_has_to_be_told() {
        let schema = tool().schema();
        assert_eq!(schema["required"], json!(["people"]));
        assert_eq!(schema["properties"]["people"], json!({"type": "integer", "description": "The people."}));
        assert_eq!(schema["properties"]["size"]["enum"], json!(["small", "large"]));
        assert_eq!(schema["properties"]["outside"]["type"], "boolean");
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn what_a_model_says_is_held_against_it() {
        let tool = tool();
        let all = r#"{"people": 4, "size": "large", "outside": true, "budget": 12.5, "more": 1}"#;
        let wanted = json!({"people": 4, "size": "large", "outside": true, "budget": 12.5});
        assert_eq!(tool.read(all), Ok(wanted));
        assert_eq!(tool.read(r#"{"people": 2, "size": null}"#), Ok(json!({"people": 2})));
        for (said, wrong) in [
            ("", "`people` is missing."),
            ("{}", "`people` is missing."),
            ("four", "The arguments are no JSON object."),
            ("[4]", "The arguments are no JSON object."),
            (r#"{"people": "4"}"#, "`people` must be a whole number."),
            (r#"{"people": 4.5}"#, "`people` must be a whole number."),
            (r#"{"people": 4, "size": "huge"}"#, "`size` must be one of: small, large."),
            (r#"{"people": 4, "outside": "yes"}"#, "`outside` must be true or false."),
        ] {
            assert_eq!(tool.read(said), Err(wrong.to_owned()), "{said}");
        }
        let plain = Tool { parameters: vec![parameter("name", ToolValue::Text, true)], ..tool };
        let long = json!({"name": "a".repeat(2_001)}).to_string();
        assert_eq!(plain.read(&long), Err("`name` is longer than 2000 characters.".to_owned()));
        assert_eq!(Tool::default().read(""), Ok(json!({})));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        assert_eq!(wrong(&[tool()]), []);
        let field = |field: &str, code| (field.to_owned(), code);
        let blank = [field("tools.0.name", "unsound"), field("tools.0.description", "required")];
        assert_eq!(wrong(&[Tool::default()]), [&blank[..], &[field("tools.0.url", "required")]].concat());
        for name in ["end_call", "find_table"] {
            let other = Tool { name: name.into(), ..tool() };
            assert_eq!(wrong(&[tool(), other]), [field("tools.1.name", "taken")]);
        }
        for name in ["Find", "1st", "find table", "_x", &"a".repeat(41)] {
            let other = Tool { name: name.into(), ..tool() };
            assert_eq!(wrong(&[other]), [field("tools.0.name", "unsound")], "{name}");
        }
        let mut odd = tool();
        odd.parameters[0].choices = vec!["1".into(), "1".into(), " ".into()];
        odd.parameters[3].name = "people".into();
        let wanted = [
            field("tools.0.parameters.0.choices", "unsound"),
            field("tools.0.parameters.0.choices.1", "taken"),
            field("tools.0.parameters.0.choices.2", "required"),
            field("tools.0.parameters.3.name", "taken"),
        ];
        assert_eq!(wrong(&[odd]), wanted);
        let many = (0..21).map(|n| Tool { name: format!("t{n}"), ..tool() }).collect::<Vec<_>>();
        assert_eq!(wrong(&many), [field("tools", "too_many")]);
    }
}
