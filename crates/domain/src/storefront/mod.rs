//! What an organisation says on its public page: words, questions, links, colours.

mod rules;

pub use rules::Fault;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the public page says and how it looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// The first line.
    pub headline: String,
    /// The second line, in the accent colour.
    pub headline_accent: String,
    /// What it is, in a sentence or two.
    pub lead: String,
    /// How it works, at most [`Content::STEPS_MOST`].
    pub steps: Vec<StepText>,
    /// What people said; only what real people really said. At most [`Content::TESTIMONIALS_MOST`].
    pub testimonials: Vec<Testimonial>,
    /// What people ask, at most [`Content::QUESTIONS_MOST`].
    pub questions: Vec<Question>,
    /// Where to write to; empty when nowhere.
    pub contact_email: String,
    /// Pages that the law asks for.
    pub links: Links,
    /// How it looks.
    pub theme: Theme,
    /// What search engines and previews show; empty means made of the other words.
    pub seo: Seo,
}

/// A step of how it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepText {
    /// A few words.
    pub title: String,
    /// A sentence.
    pub text: String,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Testimonial {
    /// Their words.
    pub quote: String,
    /// Who.
    pub name: String,
    /// More about them, such as the town; may be empty.
    pub detail: String,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// What people ask.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// Addresses of pages that the law asks for; each empty or `https://`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Links {
    /// Who is behind it.
    pub imprint: String,
    /// What becomes of personal data.
    pub privacy: String,
    /// The terms of business.
    pub terms: String,
}

/// How the page looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Theme {
    /// The accent colour, `#rrggbb`.
    pub accent: String,
    /// Which of the page's looks.
    pub look: Look,
    /// Light or dark.
    pub mode: ThemeMode,
}

/// The looks of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// An evening line.
    Hotline,
    /// A present.
    Gift,
    /// A practice.
    Clinic,
    /// Nothing but the words.
    Plain,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThemeMode {
    /// As the visitor's device has it.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What search engines and previews show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seo {
    /// The title.
    pub title: String,
    /// The description.
    pub description: String,
}

impl Default for Content {
    fn default() -> Self {
        let step = |title: &str, text: &str| StepText { title: title.to_owned(), text: text.to_owned() };
        let question = |question: &str, answer: &str| Question {
            question: question.to_owned(),
            answer: answer.to_owned(),
        };
        Self {
            headline: "Somebody to talk to,".to_owned(),
            headline_accent: "when you want to talk.".to_owned(),
            lead: "Choose how long, tell us what is on your mind, and we call you. An artificial voice that \
                   listens, and says that it is one."
                .to_owned(),
            steps: vec![
                step("Book", "Choose a plan and leave the number to call. It takes a minute."),
                step("Wait a moment", "See your place in line live, or choose a time that suits you."),
                step("Talk", "Your telephone rings. Hang up whenever you like."),
            ],
            testimonials: Vec::new(),
            questions: vec![
                question("Who calls me?", "An artificial voice. It says so at the beginning of the call."),
                question(
                    "What if I miss the call?",
                    "We try again a little later. If we never reach you, your money goes back by itself.",
                ),
                question("Can I call it off?", "Yes, until your telephone rings. What you paid goes back."),
            ],
            contact_email: String::new(),
            links: Links::default(),
            theme: Theme { accent: "#b7791f".to_owned(), look: Look::Hotline, mode: ThemeMode::Auto },
            seo: Seo::default(),
        }
    }
}

impl Content {
    /// Steps, at most.
    pub const STEPS_MOST: usize = 6;
    /// Testimonials, at most.
    pub const TESTIMONIALS_MOST: usize = 12;
    /// Questions, at most.
    pub const QUESTIONS_MOST: usize = 20;

    /// Reads what was kept; what it does not say is as the program says by default.
    ///
    /// # Errors
    /// When it holds what no version of this program wrote.
    pub fn read(kept: Value) -> serde_json::Result<Self> {
        let mut whole = serde_json::to_value(Self::default())?;
        overlay(&mut whole, kept);
        serde_json::from_value(whole)
    }

    /// The same with nothing left empty that a page needs: `name` is the organisation's.
    #[must_use]
    pub fn filled(mut self, name: &str) -> Self {
        if self.seo.title.is_empty() {
            let words = [self.headline.as_str(), &self.headline_accent].map(str::trim).join(" ");
            self.seo.title = format!("{name}: {}", words.trim());
        }
        if self.seo.description.is_empty() {
            self.seo.description = self.lead.clone();
        }
        self
    }
}

/// Lays the fields of `over` upon those of `under`.
fn overlay(under: &mut Value, over: Value) {
    match (under, over) {
        (Value::Object(under), Value::Object(over)) => {
            for (key, value) in over {
                overlay(under.entry(key).or_insert(Value::Null), value);
            }
        }
        (under, over) => *under = over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_said_is_as_by_default() {
        assert_eq!(Content::read(json!({})).unwrap(), Content::default());
        let content =
            Content::read(json!({ "headline": "Hi", "theme": { "mode": "dark" }, "old": 1 })).unwrap();
        assert_eq!((content.headline.as_str(), content.theme.mode), ("Hi", ThemeMode::Dark));
        assert_eq!(content.theme.look, Look::Hotline);
        assert!(content.testimonials.is_empty(), "nobody is quoted who said nothing");
        assert!(Content::read(json!({ "theme": { "look": "loud" } })).is_err());
    }

    #[test]
    fn search_engines_get_words_in_any_case() {
        let filled = Content::default().filled("Evening Line");
        assert_eq!(filled.seo.title, "Evening Line: Somebody to talk to, when you want to talk.");
        assert_eq!(filled.seo.description, filled.lead);
        let own = Seo { title: "Own".into(), description: "words".into() };
        assert_eq!(Content { seo: own.clone(), ..Content::default() }.filled("x").seo, own);
    }
}
