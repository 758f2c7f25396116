//! Looking at fields; all that is wrong is told at once.

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, such as `week.mon.0.to`.
    pub field: String,
    /// A stable word for the rule that was broken.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Notes what is wrong with fields.
#[derive(Default)]
pub(crate) struct Reader(pub Vec<Fault>);

impl Reader {
    pub(crate) fn note(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), code, message: message.into() });
    }

    /// A text of at most `most` characters that can be shown; it may be empty.
    pub(crate) fn text(&mut self, field: impl Into<String>, text: &str, most: usize) {
        if text.chars().count() > most {
            self.note(field, "too_long", format!("this is longer than {most} characters"));
        } else if text.chars().any(char::is_control) {
            self.note(field, "unprintable", "this holds characters that cannot be shown");
        }
    }

    /// A name: 1 to 80 characters on one line.
    pub(crate) fn name(&mut self, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.note(field, "required", "this may not be empty");
        } else {
            self.text(field, text, 80);
        }
    }

    /// A word as vendors use them for names of things: no spaces, at most 100 characters; it may be empty.
    pub(crate) fn code(&mut self, field: impl Into<String>, text: &str) {
        if text.len() > 100 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.note(field, "not_a_code", "write it as the vendor does, without spaces");
        }
    }

    /// A language such as `en` or `en-US`.
    pub(crate) fn language(&mut self, field: impl Into<String>, text: &str) {
        let part = |part: &str| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if !text.split('-').all(part) {
            self.note(field, "unsound", "write a language, such as en or en-US");
        }
    }

    /// A text of several lines of at most `most` characters; it may be empty.
    pub(crate) fn prose(&mut self, field: impl Into<String>, text: &str, most: usize) {
        if text.chars().count() > most {
            self.note(field, "too_long", format!("this is longer than {most} characters"));
        } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.note(field, "unprintable", "this holds characters that cannot be shown");
        }
    }

    /// A number in a range, both ends included.
    pub(crate) fn range(&mut self, field: &str, value: u32, from: u32, to: u32) {
        if !(from..=to).contains(&value) {
            self.note(field, "out_of_range", format!("this must be between {from} and {to}"));
        }
    }
}
