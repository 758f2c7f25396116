//! What may be entered for an account.

use crate::FieldProblem;
use crate::booking::PRIORITIES;

/// Lines of an account, at most.
const LINES_MOST: u32 = 1_000;
/// The longest secret, in characters.
const SECRET_MOST: usize = 1_000;

/// Reads a name.
pub(crate) fn name(problems: &mut Vec<FieldProblem>, name: &str) -> String {
    let name = name.trim();
    if name.is_empty() {
        problems.push(FieldProblem::new("name", "required", "this may not be empty"));
    } else if name.chars().count() > 60 || name.chars().any(char::is_control) {
        problems.push(FieldProblem::new("name", "too_long", "use up to 60 characters on one line"));
    }
    name.to_owned()
}

/// Looks at a number of lines.
pub(crate) fn lines(problems: &mut Vec<FieldProblem>, lines: u32) {
    if lines > LINES_MOST {
        let message = format!("use a number from 0 to {LINES_MOST}");
        problems.push(FieldProblem::new("lines", "out_of_range", message));
    }
}

/// Looks at a priority.
pub(crate) fn priority(problems: &mut Vec<FieldProblem>, priority: i32) {
    if !PRIORITIES.contains(&priority) {
        problems.push(FieldProblem::new("priority", "out_of_range", "use a number from -100 to 100"));
    }
}

/// Looks at a secret: it travels in a header, so that only plain characters can be in it.
pub(super) fn secret(problems: &mut Vec<FieldProblem>, field: &'static str, secret: Option<&str>) {
    let plain =
        |text: &str| (1..=SECRET_MOST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if secret.is_some_and(|secret| !plain(secret)) {
        let message = "paste it whole, without spaces";
        problems.push(FieldProblem::new(field, "not_a_secret", message));
    }
}
