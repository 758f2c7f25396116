//! What may be said on the public page; every field is looked at, so that all is told at once.

use super::Content;
use crate::person::Email;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `steps.0.title`.
    pub field: String,
    /// A stable word for the rule that was broken.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Looks at fields and notes what is wrong with them.
#[derive(Default)]
struct Reader(Vec<Fault>);

impl Reader {
    fn note(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), code, message: message.into() });
    }

    /// A text of at most `most` characters that can be shown; several lines only where `lines` says so.
    fn text(&mut self, field: impl Into<String>, text: &str, most: usize, lines: bool) {
        let odd = |c: char| c.is_control() && !(lines && c == '\n');
        if text.chars().count() > most {
            self.note(field, "too_long", format!("this is longer than {most} characters"));
        } else if text.chars().any(odd) {
            self.note(field, "unprintable", "this holds characters that cannot be shown");
        }
    }

    /// The same, which may not be empty.
    fn words(&mut self, field: impl Into<String>, text: &str, most: usize, lines: bool) {
        let field = field.into();
        if text.trim().is_empty() {
            self.note(field, "required", "this may not be empty");
        } else {
            self.text(field, text, most, lines);
        }
    }

    fn count(&mut self, field: &str, count: usize, most: usize) {
        if count > most {
            self.note(field, "too_many", format!("these are more than {most}"));
        }
    }

    /// Nothing, or an address that a visitor can be sent to without harm.
    fn link(&mut self, field: &str, link: &str) {
        let sound = link.strip_prefix("https://").is_some_and(|rest| {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            host.contains('.')
                && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'))
                && !rest.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>'))
        });
        if !link.is_empty() && (!sound || link.len() > 300) {
            self.note(field, "not_a_link", "use an address that begins with https://, or leave it empty");
        }
    }
}

/// Whether a text is a colour of the form `#rrggbb`.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl Content {
    /// What is wrong with it, field by field; empty when it may be shown.
    pub fn faults(&self) -> Vec<Fault> {
        let mut reader = Reader::default();
        reader.words("headline", &self.headline, 80, false);
        reader.text("headlineAccent", &self.headline_accent, 80, false);
        reader.text("lead", &self.lead, 400, true);
        reader.count("steps", self.steps.len(), Self::STEPS_MOST);
        for (i, step) in self.steps.iter().enumerate() {
            reader.words(format!("steps.{i}.title"), &step.title, 60, false);
            reader.words(format!("steps.{i}.text"), &step.text, 240, true);
        }
        reader.count("testimonials", self.testimonials.len(), Self::TESTIMONIALS_MOST);
        for (i, said) in self.testimonials.iter().enumerate() {
            reader.words(format!("testimonials.{i}.quote"), &said.quote, 500, true);
            reader.words(format!("testimonials.{i}.name"), &said.name, 60, false);
            reader.text(format!("testimonials.{i}.detail"), &said.detail, 80, false);
        }
        reader.count("questions", self.questions.len(), Self::QUESTIONS_MOST);
        for (i, asked) in self.questions.iter().enumerate() {
            reader.words(format!("questions.{i}.question"), &asked.question, 160, false);
            reader.words(format!("questions.{i}.answer"), &asked.answer, 1_500, true);
        }
        if !self.contact_email.is_empty()
            && let Err(error) = Email::parse(&self.contact_email)
        {
            reader.note("contactEmail", "not_an_address", error.to_string());
        }
        reader.link("links.imprint", &self.links.imprint);
        reader.link("links.privacy", &self.links.privacy);
        reader.link("links.terms", &self.links.terms);
        if !is_colour(&self.theme.accent) {
            reader.note("theme.accent", "not_a_colour", "write the colour as #rrggbb, such as #e2725b");
        }
        reader.text("seo.title", &self.seo.title, 120, false);
        reader.text("seo.description", &self.seo.description, 320, false);
        reader.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::{Links, Question, Seo, StepText, Testimonial};

    fn fields(content: &Content) -> Vec<String> {
        content.faults().into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect()
    }

    #[test]
    fn what_the_program_says_by_default_may_be_shown() {
        assert_eq!(Content::default().faults(), []);
        assert_eq!(Content::default().filled("A name").faults(), []);
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let step = StepText { title: " ".into(), text: "a\u{7}b".into() };
        let mut content = Content {
            headline: String::new(),
            headline_accent: "x".repeat(81),
            lead: "x".repeat(401),
            steps: vec![step; 7],
            testimonials: vec![Testimonial { quote: "q".into(), name: String::new(), detail: "d\n".into() }],
            questions: vec![Question { question: "q\nq".into(), answer: "two\nlines".into() }],
            contact_email: "nobody".into(),
            links: Links {
                imprint: "http://example.com".into(),
                privacy: "https://example.com/a b".into(),
                terms: "javascript:alert(1)".into(),
            },
            seo: Seo { title: "x".repeat(121), description: "x".repeat(321) },
            ..Content::default()
        };
        content.theme.accent = "red".into();
        let told = fields(&content);
        for expected in [
            "headline required",
            "headlineAccent too_long",
            "lead too_long",
            "steps too_many",
            "steps.6.title required",
            "steps.0.text unprintable",
            "testimonials.0.name required",
            "testimonials.0.detail unprintable",
            "questions.0.question unprintable",
            "contactEmail not_an_address",
            "links.imprint not_a_link",
            "links.privacy not_a_link",
            "links.terms not_a_link",
            "theme.accent not_a_colour",
            "seo.title too_long",
            "seo.description too_long",
        ] {
            assert!(told.iter().any(|fault| fault == expected), "{expected}: {told:?}");
        }
        assert!(!told.iter().any(|fault| fault.starts_with("questions.0.answer")), "{told:?}");
    }

    #[test]
    fn only_links_without_harm_are_taken() {
        let with = |imprint: &str| {
            fields(&Content {
                links: Links { imprint: imprint.into(), ..Links::default() },
                ..Content::default()
            })
        };
        for sound in
            ["", "https://example.com", "https://example.com:8443/imprint?a=b#c", "https://exämple.de/"]
        {
            assert_eq!(with(sound), Vec::<String>::new(), "{sound}");
        }
        for wrong in
            ["https://", "https://localhost", "https://a@b.com", "https://example.com/\"x", "//example.com"]
        {
            assert_eq!(with(wrong).len(), 1, "{wrong}");
        }
    }
}
