//! `stream-input`: text comes in pieces, and is spoken when there is enough of it, when a piece says so, or at the end.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::format::Format;
use crate::sound::settings::ms;
use crate::sound::voice::{Mute, Timbre};
use crate::stream::{Incoming, Over, Stream};
use crate::world::{World, lock};

/// Letters that are spoken without being asked to, unless the client set another schedule.
const ENOUGH: usize = 120;
/// A client that sends nothing for so long is cut off, unless it asked for another time.
const SILENT: Duration = Duration::from_secs(20);
/// The longest time it may ask for.
const LONGEST_SILENCE: u64 = 180;
/// Milliseconds of sound in a message.
const PIECE_MS: u32 = 200;
/// Between two messages.
const EVERY: Duration = Duration::from_millis(20);

/// What a client asks for.
pub struct Wish {
    /// How the sound is wanted.
    pub format: Format,
    /// Whether a key was shown already.
    pub has_key: bool,
    /// How long the client may be silent.
    pub silent: Duration,
}

impl Wish {
    /// Reads a query.
    pub fn read(query: &str, has_key: bool) -> Result<Self, String> {
        let mut silent = SILENT;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if name == "inactivity_timeout" {
                let seconds =
                    value.parse::<u64>().map_err(|_| "inactivity_timeout must be a number".to_owned())?;
                silent = Duration::from_secs(seconds.min(LONGEST_SILENCE));
            }
        }
        Ok(Self { format: Format::read(query)?, has_key, silent })
    }
}

struct Writer {
    world: Arc<World>,
    wish: Wish,
    begun: bool,
    text: String,
    enough: usize,
    out: VecDeque<(Instant, Value)>,
    closing: bool,
}

/// Why a stream ends: a close code and a reason.
type End = (u16, String);

impl Writer {
    async fn take(&mut self, incoming: Incoming) -> Result<(), End> {
        let Incoming::Text(text) = incoming else {
            return Err((1008, "A binary message is not understood".to_owned()));
        };
        let message: Value = serde_json::from_str(&text).unwrap_or_default();
        let Some(text) = message["text"].as_str() else {
            return Err((1008, "The message needs a text".to_owned()));
        };
        if !self.begun {
            self.begun = true;
            let key = message["xi_api_key"].as_str().is_some_and(|key| !key.is_empty());
            if !key && !self.wish.has_key {
                return Err((1008, "An API key is missing".to_owned()));
            }
            let schedule = message["generation_config"]["chunk_length_schedule"][0].as_u64();
            self.enough = schedule.and_then(|length| usize::try_from(length).ok()).unwrap_or(ENOUGH);
        }
        if text.is_empty() {
            self.speak().await?;
            self.closing = true;
            let end = json!({"audio": null, "isFinal": true, "normalizedAlignment": null, "alignment": null});
            self.push(Instant::now(), end);
            return Ok(());
        }
        self.text.push_str(text);
        let asked = message["flush"] == true || message["try_trigger_generation"] == true;
        if asked || self.text.len() >= self.enough {
            self.speak().await?;
        }
        Ok(())
    }

    async fn speak(&mut self) -> Result<(), End> {
        let asked = Instant::now();
        // The first message holds a blank that is not said.
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if text.is_empty() {
            return Ok(());
        }
        let (speaker, wait) = {
            let settings = lock(&self.world.settings);
            (settings.speech.voice, settings.speech.elevenlabs.first_audio_ms)
        };
        let said = self.world.voice.say(speaker, Timbre::Agent, &text).await;
        let sound = self.wish.format.write(&*said.map_err(|Mute(why)| (1011, why))?);
        let mut due = asked + ms(wait);
        let pieces = sound.chunks(self.wish.format.bytes(PIECE_MS).max(1));
        let mut letters = spread(&text, pieces.len());
        for piece in pieces {
            let alignment = letters.next().map(|part| alignment(&part, self.wish.format.ms(piece.len())));
            let message = json!({
                "audio": STANDARD.encode(piece), "isFinal": null,
                "normalizedAlignment": alignment, "alignment": alignment,
            });
            self.push(due, message);
            due += EVERY;
        }
        Ok(())
    }

    fn push(&mut self, due: Instant, message: Value) {
        let due = self.out.back().map_or(due, |(last, _)| due.max(*last));
        self.out.push_back((due, message));
    }
}

/// A text in so many parts of about the same length.
fn spread(text: &str, parts: usize) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    let length = letters.len().div_ceil(parts.max(1)).max(1);
    let parts: Vec<String> = letters.chunks(length).map(|part| part.iter().collect()).collect();
    parts.into_iter()
}

fn alignment(part: &str, ms: usize) -> Value {
    let letters: Vec<String> = part.chars().map(String::from).collect();
    let each = ms / letters.len().max(1);
    let starts: Vec<usize> = (0..letters.len()).map(|number| number * each).collect();
    json!({"chars": letters, "charStartTimesMs": starts, "charDurationsMs": vec![each; starts.len()]})
}

/// Serves one client until it or the sandbox has enough.
pub async fn serve(world: Arc<World>, wish: Wish, mut stream: Stream) {
    let mut writer = Writer {
        world,
        wish,
        begun: false,
        text: String::new(),
        enough: ENOUGH,
        out: VecDeque::new(),
        closing: false,
    };
    if let Ok((code, reason)) = talk(&mut writer, &mut stream).await {
        stream.close(code, &reason).await;
    }
}

async fn talk(writer: &mut Writer, stream: &mut Stream) -> Result<End, Over> {
    let mut cut_off = Instant::now() + writer.wish.silent;
    loop {
        let due = writer.out.front().map(|(due, _)| *due);
        if writer.closing && due.is_none() {
            return Ok((1000, String::new()));
        }
        tokio::select! {
            () = tokio::time::sleep_until(due.unwrap_or(cut_off)) => match writer.out.pop_front() {
                Some((_, message)) => stream.say(&message).await?,
                None => return Ok((1008, "input_timeout_exceeded".to_owned())),
            },
            incoming = stream.next(), if !writer.closing => {
                cut_off = Instant::now() + writer.wish.silent;
                if let Err(end) = writer.take(incoming?).await {
                    return Ok(end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_spread_over_the_sound() {
        let parts: Vec<String> = spread("Good morning", 5).collect();
        assert_eq!((parts.len(), parts.concat()), (4, "Good morning".to_owned()));
        assert_eq!(alignment("ab", 200)["charStartTimesMs"], json!([0, 100]));
        assert_eq!(spread("", 0).count(), 0);
    }
}
