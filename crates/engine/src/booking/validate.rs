//! Checking what a visitor entered; every field, so that all is told at once.

use std::time::Duration;

use ringwright_domain::booking::Contact;
use ringwright_domain::person::{Email, InvalidPerson, PersonName};
use ringwright_domain::phone::InvalidPhone;
use ringwright_domain::{Instant, Phone};
use ringwright_store::Plan;

use super::BookingRequest;
use crate::FieldProblem;

/// The longest time ahead that can be booked.
const FURTHEST: Duration = Duration::from_secs(90 * 24 * 3_600);

/// Reads the contact of a request.
pub(super) fn contact(
    request: &BookingRequest,
    region: &str,
    now: Instant,
) -> Result<Contact, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let name = note(&mut problems, "name", PersonName::parse(&request.name), person_code);
    let email = note(&mut problems, "email", Email::parse(&request.email), person_code);
    let phone = note(&mut problems, "phone", Phone::parse(&request.phone, Some(region)), phone_code);
    let text = request.request.trim();
    if text.chars().count() > Contact::REQUEST_MOST {
        let message = format!("this is longer than {} characters", Contact::REQUEST_MOST);
        problems.push(FieldProblem::new("request", "too_long", message));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        let message = "this holds characters that cannot be shown".to_owned();
        problems.push(FieldProblem::new("request", "unprintable", message));
    }
    if !request.consent {
        let message = "agree to be called by an artificial voice at this number".to_owned();
        problems.push(FieldProblem::new("consent", "required", message));
    }
    if request.plan.trim().is_empty() {
        problems.push(FieldProblem::new("plan", "required", "choose a plan"));
    } else if !request.plan.trim().bytes().all(|b| b.is_ascii_graphic()) {
        let message = "there is no such plan; choose one of those listed".to_owned();
        problems.push(FieldProblem::new("plan", "unknown", message));
    }
    problems.extend(request.scheduled_at.and_then(|at| time_problem(at, now)));
    match (name, email, phone) {
        (Some(name), Some(email), Some(phone)) if problems.is_empty() => {
            Ok(Contact { name, phone, email, request: text.to_owned() })
        }
        _ => Err(problems),
    }
}

/// Reads what makes a person the same person.
pub(super) fn person(phone: &str, email: &str, region: &str) -> Result<(Phone, Email), Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let phone = note(&mut problems, "phone", Phone::parse(phone, Some(region)), phone_code);
    let email = note(&mut problems, "email", Email::parse(email), person_code);
    phone.zip(email).ok_or(problems)
}

/// The age that a plan asks for and the visitor confirmed; none where none is asked for.
pub(super) fn confirmed_age(request: &BookingRequest, plan: &Plan) -> Result<Option<u32>, Vec<FieldProblem>> {
    match plan.minimum_age {
        0 => Ok(None),
        age if request.age_confirmed => Ok(Some(age)),
        age => {
            let message = format!("confirm that you are at least {age} years old");
            Err(vec![FieldProblem::new("ageConfirmed", "required", message)])
        }
    }
}

/// Reads a phone number alone.
pub(super) fn phone(text: &str, region: &str) -> Result<Phone, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    note(&mut problems, "phone", Phone::parse(text, Some(region)), phone_code).ok_or(problems)
}

fn time_problem(at: Instant, now: Instant) -> Option<FieldProblem> {
    let message = if at < now.minus(Duration::from_secs(60)) {
        "this time has passed; choose a later one or be called now"
    } else if at > now.plus(FURTHEST) {
        "this is more than 90 days ahead; choose an earlier time"
    } else {
        return None;
    };
    Some(FieldProblem::new("scheduledAt", "out_of_range", message))
}

fn note<T, E: std::fmt::Display>(
    problems: &mut Vec<FieldProblem>,
    field: &'static str,
    read: Result<T, E>,
    code: fn(&E) -> &'static str,
) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            problems.push(FieldProblem::new(field, code(&error), error.to_string()));
            None
        }
    }
}

const fn person_code(error: &InvalidPerson) -> &'static str {
    match error {
        InvalidPerson::Empty => "required",
        InvalidPerson::TooLong(_) => "too_long",
        InvalidPerson::Unprintable => "unprintable",
        InvalidPerson::NotAnAddress => "not_an_address",
    }
}

const fn phone_code(error: &InvalidPhone) -> &'static str {
    match error {
        InvalidPhone::Empty => "required",
        InvalidPhone::NotANumber => "not_a_number",
        InvalidPhone::NotInPlan => "not_in_numbering_plan",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> BookingRequest {
        BookingRequest {
            name: "Ada Example".into(),
            phone: "202 555 0100".into(),
            email: "ada@example.com".into(),
            plan: "standard".into(),
            request: String::new(),
            consent: true,
            age_confirmed: false,
            scheduled_at: None,
            method: ringwright_domain::payment::PaymentMethod::Checkout,
            idempotency_key: None,
        }
    }

    #[test]
    fn a_sound_request_is_read() {
        let contact = contact(&request(), "US", Instant::from_seconds(1_000)).unwrap();
        assert_eq!(contact.phone.as_str(), "+12025550100");
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let wrong = BookingRequest {
            name: " ".into(),
            phone: "12".into(),
            email: "nobody".into(),
            plan: String::new(),
            request: "x".repeat(501),
            consent: false,
            age_confirmed: false,
            scheduled_at: Some(Instant::from_seconds(1)),
            method: ringwright_domain::payment::PaymentMethod::Checkout,
            idempotency_key: None,
        };
        let problems = contact(&wrong, "US", Instant::from_seconds(1_000_000)).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_ref()).collect();
        assert_eq!(fields, ["name", "email", "phone", "request", "consent", "plan", "scheduledAt"]);
    }
}
