//! Media Streams from the carrier's side, as Twilio and Telnyx have them: a caller's sound goes out every 20 ms, and what
//! comes back is played.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::faults::Mishap;
use crate::phones::caller::{Caller, Deed, FRAME, FRAME_MS};
use crate::phones::line::Line;
use crate::sound::codec::audible;
use crate::stream::GARBAGE;

/// A server that does not answer by then is not there.
const CONNECT: Duration = Duration::from_secs(10);
/// Of Telnyx's frames one in so many is overtaken by the next.
const OVERTAKEN: u64 = 25;

/// Whose words are used on the socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Twilio's.
    #[default]
    Twilio,
    /// Telnyx's. Frames don't always come in their order.
    Telnyx,
}

/// Who calls, as the socket is told.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Who carries the call.
    pub dialect: Dialect,
    /// The account.
    pub account: String,
    /// The call.
    pub call: String,
    /// The stream.
    pub stream: String,
    /// What the TwiML said.
    pub parameters: Vec<(String, String)>,
}

/// What the caller's end of a call notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The caller does something.
    Caller(Deed),
    /// Sound arrives that can be heard at once, after silence.
    AgentBegins,
    /// There is nothing more to hear.
    AgentEnds {
        /// What was waiting was thrown away on the agent's word.
        cleared: bool,
        /// The last thing that was heard was in the middle of sound.
        ran_dry: bool,
    },
    /// A mark was reached.
    Mark(String),
    /// The agent sent something that is not understood.
    Broken(String),
    /// The agent closed the socket.
    Closed,
}

impl Note {
    /// What happened, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Caller(Deed::Begins { act, part }) => format!("caller begins {act}.{part}"),
            Self::Caller(Deed::Ends { act, part }) => format!("caller ends {act}.{part}"),
            Self::Caller(Deed::Missed { act }) => format!("caller had nothing to interrupt {act}"),
            Self::Caller(Deed::Presses(key)) => format!("caller presses {key}"),
            Self::Caller(Deed::HangsUp) => "caller hangs up".to_owned(),
            Self::AgentBegins => "agent begins".to_owned(),
            Self::AgentEnds { cleared: true, .. } => "agent is cut off".to_owned(),
            Self::AgentEnds { ran_dry: true, .. } => "agent breaks off".to_owned(),
            Self::AgentEnds { .. } => "agent ends".to_owned(),
            Self::Mark(name) => format!("mark {name}"),
            Self::Broken(what) => format!("broken: {what}"),
            Self::Closed => "agent hangs up".to_owned(),
        }
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[derive(Deserialize)]
struct FromServer<'a> {
    event: &'a str,
    #[serde(rename = "streamSid", default)]
    stream: Option<&'a str>,
    #[serde(borrow, default)]
    media: Option<Media<'a>>,
    #[serde(default)]
    mark: Option<Mark>,
}

#[derive(Deserialize)]
struct Media<'a> {
    payload: &'a str,
}

#[derive(Deserialize)]
struct Mark {
    name: String,
}

/// Opens the socket of a call.
///
/// # Errors
/// When the server is not there or refuses.
pub async fn connect(url: &str, signature: &str) -> Result<Socket, Error> {
    let mut request = url.into_client_request()?;
    if let Ok(signature) = signature.parse() {
        request.headers_mut().insert("X-Twilio-Signature", signature);
    }
    let config = WebSocketConfig::default().read_buffer_size(8_192).write_buffer_size(0);
    let connecting = connect_async_with_config(request, Some(config), true);
    let connected = tokio::time::timeout(CONNECT, connecting).await;
    connected.map_or_else(|_| Err(Error::Io(std::io::ErrorKind::TimedOut.into())), |answer| Ok(answer?.0))
}

struct Talk<'a, F> {
    socket: Socket,
    who: &'a Identity,
    line: Line,
    /// Whether the agent is heard.
    sounding: bool,
    sequence: u64,
    chunk: u64,
    /// Whether the caller's sound does not come through any more.
    stalled: bool,
    /// A frame that the next one overtakes.
    overtaken: Option<Message>,
    note: F,
}

/// How a stream ended in good order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The caller, or whoever may end the call, has hung up.
    HungUp,
    /// The server has closed the socket.
    Closed,
}

/// Holds a call until the caller hangs up, the server closes, or `stop` is over. Before every frame of the caller
/// `mishap` may say that something goes wrong.
///
/// # Errors
/// When the connection breaks.
pub async fn talk(
    socket: Socket,
    who: &Identity,
    caller: &mut Caller,
    stop: impl Future<Output = ()>,
    note: impl FnMut(Instant, Note),
    mut mishap: impl FnMut() -> Option<Mishap>,
) -> Result<End, Error> {
    let line = Line::default();
    let mut talk = Talk {
        socket,
        who,
        line,
        sounding: false,
        sequence: 0,
        chunk: 0,
        stalled: false,
        overtaken: None,
        note,
    };
    talk.open().await?;
    let mut clock = interval(Duration::from_millis(u64::from(FRAME_MS)));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut deeds = Vec::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            // What has arrived is played before it is said what can be heard.
            biased;
            message = talk.socket.next() => match message {
                Some(Ok(Message::Text(text))) => talk.hear(&text).await?,
                Some(Ok(Message::Close(_))) | None => {
                    (talk.note)(Instant::now(), Note::Closed);
                    return Ok(End::Closed);
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            },
            () = &mut stop => return talk.hang_up().await,
            _ = clock.tick() => {
                let heard = talk.play().await?;
                let frame = caller.tick(heard, &mut deeds);
                talk.pass(&frame, mishap()).await?;
                let now = Instant::now();
                for deed in deeds.drain(..) {
                    (talk.note)(now, Note::Caller(deed));
                    match deed {
                        Deed::Presses(key) => talk.press(key).await?,
                        Deed::HangsUp => return talk.hang_up().await,
                        _ => {}
                    }
                }
            }
        }
    }
}

impl<F: FnMut(Instant, Note)> Talk<'_, F> {
    async fn send(&mut self, message: &Value) -> Result<(), Error> {
        self.socket.send(Message::text(message.to_string())).await
    }

    fn numbered(&mut self) -> String {
        self.sequence += 1;
        self.sequence.to_string()
    }

    /// The name of the number of a message, and of the stream.
    const fn names(&self) -> (&'static str, &'static str) {
        match self.who.dialect {
            Dialect::Twilio => ("sequenceNumber", "streamSid"),
            Dialect::Telnyx => ("sequence_number", "stream_id"),
        }
    }

    /// A message about the stream.
    fn message(&mut self, event: &str, about: Value) -> Value {
        let ((number, stream), count) = (self.names(), self.numbered());
        json!({"event": event, number: count, stream: self.who.stream, event: about})
    }

    async fn open_telnyx(&mut self) -> Result<(), Error> {
        self.send(&json!({"event": "connected", "version": "1.0.0"})).await?;
        let start = self.message(
            "start",
            json!({
                "user_id": self.who.account, "call_control_id": self.who.call,
                "media_format": {"encoding": "PCMU", "sample_rate": 8_000, "channels": 1},
            }),
        );
        self.send(&start).await
    }

    async fn open(&mut self) -> Result<(), Error> {
        if self.who.dialect == Dialect::Telnyx {
            return self.open_telnyx().await;
        }
        self.send(&json!({"event": "connected", "protocol": "Call", "version": "1.0.0"})).await?;
        let parameters: serde_json::Map<String, Value> =
            self.who.parameters.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let number = self.numbered();
        let start = json!({
            "event": "start", "sequenceNumber": number, "streamSid": self.who.stream,
            "start": {
                "accountSid": self.who.account, "streamSid": self.who.stream, "callSid": self.who.call,
                "tracks": ["inbound"], "customParameters": parameters,
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8_000, "channels": 1},
            },
        });
        self.send(&start).await
    }

    /// Sends a frame, unless something goes wrong on purpose.
    async fn pass(&mut self, frame: &[u8; FRAME], mishap: Option<Mishap>) -> Result<(), Error> {
        self.stalled |= mishap == Some(Mishap::Stall);
        match mishap {
            Some(Mishap::Disconnect) => Err(Error::ConnectionClosed),
            Some(Mishap::Garbage) => self.socket.send(Message::text(GARBAGE)).await,
            _ if self.stalled => Ok(()),
            _ => self.send_frame(frame).await,
        }
    }

    async fn send_frame(&mut self, frame: &[u8; FRAME]) -> Result<(), Error> {
        let number = self.numbered();
        self.chunk += 1;
        let at = (self.chunk - 1) * u64::from(FRAME_MS);
        let (sequence, stream) = self.names();
        let text = format!(
            "{{\"event\":\"media\",\"{sequence}\":\"{number}\",\"media\":{{\"track\":\"inbound\",\
             \"chunk\":\"{}\",\"timestamp\":\"{at}\",\"payload\":\"{}\"}},\"{stream}\":\"{}\"}}",
            self.chunk,
            STANDARD.encode(frame),
            self.who.stream,
        );
        if self.who.dialect == Dialect::Telnyx && self.chunk.is_multiple_of(OVERTAKEN) {
            self.overtaken = Some(Message::text(text));
            return Ok(());
        }
        self.socket.send(Message::text(text)).await?;
        match self.overtaken.take() {
            Some(late) => self.socket.send(late).await,
            None => Ok(()),
        }
    }

    async fn press(&mut self, key: char) -> Result<(), Error> {
        let about = match self.who.dialect {
            Dialect::Twilio => json!({"track": "inbound_track", "digit": key.to_string()}),
            Dialect::Telnyx => json!({"digit": key.to_string()}),
        };
        let message = self.message("dtmf", about);
        self.send(&message).await
    }

    async fn marked(&mut self, names: Vec<String>) -> Result<(), Error> {
        for name in names {
            (self.note)(Instant::now(), Note::Mark(name.clone()));
            let message = self.message("mark", json!({"name": name}));
            self.send(&message).await?;
        }
        Ok(())
    }

    /// Says good-bye as a carrier does.
    async fn hang_up(&mut self) -> Result<End, Error> {
        let about = match self.who.dialect {
            Dialect::Twilio => json!({"accountSid": self.who.account, "callSid": self.who.call}),
            Dialect::Telnyx => json!({"user_id": self.who.account, "call_control_id": self.who.call}),
        };
        let stop = self.message("stop", about);
        self.send(&stop).await?;
        // Whoever has closed already needs no good-bye.
        let _ = self.socket.close(None).await;
        Ok(End::HungUp)
    }

    /// Plays 20 ms; answers whether something was heard.
    async fn play(&mut self) -> Result<bool, Error> {
        let played = self.line.play();
        if self.sounding && self.line.is_empty() && !played.audible {
            self.sounding = false;
            (self.note)(Instant::now(), Note::AgentEnds { cleared: false, ran_dry: played.ran_dry });
        }
        self.marked(played.marks).await?;
        Ok(played.audible)
    }

    async fn hear(&mut self, text: &str) -> Result<(), Error> {
        let Ok(message) = serde_json::from_str::<FromServer<'_>>(text) else {
            self.broken("a message is not understood");
            return Ok(());
        };
        if self.who.dialect == Dialect::Twilio && message.stream != Some(self.who.stream.as_str()) {
            self.broken("a message has another streamSid");
            return Ok(());
        }
        match (message.event, message.media, message.mark) {
            ("media", Some(media), _) => match STANDARD.decode(media.payload) {
                Ok(codes) => {
                    if !self.sounding && audible(&codes) {
                        self.sounding = true;
                        (self.note)(Instant::now(), Note::AgentBegins);
                    }
                    self.line.push(&codes);
                }
                Err(_) => self.broken("a payload is not base64"),
            },
            ("mark", _, Some(mark)) => self.line.mark(mark.name),
            ("clear", ..) => {
                let waiting = !self.line.is_empty();
                let marks = self.line.clear();
                if self.sounding && waiting {
                    (self.note)(Instant::now(), Note::AgentEnds { cleared: true, ran_dry: false });
                }
                self.sounding = false;
                self.marked(marks).await?;
            }
            _ => self.broken("a message has an unknown event"),
        }
        Ok(())
    }

    fn broken(&mut self, what: &str) {
        (self.note)(Instant::now(), Note::Broken(what.to_owned()));
    }
}
