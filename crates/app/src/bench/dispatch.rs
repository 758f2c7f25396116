//! From payment webhook received to the call request at the vendor, and from line freed to the next
//! call request; both as the vendor sees them: from its sending a webhook to its being asked to call.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use ringwright_domain::Clock as _;
use ringwright_engine::system::SystemClock;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc::UnboundedReceiver;

use super::child::{Server, VAPI_SECRET};
use super::figures::Durations;
use super::load::Connection;
use super::vendor::{self, CallRequest};
use super::webhooks::sign;
use crate::cli::DispatchBenchArgs;
use crate::server::StartError;
use crate::terminal::say;

/// Bookings whose figures are not counted: the first ones fill caches.
const WARM_UP: usize = 20;

pub(super) async fn run(args: DispatchBenchArgs) -> Result<ExitCode, StartError> {
    let (url, calls) = vendor::start().await?;
    let server = Server::start(args.database_url.as_deref(), &url).await?;
    let mut bench = Bench {
        http: reqwest::Client::builder().build()?,
        webhooks: Connection::open(&server.address).await?,
        server,
        calls,
    };
    let kind = if args.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    say(format!("dispatch, {kind}, {} bookings", args.bookings));
    let paid = bench.pay_to_call(args.bookings).await?;
    say(format!("  payment webhook to call request     {}", paid.summary()));
    let freed = bench.freed_to_call(args.bookings).await?;
    say(format!("  line freed to next call request     {}", freed.summary()));
    Ok(ExitCode::SUCCESS)
}

struct Bench {
    http: reqwest::Client,
    webhooks: Connection,
    server: Server,
    calls: UnboundedReceiver<CallRequest>,
}

impl Bench {
    /// One booking after the other, always with a free line.
    async fn pay_to_call(&mut self, count: usize) -> Result<Durations, StartError> {
        let mut durations = Durations::default();
        for n in 0..count + WARM_UP {
            let booking = self.book(n).await?;
            let started = self.pay(&booking, n).await?;
            let call = self.call().await?;
            if n >= WARM_UP {
                durations.add(call.at.duration_since(started));
            }
            self.end(&call).await?;
        }
        Ok(durations)
    }

    /// All lines busy and a queue behind them; one call ends after the other.
    async fn freed_to_call(&mut self, count: usize) -> Result<Durations, StartError> {
        let lines = 18;
        let mut live = std::collections::VecDeque::new();
        for n in 0..lines + count + WARM_UP {
            let booking = self.book(1_000_000 + n).await?;
            self.pay(&booking, 1_000_000 + n).await?;
            if n < lines {
                live.push_back(self.call().await?);
            }
        }
        let mut durations = Durations::default();
        for n in 0..count + WARM_UP {
            let call = live.pop_front().ok_or("no call is live")?;
            let started = self.end(&call).await?;
            let next = self.call().await?;
            if n >= WARM_UP {
                durations.add(next.at.duration_since(started));
            }
            live.push_back(next);
        }
        Ok(durations)
    }

    async fn call(&mut self) -> Result<CallRequest, StartError> {
        let next = tokio::time::timeout(Duration::from_secs(30), self.calls.recv()).await;
        Ok(next.map_err(|_| "no call request came within 30 s")?.ok_or("the vendor has ended")?)
    }

    async fn book(&self, n: usize) -> Result<Value, StartError> {
        let form = json!({
            "name": "Bench", "email": "bench@example.com", "phone": format!("+1202555{:04}", 100 + n % 100),
            "plan": "standard", "consent": true,
        });
        let url = format!("http://{}/api/bookings", self.server.address);
        let response = self.http.post(url).json(&form).send().await?;
        let body: Value = response.error_for_status()?.json().await?;
        Ok(body["booking"].clone())
    }

    async fn pay(&mut self, booking: &Value, n: usize) -> Result<Instant, StartError> {
        let id = booking["id"].as_str().unwrap_or_default();
        let checkout = booking["payment"]["checkoutUrl"].as_str().unwrap_or_default();
        let session = checkout.rsplit('/').next().unwrap_or_default();
        let body = json!({
            "id": format!("evt_pay{n}"), "object": "event", "type": "checkout.session.completed",
            "created": SystemClock.now().seconds(),
            "data": { "object": {
                "id": session, "object": "checkout.session", "mode": "payment", "status": "complete",
                "payment_status": "paid", "payment_intent": format!("pi_{n}"), "client_reference_id": id,
                "amount_total": 999, "currency": "usd", "metadata": { "booking": id },
            } },
        })
        .to_string();
        let started = Instant::now();
        self.post("/api/webhooks/stripe", &sign(&body), &body).await?;
        Ok(started)
    }

    async fn end(&mut self, call: &CallRequest) -> Result<Instant, StartError> {
        let now = SystemClock.now();
        let body = json!({ "message": {
            "type": "end-of-call-report", "timestamp": now.millis(), "endedReason": "customer-ended-call",
            "startedAt": now.minus(Duration::from_secs(60)).to_string(), "endedAt": now.to_string(),
            "artifact": {}, "analysis": {},
            "call": { "id": call.vendor_ref, "orgId": "org", "name": call.name, "status": "ended" },
        } })
        .to_string();
        let time = now.seconds();
        let mut mac = Hmac::<Sha256>::new_from_slice(VAPI_SECRET.as_bytes())?;
        mac.update(format!("{time}.{body}").as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        let headers = format!("x-timestamp: {time}\r\nx-signature: {signature}\r\n");
        let started = Instant::now();
        self.post(&call.webhook_path, &headers, &body).await?;
        Ok(started)
    }

    async fn post(&mut self, path: &str, headers: &str, body: &str) -> Result<(), StartError> {
        match self.webhooks.post(path, headers, body).await? {
            200 => Ok(()),
            status => Err(format!("a webhook was answered with {status}").into()),
        }
    }
}
