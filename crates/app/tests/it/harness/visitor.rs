//! Somebody who books calls: the public API as a program uses it.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, Stream, client, within};

/// Somebody who books calls.
pub struct Visitor {
    pub base: String,
    pub http: reqwest::Client,
}

/// A booking that was made.
#[derive(Clone)]
pub struct Booked {
    pub id: String,
    pub token: String,
    /// Where to pay, if there is something to pay.
    pub checkout: Option<String>,
    pub view: Value,
}

/// What a visitor enters; every number is somebody else, with another mail address.
pub fn form(plan: &str, phone: &str) -> Value {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let email = format!("ada.{digits}@example.com");
    json!({
        "name": "Ada Example", "email": email, "phone": phone, "plan": plan,
        "request": "Tell me about the sea.", "consent": true,
    })
}

/// Whether nothing more comes of a booking: it is over, and so is its payment.
fn ended(booking: &Value) -> bool {
    let over = matches!(booking["state"].as_str(), Some("completed" | "cancelled" | "failed" | "no_answer"));
    over && !matches!(booking["payment"]["state"].as_str(), Some("refunding" | "pending" | "failed"))
}

/// Where a booking and its payment stand.
pub fn states(booking: &Value) -> (&str, &str) {
    (booking["state"].as_str().unwrap_or_default(), booking["payment"]["state"].as_str().unwrap_or("free"))
}

impl Visitor {
    /// A visitor of the server at `base`.
    pub fn at(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), http: client() }
    }

    /// A request to a path.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Reads a path.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// Sends JSON to a path.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// Books a call.
    pub async fn book(&self, plan: &str, phone: &str) -> Booked {
        Booked::of(&self.post("/api/bookings", &form(plan, phone)).await.good())
    }

    /// Books a call and pays for it.
    pub async fn book_and_pay(&self, plan: &str, phone: &str) -> Booked {
        let booked = self.book(plan, phone).await;
        assert_eq!(self.pay(&booked, "4242424242424242").await, "paid");
        booked
    }

    /// Tries to pay with a card; answers what the page says.
    pub async fn pay(&self, booked: &Booked, card: &str) -> String {
        self.on_page(booked, "confirm", &json!({ "card": card })).await
    }

    /// Answers the bank's question.
    pub async fn authenticate(&self, booked: &Booked, outcome: &str) -> String {
        self.on_page(booked, "authenticate", &json!({ "outcome": outcome })).await
    }

    async fn on_page(&self, booked: &Booked, verb: &str, body: &Value) -> String {
        let page = booked.checkout.as_deref().expect("there is something to pay");
        let answer = Answer::of(self.http.post(format!("{page}/{verb}")).json(body)).await;
        answer.body["status"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
    }

    /// Reads a booking.
    pub async fn view(&self, booked: &Booked) -> Value {
        self.ask(booked, Method::GET, "").await.good()
    }

    /// Does something with a booking: `cancel`, `checkout`, `payment-check`.
    pub async fn act(&self, booked: &Booked, verb: &str) -> Answer {
        self.ask(booked, Method::POST, &format!("/{verb}")).await
    }

    async fn ask(&self, booked: &Booked, method: Method, rest: &str) -> Answer {
        let path = format!("/api/bookings/{}{rest}", booked.id);
        Answer::of(self.request(method, &path).bearer_auth(&booked.token)).await
    }

    /// Follows a booking until it is as wanted.
    pub async fn follow(&self, booked: &Booked, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        within(what, async {
            loop {
                let path = format!("/api/bookings/{}/events", booked.id);
                let mut stream =
                    Stream::open(self.request(Method::GET, &path).bearer_auth(&booked.token)).await;
                while let Some(message) = stream.next().await {
                    let booking: Value = serde_json::from_str(&message.data).unwrap();
                    if wanted(&booking) {
                        return booking;
                    }
                }
            }
        })
        .await
    }

    /// Follows a booking until it is in this state.
    pub async fn reaches(&self, booked: &Booked, state: &str) -> Value {
        self.follow(booked, &format!("{} is {state}", booked.id), |booking| booking["state"] == state).await
    }

    /// Follows a booking to its end.
    pub async fn end(&self, booked: &Booked) -> Value {
        self.follow(booked, &format!("{} ends", booked.id), ended).await
    }
}

impl Booked {
    /// Reads the answer to a booking.
    pub fn of(body: &Value) -> Self {
        Self {
            id: body["booking"]["id"].as_str().unwrap().to_owned(),
            token: body["token"].as_str().unwrap().to_owned(),
            checkout: body["checkoutUrl"].as_str().map(str::to_owned),
            view: body["booking"].clone(),
        }
    }
}
