//! The hosted checkout page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::html::{escape, money};
use super::{POLICY, page};
use crate::stripe::{Card, Offer, Outcome, Payer, SessionStatus, TEST_CARDS};
use crate::world::World;

type Shared = State<Arc<World>>;

const FRAME: &str = include_str!("../assets/pay.html");
const FORM: &str = include_str!("../assets/pay-form.html");
const AUTHENTICATE: &str = include_str!("../assets/pay-authenticate.html");
const CLOSED: &str = include_str!("../assets/pay-closed.html");

// What the inputs accept, and how browsers may fill them.
const EMAIL: &str = r#"type="email" autocomplete="email" maxlength="200""#;
const NUMBER: &str = concat!(
    r#"inputmode="numeric" required autocomplete="cc-number" "#,
    r#"placeholder="4242 4242 4242 4242" maxlength="23""#
);
const EXPIRY: &str =
    r#"inputmode="numeric" required autocomplete="cc-exp" placeholder="MM / YY" maxlength="9""#;
const CVC: &str = r#"inputmode="numeric" required autocomplete="cc-csc" placeholder="123" maxlength="4""#;
const NAME: &str = r#"required autocomplete="cc-name" maxlength="100""#;

/// The routes under `/pay`.
pub fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/pay/{session}", get(show).post(submit))
        .route("/pay/{session}/authenticate", get(show_authenticate).post(authenticate))
        .route("/pay/{session}/confirm", post(confirm))
}

/// What somebody typed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    card: String,
    expiry: Option<String>,
    cvc: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl Entry {
    fn form(body: &[u8]) -> Self {
        let mut entry = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let value = value.trim().chars().take(200).collect::<String>();
            match name.as_ref() {
                "card" => entry.card = value,
                "expiry" => entry.expiry = Some(value),
                "cvc" => entry.cvc = Some(value),
                "name" => entry.name = Some(value),
                "email" => entry.email = Some(value),
                _ => {}
            }
        }
        entry
    }

    fn split(&self) -> (Card, Payer) {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        (
            Card { number: self.card.clone(), expiry: self.expiry.clone(), cvc: self.cvc.clone() },
            Payer { name: given(&self.name), email: given(&self.email), postal_code: None },
        )
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

fn gone() -> Response {
    let body = CLOSED
        .replace("{{title}}", "This page does not exist")
        .replace("{{text}}", "The link is not complete, or the sandbox was reset.")
        .replace("{{link}}", "");
    frame(StatusCode::NOT_FOUND, POLICY, "Not found", &body)
}

async fn show(State(world): Shared, Path(id): Path<String>) -> Response {
    match world.offer(&id) {
        Some(offer) => render(StatusCode::OK, &offer, &Entry::default(), None),
        None => gone(),
    }
}

/// The way of a browser without scripts.
async fn submit(State(world): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let entry = Entry::form(&body);
    let (card, payer) = entry.split();
    let Some(outcome) = world.pay(&id, &card, payer) else { return gone() };
    match outcome {
        Outcome::Paid(url) | Outcome::Processing(url) => Redirect::to(&url).into_response(),
        Outcome::RequiresAction => Redirect::to(&format!("/pay/{id}/authenticate")).into_response(),
        Outcome::Declined(decline) => match world.offer(&id) {
            Some(offer) => {
                render(StatusCode::PAYMENT_REQUIRED, &offer, &entry, Some((decline.code, decline.message)))
            }
            None => gone(),
        },
        Outcome::Expired | Outcome::NothingToDo => Redirect::to(&format!("/pay/{id}")).into_response(),
    }
}

async fn show_authenticate(State(world): Shared, Path(id): Path<String>) -> Response {
    let Some(offer) = world.offer(&id) else { return gone() };
    let Some(last4) = offer.waiting.as_ref().filter(|_| offer.status == SessionStatus::Open) else {
        return Redirect::to(&format!("/pay/{id}")).into_response();
    };
    let body = AUTHENTICATE
        .replace("{{id}}", &escape(&offer.id))
        .replace("{{amount}}", &money(offer.total, &offer.currency))
        .replace("{{last4}}", &escape(last4));
    frame(StatusCode::OK, &policy(&offer), "Confirm it is you", &body)
}

async fn authenticate(
    State(world): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let json = is_json(&headers);
    let word = if json {
        serde_json::from_slice::<Value>(&body)
            .ok()
            .and_then(|body| body["outcome"].as_str().map(str::to_owned))
    } else {
        let mut pairs = url::form_urlencoded::parse(&body);
        pairs.find(|(name, _)| name == "outcome").map(|(_, word)| word.into_owned())
    };
    let complete = match word.as_deref() {
        Some("complete") => true,
        Some("fail") => false,
        _ => {
            return (StatusCode::BAD_REQUEST, Json(json!({"error": "outcome is complete or fail"})))
                .into_response();
        }
    };
    let outcome = world.authenticate(&id, complete);
    if json {
        return told(&id, outcome);
    }
    match outcome {
        None => gone(),
        Some(Outcome::Paid(url) | Outcome::Processing(url)) => Redirect::to(&url).into_response(),
        Some(Outcome::Declined(decline)) => match world.offer(&id) {
            Some(offer) => {
                let problem = Some((decline.code, decline.message));
                render(StatusCode::PAYMENT_REQUIRED, &offer, &Entry::default(), problem)
            }
            None => gone(),
        },
        Some(_) => Redirect::to(&format!("/pay/{id}")).into_response(),
    }
}

/// The way of programs, and of the page's script.
async fn confirm(State(world): Shared, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_json(&headers) {
        let body = json!({"error": "send content-type: application/json"});
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, Json(body)).into_response();
    }
    match serde_json::from_slice::<Entry>(&body) {
        Ok(entry) => {
            let (card, payer) = entry.split();
            told(&id, world.pay(&id, &card, payer))
        }
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({"error": error.to_string()}))).into_response(),
    }
}

/// An outcome for a program.
fn told(id: &str, outcome: Option<Outcome>) -> Response {
    let (status, body) = match outcome {
        None => (StatusCode::NOT_FOUND, json!({"status": "not_found"})),
        Some(Outcome::Paid(url)) => (StatusCode::OK, json!({"status": "paid", "redirect": url})),
        Some(Outcome::Processing(url)) => (StatusCode::OK, json!({"status": "processing", "redirect": url})),
        Some(Outcome::RequiresAction) => (
            StatusCode::OK,
            json!({"status": "requires_action", "redirect": format!("/pay/{id}/authenticate")}),
        ),
        Some(Outcome::Declined(decline)) => (
            StatusCode::OK,
            json!({"status": "declined", "code": decline.code, "declineCode": decline.decline_code,
                "message": decline.message}),
        ),
        Some(Outcome::Expired) => (StatusCode::GONE, json!({"status": "expired"})),
        Some(Outcome::NothingToDo) => (StatusCode::CONFLICT, json!({"status": "nothing_to_authenticate"})),
    };
    (status, Json(body)).into_response()
}

/// The page may send its form to itself and be led back to the shop, and nowhere else.
fn policy(offer: &Offer) -> String {
    let shops = [Some(&offer.success_url), offer.cancel_url.as_ref()].into_iter().flatten();
    let origins = shops.filter_map(|url| url::Url::parse(url).ok());
    origins.fold(POLICY.to_owned(), |policy, url| format!("{policy} {}", url.origin().ascii_serialization()))
}

fn frame(status: StatusCode, policy: &str, title: &str, body: &str) -> Response {
    page(status, policy, FRAME.replace("{{title}}", title).replace("{{body}}", body))
}

fn render(status: StatusCode, offer: &Offer, entry: &Entry, problem: Option<(&str, &str)>) -> Response {
    let link =
        |url: &str, words: &str| format!("<a class=\"button quiet\" href=\"{}\">{words}</a>", escape(url));
    let back = offer.cancel_url.as_deref().filter(|url| is_web(url));
    let (title, text, onward) = match offer.status {
        SessionStatus::Open => return open(status, offer, entry, problem),
        SessionStatus::Complete => (
            "Paid, thank you",
            "This payment is complete. Nothing was charged twice.",
            link(&offer.success_url, "Continue"),
        ),
        SessionStatus::Expired => (
            "This checkout has expired",
            "Nothing was charged. Go back to start again.",
            back.map(|url| link(url, "Back")).unwrap_or_default(),
        ),
    };
    let body = CLOSED.replace("{{title}}", title).replace("{{text}}", text).replace("{{link}}", &onward);
    frame(status, &policy(offer), title, &body)
}

/// A link must not run a script, whatever the shop said.
pub fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn open(status: StatusCode, offer: &Offer, entry: &Entry, problem: Option<(&str, &str)>) -> Response {
    let amount = escape(&money(offer.total, &offer.currency));
    let verb = match offer.submit_type.as_deref() {
        Some("book") => "Book",
        Some("donate") => "Donate",
        _ => "Pay",
    };
    let back = offer.cancel_url.as_deref().filter(|url| is_web(url)).map(|url| {
        format!("<a class=\"back\" href=\"{}\"><span aria-hidden=\"true\">←</span> Back</a>", escape(url))
    });
    let items: String = offer.items.iter().map(|item| line(item, &offer.currency)).collect();
    let mut body = FORM
        .replace("{{id}}", &escape(&offer.id))
        .replace("{{back}}", &back.unwrap_or_default())
        .replace("{{items}}", &items)
        .replace("{{cards}}", &test_cards())
        .replace("{{verb}}", verb)
        .replace("{{amount}}", &amount);
    for (place, field) in fields(offer.email.as_deref(), entry, problem) {
        body = body.replace(place, &field);
    }
    frame(status, &policy(offer), &format!("{verb} {amount}"), &body)
}

/// The inputs, each with its own problem, so that the field can point to it.
fn fields(email: Option<&str>, entry: &Entry, problem: Option<(&str, &str)>) -> [(&'static str, String); 5] {
    let wrong = |codes: &[&str]| problem.filter(|(code, _)| codes.contains(code)).map(|(_, message)| message);
    let expiry = wrong(&["invalid_expiry", "expired_card"]);
    let cvc = wrong(&["invalid_cvc", "incorrect_cvc"]);
    let number = problem.map(|(_, message)| message).filter(|_| expiry.is_none() && cvc.is_none());
    let email = match email {
        Some(email) => format!("<p class=\"fixed\"><span>Email</span> <b>{}</b></p>", escape(email)),
        None => field("email", "Email", EMAIL, entry.email.as_deref(), None),
    };
    [
        ("{{email}}", email),
        ("{{card}}", field("card", "Card number", NUMBER, None, number)),
        ("{{expiry}}", field("expiry", "Expiry", EXPIRY, entry.expiry.as_deref(), expiry)),
        ("{{cvc}}", field("cvc", "CVC", CVC, None, cvc)),
        ("{{name}}", field("name", "Name on card", NAME, entry.name.as_deref(), None)),
    ]
}

fn line(item: &crate::stripe::Item, currency: &str) -> String {
    let quantity =
        if item.quantity > 1 { format!(" <small>× {}</small>", item.quantity) } else { String::new() };
    let description = item.description.as_deref().map(|text| format!("<p>{}</p>", escape(text)));
    format!(
        "<li><div><b>{}</b>{quantity}{}</div><span>{}</span></li>",
        escape(&item.name),
        description.unwrap_or_default(),
        escape(&money(item.unit.saturating_mul(item.quantity), currency))
    )
}

fn field(id: &str, label: &str, rest: &str, value: Option<&str>, problem: Option<&str>) -> String {
    let value = value.map(|value| format!(" value=\"{}\"", escape(value))).unwrap_or_default();
    let invalid = if problem.is_some() { " aria-invalid=\"true\" autofocus" } else { "" };
    format!(
        "<div class=\"field\"><label for=\"{id}\">{label}</label>\
         <input id=\"{id}\" name=\"{id}\" {rest}{value}{invalid} aria-describedby=\"{id}-problem\">\
         <p class=\"problem\" id=\"{id}-problem\" role=\"alert\">{}</p></div>",
        escape(problem.unwrap_or_default())
    )
}

/// The rows of a table of test cards.
pub fn test_cards() -> String {
    let spaced = |number: &str| {
        let groups: Vec<&str> =
            number.as_bytes().chunks(4).filter_map(|four| str::from_utf8(four).ok()).collect();
        groups.join(" ")
    };
    let row = |(number, _, habit): &(&str, _, &str)| {
        format!(
            "<tr><td><button type=\"button\" class=\"number\" data-card=\"{number}\">{}</button></td>\
             <td>{habit}</td></tr>",
            spaced(number)
        )
    };
    TEST_CARDS.iter().map(row).collect()
}
