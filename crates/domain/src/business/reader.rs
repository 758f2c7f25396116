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
pub(super) struct Reader(pub Vec<Fault>);

impl Reader {
    pub(super) fn note(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Fault { field: field.into(), code, message: message.into() });
    }

    /// A text of at most `most` characters that can be shown; it may be empty.
    pub(super) fn text(&mut self, field: impl Into<String>, text: &str, most: usize) {
        if text.chars().count() > most {
            self.note(field, "too_long", format!("this is longer than {most} characters"));
        } else if text.chars().any(char::is_control) {
            self.note(field, "unprintable", "this holds characters that cannot be shown");
        }
    }

    /// A number in a range, both ends included.
    pub(super) fn range(&mut self, field: &str, value: u32, from: u32, to: u32) {
        if !(from..=to).contains(&value) {
            self.note(field, "out_of_range", format!("this must be between {from} and {to}"));
        }
    }
}
