//! What a plan may be; every field is looked at, so that all is told at once.

use ringwright_domain::{Currency, Money};
use ringwright_store::Plan;

use super::PlanForm;
use crate::FieldProblem;

/// The highest price in minor units: what Stripe charges at once, at most.
const PRICE_MOST: i64 = 99_999_999;
/// The shortest and the longest conversation, in seconds.
const DURATION: std::ops::RangeInclusive<u32> = 30..=4 * 3_600;
/// The highest age that can be asked for.
const AGE_MOST: u32 = 99;

/// Whether a text is a short name for machines.
pub(crate) fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

fn text(problems: &mut Vec<FieldProblem>, field: &'static str, text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() > most {
        problems.push(FieldProblem::new(field, "too_long", format!("this is longer than {most} characters")));
    } else if text.chars().any(char::is_control) {
        problems.push(FieldProblem::new(field, "unprintable", "this holds characters that cannot be shown"));
    }
    text.to_owned()
}

fn range<T: PartialOrd + std::fmt::Display>(
    problems: &mut Vec<FieldProblem>,
    field: &'static str,
    value: &T,
    range: &std::ops::RangeInclusive<T>,
) {
    if !range.contains(value) {
        let message = format!("use a number from {} to {}", range.start(), range.end());
        problems.push(FieldProblem::new(field, "out_of_range", message));
    }
}

/// Reads a plan.
pub(super) fn read(form: &PlanForm) -> Result<Plan, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let noted = &mut problems;
    for (field, code) in [("code", &form.code), ("persona", &form.persona)] {
        if !is_code(code) {
            let message = "use 1 to 40 small letters, digits, - and _";
            noted.push(FieldProblem::new(field, "not_a_code", message));
        }
    }
    let name = text(noted, "name", &form.name, 60);
    if name.is_empty() {
        noted.push(FieldProblem::new("name", "required", "this may not be empty"));
    }
    let description = text(noted, "description", &form.description, 300);
    let disclosure = text(noted, "disclosure", &form.disclosure, 300);
    let badge = text(noted, "badge", &form.badge, 30);
    range(noted, "priceMinor", &form.price_minor, &(0..=PRICE_MOST));
    range(noted, "durationSeconds", &form.duration_seconds, &DURATION);
    range(noted, "priority", &form.priority, &(-100..=100));
    range(noted, "position", &form.position, &(0..=1_000));
    range(noted, "minimumAge", &form.minimum_age, &(0..=AGE_MOST));
    let currency: Option<Currency> = form.currency.parse().ok();
    if currency.is_none() {
        noted.push(FieldProblem::new("currency", "not_a_currency", "use a code of ISO 4217, such as USD"));
    }
    match currency {
        Some(currency) if problems.is_empty() => Ok(Plan {
            code: form.code.clone(),
            name,
            description,
            price: Money::new(form.price_minor, currency),
            duration_seconds: form.duration_seconds,
            persona: form.persona.clone(),
            priority: form.priority,
            position: form.position,
            active: form.active,
            minimum_age: form.minimum_age,
            disclosure,
            badge,
        }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> PlanForm {
        PlanForm {
            code: "standard".into(),
            name: " Standard ".into(),
            description: String::new(),
            price_minor: 999,
            currency: "usd".into(),
            duration_seconds: 600,
            persona: "luna".into(),
            priority: 10,
            position: 2,
            active: true,
            minimum_age: 18,
            disclosure: String::new(),
            badge: "Most chosen".into(),
        }
    }

    #[test]
    fn a_sound_plan_is_read() {
        let plan = read(&form()).unwrap();
        assert_eq!((plan.name.as_str(), plan.price.to_string()), ("Standard", "9.99 USD".into()));
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let wrong = PlanForm {
            code: "Two Words".into(),
            name: " ".into(),
            description: "x".repeat(301),
            price_minor: -1,
            currency: "dollars".into(),
            duration_seconds: 29,
            persona: String::new(),
            priority: 101,
            position: -1,
            active: true,
            minimum_age: 100,
            disclosure: "\u{7}".into(),
            badge: "x".repeat(31),
        };
        let problems = read(&wrong).unwrap_err();
        let mut fields: Vec<_> = problems.iter().map(|problem| problem.field.as_ref()).collect();
        fields.sort_unstable();
        let all = [
            "badge",
            "code",
            "currency",
            "description",
            "disclosure",
            "durationSeconds",
            "minimumAge",
            "name",
            "persona",
            "position",
            "priceMinor",
            "priority",
        ];
        assert_eq!(fields, all);
    }
}
