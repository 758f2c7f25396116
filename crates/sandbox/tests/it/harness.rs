//! A sandbox, somebody who listens to its webhooks, and a client.

use std::collections::VecDeque;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use ringwright_domain::clock::{Clock, Instant};
use ringwright_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::mpsc;

pub const STRIPE_SECRET: &str = "whsec_test";
pub const VAPI_SECRET: &str = "vapi-test-secret";
/// Long enough for a busy machine; nothing waits this long when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// A clock that runs from a fixed moment and can be moved forward.
pub struct RunningClock {
    start: tokio::time::Instant,
    ahead: Mutex<Duration>,
}

impl RunningClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { start: tokio::time::Instant::now(), ahead: Mutex::default() })
    }

    pub fn advance(&self, by: Duration) {
        *self.ahead.lock().unwrap() += by;
    }
}

impl Clock for RunningClock {
    fn now(&self) -> Instant {
        Instant::from_seconds(1_795_000_000).plus(self.start.elapsed() + *self.ahead.lock().unwrap())
    }
}

/// A webhook that arrived.
pub struct Arrived {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Arrived {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Status or type of a Vapi message, type of a Stripe event, status of an invoice.
    pub fn kind(&self) -> String {
        let body = self.json();
        let message = &body["message"];
        if body["type"] == "payment" {
            return body["status"].as_str().unwrap().to_owned();
        }
        let kind = message["status"].as_str().or(message["type"].as_str()).or(body["type"].as_str());
        kind.unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }
}

/// Hexadecimal HMAC-SHA256, written here once more so that the sandbox is not checked with its own code.
pub fn hmac(secret: &str, text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text);
    hex::encode(mac.finalize().into_bytes())
}

type Answers = Arc<Mutex<VecDeque<u16>>>;

/// Somebody who listens.
pub struct Receiver {
    pub url: String,
    inbox: mpsc::UnboundedReceiver<Arrived>,
    answers: Answers,
}

impl Receiver {
    pub async fn start() -> Self {
        let (sender, inbox) = mpsc::unbounded_channel();
        let answers = Answers::default();
        let app = Router::new().fallback(take).with_state((sender, Arc::clone(&answers)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, inbox, answers }
    }

    /// What to answer to the next webhooks instead of 200.
    pub fn will_answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    pub async fn next(&mut self) -> Arrived {
        tokio::time::timeout(PATIENCE, self.inbox.recv()).await.expect("a webhook in time").unwrap()
    }

    /// The kinds of webhooks until one of this kind has come.
    pub async fn kinds_until(&mut self, last: &str) -> Vec<String> {
        let mut kinds = Vec::new();
        while kinds.last().map(String::as_str) != Some(last) {
            kinds.push(self.next().await.kind());
        }
        kinds
    }

    pub async fn until(&mut self, kind: &str) -> Arrived {
        loop {
            let arrived = self.next().await;
            if arrived.kind() == kind {
                return arrived;
            }
        }
    }
}

async fn take(
    State((sender, answers)): State<(mpsc::UnboundedSender<Arrived>, Answers)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    note("hooks", &String::from_utf8_lossy(&body));
    let status = answers.lock().unwrap().pop_front().unwrap_or(200);
    sender.send(Arrived { path: uri.path().to_owned(), headers, body }).unwrap();
    StatusCode::from_u16(status).unwrap()
}

/// A sandbox with a client.
pub struct Scene {
    pub sandbox: Sandbox,
    pub base: String,
    pub client: reqwest::Client,
    pub clock: Arc<RunningClock>,
    pub hooks: Receiver,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Scene {
    pub async fn start() -> Self {
        Self::with(None, RunningClock::new(), Receiver::start().await).await
    }

    pub async fn with(state_file: Option<PathBuf>, clock: Arc<RunningClock>, hooks: Receiver) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sandbox = Sandbox::start(SandboxConfig {
            bind: "127.0.0.1:0".parse().unwrap(),
            state_file,
            stripe_webhook_url: format!("{}/stripe-hook", hooks.url),
            stripe_webhook_secret: STRIPE_SECRET.into(),
            vapi_credentials: vec![("cred_1".into(), VAPI_SECRET.into())],
            clock: clock.clone(),
            pace: 0.02,
        })
        .await
        .unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .unwrap();
        Self { base: format!("http://{}", sandbox.address()), sandbox, client, clock, hooks }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
        let request = request.build()?;
        let (method, url) = (request.method().clone(), request.url().clone());
        let sent_headers = request.headers().clone();
        let sent = request.body().and_then(|body| body.as_bytes()).unwrap_or_default().to_vec();
        let answer = self.client.execute(request).await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await?;
        record(&method, &url, &sent_headers, &sent, status, &text);
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Answer { status, headers, body })
    }

    pub async fn vapi_as(
        &self,
        key: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Answer> {
        let mut request = self.client.request(method, format!("{}/vapi{path}", self.base)).bearer_auth(key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await
    }

    pub async fn vapi(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.vapi_as("key-1", method, path, body).await.unwrap()
    }

    pub async fn place(&self, number: &str, name: &str) -> Answer {
        self.vapi(Method::POST, "/call", Some(self.call(number, name))).await
    }

    /// A request for a call whose webhooks come signed to the receiver.
    pub fn call(&self, number: &str, name: &str) -> Value {
        json!({
            "name": name,
            "assistantId": "a5000000-0000-4000-8000-000000000001",
            "phoneNumberId": "ff000000-0000-4000-8000-000000000001",
            "customer": {"number": number, "name": "Asa"},
            "assistantOverrides": {
                "maxDurationSeconds": 20,
                "variableValues": {"name": "Asa", "request": "tell a joke"},
                "metadata": {"attempt": name},
                "server": {
                    "url": format!("{}/vapi-hook", self.hooks.url),
                    "credentialId": "cred_1",
                    "headers": {"x-tenant": "t-1"},
                },
            },
        })
    }

    pub async fn stripe(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        key: Option<&str>,
    ) -> Answer {
        self.try_stripe(method, path, form, key).await.unwrap()
    }

    pub async fn try_stripe(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        key: Option<&str>,
    ) -> reqwest::Result<Answer> {
        let mut request = self
            .client
            .request(method.clone(), format!("{}/stripe/v1/{path}", self.base))
            .header("stripe-version", "2026-10-28.endive")
            .bearer_auth("sk_test_1");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if method == Method::POST {
            request = request.form(form);
        }
        self.send(request).await
    }

    /// An intent that nobody has paid yet.
    pub async fn intent(&self) -> Value {
        let answer = self.stripe(Method::POST, "payment_intents", &INTENT, None).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Pays an intent as a browser does: with the publishable key and the intent's secret.
    pub async fn pay_intent(&self, intent: &Value, card: &str) -> Answer {
        let form = [
            ("client_secret", intent["client_secret"].as_str().unwrap()),
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", card),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "2034"),
            ("payment_method_data[card][cvc]", "123"),
            ("payment_method_data[billing_details][address][postal_code]", "12345"),
            ("return_url", "https://shop.example/booking/1"),
        ];
        let path = format!("payment_intents/{}/confirm", intent["id"].as_str().unwrap());
        self.browser(Method::POST, &path, &form).await
    }

    /// A request of a browser.
    pub async fn browser(&self, method: Method, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut request = self
            .client
            .request(method.clone(), format!("{}/stripe/v1/{path}", self.base))
            .header("origin", "https://shop.example")
            .bearer_auth("pk_test_sandbox");
        if method == Method::POST {
            request = request.form(form);
        }
        self.send(request).await.unwrap()
    }

    /// Presses a button beside a payment on the control page.
    pub async fn press(&self, payment: &str, action: &str) -> Answer {
        self.post(&format!("/sandbox/api/payments/{payment}/{action}"), json!({})).await
    }

    pub async fn session(&self, key: Option<&str>) -> Value {
        let answer = self.stripe(Method::POST, "checkout/sessions", &SESSION, key).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    pub async fn confirm(&self, session: &str, card: &str) -> Value {
        self.post(&format!("/pay/{session}/confirm"), json!({"card": card})).await.body
    }

    pub async fn authenticate(&self, session: &str, outcome: &str) -> Value {
        self.post(&format!("/pay/{session}/authenticate"), json!({"outcome": outcome})).await.body
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.client.post(format!("{}{path}", self.base)).json(&body)).await.unwrap()
    }

    pub async fn faults(&self, faults: Value) {
        let request = self.client.put(format!("{}/sandbox/api/faults", self.base)).json(&faults);
        assert_eq!(self.send(request).await.unwrap().status, 200);
    }

    pub async fn settings(&self, change: Value) {
        let url = format!("{}/sandbox/api/settings", self.base);
        let answer = self.client.post(url).json(&change).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    pub async fn stats(&self) -> Value {
        self.get("/sandbox/api/stats").await.body
    }
}

pub const INTENT: [(&str, &str); 7] = [
    ("amount", "1999"),
    ("currency", "usd"),
    ("automatic_payment_methods[enabled]", "true"),
    ("receipt_email", "asa@example.test"),
    ("description", "A call of ten minutes"),
    ("metadata[booking]", "bkg_1"),
    ("metadata[payment]", "pay_1"),
];

pub const SESSION: [(&str, &str); 9] = [
    ("mode", "payment"),
    ("success_url", "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://shop.example/cart"),
    ("customer_email", "asa@example.test"),
    ("client_reference_id", "bkg_1"),
    ("line_items[0][quantity]", "1"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "1999"),
    ("line_items[0][price_data][product_data][name]", "A call of ten minutes"),
];

/// With `RINGWRIGHT_EXCHANGES=<path>`, everything is written down for checking against specifications:
/// requests with their answers in `<path>.ndjson`, webhooks in `<path>.hooks`.
fn note(kind: &str, line: &str) {
    let Some(path) = std::env::var_os("RINGWRIGHT_EXCHANGES") else { return };
    let path = PathBuf::from(path).with_extension(kind);
    let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
    // In one piece, because tests write at the same time.
    file.write_all(format!("{line}\n").as_bytes()).unwrap();
}

fn record(method: &Method, url: &reqwest::Url, headers: &HeaderMap, sent: &[u8], status: u16, text: &str) {
    let Some((vendor, rest)) = ["vapi", "retell", "elevenlabs", "stripe"]
        .iter()
        .find_map(|vendor| url.path().strip_prefix(&format!("/{vendor}")).map(|rest| (*vendor, rest)))
    else {
        return;
    };
    let headers: serde_json::Map<String, Value> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().into()))
        .collect();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let line = json!({
        "vendor": vendor, "method": method.as_str(), "url": format!("http://localhost{rest}{query}"),
        "request_headers": headers, "request_body": String::from_utf8_lossy(sent), "status": status,
        "response_body": text,
    });
    note("ndjson", &line.to_string());
}
