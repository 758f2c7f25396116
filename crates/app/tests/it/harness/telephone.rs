//! A telephone on a Twilio media stream.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::within;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Somebody saying hello twice, 2 s of mu-law; the second is longer.
const HELLO: &[u8] = include_bytes!("../../../../voice/tests/data/hello.ulaw");

/// What came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Sound.
    Sound,
    /// The end of what the agent says.
    End,
    /// Something else.
    Nothing,
}

/// A telephone. Its sound flows all the time, a frame every 20 ms, as sound does.
pub struct Telephone {
    reader: SplitStream<Socket>,
    writer: mpsc::UnboundedSender<Message>,
    /// What is being said.
    speech: Arc<Mutex<VecDeque<&'static [u8]>>>,
    /// Told whenever all of it is said.
    said: Arc<Notify>,
    /// Samples heard since they were asked for last.
    pub heard: usize,
    /// How often the agent has fallen silent at once.
    pub cleared: usize,
}

impl Telephone {
    /// Calls a server as `call`.
    pub async fn dial(address: std::net::SocketAddr, call: &str) -> Self {
        let (socket, _) = connect_async(format!("ws://{address}/media/twilio")).await.unwrap();
        let (sink, reader) = socket.split();
        let (writer, messages) = mpsc::unbounded_channel();
        let (speech, said) = (Arc::default(), Arc::default());
        tokio::spawn(talk(sink, messages, Arc::clone(&speech), Arc::clone(&said)));
        let telephone = Self { reader, writer, speech, said, heard: 0, cleared: 0 };
        telephone.send(json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" }));
        let format = json!({ "encoding": "audio/x-mulaw", "sampleRate": 8_000, "channels": 1 });
        let start = json!({ "accountSid": "AC1", "streamSid": "MZ1", "callSid": call, "tracks": ["inbound"],
            "mediaFormat": format, "customParameters": {} });
        let start = json!({ "event": "start", "sequenceNumber": "1", "start": start, "streamSid": "MZ1" });
        telephone.send(start);
        telephone
    }

    pub fn send(&self, message: Value) {
        self.send_raw(Message::Text(message.to_string().into()));
    }

    pub fn send_raw(&self, message: Message) {
        // Whoever has closed the line is found out by listening.
        let _ = self.writer.send(message);
    }

    /// Says something.
    pub fn speak(&self) {
        self.speech.lock().unwrap().extend(HELLO.chunks_exact(160).skip(45).take(45));
    }

    /// Makes a sound, and waits until all of it is sent.
    pub async fn sound(&self, sound: &'static [u8]) {
        let mut said = std::pin::pin!(self.said.notified());
        said.as_mut().enable();
        self.speech.lock().unwrap().extend(sound.chunks_exact(160));
        within("the end of the sound", said).await;
    }

    /// Takes in one message. `None` when the line was closed.
    pub async fn step(&mut self) -> Option<Heard> {
        let message = within("the agent's voice", self.reader.next()).await?.ok()?;
        let Message::Text(text) = message else {
            return (!message.is_close()).then_some(Heard::Nothing);
        };
        let message: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(message["streamSid"], "MZ1");
        Some(match message["event"].as_str().unwrap() {
            "media" => {
                let sound = STANDARD.decode(message["media"]["payload"].as_str().unwrap()).unwrap();
                assert_eq!(sound.len(), 160);
                self.heard += sound.len();
                Heard::Sound
            }
            "mark" => {
                self.send(message);
                Heard::End
            }
            "clear" => {
                self.cleared += 1;
                Heard::Nothing
            }
            other => panic!("{other}"),
        })
    }

    /// Listens until the agent has said something to its end. `None` when the line was closed.
    pub async fn listen(&mut self) -> Option<()> {
        while self.step().await? != Heard::End {}
        Some(())
    }

    /// Listens to the first half second of what the agent says.
    pub async fn hear_some(&mut self) {
        while self.heard < 25 * 160 {
            self.step().await.unwrap();
        }
    }

    /// Listens until so many letters were heard, at 20 ms each.
    pub async fn hear(&mut self, letters: usize) {
        while self.heard < letters * 160 {
            self.listen().await.unwrap();
        }
        self.heard = 0;
    }

    /// Hangs up.
    pub fn hang_up(self) {
        self.send(json!({ "event": "stop", "streamSid": "MZ1", "stop": { "callSid": "CA1" } }));
    }
}

/// Sends a frame every 20 ms, and what else is to be sent, until nobody has more to send.
async fn talk(
    mut sink: SplitSink<Socket, Message>,
    mut messages: mpsc::UnboundedReceiver<Message>,
    speech: Arc<Mutex<VecDeque<&'static [u8]>>>,
    said: Arc<Notify>,
) {
    let mut frames = tokio::time::interval(std::time::Duration::from_millis(20));
    let mut begun = false;
    loop {
        let message = tokio::select! {
            message = messages.recv() => match message {
                Some(message) => message,
                None => return,
            },
            _ = frames.tick() => {
                if !begun {
                    continue;
                }
                let (frame, is_last) = {
                    let mut speech = speech.lock().unwrap();
                    let frame = speech.pop_front();
                    (frame.unwrap_or(&[0xff; 160]), frame.is_some() && speech.is_empty())
                };
                if is_last {
                    said.notify_waiters();
                }
                let media = json!({ "track": "inbound", "payload": STANDARD.encode(frame) });
                let media = json!({ "event": "media", "streamSid": "MZ1", "media": media });
                Message::Text(media.to_string().into())
            }
        };
        begun |= message.to_text().is_ok_and(|text| text.contains("\"start\""));
        if sink.send(message).await.is_err() {
            return;
        }
    }
}
