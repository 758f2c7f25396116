//! What the model answers. The same conversation always gets the same answer.

use serde_json::Value;

use super::schema::filled;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Words.
    Say(String),
    /// A tool is to be used, with these arguments.
    Use(String, Value),
}

/// Words that say nothing about what a tool is for.
const EMPTY_WORDS: [&str; 12] =
    ["the", "and", "for", "with", "call", "get", "set", "make", "new", "tool", "info", "from"];

/// Answers a request of `/chat/completions`.
pub fn answer(request: &Value, always: Option<&str>) -> Answer {
    let messages = request["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let said = last_words(messages);
    let form = &request["response_format"];
    match form["type"].as_str() {
        Some("json_schema") => {
            return Answer::Say(filled(&form["json_schema"]["schema"], "", &said).to_string());
        }
        Some("json_object") => return Answer::Say(serde_json::json!({"answer": said}).to_string()),
        _ => {}
    }
    if let Some(reply) = always {
        return Answer::Say(reply.to_owned());
    }
    if let Some(result) = messages.last().filter(|message| message["role"] == "tool") {
        return Answer::Say(told(&content(result)));
    }
    if let Some(tool) = tool_for(request, &said) {
        let function = &tool["function"];
        let name = function["name"].as_str().unwrap_or_default().to_owned();
        return Answer::Use(name, filled(&function["parameters"], "", &said));
    }
    Answer::Say(reply(&said, messages))
}

/// The text of a message, also of one in parts.
fn content(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

fn last_words(messages: &[Value]) -> String {
    messages.iter().rev().find(|message| message["role"] == "user").map(content).unwrap_or_default()
}

/// The tool that is to be used: the one that has to be, or one whose name was mentioned.
fn tool_for<'a>(request: &'a Value, said: &str) -> Option<&'a Value> {
    let tools = request["tools"].as_array()?;
    let choice = &request["tool_choice"];
    if choice == "none" {
        return None;
    }
    if let Some(name) = choice["function"]["name"].as_str() {
        return tools.iter().find(|tool| tool["function"]["name"] == name);
    }
    let words: Vec<String> = words(said).collect();
    let parting = is_parting(&words);
    let fits = |tool: &&Value| {
        let name = tool["function"]["name"].as_str().unwrap_or_default();
        let ends = ["end", "hang", "bye"].iter().any(|part| name.contains(part));
        if ends || parting {
            return ends && parting;
        }
        parts(name).any(|part| words.iter().any(|word| same_stem(word, &part)))
    };
    let required = || tools.first().filter(|_| choice == "required");
    tools.iter().find(fits).or_else(required)
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// The words of a name such as `book_appointment` or `bookAppointment`.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() || letter == '_' || letter == '-' {
            spaced.push(' ');
        }
        if letter.is_alphanumeric() {
            spaced.extend(letter.to_lowercase());
        }
    }
    let parts: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
    parts.into_iter().filter(|part| part.len() > 2 && !EMPTY_WORDS.contains(&part.as_str()))
}

fn same_stem(word: &str, part: &str) -> bool {
    let stem = part.get(..part.len().min(5)).unwrap_or(part);
    word.len() >= 3 && word.starts_with(stem)
}

fn is_parting(words: &[String]) -> bool {
    words.iter().any(|word| matches!(word.as_str(), "goodbye" | "bye"))
}

/// What a tool brought, in a sentence.
fn told(result: &str) -> String {
    let value: Value = serde_json::from_str(result).unwrap_or_else(|_| result.into());
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let found = ["error", "message", "summary", "result", "text"].iter().find_map(|name| text(&value[*name]));
    let listed =
        || value.as_array().map(|all| all.iter().filter_map(text).take(3).collect::<Vec<_>>().join(", "));
    match found.or_else(|| text(&value)).or_else(listed).filter(|text| !text.is_empty()) {
        Some(text) => format!("I have looked: {text}. Is there anything else?"),
        None => "That is done. Is there anything else I can do for you?".to_owned(),
    }
}

fn reply(said: &str, messages: &[Value]) -> String {
    let words: Vec<String> = words(said).collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let first = messages.iter().all(|message| message["role"] != "assistant");
    if words.is_empty() {
        return if first {
            "Hello! How can I help you today?"
        } else {
            "I am sorry, could you say that again?"
        }
        .to_owned();
    }
    if is_parting(&words) {
        return "Thank you for calling. Goodbye!".to_owned();
    }
    if has("cost") || has("price") || has("much") {
        return "It is forty dollars, and there is nothing to pay in advance. Shall I go on?".to_owned();
    }
    if has("book") || has("appointment") {
        return "Certainly, I can help you with that. Which day would suit you best?".to_owned();
    }
    if has("tomorrow") || has("today") || words.iter().any(|word| word.ends_with("day")) {
        return format!(
            "Thank you. So that would be {}. Is that right?",
            said.trim_end_matches(['.', '?', '!'])
        );
    }
    if has("yes") || has("right") || has("correct") {
        return "Wonderful, I have noted that down. Is there anything else I can do for you?".to_owned();
    }
    if has("no") {
        return "All right. Then have a lovely day.".to_owned();
    }
    if has("hello") || has("hi") {
        return "Hello! It is good to hear you. What can I do for you?".to_owned();
    }
    if said.trim_end().ends_with('?') {
        return "That is a good question. I will make sure that somebody comes back to you about it."
            .to_owned();
    }
    format!("I see. You said: {} What would you like me to do about it?", sentence(said))
}

fn sentence(said: &str) -> String {
    let said = said.trim();
    if said.ends_with(['.', '?', '!']) { said.to_owned() } else { format!("{said}.") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(text: &str) -> Value {
        let tool = |name: &str, properties: Value| {
            let required: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
            json!({"type": "function", "function": {"name": name,
                   "parameters": {"type": "object", "properties": properties, "required": required}}})
        };
        json!({
            "messages": [{"role": "system", "content": "You answer the phone."}, {"role": "user", "content": text}],
            "tools": [
                tool("book_appointment", json!({"day": {"type": "string"}, "time": {"type": "string"}})),
                tool("transfer_call", json!({})),
                tool("end_call", json!({})),
            ],
        })
    }

    #[test]
    fn a_tool_is_used_when_it_was_asked_for() {
        let booked = answer(&asked("I would like to book Friday at ten."), None);
        assert_eq!(booked, Answer::Use("book_appointment".into(), json!({"day": "friday", "time": "10:00"})));
        assert_eq!(answer(&asked("Goodbye."), None), Answer::Use("end_call".into(), json!({})));
        assert!(
            matches!(answer(&asked("What does it cost?"), None), Answer::Say(text) if text.contains("dollars"))
        );
        let mut none = asked("Please book.");
        none["tool_choice"] = "none".into();
        assert!(matches!(answer(&none, None), Answer::Say(_)));
        let mut forced = asked("Hm.");
        forced["tool_choice"] = json!({"type": "function", "function": {"name": "transfer_call"}});
        assert_eq!(answer(&forced, None), Answer::Use("transfer_call".into(), json!({})));
    }

    #[test]
    fn what_a_tool_brought_is_told_and_the_tool_is_not_used_again() {
        let mut request = asked("Book tomorrow.");
        request["messages"].as_array_mut().unwrap().push(
            json!({"role": "tool", "tool_call_id": "1", "content": "{\"message\": \"You are booked for ten\"}"}),
        );
        let Answer::Say(text) = answer(&request, None) else { panic!() };
        assert!(text.contains("You are booked for ten"), "{text}");
    }

    #[test]
    fn the_same_conversation_has_the_same_answer() {
        let request =
            json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "My dog is ill"}]}]});
        let Answer::Say(text) = answer(&request, None) else { panic!() };
        assert!(text.contains("My dog is ill."), "{text}");
        assert_eq!(answer(&request, None), Answer::Say(text));
        assert_eq!(answer(&request, Some("Fixed.")), Answer::Say("Fixed.".into()));
        assert!(matches!(answer(&json!({}), None), Answer::Say(text) if text.starts_with("Hello")));
    }

    #[test]
    fn who_wants_a_schema_gets_what_fits_it() {
        let request = json!({
            "messages": [{"role": "user", "content": "The caller booked for Monday."}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema":
                {"type": "object", "required": ["day"], "properties": {"day": {"type": "string"}}}}},
        });
        assert_eq!(answer(&request, None), Answer::Say("{\"day\":\"monday\"}".into()));
    }
}
