//! `ringwright demo`: one whole booking, played as a visitor would, with a live timeline.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use ringwright_domain::booking::RetryPolicy;
use serde_json::{Value, json};

use super::sse::Events;
use crate::cli::{DatabaseArgs, DemoArgs, ListeningArgs, ServeArgs};
use crate::server::{Server, StartError, Tuning};
use crate::terminal::{bold, say};

pub(super) async fn run(args: DemoArgs) -> Result<ExitCode, StartError> {
    let Some(url) = &args.url else {
        let folder = tempfile::tempdir()?;
        let server = throw_away(folder.path()).await?;
        let url = server.public_url.clone();
        let played = Demo::new(&args, &url).play().await;
        server.stop().await;
        return played;
    };
    Demo::new(&args, url.trim_end_matches('/')).play().await
}

/// A server of its own, in a temporary folder, that calls again soon.
async fn throw_away(folder: &std::path::Path) -> Result<Server, StartError> {
    let args = ServeArgs {
        database: DatabaseArgs { data: folder.to_owned(), database_url: None },
        bind: [127, 0, 0, 1].into(),
        port: 0,
        role: Vec::new(),
        public_url: None,
        sandbox_port: 0,
        no_sandbox: false,
        allow_origin: Vec::new(),
        behind_proxy: false,
        loopback_webhooks: false,
        listening: ListeningArgs::default(),
        unsigned_media: false,
        timing_traces: false,
        task_secret: None,
    };
    let retry = RetryPolicy { attempts: 3, misfires: 8, pause: Duration::from_secs(2) };
    Server::start(&args, Tuning { retry, metrics: false, ..Tuning::default() }).await
}

struct Demo<'a> {
    args: &'a DemoArgs,
    url: &'a str,
    http: reqwest::Client,
    started: Instant,
}

impl<'a> Demo<'a> {
    fn new(args: &'a DemoArgs, url: &'a str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        Self { args, url, http: http.unwrap_or_default(), started: Instant::now() }
    }

    async fn play(&self) -> Result<ExitCode, StartError> {
        let limit = Duration::from_secs(self.args.timeout);
        match tokio::time::timeout(limit, self.story()).await {
            Ok(played) => played,
            Err(_) => Err(format!("the booking did not end within {} s", self.args.timeout).into()),
        }
    }

    async fn story(&self) -> Result<ExitCode, StartError> {
        let booked = self.book().await?;
        let id = booked["booking"]["id"].as_str().unwrap_or_default().to_owned();
        let token = booked["token"].as_str().unwrap_or_default().to_owned();
        self.tell("booked", &json!({ "booking": id, "plan": self.args.plan }), "Booked.");
        let mut declined = false;
        if let Some(checkout) = booked["checkoutUrl"].as_str() {
            declined = !self.pay(checkout).await?;
        } else if !booked["booking"]["payment"].is_null() {
            return Err("the payment page could not be opened; is the payment vendor reachable?".into());
        }
        let last = self.follow(&id, &token, declined).await?;
        Ok(self.finish(&id, &last))
    }

    async fn book(&self) -> Result<Value, StartError> {
        let form = json!({
            "name": "Demo Visitor", "email": "visitor@example.com", "phone": self.args.to,
            "plan": self.args.plan, "request": "Tell me how Ringwright works.", "consent": true,
        });
        let response = self.http.post(format!("{}/api/bookings", self.url)).json(&form).send().await?;
        let ok = response.status().is_success();
        let body: Value = response.json().await?;
        if ok { Ok(body) } else { Err(problem(&body).into()) }
    }

    /// Pays on the sandbox's checkout page. Answers whether the card was taken.
    async fn pay(&self, checkout: &str) -> Result<bool, StartError> {
        let card = json!({ "card": self.args.card.replace(' ', "") });
        let sent = self.http.post(format!("{checkout}/confirm")).json(&card).send().await;
        let Some(response) = sent.ok().filter(|response| response.status().as_u16() < 500) else {
            self.tell("pay", &json!({ "url": checkout }), &format!("Pay at {checkout}"));
            return Ok(true);
        };
        let Ok(mut outcome) = response.json::<Value>().await else {
            // Not the sandbox's page: a person pays.
            self.tell("pay", &json!({ "url": checkout }), &format!("Pay at {checkout}"));
            return Ok(true);
        };
        if outcome["status"] == "requires_action" {
            self.tell("authenticate", &json!({}), "The bank asks for 3-D Secure; confirming.");
            let confirm = json!({ "outcome": "complete" });
            let sent = self.http.post(format!("{checkout}/authenticate")).json(&confirm).send().await?;
            outcome = sent.json().await?;
        }
        let paid = outcome["status"] == "paid";
        let text = if paid { "The card was taken." } else { "The card was declined." };
        self.tell("card", &json!({ "status": outcome["status"] }), text);
        Ok(paid)
    }

    /// Follows the booking until it ends, or, after a declined card, until we heard of that.
    async fn follow(&self, id: &str, token: &str, declined: bool) -> Result<Value, StartError> {
        let mut told = 0;
        loop {
            let response = self
                .http
                .get(format!("{}/api/bookings/{id}/events", self.url))
                .bearer_auth(token)
                .send()
                .await?
                .error_for_status()?;
            let mut events = Events::of(response);
            while let Some(data) = events.next().await {
                let booking: Value = serde_json::from_str(&data)?;
                self.tell_timeline(&booking, &mut told);
                if ended(&booking, declined) {
                    return Ok(booking);
                }
            }
        }
    }

    fn tell_timeline(&self, booking: &Value, told: &mut i64) {
        for item in booking["timeline"].as_array().into_iter().flatten() {
            let seq = item["seq"].as_i64().unwrap_or(0);
            if seq > *told {
                *told = seq;
                let text = item["text"].as_str().unwrap_or_default();
                self.tell("timeline", &json!({ "kind": item["kind"], "at": item["at"], "text": text }), text);
            }
        }
    }

    fn tell(&self, event: &str, more: &Value, text: &str) {
        if self.args.json {
            let mut line = json!({ "event": event });
            if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
                line.extend(more.clone());
            }
            say(line);
        } else {
            say(format!("{:>7.2} s  {text}", self.started.elapsed().as_secs_f64()));
        }
    }

    fn finish(&self, id: &str, booking: &Value) -> ExitCode {
        let status = booking["state"].as_str().unwrap_or_default();
        let payment = &booking["payment"]["state"];
        let seconds = (self.started.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let calls = booking["attempts"].as_array().into_iter().flatten().map(|attempt| {
            json!({
                "id": attempt["id"], "outcome": attempt["outcome"],
                "answeredAt": attempt["answeredAt"], "endedAt": attempt["endedAt"],
            })
        });
        let calls: Vec<_> = calls.collect();
        if self.args.json {
            say(json!({
                "event": "finished", "booking": id, "status": status, "payment": payment,
                "calls": calls, "seconds": seconds,
            }));
        } else {
            let paid = payment.as_str().unwrap_or("free");
            say(format!("{} after {seconds} s, {} call(s), payment: {paid}", bold(status), calls.len()));
        }
        if status == "completed" { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Whether nothing more comes. A booking that goes wrong after paying ends when the money is back.
fn ended(booking: &Value, declined: bool) -> bool {
    let state = booking["state"].as_str().unwrap_or_default();
    let refunding = booking["payment"]["state"] == "refunding";
    match state {
        "completed" | "cancelled" | "failed" | "no_answer" => !refunding,
        "payment_failed" => declined,
        _ => false,
    }
}

fn problem(body: &Value) -> String {
    let mut text = body["detail"].as_str().unwrap_or("the booking was refused").to_owned();
    for error in body["errors"].as_array().into_iter().flatten() {
        let (field, message) = (error["field"].as_str(), error["message"].as_str());
        text = format!("{text} {}: {}.", field.unwrap_or_default(), message.unwrap_or_default());
    }
    text
}
