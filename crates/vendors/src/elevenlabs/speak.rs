//! Text to speech over `stream-input`
//! (<https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-stream-input>).
//!
//! A connection speaks one chunk: only the end of all its text tells when all sound of it is there. The next one is
//! connected meanwhile, so that words never wait for a connection.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::json;
use tokio::time::Sleep;

use super::ElevenLabsAccess;
use super::wire::{Spoken, VoiceList};
use crate::VendorError;
use crate::redact::redact;
use crate::socket::{Incoming, Socket};
use crate::sound::ToLine;
use crate::stream::{Streams, whole};
use crate::synthesizer::{SpeakOrder, Speaking, SpeechNews, Synthesizer, VoiceOffer};

/// The voice that speaks unless another is named.
const VOICE: &str = "EXAVITQu4vr4xnSDxMaL";
/// The model that is asked unless another is named.
const MODEL: &str = "eleven_flash_v2_5";
/// The vendor closes a connection that is silent for longer, in seconds.
const IDLE: &str = "180";
/// The first sound of a chunk must come within this. Sessions give up sooner.
const FIRST: Duration = Duration::from_secs(5);
/// The next piece of a chunk must come within this.
const NEXT: Duration = Duration::from_secs(4);
/// The list of voices comes within this.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of the list of voices.
const LONGEST_LIST: usize = 4 << 20;
/// The most letters of a chunk.
const LONGEST_TEXT: usize = 2_500;
/// Letters of the vendor's name of a voice.
const NAME: usize = 20;
/// The telephone's rate, at which the vendor gives mu-law; at others it gives samples.
const NARROW: u32 = 8_000;
/// Overflow rule: a chunk with more sound than this is trouble; 2 min of the telephone.
const LONGEST: usize = 120 * 16_000;
/// The rate of samples.
const WIDE: u32 = 16_000;

/// ElevenLabs as a synthesiser.
#[derive(Debug, Clone)]
pub struct ElevenLabsSpeak {
    access: ElevenLabsAccess,
    streams: Streams,
    model: String,
}

impl ElevenLabsSpeak {
    /// A synthesiser of an account, by a model (`eleven_flash_v2_5` unless named).
    pub fn new(access: ElevenLabsAccess, streams: Streams, model: Option<&str>) -> Self {
        Self { access, streams, model: model.unwrap_or(MODEL).to_owned() }
    }

    fn connect(&self, voice: &str, hertz: u32, language: &str) -> Socket {
        let mut url = self.access.base.join(&["v1", "text-to-speech", voice, "stream-input"]);
        let format = if hertz == NARROW { "ulaw_8000" } else { "pcm_16000" };
        url.query_pairs_mut().extend_pairs([
            ("model_id", self.model.as_str()),
            ("output_format", format),
            ("language_code", language),
            ("inactivity_timeout", IDLE),
        ]);
        let name = http::HeaderName::from_static("xi-api-key");
        Socket::connect(&self.access.base, url, name, self.access.key.expose())
    }
}

impl Synthesizer for ElevenLabsSpeak {
    fn name(&self) -> &'static str {
        "elevenlabs"
    }

    fn has_voice(&self, name: &str) -> bool {
        name.len() == NAME && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    fn voices(&self) -> BoxFuture<'static, Result<Vec<VoiceOffer>, VendorError>> {
        let url = self.access.base.join(&["v1", "voices"]);
        let asked = whole(self.streams.get(url, ("xi-api-key", &self.access.key)), LONGEST_LIST);
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, asked).await.map_err(|_| VendorError::Timeout)??;
            let list: VoiceList =
                serde_json::from_slice(&answer).map_err(|_| VendorError::unreadable("the list of voices"))?;
            Ok(list.voices.into_iter().map(VoiceOffer::from).collect())
        })
    }

    fn open(&self, order: &SpeakOrder) -> Box<dyn Speaking> {
        let mut stream = Stream {
            vendor: self.clone(),
            voice: order.voice.clone().unwrap_or_else(|| VOICE.to_owned()),
            hertz: order.hertz,
            language: order.language.split(['-', '_']).next().unwrap_or_default().to_owned(),
            next: None,
            queue: VecDeque::new(),
        };
        stream.next = Some(stream.connect());
        Box::new(stream)
    }
}

struct Stream {
    vendor: ElevenLabsSpeak,
    voice: String,
    hertz: u32,
    language: String,
    /// A connection on which nothing was said.
    next: Option<Socket>,
    /// What was asked for, in order.
    queue: VecDeque<Asked>,
}

/// A chunk on its way.
struct Asked {
    chunk: u32,
    socket: Socket,
    /// From samples to the telephone's sound, where the vendor does not give that.
    line: Option<ToLine>,
    /// Sound that came before its turn.
    early: Vec<u8>,
    bytes: usize,
    over: bool,
    patience: Pin<Box<Sleep>>,
}

impl Stream {
    fn connect(&self) -> Socket {
        self.vendor.connect(&self.voice, self.hertz, &self.language)
    }

    fn fail(&mut self, error: VendorError) -> Poll<SpeechNews> {
        self.queue.clear();
        self.next = None;
        Poll::Ready(SpeechNews::Trouble { error })
    }
}

impl Asked {
    /// Takes in what has come.
    fn poll(&mut self, context: &mut Context<'_>) -> Result<(), VendorError> {
        while !self.over {
            match self.socket.poll(context) {
                Poll::Ready(Ok(Incoming::Text(text))) => self.take_in(&text)?,
                Poll::Ready(Ok(Incoming::Sound(_))) => {
                    return Err(VendorError::unreadable("a message of the synthesiser"));
                }
                Poll::Ready(Err(error)) => return Err(error),
                Poll::Pending if self.patience.as_mut().poll(context).is_ready() => {
                    return Err(VendorError::Timeout);
                }
                Poll::Pending => break,
            }
        }
        Ok(())
    }

    fn take_in(&mut self, text: &str) -> Result<(), VendorError> {
        let (bytes, is_final) = read(text)?;
        if !bytes.is_empty() {
            let sound = match &mut self.line {
                Some(line) => line.push(&bytes),
                None => bytes,
            };
            self.bytes += sound.len();
            self.early.extend(sound);
            if self.bytes > LONGEST {
                return Err(VendorError::unreadable("sound beyond all measure"));
            }
            self.patience.as_mut().reset(tokio::time::Instant::now() + NEXT);
        }
        self.over = is_final;
        if self.over && self.bytes == 0 {
            return Err(VendorError::unreadable("no sound came"));
        }
        Ok(())
    }
}

/// The sound of a message, and whether that was all.
pub(super) fn read(text: &str) -> Result<(Vec<u8>, bool), VendorError> {
    let spoken: Spoken<'_> =
        serde_json::from_str(text).map_err(|_| VendorError::unreadable("a message of the synthesiser"))?;
    if let Some(error) = spoken.error {
        let detail = redact(spoken.message.as_deref().unwrap_or_default());
        return Err(VendorError::Refused { status: 0, code: Some(error.into_owned()), detail });
    }
    let sound = STANDARD.decode(spoken.audio.as_deref().unwrap_or_default());
    let sound = sound.map_err(|_| VendorError::unreadable("the sound of the synthesiser"))?;
    Ok((sound, spoken.is_final == Some(true)))
}

impl Speaking for Stream {
    fn speak(&mut self, chunk: u32, text: &str) {
        let mut socket = self.next.take().unwrap_or_else(|| self.connect());
        let text: String = text.chars().take(LONGEST_TEXT).collect();
        // The first message holds a blank, the last nothing, which asks for all that is left.
        for text in [" ", &format!("{text} "), ""] {
            socket.send_text(&json!({ "text": text }).to_string());
        }
        self.queue.push_back(Asked {
            chunk,
            socket,
            line: (self.hertz != NARROW).then(|| ToLine::new(WIDE, self.hertz)),
            early: Vec::new(),
            bytes: 0,
            over: false,
            patience: Box::pin(tokio::time::sleep(FIRST)),
        });
        self.next = Some(self.connect());
    }

    fn cancel(&mut self, chunk: u32) {
        self.queue.retain(|asked| asked.chunk != chunk);
    }

    fn poll_sound(&mut self, context: &mut Context<'_>) -> Poll<SpeechNews> {
        if let Some(next) = &mut self.next
            && next.poll(context).is_ready()
        {
            // It was closed, or says what nobody asked: the next words connect anew.
            self.next = None;
        }
        let failed = self.queue.iter_mut().find_map(|asked| asked.poll(context).err());
        if let Some(error) = failed {
            return self.fail(error);
        }
        let Some(first) = self.queue.front_mut() else { return Poll::Pending };
        let chunk = first.chunk;
        if !first.early.is_empty() {
            let sound = Bytes::from(std::mem::take(&mut first.early));
            return Poll::Ready(SpeechNews::Sound { chunk, sound });
        }
        if first.over {
            self.queue.pop_front();
            return Poll::Ready(SpeechNews::Done { chunk });
        }
        Poll::Pending
    }
}
