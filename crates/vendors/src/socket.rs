//! WebSockets to vendors: connected while they are polled, written without waiting.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::{Sink, Stream};
use http::{HeaderName, HeaderValue};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::error::Error as WsError;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use url::Url;

use crate::{BaseUrl, VendorError};

type Ws = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Connecting = Pin<Box<dyn Future<Output = Result<Ws, VendorError>> + Send>>;

/// The longest time for a connection to come about.
const CONNECT: Duration = Duration::from_secs(4);
/// What is read at once. Small, since a server holds thousands of these.
const READ_BUFFER: usize = 4 * 1_024;
/// Overflow rule: so much waits to be written, then sound is left out.
const MOST_UNWRITTEN: usize = 192 * 1_024;
/// Overflow rule: so much sound is kept until the connection stands, the newest; 8 s of the telephone.
const MOST_EARLY: usize = 64 * 1_024;
/// A vendor's message is never longer.
const LONGEST_MESSAGE: usize = 1 << 20;

/// What a vendor sends.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// JSON.
    Text(Utf8Bytes),
    /// Sound.
    Sound(Bytes),
}

/// A WebSocket to a vendor.
pub(crate) struct Socket {
    state: State,
    /// What was to be sent before the connection stood.
    early: VecDeque<Message>,
    early_sound: usize,
    unflushed: bool,
}

enum State {
    Connecting(Connecting),
    Open(Box<Ws>),
    Over,
}

impl Socket {
    /// Connects to an address of `base`, with a header that proves who asks.
    pub(crate) fn connect(base: &BaseUrl, url: Url, name: HeaderName, secret: &str) -> Self {
        let plain = base.as_str().starts_with("http:");
        let secret = HeaderValue::from_str(secret).map(|mut value| {
            value.set_sensitive(true);
            value
        });
        let connecting = async move {
            let bad = |what: &str| VendorError::Unreachable { detail: what.to_owned() };
            let mut url = url;
            url.set_scheme(if plain { "ws" } else { "wss" }).map_err(|()| bad("the address is none"))?;
            let mut request = url.as_str().into_client_request().map_err(|_| bad("the address is none"))?;
            request.headers_mut().insert(name, secret.map_err(|_| bad("the key holds control characters"))?);
            crate::http::install_crypto();
            let connected = connect_async_with_config(request, Some(config()), true);
            match tokio::time::timeout(CONNECT, connected).await {
                Err(_) => Err(VendorError::Timeout),
                Ok(Err(error)) => Err(of(&error)),
                Ok(Ok((socket, _))) => Ok(socket),
            }
        };
        Self {
            state: State::Connecting(Box::pin(connecting)),
            early: VecDeque::new(),
            early_sound: 0,
            unflushed: false,
        }
    }

    /// Sends sound, or leaves it out when too much waits.
    pub(crate) fn send_sound(&mut self, sound: &[u8]) {
        if let State::Connecting(_) = self.state {
            self.early_sound += sound.len();
            self.early.push_back(Message::Binary(Bytes::copy_from_slice(sound)));
            while self.early_sound > MOST_EARLY {
                let Some(oldest) = self.early.iter().position(Message::is_binary) else { break };
                self.early_sound -= self.early.remove(oldest).map_or(0, |message| message.len());
            }
            return;
        }
        // A full buffer leaves the sound out; a broken connection is told when it is polled.
        self.write(Message::Binary(Bytes::copy_from_slice(sound)));
    }

    /// Sends a command.
    pub(crate) fn send_text(&mut self, text: &str) {
        let message = Message::Text(text.into());
        if let State::Connecting(_) = self.state {
            self.early.push_back(message);
        } else if !self.write(message) {
            // Commands are never dropped: a vendor that does not read them is gone.
            self.state = State::Over;
        }
    }

    fn write(&mut self, message: Message) -> bool {
        let State::Open(socket) = &mut self.state else { return true };
        self.unflushed = true;
        Pin::new(&mut **socket).start_send(message).is_ok()
    }

    /// Connects, writes, and answers with what the vendor sends.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Incoming, VendorError>> {
        loop {
            match &mut self.state {
                State::Connecting(connecting) => match connecting.as_mut().poll(context) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Ok(socket)) => {
                        self.state = State::Open(Box::new(socket));
                        for message in std::mem::take(&mut self.early) {
                            self.write(message);
                        }
                    }
                    Poll::Ready(Err(error)) => return self.end(error),
                },
                State::Open(socket) => {
                    if self.unflushed {
                        match Pin::new(&mut **socket).poll_flush(context) {
                            Poll::Ready(Ok(())) => self.unflushed = false,
                            Poll::Ready(Err(error)) => return self.end(of(&error)),
                            Poll::Pending => {}
                        }
                    }
                    let next = Pin::new(&mut **socket).poll_next(context);
                    match next {
                        Poll::Pending => return Poll::Pending,
                        Poll::Ready(Some(Ok(Message::Text(text)))) => {
                            return Poll::Ready(Ok(Incoming::Text(text)));
                        }
                        Poll::Ready(Some(Ok(Message::Binary(sound)))) => {
                            return Poll::Ready(Ok(Incoming::Sound(sound)));
                        }
                        // A ping is answered by the library; the answer has to be written out.
                        Poll::Ready(Some(Ok(Message::Ping(_)))) => self.unflushed = true,
                        Poll::Ready(Some(Ok(Message::Close(frame)))) => {
                            let why = frame.map_or_else(String::new, |frame| frame.reason.to_string());
                            return self.end(closed(&why));
                        }
                        Poll::Ready(Some(Ok(_))) => {}
                        Poll::Ready(Some(Err(error))) => return self.end(of(&error)),
                        Poll::Ready(None) => return self.end(closed("")),
                    }
                }
                State::Over => return Poll::Ready(Err(closed(""))),
            }
        }
    }

    fn end<T>(&mut self, error: VendorError) -> Poll<Result<T, VendorError>> {
        self.state = State::Over;
        Poll::Ready(Err(error))
    }
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(READ_BUFFER)
        .max_write_buffer_size(MOST_UNWRITTEN)
        .max_message_size(Some(LONGEST_MESSAGE))
        .max_frame_size(Some(LONGEST_MESSAGE))
}

fn closed(why: &str) -> VendorError {
    let why = crate::redact::redact(why);
    let sign = if why.is_empty() { "" } else { ": " };
    VendorError::Unreachable { detail: format!("the vendor closed the connection{sign}{why}") }
}

/// The words of an error, without the address, whose query may hold personal data.
fn of(error: &WsError) -> VendorError {
    match error {
        WsError::Http(answer) => VendorError::Refused {
            status: answer.status().as_u16(),
            code: None,
            detail: "the connection was refused".to_owned(),
        },
        WsError::Io(error) => VendorError::Unreachable { detail: error.to_string() },
        WsError::Capacity(_) => VendorError::unreadable("a message is longer than is taken"),
        WsError::ConnectionClosed | WsError::AlreadyClosed => closed(""),
        _ => VendorError::Unreachable { detail: "the connection broke".to_owned() },
    }
}
