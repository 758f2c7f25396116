//! Text to speech (<https://developers.deepgram.com/reference/text-to-speech/speak-streaming>).
//!
//! Every chunk is spoken by `Speak` and `Flush`; Deepgram answers with its sound and `Flushed`, in order. A chunk that
//! is no longer wanted is thrown away by `Clear`, which throws away all of them: those still wanted are sent again.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Sleep;

use super::DeepgramAccess;
use super::wire::{Failure, SpeakMessage, command};
use crate::VendorError;
use crate::redact::redact;
use crate::socket::{Incoming, Socket};
use crate::synthesizer::{SpeakOrder, Speaking, SpeechNews, Synthesizer, VoiceOffer};

/// The voice that speaks unless another is named.
const VOICE: &str = "aura-2-thalia-en";
/// A `Clear` that is not answered by then never is; another connection is made.
const PATIENCE: Duration = Duration::from_millis(300);
/// The most letters that Deepgram takes at once.
const LONGEST_TEXT: usize = 2_000;

/// Deepgram as a synthesiser.
#[derive(Debug, Clone)]
pub struct DeepgramSpeak {
    access: DeepgramAccess,
}

impl DeepgramSpeak {
    /// A synthesiser of an account.
    pub const fn new(access: DeepgramAccess) -> Self {
        Self { access }
    }
}

impl Synthesizer for DeepgramSpeak {
    fn name(&self) -> &'static str {
        "deepgram"
    }

    fn has_voice(&self, name: &str) -> bool {
        name.starts_with("aura-")
    }

    fn voices(&self) -> BoxFuture<'static, Result<Vec<VoiceOffer>, VendorError>> {
        Box::pin(std::future::ready(Ok(super::voices::all())))
    }

    fn open(&self, order: &SpeakOrder) -> Box<dyn Speaking> {
        let mut stream = Stream {
            access: self.access.clone(),
            voice: order.voice.clone().unwrap_or_else(|| VOICE.to_owned()),
            hertz: order.hertz.to_string(),
            socket: None,
            queue: VecDeque::new(),
            clearing: 0,
            patience: None,
        };
        // Connected ahead, so that the first words find it open.
        stream.socket = Some(stream.connect());
        Box::new(stream)
    }
}

/// A chunk on its way.
struct Asked {
    chunk: u32,
    text: String,
    /// Whether some of its sound was given out, so that it cannot be sent again.
    begun: bool,
    /// Whether its sound is still wanted.
    wanted: bool,
}

struct Stream {
    access: DeepgramAccess,
    voice: String,
    hertz: String,
    socket: Option<Socket>,
    /// What was asked for, in order.
    queue: VecDeque<Asked>,
    /// `Clear`s that are not answered; what comes before the answer is old.
    clearing: u32,
    /// When an answer to `Clear` is given up.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Stream {
    fn connect(&self) -> Socket {
        let query = [("model", &*self.voice), ("encoding", "mulaw"), ("sample_rate", &*self.hertz)];
        self.access.connect(&["v1", "speak"], &query)
    }

    fn send(&mut self, text: &str) {
        if self.socket.is_none() {
            // It was closed while nothing was to be said.
            self.socket = Some(self.connect());
        }
        let Some(socket) = &mut self.socket else { return };
        let mut message = String::with_capacity(text.len() + 32);
        message.push_str("{\"type\":\"Speak\",\"text\":");
        // A text is always JSON.
        message.push_str(&serde_json::Value::from(clip(text)).to_string());
        message.push('}');
        socket.send_text(&message);
        socket.send_text(command!("Flush"));
    }

    fn take_in(&mut self, incoming: Incoming) -> Option<SpeechNews> {
        match incoming {
            Incoming::Sound(_) if self.clearing > 0 => None,
            Incoming::Sound(sound) => {
                let asked = self.queue.front_mut()?;
                asked.begun = true;
                asked.wanted.then_some(SpeechNews::Sound { chunk: asked.chunk, sound })
            }
            Incoming::Text(text) => match serde_json::from_str(&text) {
                Ok(SpeakMessage::Flushed) if self.clearing == 0 => {
                    self.queue.pop_front().map(|asked| SpeechNews::Done { chunk: asked.chunk })
                }
                Ok(SpeakMessage::Cleared) => {
                    self.clearing = self.clearing.saturating_sub(1);
                    if self.clearing == 0 {
                        self.patience = None;
                    }
                    None
                }
                Ok(SpeakMessage::Error(failure)) => Some(self.fail(refused(&failure))),
                Ok(SpeakMessage::Warning(failure)) => {
                    tracing::warn!(code = %failure.code, "the synthesiser warns");
                    None
                }
                Ok(SpeakMessage::Flushed | SpeakMessage::Other) => None,
                Err(_) => Some(self.fail(VendorError::unreadable("a message of the synthesiser"))),
            },
        }
    }

    fn hang_up(&mut self) {
        (self.socket, self.clearing, self.patience) = (None, 0, None);
    }

    /// Sends what nothing was heard of again.
    fn send_again(&mut self) {
        let again: Vec<String> = self.queue.iter().map(|asked| asked.text.clone()).collect();
        for text in again {
            self.send(&text);
        }
    }

    fn fail(&mut self, error: VendorError) -> SpeechNews {
        self.hang_up();
        self.queue.clear();
        SpeechNews::Trouble { error }
    }
}

impl Speaking for Stream {
    fn speak(&mut self, chunk: u32, text: &str) {
        self.send(text);
        self.queue.push_back(Asked { chunk, text: text.to_owned(), begun: false, wanted: true });
    }

    fn cancel(&mut self, chunk: u32) {
        let Some(place) = self.queue.iter().position(|asked| asked.chunk == chunk) else { return };
        self.queue[place].wanted = false;
        if self.queue.iter().any(|asked| asked.begun && asked.wanted) {
            // What is being spoken must not begin again: the other goes unheard when its turn comes.
            return;
        }
        self.queue.retain(|asked| asked.wanted);
        let Some(socket) = &mut self.socket else { return };
        socket.send_text(command!("Clear"));
        self.clearing += 1;
        self.patience = Some(Box::pin(tokio::time::sleep(PATIENCE)));
        self.send_again();
    }

    fn poll_sound(&mut self, context: &mut Context<'_>) -> Poll<SpeechNews> {
        loop {
            let Some(socket) = &mut self.socket else { return Poll::Pending };
            match socket.poll(context) {
                Poll::Pending => {}
                Poll::Ready(Ok(incoming)) => {
                    if let Some(news) = self.take_in(incoming) {
                        return Poll::Ready(news);
                    }
                    continue;
                }
                Poll::Ready(Err(_)) if self.queue.is_empty() => {
                    // Nothing was to be said: the next words connect anew.
                    self.hang_up();
                    continue;
                }
                Poll::Ready(Err(error)) => return Poll::Ready(self.fail(error)),
            }
            let Some(patience) = &mut self.patience else { return Poll::Pending };
            ready!(patience.as_mut().poll(context));
            self.hang_up();
            self.send_again();
        }
    }
}

/// How many of so many chunks these messages say are done.
#[cfg(fuzzing)]
pub(super) fn done_by<'a>(chunks: u32, messages: impl Iterator<Item = &'a str>) -> usize {
    let asked = |chunk| Asked { chunk, text: String::new(), begun: false, wanted: true };
    let mut stream = Stream {
        access: DeepgramAccess {
            base: crate::BaseUrl::parse("http://127.0.0.1:1").unwrap(),
            key: crate::Secret::new(String::new()),
        },
        voice: String::new(),
        hertz: String::new(),
        socket: None,
        queue: (0..chunks).map(asked).collect(),
        clearing: 0,
        patience: None,
    };
    let news = messages.filter_map(|message| stream.take_in(Incoming::Text(message.into())));
    news.filter(|news| matches!(news, SpeechNews::Done { .. })).count()
}

fn refused(failure: &Failure<'_>) -> VendorError {
    let code = Some(failure.code.to_string());
    VendorError::Refused { status: 0, code, detail: redact(&failure.description) }
}

fn clip(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
