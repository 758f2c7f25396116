//! The only way out: every request to another company is built and sent here.
//!
//! Connections are limited in time, answers in time and size, redirects are not followed, nothing is
//! sent twice, and plain HTTP needs a loopback address or an explicit setting. Above all it tells
//! "certainly not sent" apart from "no telling", because a telephone must not ring twice.
//!
//! The network itself is behind [`Transport`], so that the simulation can put its own in its place.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::{Secret, VendorError};

/// How long and how much.
#[derive(Debug, Clone, Copy)]
pub struct HttpLimits {
    /// The longest time for a connection to come about (5 s unless told).
    pub connect: Duration,
    /// The longest time for the whole exchange, connection and body included (15 s unless told).
    pub total: Duration,
    /// The most bytes of an answer's body that are read (2 MiB unless told).
    pub body: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(15), body: 2 << 20 }
    }
}

/// What carries requests: the network, or in a simulation its imitation.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends a request once and reads the answer, whatever its status.
    ///
    /// # Errors
    /// [`HttpError::NotSent`] only when the vendor certainly saw nothing of it.
    async fn send(&self, request: Departure) -> Result<Answer, HttpError>;

    /// Lets time pass before a request is repeated.
    async fn pause(&self, pause: Duration);
}

/// A request on its way out. It has no `Debug` form: it holds keys and personal data.
pub struct Departure {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Bytes>,
    /// The longest time for the whole exchange.
    pub total: Duration,
    /// The most bytes of the answer's body that are read.
    pub body_limit: usize,
}

/// The shared HTTP client. Cheap to clone; connections are kept and shared by all clones. Certificates
/// are loaded at the first request over TLS, so that making one costs nothing.
#[derive(Clone)]
pub struct Http {
    transport: Arc<dyn Transport>,
    limits: HttpLimits,
}

/// The network: one client for plain HTTP, which loads no certificates, and one for TLS.
struct Clients {
    connect: Duration,
    plain: OnceLock<Result<reqwest::Client, String>>,
    tls: OnceLock<Result<reqwest::Client, String>>,
}

impl Default for Http {
    fn default() -> Self {
        Self::new(HttpLimits::default())
    }
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Http {
    /// A client with these limits. One per process is enough.
    pub fn new(limits: HttpLimits) -> Self {
        let clients = Clients { connect: limits.connect, plain: OnceLock::new(), tls: OnceLock::new() };
        Self::over(Arc::new(clients), limits)
    }

    /// A client whose requests leave by `transport`.
    pub fn over(transport: Arc<dyn Transport>, limits: HttpLimits) -> Self {
        Self { transport, limits }
    }

    /// The same connections with another time for the whole exchange.
    #[must_use]
    pub fn with_total(&self, total: Duration) -> Self {
        Self { transport: Arc::clone(&self.transport), limits: HttpLimits { total, ..self.limits } }
    }

    /// Sends a request once and reads the answer, whatever its status.
    ///
    /// # Errors
    /// [`HttpError::NotSent`] only when the vendor certainly saw nothing of it.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let Request { method, url, headers, body, body_limit, problem } = request;
        if let Some(detail) = problem {
            return Err(HttpError::NotSent { detail });
        }
        let body_limit = body_limit.unwrap_or(self.limits.body);
        let departure = Departure { method, url, headers, body, total: self.limits.total, body_limit };
        self.transport.send(departure).await
    }

    /// Lets time pass before a request is repeated.
    pub(crate) async fn pause(&self, pause: Duration) {
        self.transport.pause(pause).await;
    }
}

impl Clients {
    fn client(&self, tls: bool) -> Result<&reqwest::Client, HttpError> {
        let cell = if tls { &self.tls } else { &self.plain };
        let made = cell.get_or_init(|| build_client(self.connect, tls));
        made.as_ref().map_err(|detail| HttpError::NotSent { detail: detail.clone() })
    }
}

#[async_trait]
impl Transport for Clients {
    async fn send(&self, request: Departure) -> Result<Answer, HttpError> {
        let Departure { method, url, headers, body, total, body_limit } = request;
        let client = self.client(url.scheme() == "https")?;
        let mut builder = client.request(method, url).headers(headers).timeout(total);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        let response = builder.send().await.map_err(|error| HttpError::of(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let (body, cut) = read_body(response, body_limit).await?;
        Ok(Answer { status, headers, body, cut })
    }

    async fn pause(&self, pause: Duration) {
        tokio::time::sleep(pause).await;
    }
}

/// Chooses the cryptography under TLS for the whole process.
pub(crate) fn install_crypto() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // An error means that another thread was faster, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

fn build_client(connect: Duration, tls: bool) -> Result<reqwest::Client, String> {
    install_crypto();
    let builder = reqwest::Client::builder()
        .http1_only()
        .connect_timeout(connect)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(16)
        .user_agent(concat!("ringwright/", env!("CARGO_PKG_VERSION")));
    let builder = if tls { builder.https_only(true) } else { builder.no_proxy().tls_certs_only(Vec::new()) };
    builder.build().map_err(|error| format!("the HTTP client cannot be made: {}", chain(&error)))
}

async fn read_body(mut response: reqwest::Response, limit: usize) -> Result<(Bytes, bool), HttpError> {
    let mut body = BytesMut::new();
    loop {
        let chunk = response.chunk().await.map_err(|error| HttpError::after_sending(&error))?;
        let Some(chunk) = chunk else { return Ok((body.freeze(), false)) };
        let room = limit.saturating_sub(body.len());
        if chunk.len() > room {
            body.extend_from_slice(&chunk[..room]);
            return Ok((body.freeze(), true));
        }
        body.extend_from_slice(&chunk);
    }
}

/// The words of an error and of what caused it, without the address, whose query may hold personal data.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let _ = write!(words, ": {cause}");
        next = cause.source();
    }
    words.chars().take(300).collect()
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// There was no connection, so that the vendor saw nothing of the request.
    NotSent {
        /// What went wrong.
        detail: String,
    },
    /// No answer in time; the vendor may have acted on the request.
    Timeout,
    /// The connection broke; the vendor may have acted on the request.
    Broken {
        /// What went wrong.
        detail: String,
    },
}

impl HttpError {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        // A connection that takes too long is both a time-out and a failed connection: nothing was sent.
        if error.is_connect() || error.is_builder() {
            return Self::NotSent { detail: words(error) };
        }
        Self::after_sending(error)
    }

    pub(crate) fn after_sending(error: &reqwest::Error) -> Self {
        if error.is_timeout() { Self::Timeout } else { Self::Broken { detail: words(error) } }
    }
}

/// The causes of an error; its own words hold the address.
fn words(error: &reqwest::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| "the connection failed".to_owned(), chain)
}

/// A request that is about to be sent.
pub(crate) struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Option<Bytes>,
    body_limit: Option<usize>,
    problem: Option<String>,
}

impl Request {
    /// Reads from `url`.
    pub(crate) fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// Sends to `url`.
    pub(crate) fn post(url: Url) -> Self {
        Self::new(Method::POST, url)
    }

    fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, body_limit: None, problem: None }
    }

    /// Proves who asks, with `Authorization: Bearer`.
    pub(crate) fn bearer(self, key: &Secret) -> Self {
        self.header(header::AUTHORIZATION, &format!("Bearer {}", key.expose()), true)
    }

    /// Adds a header; a `sensitive` one is never shown.
    pub(crate) fn header(mut self, name: HeaderName, value: &str, sensitive: bool) -> Self {
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            Err(_) => {
                self.problem = Some(format!("the value for the header {name} holds control characters"))
            }
        }
        self
    }

    /// Adds to the query.
    pub(crate) fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.url.query_pairs_mut().extend_pairs(pairs);
        self
    }

    /// Sends JSON.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body = Some(body.into()),
            Err(_) => self.problem = Some("the request cannot be written as JSON".to_owned()),
        }
        self.header(header::CONTENT_TYPE, "application/json", false)
    }

    /// Sends JSON that is written already, byte for byte.
    pub(crate) fn raw_json(mut self, body: &[u8]) -> Self {
        self.body = Some(Bytes::copy_from_slice(body));
        self.header(header::CONTENT_TYPE, "application/json", false)
    }

    /// Sends a form.
    pub(crate) fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.body = Some(body.into());
        self.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded", false)
    }

    /// Takes an answer of up to `bytes` instead of the usual limit.
    pub(crate) fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, cut at the limit.
    pub body: Bytes,
    /// Whether the body was longer than the limit.
    pub cut: bool,
}

impl Answer {
    /// Reads the body as JSON.
    ///
    /// # Errors
    /// [`VendorError::Unreadable`], without the content, which may hold personal data.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, VendorError> {
        if self.cut {
            return Err(VendorError::unreadable("the answer is longer than is taken"));
        }
        serde_json::from_slice(&self.body).map_err(|error| VendorError::Unreadable {
            detail: format!(
                "the answer (status {}) is not of the expected form at line {} column {}",
                self.status.as_u16(),
                error.line(),
                error.column()
            ),
        })
    }
}
