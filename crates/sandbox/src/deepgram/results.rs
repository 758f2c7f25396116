//! What Deepgram writes.

use serde_json::{Value, json};

use super::wish::Wish;
use crate::sound::ear::Heard;
use crate::sound::seconds;

/// How sure the imitation is of every word.
const CONFIDENCE: f64 = 0.98;
/// The model that answers, whatever was asked for.
pub const MODEL_UUID: &str = "5a000000-0000-4000-8000-0000000000d1";

/// What kind of results these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// They don't change any more.
    pub is_final: bool,
    /// The speaker paused.
    pub speech_final: bool,
    /// Somebody asked for them.
    pub from_finalize: bool,
}

/// A transcript with its words.
pub fn alternative(words: &[Heard], punctuate: bool) -> Value {
    let bare = |word: &Heard| {
        let kept = word.text.trim_matches(|letter: char| !letter.is_alphanumeric());
        kept.to_lowercase()
    };
    let written = |word: &Heard| if punctuate { word.text.clone() } else { bare(word) };
    let entry = |word: &Heard| {
        let mut entry = json!({
            "word": bare(word), "start": seconds(word.start), "end": seconds(word.end),
            "confidence": CONFIDENCE,
        });
        if punctuate {
            entry["punctuated_word"] = word.text.clone().into();
        }
        entry
    };
    json!({
        "transcript": words.iter().map(written).collect::<Vec<_>>().join(" "),
        "confidence": if words.is_empty() { 0.0 } else { CONFIDENCE },
        "words": words.iter().map(entry).collect::<Vec<_>>(),
    })
}

/// `Results` about the sound from `start` to `end`.
pub fn results(request: &str, wish: &Wish, words: &[Heard], span: (u64, u64), kind: Kind) -> Value {
    json!({
        "type": "Results",
        "channel_index": [0, 1],
        "duration": seconds(span.1.saturating_sub(span.0)),
        "start": seconds(span.0),
        "is_final": kind.is_final,
        "speech_final": kind.speech_final,
        "from_finalize": kind.from_finalize,
        "channel": { "alternatives": [alternative(words, wish.punctuate)] },
        "metadata": {
            "request_id": request,
            "model_info": { "name": wish.model, "version": "2026-01-01.0", "arch": "sandbox" },
            "model_uuid": MODEL_UUID,
        },
    })
}
