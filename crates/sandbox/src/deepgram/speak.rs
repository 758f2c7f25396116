//! Live speech: text goes in, is spoken when it is flushed, and its sound comes back faster than it plays.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::results::MODEL_UUID;
use crate::sound::codec::{Encoding, at_rate};
use crate::sound::settings::ms;
use crate::sound::voice::{Mute, Timbre};
use crate::stream::{Incoming, Over, Stream};
use crate::world::{World, lock};

/// Milliseconds of sound in a message.
const PIECE_MS: u32 = 200;
/// Between two messages.
const EVERY: Duration = Duration::from_millis(20);
/// Text that may wait for its flush.
const LONGEST: usize = 2_000;

/// How the sound is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The voice.
    pub model: String,
    /// How it is written.
    pub encoding: Encoding,
    /// Samples a second.
    pub rate: u32,
}

impl Wanted {
    /// Reads a query, or says what is wrong with it.
    pub fn read(query: &str) -> Result<Self, String> {
        let mut wanted =
            Self { model: "aura-asteria-en".to_owned(), encoding: Encoding::Linear16, rate: 24_000 };
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "model" => wanted.model = value.into_owned(),
                "encoding" => {
                    wanted.encoding = Encoding::named(&value)
                        .ok_or_else(|| format!("encoding {value:?} is not imitated"))?;
                }
                "sample_rate" => {
                    let known = [8_000, 16_000, 24_000, 32_000, 48_000];
                    let rate = known.into_iter().find(|rate| rate.to_string() == *value);
                    wanted.rate = rate.ok_or_else(|| format!("sample_rate must be one of {known:?}"))?;
                }
                _ => {}
            }
        }
        Ok(wanted)
    }

    /// The sound of a text, as it is wanted.
    pub async fn spoken(&self, world: &World, text: &str) -> Result<Vec<u8>, Mute> {
        let speaker = lock(&world.settings).speech.voice;
        let clip = world.voice.say(speaker, Timbre::Agent, text).await?;
        Ok(self.encoding.write(&at_rate(&clip.samples, clip.rate, self.rate)))
    }

    fn piece(&self) -> usize {
        usize::try_from(self.rate / 1_000 * PIECE_MS).unwrap_or_default() * self.encoding.width()
    }
}

/// What is on its way to the client.
enum Out {
    Sound(Bytes),
    Word(Value),
}

/// One stream of live speech.
struct Mouth {
    world: Arc<World>,
    wanted: Wanted,
    text: String,
    flushes: u64,
    out: VecDeque<(Instant, Out)>,
    closing: bool,
}

impl Mouth {
    async fn take(&mut self, incoming: Incoming) -> Result<(), (u16, String)> {
        let Incoming::Text(text) = incoming else {
            return Err((1008, "binary messages are not understood".to_owned()));
        };
        let message: Value = serde_json::from_str(&text).unwrap_or_default();
        match message["type"].as_str() {
            Some("Speak") => {
                let text = message["text"].as_str().ok_or((1008, "Speak needs text".to_owned()))?;
                if self.text.len() + text.len() > LONGEST {
                    let description = format!("More than {LONGEST} characters without a flush");
                    self.push(Instant::now(), Out::Word(warning(&description, "TEXT_LENGTH_EXCEEDED")));
                } else {
                    self.text.push_str(text);
                }
            }
            Some("Flush") => return self.flush().await,
            Some("Clear") => {
                self.text.clear();
                self.out.clear();
                let cleared = json!({"type": "Cleared", "sequence_id": self.flushes});
                self.push(Instant::now(), Out::Word(cleared));
            }
            Some("Close") => {
                self.flush().await?;
                self.closing = true;
            }
            _ => return Err((1008, "the message is not understood".to_owned())),
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), (u16, String)> {
        let asked = Instant::now();
        let text = std::mem::take(&mut self.text);
        let sound = if text.trim().is_empty() {
            Vec::new()
        } else {
            self.wanted.spoken(&self.world, &text).await.map_err(|Mute(why)| (1011, why))?
        };
        let mut due = asked + ms(lock(&self.world.settings).speech.deepgram.first_audio_ms);
        let sound = Bytes::from(sound);
        let mut sent = 0;
        while sent < sound.len() {
            let end = sound.len().min(sent + self.wanted.piece());
            self.push(due, Out::Sound(sound.slice(sent..end)));
            (sent, due) = (end, due + EVERY);
        }
        let flushed = json!({"type": "Flushed", "sequence_id": self.flushes});
        self.flushes += 1;
        self.push(asked, Out::Word(flushed));
        Ok(())
    }

    /// What was asked for first comes first.
    fn push(&mut self, due: Instant, out: Out) {
        let due = self.out.back().map_or(due, |(last, _)| due.max(*last));
        self.out.push_back((due, out));
    }
}

fn warning(description: &str, code: &str) -> Value {
    json!({"type": "Warning", "description": description, "code": code})
}

/// Serves one client until it or the sandbox has enough.
pub async fn serve(world: Arc<World>, wanted: Wanted, mut stream: Stream) {
    let metadata = json!({
        "type": "Metadata", "request_id": world.ids.uuid(), "model_name": wanted.model,
        "model_version": "2026-01-01.0", "model_uuid": MODEL_UUID,
    });
    let mut mouth = Mouth {
        world,
        wanted,
        text: String::new(),
        flushes: 0,
        out: VecDeque::from([(Instant::now(), Out::Word(metadata))]),
        closing: false,
    };
    let (code, reason) = match talk(&mut mouth, &mut stream).await {
        Ok((code, reason)) => (code, reason),
        Err(Over) => return,
    };
    stream.close(code, &reason).await;
}

async fn talk(mouth: &mut Mouth, stream: &mut Stream) -> Result<(u16, String), Over> {
    loop {
        let due = mouth.out.front().map(|(due, _)| *due);
        let Some(due) = due else {
            if mouth.closing {
                return Ok((1000, String::new()));
            }
            if let Err(end) = mouth.take(stream.next().await?).await {
                return Ok(end);
            }
            continue;
        };
        tokio::select! {
            () = tokio::time::sleep_until(due) => match mouth.out.pop_front() {
                Some((_, Out::Sound(bytes))) => stream.sound(bytes).await?,
                Some((_, Out::Word(word))) => stream.say(&word).await?,
                None => {}
            },
            incoming = stream.next() => if let Err(end) = mouth.take(incoming?).await {
                return Ok(end);
            },
        }
    }
}
