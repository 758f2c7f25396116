//! A local server in the place of a vendor: it records every request and answers as it is told.

use std::collections::VecDeque;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri};
use ringwright_vendors::{BaseUrl, Http, HttpLimits};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket};

use crate::contract::Contract;

/// A request as it arrived, with the answer it got.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
    pub status: u16,
    pub answer: String,
}

impl Exchange {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn target(&self) -> String {
        let sign = if self.query.is_empty() { "" } else { "?" };
        format!("{} {}{sign}{}", self.method, self.path, self.query)
    }
}

/// What to answer.
#[derive(Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    never: bool,
}

impl Reply {
    pub fn json(status: u16, body: &Value) -> Self {
        Self { status, headers: Vec::new(), body: body.to_string(), never: false }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Keeps the asker waiting for ever.
    pub fn never() -> Self {
        Self { never: true, ..Self::json(200, &json!({})) }
    }
}

struct Inner {
    replies: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Exchange>>,
}

/// The server. It answers with the replies in their order.
pub struct Double {
    vendor: &'static str,
    pub base: BaseUrl,
    pub origin: String,
    inner: Arc<Inner>,
}

impl Double {
    pub async fn start(vendor: &'static str, replies: impl IntoIterator<Item = Reply>) -> Self {
        let inner = Arc::new(Inner {
            replies: Mutex::new(replies.into_iter().collect()),
            seen: Mutex::new(Vec::new()),
        });
        let app = Router::new().fallback(answer).with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { vendor, base: BaseUrl::parse(&origin).unwrap(), origin, inner }
    }

    /// Adds a reply behind the others.
    pub fn then(&self, reply: Reply) {
        self.inner.replies.lock().unwrap().push_back(reply);
    }

    /// What was asked; every request is held against the vendor's specification.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let seen = self.inner.seen.lock().unwrap().clone();
        let contract = Contract::load(self.vendor);
        for exchange in seen.iter().filter(|exchange| !exchange.path.starts_with("/control/")) {
            assert_eq!(contract.violations(exchange), Vec::<String>::new(), "{}", exchange.target());
            self.write_down(exchange);
        }
        seen
    }

    /// Appends to the file that the variable `RINGWRIGHT_EXCHANGES` names, for checking with other tools.
    fn write_down(&self, exchange: &Exchange) {
        let Ok(path) = std::env::var("RINGWRIGHT_EXCHANGES") else { return };
        let headers: serde_json::Map<String, Value> = exchange
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
            .collect();
        let sign = if exchange.query.is_empty() { "" } else { "?" };
        let line = json!({
            "vendor": self.vendor,
            "method": exchange.method,
            "url": format!("{}{}{sign}{}", self.origin, exchange.path, exchange.query),
            "request_headers": headers,
            "request_body": exchange.body,
            "status": exchange.status,
            "response_body": exchange.answer,
        });
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    }
}

async fn answer(
    State(inner): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let missing = || Reply::json(599, &json!({"message": "no reply left"}));
    let reply = inner.replies.lock().unwrap().pop_front().unwrap_or_else(missing);
    inner.seen.lock().unwrap().push(Exchange {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
        status: reply.status,
        answer: if reply.body.len() < 100_000 { reply.body.clone() } else { String::new() },
    });
    if reply.never {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(reply.status).header("content-type", "application/json");
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// A client that gives up soon.
pub fn hasty() -> Http {
    Http::new(HttpLimits {
        connect: Duration::from_millis(2_000),
        total: Duration::from_millis(500),
        ..HttpLimits::default()
    })
}

/// An address at which nothing listens, as long as the socket is kept.
pub fn closed_door(scheme: &str) -> (BaseUrl, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    (BaseUrl::parse(&format!("{scheme}://{address}")).unwrap(), socket)
}

/// A server that reads a request and hangs up, `lost` times; then it answers with `body`. Gives its
/// address and the requests it read.
pub async fn loses_answers(lost: usize, body: &Value) -> (BaseUrl, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let (seen, heard) = (Arc::new(Mutex::new(Vec::new())), body.to_string());
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        for turn in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let request = read_request(&mut socket).await;
            log.lock().unwrap().push(request);
            if turn >= lost {
                let head = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    heard.len()
                );
                socket.write_all(format!("{head}{heard}").as_bytes()).await.unwrap();
            }
        }
    });
    (BaseUrl::parse(&format!("http://{address}")).unwrap(), seen)
}

/// Reads one request with its body.
async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0_u8; 4_096];
    loop {
        let read = socket.read(&mut buffer).await.unwrap();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse().unwrap())
            })
            .unwrap_or(0_usize);
        if read == 0 || body.len() >= length {
            return text;
        }
    }
}
