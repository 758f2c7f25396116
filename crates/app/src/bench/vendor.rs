//! Vendors that answer at once and note when they were asked to call.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::server::StartError;

/// A request to call.
pub(super) struct CallRequest {
    /// When it came.
    pub at: Instant,
    /// Our id of the attempt.
    pub name: String,
    /// The vendor's id that was answered.
    pub vendor_ref: String,
    /// Where its webhooks go: the path on the server.
    pub webhook_path: String,
}

#[derive(Clone)]
struct Desk {
    calls: mpsc::UnboundedSender<CallRequest>,
    counter: Arc<AtomicU64>,
}

impl Desk {
    fn next(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }
}

/// Starts the vendors. Gives their address and the call requests as they come.
pub(super) async fn start() -> Result<(String, mpsc::UnboundedReceiver<CallRequest>), StartError> {
    let (calls, requests) = mpsc::unbounded_channel();
    let desk = Desk { calls, counter: Arc::new(AtomicU64::new(1)) };
    let app = Router::new()
        .route("/vapi/call", post(call).get(|| async { Json(json!([])) }))
        .route("/vapi/call/{id}", get(look))
        .route(
            "/stripe/v1/customers",
            post(customer).get(|| async {
                Json(json!({ "object": "list", "data": [], "has_more": false, "url": "/v1/customers" }))
            }),
        )
        .route("/stripe/v1/checkout/sessions", post(session))
        .with_state(desk);
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok((url, requests))
}

async fn call(State(desk): State<Desk>, Json(body): Json<Value>) -> (axum::http::StatusCode, Json<Value>) {
    let at = Instant::now();
    let vendor_ref = format!("00000000-0000-4000-8000-{:012}", desk.next());
    let webhook = body["assistantOverrides"]["server"]["url"].as_str().unwrap_or_default();
    let path = url::Url::parse(webhook).map(|url| url.path().to_owned()).unwrap_or_default();
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    let answer = json!({ "id": vendor_ref, "orgId": "org", "status": "queued", "name": name });
    // The receiver ends with the bench.
    let _ = desk.calls.send(CallRequest { at, name, vendor_ref, webhook_path: path });
    (axum::http::StatusCode::CREATED, Json(answer))
}

async fn look(axum::extract::Path(id): axum::extract::Path<String>) -> Json<Value> {
    Json(json!({ "id": id, "orgId": "org", "status": "in-progress" }))
}

async fn customer(State(desk): State<Desk>) -> Json<Value> {
    Json(json!({ "id": format!("cus_bench{}", desk.next()), "object": "customer" }))
}

async fn session(State(desk): State<Desk>) -> Json<Value> {
    let id = format!("cs_test_bench{}", desk.next());
    let url = format!("http://127.0.0.1/pay/{id}");
    Json(
        json!({ "id": id, "object": "checkout.session", "status": "open", "payment_status": "unpaid", "url": url }),
    )
}
