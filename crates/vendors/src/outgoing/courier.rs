//! Posting a message.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use ringwright_domain::outgoing::Answer;

use super::address::{Reach, check_address, may_reach};

/// A message that is about to be posted.
#[derive(Debug, Clone)]
pub struct Message {
    /// Where to.
    pub url: String,
    /// Its id: the same in every try.
    pub id: String,
    /// When this try is made, in Unix seconds.
    pub seconds: i64,
    /// See [`super::signature`].
    pub signature: String,
    /// JSON.
    pub body: String,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It answered.
    Answered {
        /// The HTTP status.
        status: u16,
        /// What it said, as text. Overflow rule: of more than 16 KiB the rest is not read.
        body: String,
    },
    /// There was no connection, so that nothing was asked. With the reason.
    Unreachable(String),
    /// No whole answer came: whether it did what it was asked to is not known. With the reason.
    Unknown(String),
}

/// The most that is read of an answer, in bytes.
const MOST_READ: usize = 16 * 1024;

/// Whoever posts messages.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Posts a message once, and says what came of it.
    async fn post(&self, message: &Message) -> Answer;

    /// Posts a message once, and brings what was said to it.
    async fn ask(&self, message: &Message) -> Asked;

    /// How far it goes.
    fn reach(&self) -> Reach;
}

/// Posts over HTTP: ten seconds at most, no redirects, no proxy, and never into a private network, whatever a name
/// resolves to.
pub struct HttpCourier {
    reach: Reach,
    client: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpCourier {
    /// A courier. Certificates are loaded when it is first used.
    pub const fn new(reach: Reach) -> Self {
        Self { reach, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::Client, String> {
        self.client.get_or_init(|| build(self.reach)).as_ref().map_err(Clone::clone)
    }

    fn request(&self, message: &Message) -> Result<reqwest::RequestBuilder, String> {
        let url = check_address(&message.url, self.reach).map_err(|error| error.to_string())?;
        let headers = headers(message).ok_or("the message cannot be put into headers")?;
        Ok(self.client()?.post(url).headers(headers).body(message.body.clone()))
    }

    async fn send(&self, message: &Message) -> Result<u16, String> {
        let response = self.request(message)?.send().await.map_err(|error| words(&error))?;
        Ok(response.status().as_u16())
    }
}

#[async_trait]
impl Courier for HttpCourier {
    async fn post(&self, message: &Message) -> Answer {
        self.send(message).await.map_or_else(Answer::None, Answer::Status)
    }

    async fn ask(&self, message: &Message) -> Asked {
        let request = match self.request(message) {
            Ok(request) => request,
            Err(why) => return Asked::Unreachable(why),
        };
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Asked::Unreachable(words(&error)),
            Err(error) => return Asked::Unknown(words(&error)),
        };
        let (status, mut body) = (response.status().as_u16(), Vec::new());
        while body.len() < MOST_READ {
            match response.chunk().await {
                Ok(Some(more)) => body.extend_from_slice(&more[..more.len().min(MOST_READ - body.len())]),
                Ok(None) => break,
                Err(error) => return Asked::Unknown(words(&error)),
            }
        }
        Asked::Answered { status, body: String::from_utf8_lossy(&body).into_owned() }
    }

    fn reach(&self) -> Reach {
        self.reach
    }
}

fn headers(message: &Message) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("webhook-id", HeaderValue::from_str(&message.id).ok()?);
    headers.insert("webhook-timestamp", HeaderValue::from(message.seconds));
    headers.insert("webhook-signature", HeaderValue::from_str(&message.signature).ok()?);
    Some(headers)
}

fn build(reach: Reach) -> Result<reqwest::Client, String> {
    crate::http::install_crypto();
    reqwest::Client::builder()
        .http1_only()
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(20))
        .dns_resolver(Arc::new(PublicNames(reach)))
        .user_agent(concat!("ringwright/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| format!("the HTTP client cannot be made: {error}"))
}

/// Looks names up and passes on only the addresses that may be reached. The connection is made to these
/// very addresses, so that a name cannot lead elsewhere between looking and connecting.
struct PublicNames(Reach);

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let (good, bad): (Vec<SocketAddr>, Vec<SocketAddr>) =
                found.partition(|address| may_reach(address.ip(), reach));
            // One private address among public ones is enough to refuse: it is no mistake of ours.
            if good.is_empty() || !bad.is_empty() {
                return Err("the name leads into a private network, or nowhere".into());
            }
            Ok(Box::new(good.into_iter()) as Addrs)
        })
    }
}

/// The causes of an error, without the address, whose query may hold a secret.
fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer within ten seconds".to_owned();
    }
    let mut words = if error.is_connect() { "no connection" } else { "the connection broke" }.to_owned();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        next = cause.source();
    }
    words.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    fn message(url: &str) -> Message {
        Message {
            url: url.to_owned(),
            id: "msg_1".to_owned(),
            seconds: 1,
            signature: "v1,x".to_owned(),
            body: "{}".to_owned(),
        }
    }

    /// What is made of somebody who takes the message and writes these bytes before the line is closed.
    async fn asked_of(answer: Vec<u8>) -> Asked {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = async {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut heard = Vec::new();
            while !heard.ends_with(b"{}") {
                assert!(line.read_buf(&mut heard).await.unwrap() > 0);
            }
            // Whoever has read enough hangs up while the rest is written.
            let _ = line.write_all(&answer).await;
        };
        let (courier, message) = (HttpCourier::new(Reach::Loopback), message(&url));
        tokio::join!(courier.ask(&message), server).0
    }

    #[tokio::test]
    async fn it_is_told_apart_whether_it_may_have_been_done() {
        let answered = asked_of(b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nNo".to_vec()).await;
        assert_eq!(answered, Asked::Answered { status: 404, body: "No".to_owned() });
        // Neither a line that is closed without an answer nor half an answer says that nothing was done.
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nDo".to_vec();
        for broken in [Vec::new(), b"HTTP/1.1 200".to_vec(), half] {
            assert!(matches!(asked_of(broken).await, Asked::Unknown(_)));
        }
        let courier = HttpCourier::new(Reach::Loopback);
        assert!(matches!(courier.ask(&message("http://127.0.0.1:9/")).await, Asked::Unreachable(_)));
        let courier = HttpCourier::new(Reach::Public);
        assert!(matches!(courier.ask(&message("http://127.0.0.1:9/")).await, Asked::Unreachable(_)));
    }

    #[tokio::test]
    async fn of_a_long_answer_the_rest_is_not_read() {
        let mut long = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1 << 24).into_bytes();
        long.resize(1 << 24, b'a');
        let Asked::Answered { status: 200, body } = asked_of(long).await else { panic!("it was answered") };
        assert_eq!(body.len(), MOST_READ);
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        // The name is public in form; every resolver knows it as this machine.
        let names = PublicNames(Reach::Public);
        assert!(names.resolve("localhost".parse().unwrap()).await.is_err());
        let names = PublicNames(Reach::Loopback);
        assert!(names.resolve("localhost".parse().unwrap()).await.is_ok());
        let answer = HttpCourier::new(Reach::Public).post(&message("http://127.0.0.1:9/")).await;
        assert!(matches!(answer, Answer::None(why) if why.contains("private network")));
    }
}
