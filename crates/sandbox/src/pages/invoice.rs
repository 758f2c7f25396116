//! The hosted page of an invoice in crypto-currencies. It works without scripts.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::checkout::is_web;
use super::html::escape;
use super::{POLICY, page};
use crate::cryptomus::{Bill, COINS, Deed, Status};
use crate::world::{World, iso};

type Shared = State<Arc<World>>;

const FRAME: &str = include_str!("../assets/invoice.html");

/// The routes under `/cryptomus/pay`.
pub fn router() -> Router<Arc<World>> {
    Router::new().route("/cryptomus/pay/{invoice}", get(show).post(act))
}

async fn show(State(world): Shared, Path(id): Path<String>) -> Response {
    match world.bill(&id) {
        Some(bill) => render(StatusCode::OK, &bill, None),
        None => gone(),
    }
}

async fn act(State(world): Shared, Path(id): Path<String>, body: Bytes) -> Response {
    let field = |wanted: &str| {
        url::form_urlencoded::parse(&body)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let deed = field("deed").and_then(|name| Deed::named(&name));
    let coin = field("coin").and_then(|place| place.parse().ok());
    let outcome = match deed {
        Some(deed) => world.deed(&id, deed, coin),
        None => Err("there is no such button"),
    };
    match (outcome, world.bill(&id)) {
        (_, None) => gone(),
        (Ok(_), Some(_)) => Redirect::to(&format!("/cryptomus/pay/{id}")).into_response(),
        (Err(problem), Some(bill)) => render(StatusCode::CONFLICT, &bill, Some(problem)),
    }
}

fn gone() -> Response {
    let html = FRAME
        .replace("{{title}}", "Not found")
        .replace("{{amount}}", "Nothing")
        .replace("{{heading}}", "This invoice does not exist")
        .replace("{{text}}", "The link is not complete, or the sandbox was reset.");
    page(StatusCode::NOT_FOUND, POLICY, blank(html))
}

/// Empties the places that nothing was filled into.
fn blank(html: String) -> String {
    ["back", "facts", "problem", "body"]
        .iter()
        .fold(html, |html, place| html.replace(&format!("{{{{{place}}}}}"), ""))
}

fn render(status: StatusCode, bill: &Bill, problem: Option<&str>) -> Response {
    let (heading, text) = words(bill);
    let amount = format!("{} {}", bill.amount.money(), escape(&bill.currency));
    let link = |url: Option<&str>, class: &str, words: &str| {
        let url = url.filter(|url| is_web(url));
        url.map(|url| format!("<a class=\"{class}\" href=\"{}\">{words}</a>", escape(url)))
            .unwrap_or_default()
    };
    let arrow = "<span aria-hidden=\"true\">←</span> Back";
    let body = match bill.status {
        Status::Check | Status::WrongAmountWaiting => offer(bill),
        Status::ConfirmCheck => confirmations(),
        Status::Paid | Status::PaidOver => link(bill.url_success.as_deref(), "button", "Back to the shop"),
        Status::WrongAmount | Status::Fail | Status::Cancel => {
            link(bill.url_return.as_deref(), "button quiet", "Back to the shop")
        }
    };
    let html = FRAME
        .replace("{{title}}", &amount)
        .replace("{{amount}}", &amount)
        .replace("{{back}}", &link(bill.url_return.as_deref(), "back", arrow))
        .replace("{{heading}}", heading)
        .replace("{{text}}", text)
        .replace("{{facts}}", &facts(bill))
        .replace(
            "{{problem}}",
            &problem
                .map(|text| format!("<p class=\"problem\" role=\"alert\">Not possible: {text}.</p>"))
                .unwrap_or_default(),
        )
        .replace("{{body}}", &body);
    page(status, POLICY, html)
}

fn words(bill: &Bill) -> (&'static str, &'static str) {
    match bill.status {
        Status::Check => ("Pay with coins", "Choose a coin, and what happens next."),
        Status::WrongAmountWaiting => {
            ("Not enough yet", "Less arrived than was asked for. Pay the rest, or let it expire.")
        }
        Status::ConfirmCheck => {
            ("Waiting for confirmations", "The payment was seen. The chain confirms it in a moment.")
        }
        Status::Paid => ("Paid, thank you", "All of it arrived."),
        Status::PaidOver => ("Paid, thank you", "More arrived than was asked for."),
        Status::WrongAmount => {
            ("Not paid in full", "Less arrived than was asked for, and the invoice is closed.")
        }
        Status::Fail => ("The payment failed", "The chain did not confirm it."),
        Status::Cancel => ("This invoice has expired", "Nothing was paid."),
    }
}

fn facts(bill: &Bill) -> String {
    let fact = |name: &str, value: &str| format!("<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
    let mut facts = String::new();
    if let Some(chosen) = &bill.chosen {
        let code = COINS.get(chosen.coin).map(|coin| coin.code).unwrap_or_default();
        facts.push_str(&fact("Asked for", &format!("{} {code}", chosen.asked)));
        facts.push_str(&fact("Received", &format!("{} {code}", chosen.received)));
        facts.push_str(&fact("To", &chosen.address));
    }
    if !bill.status.is_final() {
        let time = iso(bill.expires_at.saturating_mul(1_000));
        facts.push_str(&fact("Expires", &time.replace('T', " ").replace(".000Z", " UTC")));
    }
    facts.push_str(&fact("Invoice", &bill.uuid));
    facts
}

/// The coins, and a button for everything that can happen.
fn offer(bill: &Bill) -> String {
    let chosen = bill.chosen.as_ref();
    let fixed = chosen.is_some_and(|chosen| !chosen.received.is_zero());
    let coins: String = if fixed {
        String::new()
    } else {
        let place = chosen.map_or(0, |chosen| chosen.coin);
        let rows: String = bill
            .costs
            .iter()
            .zip(&COINS)
            .map(|((number, cost), coin)| {
                let checked = if *number == place { " checked" } else { "" };
                format!(
                    "<label><input type=\"radio\" name=\"coin\" value=\"{number}\"{checked}>\
                     <span>{}</span><b>{cost}</b></label>",
                    coin.name
                )
            })
            .collect();
        format!("<fieldset class=\"coins\"><legend>Coin</legend>{rows}</fieldset>")
    };
    let button = |deed: &str, class: &str, words: &str| {
        format!("<button class=\"{class}\" name=\"deed\" value=\"{deed}\">{words}</button>")
    };
    format!(
        "<form method=\"post\">{coins}<div class=\"deeds\">{}{}{}{}{}</div></form>",
        button("pay", "wide", if fixed { "Pay the rest" } else { "Pay all" }),
        button("pay-less", "quiet", "Pay too little"),
        button("pay-more", "quiet", "Pay too much"),
        button("pay-later", "quiet", "Pay, confirm later"),
        button("expire", "quiet", "Let it expire")
    )
}

fn confirmations() -> String {
    "<form method=\"post\"><div class=\"deeds\"><button class=\"wide\" name=\"deed\" value=\"confirm\">Confirm now</button>\
     <button class=\"quiet wide\" name=\"deed\" value=\"fail\">Let it fail</button></div></form>"
        .to_owned()
}
