//! Text to speech (<https://platform.openai.com/docs/api-reference/audio/createSpeech>), a request for every chunk.

use futures::future::BoxFuture;
use serde_json::json;

use super::OpenAiAccess;
use crate::Secret;
use crate::VendorError;
use crate::stream::{Body, Streams, failed};
use crate::synthesizer::{SpeakOrder, Speaking, Synthesizer, VoiceOffer};
use crate::utterances::Utterances;

/// The voice that speaks unless another is named.
const VOICE: &str = "alloy";
/// The voices there are.
const VOICES: [&str; 11] =
    ["alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse"];
/// The most letters that are taken at once.
const LONGEST_TEXT: usize = 4_096;

/// Speech of an endpoint that speaks as OpenAI does.
#[derive(Debug, Clone)]
pub struct OpenAiSpeak {
    access: OpenAiAccess,
    bearer: Secret,
    streams: Streams,
    model: String,
}

impl OpenAiSpeak {
    /// A synthesiser at an endpoint, by a model.
    pub fn new(access: OpenAiAccess, streams: Streams, model: &str) -> Self {
        let bearer = Secret::new(format!("Bearer {}", access.key.expose()));
        Self { access, bearer, streams, model: model.to_owned() }
    }
}

impl Synthesizer for OpenAiSpeak {
    fn name(&self) -> &'static str {
        self.access.name
    }

    fn has_voice(&self, name: &str) -> bool {
        VOICES.contains(&name)
    }

    fn voices(&self) -> BoxFuture<'static, Result<Vec<VoiceOffer>, VendorError>> {
        let offer = |id: &str| VoiceOffer { id: id.to_owned(), name: id.to_owned(), language: None };
        Box::pin(std::future::ready(Ok(VOICES.map(offer).to_vec())))
    }

    fn open(&self, order: &SpeakOrder) -> Box<dyn Speaking> {
        let Self { access, bearer, streams, model } = self.clone();
        let voice = order.voice.clone().unwrap_or_else(|| VOICE.to_owned());
        let ask = move |text: &str| {
            let text: String = text.chars().take(LONGEST_TEXT).collect();
            let wish = json!({ "model": model, "voice": voice, "input": text, "response_format": "wav" });
            match serde_json::to_vec(&wish) {
                Ok(body) => {
                    let url = access.base.join(&["audio", "speech"]);
                    streams.post(url, ("authorization", &bearer), Body::json(body))
                }
                Err(_) => failed(VendorError::unreadable("the text cannot be written as JSON")),
            }
        };
        Box::new(Utterances::new(Box::new(ask), order.hertz))
    }
}
