//! Speech to text (<https://developers.deepgram.com/reference/speech-to-text/listen-streaming>).

use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::DeepgramAccess;
use super::wire::{ListenMessage, Results, command};
use crate::VendorError;
use crate::recognizer::{Certainty, ListenOrder, Listening, Recognizer, Words};
use crate::redact::redact;
use crate::socket::{Incoming, Socket};

/// The model that is asked unless another is named.
const MODEL: &str = "nova-3";
/// Silence after which Deepgram calls a segment final; sessions ask sooner where it matters.
const ENDPOINTING: &str = "300";
/// The most words that are named in advance.
const MOST_TERMS: usize = 50;

/// Deepgram as a recogniser.
#[derive(Debug, Clone)]
pub struct DeepgramListen {
    access: DeepgramAccess,
    model: String,
}

impl DeepgramListen {
    /// A recogniser of an account, by a model (`nova-3` unless named).
    pub fn new(access: DeepgramAccess, model: Option<&str>) -> Self {
        Self { access, model: model.unwrap_or(MODEL).to_owned() }
    }
}

impl Recognizer for DeepgramListen {
    fn name(&self) -> &'static str {
        "deepgram"
    }

    fn listen(&self, order: &ListenOrder) -> Box<dyn Listening> {
        let hertz = order.hertz.to_string();
        let mut query = vec![
            ("model", self.model.as_str()),
            ("language", order.language.as_str()),
            ("encoding", "mulaw"),
            ("sample_rate", &hertz),
            ("channels", "1"),
            ("interim_results", "true"),
            ("punctuate", "true"),
            ("endpointing", ENDPOINTING),
        ];
        // Only the third generation knows key terms; the one before has key words.
        let name = if self.model.starts_with("nova-3") { "keyterm" } else { "keywords" };
        query.extend(order.terms.iter().take(MOST_TERMS).map(|term| (name, term.as_str())));
        Box::new(Stream { socket: self.access.connect(&["v1", "listen"], &query) })
    }
}

struct Stream {
    socket: Socket,
}

impl Listening for Stream {
    fn hear(&mut self, sound: &[u8]) {
        self.socket.send_sound(sound);
    }

    fn finalize(&mut self) {
        self.socket.send_text(command!("Finalize"));
    }

    fn keep_alive(&mut self) {
        self.socket.send_text(command!("KeepAlive"));
    }

    fn poll_words(&mut self, context: &mut Context<'_>) -> Poll<Result<Words, VendorError>> {
        loop {
            if let Incoming::Text(text) = ready!(self.socket.poll(context))?
                && let Some(words) = read(&text)?
            {
                return Poll::Ready(Ok(words));
            }
        }
    }
}

/// The words of a message, if it has any.
pub(super) fn read(text: &str) -> Result<Option<Words>, VendorError> {
    match serde_json::from_str(text) {
        Ok(ListenMessage::Results(results)) => Ok(Some(words(&results))),
        Ok(ListenMessage::Error(failure)) => Err(VendorError::Refused {
            status: 0,
            code: Some(failure.code.into_owned()),
            detail: redact(&failure.description),
        }),
        Ok(ListenMessage::Other) => Ok(None),
        Err(_) => Err(VendorError::unreadable("a message of the recogniser")),
    }
}

fn words(results: &Results<'_>) -> Words {
    let best = results.channel.alternatives.first();
    let first = best.and_then(|best| best.words.first()).map(|word| word.start);
    let certainty = match (results.is_final, results.speech_final) {
        (true, true) => Certainty::EndOfSpeech,
        (true, false) => Certainty::Final,
        (false, _) => Certainty::Interim,
    };
    Words {
        text: best.map(|best| best.transcript.trim().to_owned()).unwrap_or_default(),
        certainty,
        from: seconds(first.unwrap_or(results.start)),
        upto: seconds(results.start + results.duration),
    }
}

/// A time in the sound; a vendor's nonsense is none.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default().min(Duration::from_secs(24 * 3_600))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RESULTS: &str = r#"{"type":"Results","channel_index":[0,1],"duration":1.98,"start":5.99,
        "is_final":true,"speech_final":true,"from_finalize":false,"channel":{"alternatives":[{"transcript":
        "jag vill \"boka\"","confidence":0.998,"words":[{"word":"jag","start":6.1,"end":6.3,
        "confidence":0.99,"punctuated_word":"Jag"}]}]},"metadata":{"request_id":"r"}}"#;

    #[test]
    fn words_have_their_place_in_the_sound() {
        let words = read(RESULTS).unwrap().unwrap();
        assert_eq!(words.text, "jag vill \"boka\"");
        assert_eq!(words.certainty, Certainty::EndOfSpeech);
        assert_eq!(words.from, Duration::from_millis(6_100));
        assert_eq!(words.upto.as_millis(), 7_970);
    }

    #[test]
    fn other_messages_have_no_words_and_nonsense_is_an_error() {
        for text in [
            r#"{"type":"SpeechStarted","channel":[0,1],"timestamp":9.54}"#,
            r#"{"type":"UtteranceEnd","channel":[0,1],"last_word_end":2.395}"#,
            r#"{"type":"Metadata","transaction_key":"deprecated","duration":12.5,"channels":1}"#,
            r#"{"type":"SomethingNew"}"#,
        ] {
            assert_eq!(read(text).unwrap(), None, "{text}");
        }
        assert!(read("{").is_err() && read("[]").is_err());
        let odd = RESULTS.replace("5.99", "-1e300").replace("6.1", "1e300");
        assert_eq!(read(&odd).unwrap().unwrap().upto, Duration::ZERO);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
            let _ = read(&text);
        }

        #[test]
        fn no_broken_results_break_the_reader(cut in 0_usize..400, byte in any::<u8>()) {
            let mut bytes = RESULTS.as_bytes().to_vec();
            let at = cut % bytes.len();
            bytes[at] = byte;
            let _ = read(&String::from_utf8_lossy(&bytes));
            let _ = read(&String::from_utf8_lossy(&bytes[..at]));
        }
    }
}
