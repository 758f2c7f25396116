//! Answers that come bit by bit: requests whose body is read as it arrives.
//!
//! Connections are kept, so that the next question of a call finds one that stands; nothing is sent twice.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt as _};
use url::Url;

use crate::http::{HttpError, install_crypto};
use crate::redact::redact;
use crate::{Secret, VendorError};

/// The longest time for a connection to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest pause between two pieces of an answer. Sessions give up much sooner.
const SILENCE: Duration = Duration::from_secs(20);
/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(90);
/// The most bytes that are read of a refusal.
const REFUSAL: usize = 4_096;

/// The shared client of answers that come bit by bit; cheap to clone.
#[derive(Clone, Default)]
pub struct Streams {
    clients: Arc<Clients>,
}

#[derive(Default)]
struct Clients {
    plain: OnceLock<Result<reqwest::Client, String>>,
    tls: OnceLock<Result<reqwest::Client, String>>,
}

impl std::fmt::Debug for Streams {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Streams")
    }
}

impl Streams {
    fn client(&self, url: &Url) -> Result<reqwest::Client, VendorError> {
        let tls = url.scheme() == "https";
        let cell = if tls { &self.clients.tls } else { &self.clients.plain };
        let made = cell.get_or_init(|| build(tls));
        made.clone().map_err(|detail| VendorError::Unreachable { detail })
    }

    /// Reads from `url` once; the stream is the body of a good answer.
    pub(crate) fn get(&self, url: Url, header: (&'static str, &Secret)) -> Pieces {
        body_of(self.client(&url).map(|client| client.get(url).header(header.0, header.1.expose())))
    }

    /// Sends a body once; the stream is the body of a good answer, piece by piece. The first item is an error when
    /// the vendor refuses.
    pub(crate) fn post(&self, url: Url, header: (&'static str, &Secret), body: Body) -> Pieces {
        body_of(self.client(&url).map(|client| {
            client
                .post(url)
                .header(header.0, header.1.expose())
                .header("content-type", body.kind)
                .body(body.bytes)
        }))
    }
}

/// What is sent.
pub(crate) struct Body {
    /// Its content type.
    pub(crate) kind: &'static str,
    /// Itself.
    pub(crate) bytes: Vec<u8>,
}

impl Body {
    /// JSON.
    pub(crate) const fn json(bytes: Vec<u8>) -> Self {
        Self { kind: "application/json", bytes }
    }
}

/// An answer that is nothing but an error.
pub(crate) fn failed(error: VendorError) -> Pieces {
    futures::stream::once(async { Err(error) }).boxed()
}

/// The whole of an answer that has `most` bytes at most.
pub(crate) async fn whole(mut pieces: Pieces, most: usize) -> Result<Vec<u8>, VendorError> {
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await {
        body.extend_from_slice(&piece?);
        if body.len() > most {
            return Err(VendorError::unreadable("the answer is longer than is taken"));
        }
    }
    Ok(body)
}

/// The pieces of an answer's body.
pub(crate) type Pieces = BoxStream<'static, Result<Bytes, VendorError>>;

fn body_of(request: Result<reqwest::RequestBuilder, VendorError>) -> Pieces {
    let answer = async move {
        let response = request?.send().await.map_err(|error| VendorError::from(HttpError::of(&error)))?;
        if response.status().is_success() {
            return Ok(response);
        }
        Err(refusal(response).await)
    };
    futures::stream::once(answer)
        .flat_map(|answer| match answer {
            Ok(response) => response
                .bytes_stream()
                .map(|piece| piece.map_err(|error| VendorError::from(HttpError::after_sending(&error))))
                .boxed(),
            Err(error) => futures::stream::once(async { Err(error) }).boxed(),
        })
        .boxed()
}

async fn refusal(mut response: reqwest::Response) -> VendorError {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = REFUSAL - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == REFUSAL {
            break;
        }
    }
    let value: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let words = value["error"]["message"].as_str().or_else(|| value["error"].as_str()).unwrap_or_default();
    let code = value["error"]["code"].as_str().map(str::to_owned);
    VendorError::Refused { status, code, detail: redact(words) }
}

fn build(tls: bool) -> Result<reqwest::Client, String> {
    install_crypto();
    let builder = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(512)
        .user_agent(concat!("ringwright/", env!("CARGO_PKG_VERSION")));
    let builder = if tls {
        builder.https_only(true)
    } else {
        builder.http1_only().no_proxy().tls_certs_only(Vec::new())
    };
    builder.build().map_err(|error| format!("the HTTP client cannot be made: {error}"))
}
