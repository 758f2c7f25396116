//! Speech to text (<https://platform.openai.com/docs/api-reference/audio/createTranscription>): whole utterances, each
//! sent when it is over. A long one is also sent while it goes on, so that its first words are known.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Deserialize;

use super::OpenAiAccess;
use crate::recognizer::{Certainty, ListenOrder, Listening, Recognizer, Words};
use crate::sound::{of_mulaw, wave};
use crate::stream::{Body, Streams, whole};
use crate::{Secret, VendorError};

/// An answer takes no longer. Sessions give up sooner.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest transcript.
const LONGEST_ANSWER: usize = 64 * 1_024;
/// Overflow rule: of an utterance that is longer than this the beginning goes.
const LONGEST: Duration = Duration::from_secs(60);
/// So much sound before the first loud one goes along.
const BEFORE: Duration = Duration::from_millis(400);
/// An utterance that goes on is sent after so much of it, and after so much more.
const INTERIM: Duration = Duration::from_millis(1_600);
/// Sound that is louder on average may be speech; silence on a line lies far below.
const LOUD: u32 = 120;
/// Overflow rule: of more questions than this at once the oldest is given up.
const MOST_OPEN: usize = 6;
/// The most letters of words that are named in advance.
const LONGEST_PROMPT: usize = 600;
/// Parts of the form are kept apart by this, which no sound has by chance.
const BOUNDARY: &str = "ringwright-6f1d0b3c9e5a47d28a44-form";
/// The content type of the form.
const FORM: &str = "multipart/form-data; boundary=ringwright-6f1d0b3c9e5a47d28a44-form";

/// Transcriptions of an endpoint that speaks as OpenAI does.
#[derive(Debug, Clone)]
pub struct OpenAiTranscribe {
    access: OpenAiAccess,
    bearer: Secret,
    streams: Streams,
    model: String,
}

impl OpenAiTranscribe {
    /// A recogniser at an endpoint, by a model.
    pub fn new(access: OpenAiAccess, streams: Streams, model: &str) -> Self {
        let bearer = Secret::new(format!("Bearer {}", access.key.expose()));
        Self { access, bearer, streams, model: model.to_owned() }
    }
}

impl Recognizer for OpenAiTranscribe {
    fn name(&self) -> &'static str {
        self.access.name
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn listen(&self, order: &ListenOrder) -> Box<dyn Listening> {
        Box::new(Stream {
            asked: self.clone(),
            hertz: order.hertz,
            language: order.language.split(['-', '_']).next().unwrap_or_default().to_owned(),
            prompt: prompt(&order.terms),
            sound: VecDeque::new(),
            heard: 0,
            loud: false,
            since_asked: 0,
            open: VecDeque::new(),
        })
    }
}

/// Words to expect, as the endpoint wants them.
fn prompt(terms: &[String]) -> String {
    let mut prompt = String::new();
    for term in terms {
        if prompt.len() + term.len() > LONGEST_PROMPT {
            break;
        }
        if !prompt.is_empty() {
            prompt.push_str(", ");
        }
        prompt.push_str(term);
    }
    prompt
}

type Answer = Pin<Box<dyn Future<Output = Result<String, VendorError>> + Send>>;

/// A question for the words of a piece of sound.
struct Open {
    certainty: Certainty,
    from: Duration,
    upto: Duration,
    /// None for sound without anything loud, which has no words.
    answer: Option<Answer>,
}

struct Stream {
    asked: OpenAiTranscribe,
    hertz: u32,
    language: String,
    prompt: String,
    /// The sound of the utterance that goes on, and a little before.
    sound: VecDeque<u8>,
    /// Samples heard in all.
    heard: usize,
    /// Whether anything in `sound` was loud.
    loud: bool,
    /// Samples since the utterance was sent last.
    since_asked: usize,
    open: VecDeque<Open>,
}

impl Stream {
    fn samples(&self, duration: Duration) -> usize {
        let samples = duration.as_micros() * u128::from(self.hertz) / 1_000_000;
        usize::try_from(samples).unwrap_or(usize::MAX)
    }

    fn time(&self, samples: usize) -> Duration {
        Duration::from_micros(samples as u64 * 1_000_000 / u64::from(self.hertz.max(1)))
    }

    fn ask(&mut self, certainty: Certainty) {
        // What was asked of the same utterance before it was over is of no more use.
        self.open.retain(|open| open.certainty != Certainty::Interim);
        while self.open.len() >= MOST_OPEN {
            self.open.pop_front();
        }
        let from = self.time(self.heard - self.sound.len());
        let answer = self.loud.then(|| self.question());
        self.open.push_back(Open { certainty, from, upto: self.time(self.heard), answer });
        self.since_asked = 0;
    }

    fn question(&self) -> Answer {
        let file = wave(self.sound.iter().copied(), self.hertz);
        let body = form(
            &[("model", &self.asked.model), ("language", &self.language), ("prompt", &self.prompt)],
            &file,
        );
        let OpenAiTranscribe { access, bearer, streams, .. } = &self.asked;
        let url = access.base.join(&["audio", "transcriptions"]);
        let pieces = streams.post(url, ("authorization", bearer), body);
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, whole(pieces, LONGEST_ANSWER)).await;
            read(&answer.map_err(|_| VendorError::Timeout)??)
        })
    }
}

impl Listening for Stream {
    fn hear(&mut self, sound: &[u8]) {
        self.sound.extend(sound);
        self.heard += sound.len();
        self.since_asked += sound.len();
        self.loud |= is_loud(sound);
        let most = self.samples(if self.loud { LONGEST } else { BEFORE });
        let excess = self.sound.len().saturating_sub(most);
        self.sound.drain(..excess);
        let waits = self.open.iter().any(|open| open.certainty == Certainty::Interim);
        let due = self.sound.len().min(self.since_asked) >= self.samples(INTERIM);
        if self.loud && due && !waits {
            self.ask(Certainty::Interim);
        }
    }

    fn finalize(&mut self) {
        self.ask(Certainty::Final);
        self.sound.clear();
        self.loud = false;
    }

    fn keep_alive(&mut self) {
        // There is no connection to keep.
    }

    fn poll_words(&mut self, context: &mut Context<'_>) -> Poll<Result<Words, VendorError>> {
        // All are under way at once; what was said first is told first.
        let mut done = None;
        for (place, open) in self.open.iter_mut().enumerate() {
            let polled = match &mut open.answer {
                Some(answer) => answer.as_mut().poll(context),
                None => Poll::Ready(Ok(String::new())),
            };
            if place == 0
                && let Poll::Ready(text) = polled
            {
                done = Some(text);
                break;
            }
            if let Poll::Ready(text) = polled {
                open.answer = Some(Box::pin(std::future::ready(text)));
            }
        }
        let (Some(text), Some(open)) = (done, self.open.front()) else { return Poll::Pending };
        let Open { certainty, from, upto, .. } = *open;
        self.open.pop_front();
        Poll::Ready(text.map(|text| Words { text, certainty, from, upto }))
    }
}

/// Whether sound may be more than the silence of a line.
fn is_loud(sound: &[u8]) -> bool {
    let sum: u64 = sound.iter().map(|byte| u64::from(of_mulaw(*byte).unsigned_abs())).sum();
    sum > u64::from(LOUD) * sound.len() as u64
}

/// A form with a file.
fn form(fields: &[(&str, &str)], file: &[u8]) -> Body {
    let mut bytes = Vec::with_capacity(file.len() + 1_024);
    let named = "Content-Disposition: form-data; name=";
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        bytes.extend(format!("--{BOUNDARY}\r\n{named}\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    let kind = "Content-Type: audio/wav";
    bytes.extend(
        format!("--{BOUNDARY}\r\n{named}\"response_format\"\r\n\r\njson\r\n--{BOUNDARY}\r\n{named}\"file\"; filename=\"call.wav\"\r\n{kind}\r\n\r\n").bytes(),
    );
    bytes.extend_from_slice(file);
    bytes.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    Body { kind: FORM, bytes }
}

#[derive(Deserialize)]
struct Transcript {
    text: String,
}

/// The words of an answer.
pub(super) fn read(body: &[u8]) -> Result<String, VendorError> {
    let transcript: Transcript =
        serde_json::from_slice(body).map_err(|_| VendorError::unreadable("a transcript"))?;
    Ok(transcript.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_read_and_nonsense_is_an_error() {
        assert_eq!(read(br#"{"text":" Hej \n du. ","usage":{}}"#).unwrap(), "Hej du.");
        for nonsense in ["{}", "[]", "<html>", ""] {
            assert!(read(nonsense.as_bytes()).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn the_form_names_what_is_known_and_ends() {
        let body = form(&[("model", "whisper-1"), ("prompt", "")], b"RIFF");
        let text = String::from_utf8(body.bytes).unwrap();
        assert!(body.kind.ends_with(BOUNDARY));
        assert!(
            text.starts_with(&format!("--{BOUNDARY}\r\n"))
                && text.ends_with(&format!("\r\n--{BOUNDARY}--\r\n"))
        );
        assert!(text.contains("name=\"model\"\r\n\r\nwhisper-1\r\n") && !text.contains("prompt"));
        assert!(text.contains("audio/wav\r\n\r\nRIFF\r\n"));
    }

    #[test]
    fn what_is_expected_is_told_as_far_as_it_fits() {
        assert_eq!(prompt(&["Ann".into(), "Evening Line".into()]), "Ann, Evening Line");
        let many: Vec<String> = (0..1_000).map(|n| format!("name{n}")).collect();
        assert!(prompt(&many).len() <= LONGEST_PROMPT + 2);
    }

    #[test]
    fn silence_is_not_loud_and_a_voice_is() {
        assert!(!is_loud(&[0xff; 160]) && !is_loud(&[0x7b; 160]) && is_loud(&[0x2a; 160]));
        assert!(!is_loud(&[]));
    }
}
