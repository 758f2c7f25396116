//! The script of an agent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tool::{self, Tool};
use super::words::{BUILT_IN, placeholders};
use crate::business::{Actions, Fault, Reader, VoiceChoice};

/// What an agent is, says and may do. In its texts `{{name}}` stands for a variable, for the `business` or for the
/// `agent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Script {
    /// Who it is: "You are Robin, the receptionist of …".
    pub persona: String,
    /// What it shall do, and how.
    pub instructions: String,
    /// What it says first; the greeting of the business when empty.
    pub first_message: String,
    /// Its voice; that of the business when empty.
    pub voice: VoiceChoice,
    /// The language that it speaks; that of the business when empty.
    pub language: String,
    /// The language model that thinks for it; the usual one when empty.
    pub model: String,
    /// Whose model that is, such as `openai`; whoever is first at hand when empty.
    pub provider: String,
    /// What its texts may name.
    pub variables: Vec<Variable>,
    /// What it may do, as far as the business allows it.
    pub actions: Actions,
    /// What it may have done by servers of the business; only in calls of our own voice.
    pub tools: Vec<Tool>,
}

/// Something that texts may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name, such as `address`.
    pub name: String,
    /// What stands in its place.
    pub value: String,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            persona: "You are {{agent}}, who answers the telephone of {{business}}.".to_owned(),
            instructions: "Be warm and brief.".to_owned(),
            first_message: "Hello, this is {{agent}}. How can I help you?".to_owned(),
            voice: VoiceChoice::default(),
            language: String::new(),
            model: String::new(),
            provider: String::new(),
            variables: Vec::new(),
            actions: Actions::default(),
            tools: Vec::new(),
        }
    }
}

impl Script {
    /// The longest instructions, in characters.
    const INSTRUCTIONS_MOST: usize = 20_000;
    /// The most variables.
    const VARIABLES_MOST: usize = 50;

    /// What is wrong with a draft; nothing when it can be kept.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.prose("persona", &self.persona, 2_000);
        reader.prose("instructions", &self.instructions, Self::INSTRUCTIONS_MOST);
        reader.prose("firstMessage", &self.first_message, 600);
        self.voice.judge(&mut reader, "voice");
        if !self.language.is_empty() {
            reader.language("language", &self.language);
        }
        reader.code("model", &self.model);
        reader.code("provider", &self.provider);
        if self.variables.len() > Self::VARIABLES_MOST {
            reader.note("variables", "too_many", format!("use {} at most", Self::VARIABLES_MOST));
        }
        for (index, variable) in self.variables.iter().enumerate() {
            let field = format!("variables.{index}");
            let sound = (1..=40).contains(&variable.name.len())
                && variable.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !sound {
                reader.note(format!("{field}.name"), "unsound", "use 1 to 40 letters, digits and _");
            } else if BUILT_IN.contains(&variable.name.as_str())
                || self.variables[..index].iter().any(|other| other.name == variable.name)
            {
                reader.note(format!("{field}.name"), "taken", "this name stands for something already");
            }
            reader.prose(format!("{field}.value"), &variable.value, 2_000);
        }
        tool::judge(&mut reader, &self.tools);
        reader.0
    }

    /// What keeps a sound draft from being published: it says nothing about who the agent is, or names what stands
    /// for nothing.
    pub fn faults_to_publish(&self) -> Vec<Fault> {
        let mut reader = Reader(self.faults());
        if self.persona.trim().is_empty() && self.instructions.trim().is_empty() {
            reader.note("instructions", "required", "say who the agent is and what it shall do");
        }
        let known = |name: &str| {
            BUILT_IN.contains(&name) || self.variables.iter().any(|variable| variable.name == name)
        };
        for (field, text) in [
            ("persona", &self.persona),
            ("instructions", &self.instructions),
            ("firstMessage", &self.first_message),
        ] {
            if let Some(name) = placeholders(text).find(|name| !known(name)) {
                let message = format!("{{{{{name}}}}} stands for nothing; add it to the variables");
                reader.note(field, "unknown_variable", message);
            }
        }
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(faults: Vec<Fault>) -> Vec<(String, &'static str)> {
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn the_usual_script_can_be_published() {
        assert_eq!(Script::default().faults_to_publish(), []);
        assert_eq!(serde_json::from_str::<Script>("{}").unwrap(), Script::default());
    }

    #[test]
    fn a_draft_may_be_unfinished_but_not_published() {
        let draft = Script {
            instructions: "Our address is {{address}}, says {{ agent }}.\nAsk for {{time}}.".into(),
            variables: vec![Variable { name: "time".into(), value: "the time".into() }],
            ..Script::default()
        };
        assert_eq!(draft.faults(), []);
        assert_eq!(fields(draft.faults_to_publish()), [("instructions".into(), "unknown_variable")]);
        let empty = Script { persona: " ".into(), instructions: String::new(), ..Script::default() };
        assert_eq!(fields(empty.faults_to_publish()), [("instructions".into(), "required")]);
    }

    #[test]
    fn names_are_sound_and_stand_for_one_thing() {
        let variable = |name: &str| Variable { name: name.into(), value: String::new() };
        let names = ["fine", "agent", "two words", "fine"].map(variable);
        let script =
            Script { variables: names.to_vec(), language: "english please".into(), ..Script::default() };
        let wanted = [
            ("language".into(), "unsound"),
            ("variables.1.name".into(), "taken"),
            ("variables.2.name".into(), "unsound"),
            ("variables.3.name".into(), "taken"),
        ];
        assert_eq!(fields(script.faults()), wanted);
    }
}
