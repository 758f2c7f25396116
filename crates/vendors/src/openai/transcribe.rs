//! Speech to text (<https://platform.openai.com/docs/api-reference/audio/createTranscription>): whole utterances.

use std::collections::VecDeque;
use std::time::Duration;

use serde::Deserialize;

use super::OpenAiAccess;
use crate::recognizer::{ListenOrder, Listening, Recognizer};
use crate::sound::wave;
use crate::stream::{Body, Streams, whole};
use crate::whole::{Answer, WholeUtterances};
use crate::{Secret, VendorError};

/// An answer takes no longer. Sessions give up sooner.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest transcript.
const LONGEST_ANSWER: usize = 64 * 1_024;
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

    fn question(&self, sound: &VecDeque<u8>, hertz: u32, language: &str, prompt: &str) -> Answer {
        let Self { access, bearer, streams, model } = self;
        let file = wave(sound.iter().copied(), hertz);
        let body = form(&[("model", model), ("language", language), ("prompt", prompt)], &file);
        let url = access.base.join(&["audio", "transcriptions"]);
        let pieces = streams.post(url, ("authorization", bearer), body);
        Box::pin(async move {
            let answer = tokio::time::timeout(PATIENCE, whole(pieces, LONGEST_ANSWER)).await;
            read(&answer.map_err(|_| VendorError::Timeout)??)
        })
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
        let asked = self.clone();
        let language = order.language.split(['-', '_']).next().unwrap_or_default().to_owned();
        let (hertz, prompt) = (order.hertz, prompt(&order.terms));
        let ask = move |sound: &VecDeque<u8>, _| asked.question(sound, hertz, &language, &prompt);
        Box::new(WholeUtterances::new(Box::new(ask), hertz))
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
}
