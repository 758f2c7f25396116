//! What is said on the phone.

use serde_json::{Map, Value};

use super::person::Person;

/// Who says a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The assistant of the vendor.
    Assistant,
    /// Whoever answered.
    Callee,
}

/// The texts a conversation is made from.
pub struct Subject<'a> {
    /// Values for the assistant's placeholders.
    pub variables: Option<&'a Map<String, Value>>,
    /// The first sentence the caller asked for, with placeholders.
    pub first_message: Option<&'a str>,
}

impl Subject<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.variables?.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
    }

    fn opening(&self) -> String {
        match self.first_message {
            Some(message) => self.filled(message),
            None => format!(
                "Hello{}, this is an AI assistant calling on behalf of a person who asked me to.",
                self.text("name").map(|name| format!(" {name}")).unwrap_or_default()
            ),
        }
    }

    /// Fills `{{name}}` and `{{ name }}`; unknown names become nothing, as with the vendor.
    fn filled(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else { break };
            text.push_str(before);
            text.push_str(self.text(name.trim()).unwrap_or_default());
            rest = after;
        }
        text.push_str(rest);
        text
    }

    fn conversation(&self) -> Vec<(Speaker, String)> {
        use Speaker::{Assistant, Callee};
        let request = self.text("request").unwrap_or("have a short conversation");
        let mut lines = vec![
            (Assistant, self.opening()),
            (Callee, "Oh, hello! What is it about?".into()),
            (Assistant, format!("I was asked to talk with you about this: {request}")),
            (Callee, "That is kind, thank you. Go on.".into()),
        ];
        let small_talk = [
            (Assistant, "Happy to. Is this still a good time for you?"),
            (Callee, "Yes, it is. I have a cup of tea in front of me."),
            (Assistant, "Then let us take our time. What would you like to hear first?"),
            (Callee, "Just the important part, please."),
            (Assistant, "Of course. That was all I wanted to make sure of."),
            (Callee, "Lovely. Thank you for calling, goodbye!"),
        ];
        lines.extend(small_talk.map(|(speaker, text)| (speaker, text.into())));
        lines
    }
}

/// The lines of a conversation that lasted `seconds`.
///
/// A line takes about a second and a half, so that a call that is cut short has a transcript that is too.
pub fn lines(person: Person, subject: &Subject<'_>, seconds: f64) -> Vec<(Speaker, String)> {
    use Speaker::{Assistant, Callee};
    let mut lines = match person {
        Person::Voicemail => vec![
            (Callee, "You have reached my voicemail. Please leave a message after the tone.".into()),
            (Assistant, subject.opening()),
        ],
        Person::Screened => vec![
            (
                Callee,
                "Hi, the person you are calling uses a screening assistant. Who is calling, please?".into(),
            ),
            (Assistant, subject.opening()),
            (Callee, "Thank you. Please stay on the line.".into()),
            (Callee, "I am sorry, nobody is available. Goodbye.".into()),
        ],
        Person::Hasty => vec![(Assistant, subject.opening()), (Callee, "No, thank you.".into())],
        _ => subject.conversation(),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a conversation has a handful of lines; the cast saturates"
    )]
    let spoken = (seconds / 1.5).ceil() as usize;
    lines.truncate(spoken.max(1));
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_sentence_says_that_an_ai_is_calling() {
        let variables = json!({"name": "Asa", "request": "sing happy birthday"});
        let subject = Subject { variables: variables.as_object(), first_message: None };
        let lines = lines(Person::Talkative, &subject, 6.0);
        assert!(lines[0].1.starts_with("Hello Asa, this is an AI assistant"));
        assert!(lines[2].1.contains("sing happy birthday"));
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn placeholders_are_filled() {
        let variables = json!({"name": "Asa"});
        let subject =
            Subject { variables: variables.as_object(), first_message: Some("AI here, {{ name }}{{gone}}!") };
        assert_eq!(subject.opening(), "AI here, Asa!");
    }
}
