//! What an agent says, in the form in which one call stands above the assistant that Vapi keeps
//! (`AssistantOverrides`, <https://docs.vapi.ai/api-reference/calls/create>).

use serde_json::{Map, Value, json};

use super::wire::{Assistant, Words};
use crate::carrier::{AgentWords, Choice};

/// Whose models Vapi can be told to think with by their name alone.
pub const MODEL_PROVIDERS: [&str; 15] = [
    "anthropic",
    "anthropic-bedrock",
    "anyscale",
    "cerebras",
    "deep-seek",
    "deepinfra",
    "google",
    "groq",
    "inflection-ai",
    "minimax",
    "openai",
    "openrouter",
    "perplexity-ai",
    "together-ai",
    "xai",
];

/// Whose voices Vapi can be told to speak with by their name alone.
pub const VOICE_PROVIDERS: [&str; 17] = [
    "11labs",
    "azure",
    "cartesia",
    "deepgram",
    "hume",
    "inworld",
    "lmnt",
    "microsoft",
    "minimax",
    "openai",
    "playht",
    "rime-ai",
    "smallest-ai",
    "tavus",
    "vapi",
    "wellsaid",
    "xai",
];

/// What every provider's model understands; the rest stays with the provider it was chosen for.
const COMMON: [&str; 8] = [
    "tools",
    "toolIds",
    "toolRefs",
    "knowledgeBase",
    "temperature",
    "maxTokens",
    "emotionRecognitionEnabled",
    "numFastTurns",
];

/// Vapi's usual recogniser, where the assistant names none.
const TRANSCRIBER: &str = "deepgram";

/// What every call tells of the person, in Vapi's own variables.
const PERSON: &str = "You are calling {{name}}. When they booked the call, they wrote: {{request}}";

/// An override of a model takes the whole model's place, so the assistant's own tools and settings come along.
pub(super) fn overrides(words: &AgentWords, assistant: Assistant) -> Words {
    let mut transcriber = assistant.transcriber.unwrap_or_default();
    transcriber.entry("provider").or_insert_with(|| TRANSCRIBER.into());
    let understood = transcriber.get("language").and_then(Value::as_str);
    if !understood.is_some_and(|language| speaks(language, &words.language)) {
        transcriber.insert("language".to_owned(), words.language.as_str().into());
    }
    let voice =
        words.voice.as_ref().map(|Choice { provider, id }| json!({ "provider": provider, "voiceId": id }));
    Words {
        first_message: words.first_message.clone(),
        model: model(words, assistant.model.unwrap_or_default()),
        transcriber,
        voice,
    }
}

fn model(words: &AgentWords, mut own: Map<String, Value>) -> Map<String, Value> {
    if let Some(Choice { provider, id }) = &words.model {
        if own.get("provider").and_then(Value::as_str) != Some(provider) {
            own.retain(|name, _| COMMON.contains(&name.as_str()));
        }
        own.insert("provider".to_owned(), provider.as_str().into());
        own.insert("model".to_owned(), id.as_str().into());
    }
    let system = format!("{}\n\n{PERSON}", words.instructions);
    own.insert("messages".to_owned(), json!([{ "role": "system", "content": system }]));
    own
}

/// Whether a recogniser that is set to `set` understands `language`: `en-US` does `en`, and `multi` what it can.
fn speaks(set: &str, language: &str) -> bool {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    set == "multi" || (primary(set) == primary(language) && (set.len() > 2 || language.len() == 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> AgentWords {
        AgentWords {
            instructions: "Be kind.".into(),
            first_message: Some("Hej!".into()),
            language: "sv".into(),
            model: None,
            voice: Some(Choice { provider: "11labs".into(), id: "astrid".into() }),
        }
    }

    fn assistant() -> Assistant {
        let assistant = json!({
            "model": {
                "provider": "openai", "model": "gpt-4o", "temperature": 0.3, "toolIds": ["t1"],
                "reasoningEffort": "low", "messages": [{"role": "system", "content": "Old words."}],
            },
            "transcriber": {"provider": "gladia", "language": "en"},
        });
        serde_json::from_value(assistant).unwrap()
    }

    #[test]
    fn the_assistants_model_keeps_its_settings_and_says_our_words() {
        let said = overrides(&words(), assistant());
        let system = json!([{"role": "system", "content": format!("Be kind.\n\n{PERSON}")}]);
        let expected = json!({
            "provider": "openai", "model": "gpt-4o", "temperature": 0.3, "toolIds": ["t1"],
            "reasoningEffort": "low", "messages": system,
        });
        assert_eq!(Value::Object(said.model), expected);
        assert_eq!(Value::Object(said.transcriber), json!({"provider": "gladia", "language": "sv"}));
        assert_eq!(said.voice, Some(json!({"provider": "11labs", "voiceId": "astrid"})));
    }

    #[test]
    fn another_providers_model_takes_along_what_it_understands() {
        let choice = |provider: &str| Some(Choice { provider: provider.into(), id: "m".into() });
        let other = overrides(&AgentWords { model: choice("anthropic"), ..words() }, assistant()).model;
        assert_eq!((&other["provider"], &other["model"]), (&json!("anthropic"), &json!("m")));
        assert!(other.contains_key("toolIds") && !other.contains_key("reasoningEffort"));
        let same = overrides(&AgentWords { model: choice("openai"), ..words() }, assistant()).model;
        assert!(same["model"] == "m" && same.contains_key("reasoningEffort"));
    }

    #[test]
    fn a_recogniser_that_understands_the_language_is_left_as_it_is() {
        for (set, language, left) in [
            ("en-US", "en", true),
            ("en", "en", true),
            ("multi", "sv", true),
            ("en", "en-GB", false),
            ("sv", "en", false),
        ] {
            assert_eq!(speaks(set, language), left, "{set} {language}");
        }
        let usual = overrides(&words(), Assistant::default()).transcriber;
        assert_eq!(Value::Object(usual), json!({"provider": "deepgram", "language": "sv"}));
    }
}
