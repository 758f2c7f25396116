//! The vendors of our own calls, in the order in which they stand in for each other.

use std::path::PathBuf;
use std::sync::Arc;

use ringwright_vendors::language_model::LanguageModel;
use ringwright_vendors::recognizer::Recognizer;
use ringwright_vendors::synthesizer::Synthesizer;
use ringwright_vendors::{
    BaseUrl, ChatModel, DeepgramAccess, DeepgramListen, DeepgramSpeak, ElevenLabsAccess, ElevenLabsSpeak,
    Espeak, ModelChoice, OpenAiAccess, OpenAiSpeak, OpenAiTranscribe, Secret, Streams,
};

use super::prices::Prices;
use crate::{Error, Result};

/// What the operator said about the vendors of our own calls.
#[derive(Debug, Clone, Default)]
pub struct LiveSettings {
    /// Deepgram (`DEEPGRAM_URL`, `DEEPGRAM_API_KEY`).
    pub deepgram: Endpoint,
    /// OpenAI, or whoever speaks as it does (`OPENAI_BASE_URL`, `OPENAI_API_KEY`, `OPENAI_MODEL`).
    pub openai: Endpoint,
    /// Its model of transcriptions (`OPENAI_TRANSCRIPTION_MODEL`).
    pub openai_transcription: Option<String>,
    /// Its model of speech (`OPENAI_SPEECH_MODEL`).
    pub openai_speech: Option<String>,
    /// OpenRouter (`OPENROUTER_URL`, `OPENROUTER_API_KEY`, `OPENROUTER_MODEL`).
    pub openrouter: Endpoint,
    /// ElevenLabs (`ELEVENLABS_URL`, `ELEVENLABS_API_KEY`, `ELEVENLABS_MODEL`).
    pub elevenlabs: Endpoint,
    /// espeak-ng, if it is on this machine.
    pub espeak: Option<PathBuf>,
    /// The name of a recogniser on this machine (`RINGWRIGHT_OFFLINE_RECOGNIZER`), which comes after all others.
    pub offline_recognizer: Option<String>,
    /// What they take (`RINGWRIGHT_VOICE_PRICES`), as [`Prices::parse`] reads it.
    pub prices: Option<String>,
    /// Where the sandbox listens, which takes the place of what is not set.
    pub sandbox: Option<String>,
}

/// Where a vendor is, and who asks.
#[derive(Clone, Default)]
pub struct Endpoint {
    /// Its address, if it is not the vendor's own.
    pub url: Option<String>,
    /// The API key.
    pub key: Option<String>,
    /// The model, where there is a choice.
    pub model: Option<String>,
}

/// Keys are secret.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({:?}, model {:?})", self.url, self.model)
    }
}

impl Endpoint {
    /// Whether the operator said anything about it.
    pub const fn is_set(&self) -> bool {
        self.url.is_some() || self.key.is_some()
    }

    fn base(&self, own: &str) -> Result<BaseUrl> {
        let text = self.url.as_deref().unwrap_or(own);
        // A WebSocket's address is an HTTP one to begin with.
        let text = match text.split_once("://") {
            Some(("ws", rest)) => format!("http://{rest}"),
            Some(("wss", rest)) => format!("https://{rest}"),
            _ => text.to_owned(),
        };
        BaseUrl::parse(&text).map_err(|error| Error::Broken(format!("the address {text}: {error}")))
    }

    fn secret(&self) -> Secret {
        // An endpoint on this machine often wants none.
        Secret::new(self.key.clone().unwrap_or_else(|| "none".to_owned()))
    }
}

/// The vendors of our own calls. Each list is in the order of choice; who fails is followed by the next.
#[derive(Clone)]
pub struct Providers {
    /// Who understands.
    pub recognizers: Arc<[Arc<dyn Recognizer>]>,
    /// Who speaks.
    pub synthesizers: Arc<[Arc<dyn Synthesizer>]>,
    /// Who thinks.
    pub models: Arc<[Arc<dyn LanguageModel>]>,
    /// What they take.
    pub prices: Arc<Prices>,
}

/// What an endpoint that speaks as OpenAI does is asked for, unless the operator named something else.
struct Usual {
    /// At OpenAI's own address.
    own: &'static str,
    /// Elsewhere, where this older name is understood by all.
    elsewhere: &'static str,
}

const TRANSCRIPTION: Usual = Usual { own: "gpt-4o-mini-transcribe", elsewhere: "whisper-1" };
const SPEECH: Usual = Usual { own: "gpt-4o-mini-tts", elsewhere: "tts-1" };

impl Providers {
    /// The vendors that the operator has set, in the order in which they stand in for each other; where nobody is, the
    /// sandbox.
    ///
    /// # Errors
    /// When an address is unsound, a price cannot be understood, or the offline recogniser is not there.
    pub fn of(settings: &LiveSettings) -> Result<Self> {
        let prices = Prices::parse(settings.prices.as_deref().unwrap_or_default());
        let makers = Makers { settings, streams: Streams::default() };
        Ok(Self {
            recognizers: makers.recognizers()?.into(),
            synthesizers: makers.synthesizers()?.into(),
            models: makers.models()?.into(),
            prices: Arc::new(prices.map_err(Error::Broken)?),
        })
    }

    /// Whether there is a vendor for everything.
    pub fn are_complete(&self) -> bool {
        !self.recognizers.is_empty() && !self.synthesizers.is_empty() && !self.models.is_empty()
    }
}

/// Makes the clients.
struct Makers<'a> {
    settings: &'a LiveSettings,
    streams: Streams,
}

impl Makers<'_> {
    fn recognizers(&self) -> Result<Vec<Arc<dyn Recognizer>>> {
        let Self { settings, streams } = self;
        let named = &settings.openai_transcription;
        let offline = settings.offline_recognizer.as_deref();
        // Who really hears is not mixed with who invents what it hears, or with who may only write.
        let writes = settings.openai.url.is_some() && named.is_none();
        let hears = |is_set: bool| offline.is_none() || is_set;
        let mut all: Vec<Arc<dyn Recognizer>> = Vec::new();
        if let Some(endpoint) = self.deepgram(named).filter(|_| hears(settings.deepgram.is_set())) {
            let model = endpoint.model.clone();
            all.push(Arc::new(DeepgramListen::new(deepgram(&endpoint)?, model.as_deref())));
        }
        if let Some(endpoint) = self.openai().filter(|_| hears(settings.openai.is_set() && !writes)) {
            let model = model(&endpoint, named.as_deref(), &TRANSCRIPTION);
            all.push(Arc::new(OpenAiTranscribe::new(openai(&endpoint)?, streams.clone(), &model)));
        }
        if let Some(name) = offline {
            all.push(super::offline::recognizer(name)?);
        }
        Ok(all)
    }

    fn synthesizers(&self) -> Result<Vec<Arc<dyn Synthesizer>>> {
        let Self { settings, streams } = self;
        let named = &settings.openai_speech;
        let mut all: Vec<Arc<dyn Synthesizer>> = Vec::new();
        let elevenlabs = Some(&settings.elevenlabs).filter(|endpoint| endpoint.is_set());
        let others = elevenlabs.map(|_| "elevenlabs".to_owned()).or_else(|| named.clone());
        let deepgram_speaks = self.deepgram(&others);
        let all_sandbox = !settings.deepgram.is_set() && deepgram_speaks.is_some();
        if let Some(endpoint) = deepgram_speaks {
            all.push(Arc::new(DeepgramSpeak::new(deepgram(&endpoint)?)));
        }
        let elevenlabs = elevenlabs.cloned().or_else(|| self.sandbox("elevenlabs").filter(|_| all_sandbox));
        if let Some(endpoint) = elevenlabs {
            let base = endpoint.base("https://api.elevenlabs.io")?;
            let access = ElevenLabsAccess { base, key: endpoint.secret() };
            all.push(Arc::new(ElevenLabsSpeak::new(access, streams.clone(), endpoint.model.as_deref())));
        }
        if let Some(endpoint) = self.openai() {
            let model = model(&endpoint, named.as_deref(), &SPEECH);
            all.push(Arc::new(OpenAiSpeak::new(openai(&endpoint)?, streams.clone(), &model)));
        }
        if let Some(program) = &settings.espeak {
            all.push(Arc::new(Espeak::new(program.clone())));
        }
        Ok(all)
    }

    fn models(&self) -> Result<Vec<Arc<dyn LanguageModel>>> {
        let Self { settings, streams } = self;
        let mut all: Vec<Arc<dyn LanguageModel>> = Vec::new();
        if let Some(endpoint) = self.openai() {
            let choice = choice(&endpoint, "gpt-4o-mini");
            all.push(Arc::new(ChatModel::new(openai(&endpoint)?, streams.clone(), choice)));
        }
        if settings.openrouter.is_set() {
            let endpoint = &settings.openrouter;
            let access = OpenAiAccess {
                name: "openrouter",
                base: endpoint.base("https://openrouter.ai/api/v1")?,
                key: endpoint.secret(),
            };
            let choice = choice(endpoint, "openai/gpt-4o-mini");
            all.push(Arc::new(ChatModel::new(access, streams.clone(), choice)));
        }
        Ok(all)
    }

    fn sandbox(&self, path: &str) -> Option<Endpoint> {
        let sandbox = self.settings.sandbox.as_ref()?;
        let url = format!("{sandbox}/{path}");
        Some(Endpoint { url: Some(url), key: Some("sandbox".to_owned()), model: None })
    }

    /// Deepgram, or the sandbox's when nobody real does the same: nobody is named for it, and OpenAI itself is not set.
    fn deepgram(&self, other: &Option<String>) -> Option<Endpoint> {
        let Self { settings, .. } = self;
        if settings.deepgram.is_set() {
            return Some(settings.deepgram.clone());
        }
        let openai_itself = settings.openai.is_set() && settings.openai.url.is_none();
        self.sandbox("deepgram").filter(|_| other.is_none() && !openai_itself)
    }

    /// OpenAI, or the sandbox's when no model is set at all.
    fn openai(&self) -> Option<Endpoint> {
        let Self { settings, .. } = self;
        if settings.openai.is_set() {
            return Some(settings.openai.clone());
        }
        self.sandbox("openai/v1").filter(|_| !settings.openrouter.is_set())
    }
}

fn deepgram(endpoint: &Endpoint) -> Result<DeepgramAccess> {
    Ok(DeepgramAccess { base: endpoint.base("https://api.deepgram.com")?, key: endpoint.secret() })
}

fn openai(endpoint: &Endpoint) -> Result<OpenAiAccess> {
    let base = endpoint.base("https://api.openai.com/v1")?;
    Ok(OpenAiAccess { name: "openai", base, key: endpoint.secret() })
}

fn model(endpoint: &Endpoint, named: Option<&str>, usual: &Usual) -> String {
    let usual = if endpoint.url.is_some() { usual.elsewhere } else { usual.own };
    named.unwrap_or(usual).to_owned()
}

/// The model that is named, or the first of an endpoint that is not the vendor's own, or the usual one.
fn choice(endpoint: &Endpoint, usual: &'static str) -> ModelChoice {
    match (&endpoint.model, &endpoint.url) {
        (Some(model), _) => ModelChoice::Named(model.clone()),
        (None, Some(_)) => ModelChoice::FirstOr(usual),
        (None, None) => ModelChoice::Named(usual.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(settings: LiveSettings) -> [Vec<&'static str>; 3] {
        let Providers { recognizers, synthesizers, models, .. } = Providers::of(&settings).unwrap();
        [
            recognizers.iter().map(|who| who.name()).collect(),
            synthesizers.iter().map(|who| who.name()).collect(),
            models.iter().map(|who| who.name()).collect(),
        ]
    }

    fn sandbox() -> LiveSettings {
        let (sandbox, espeak) = (Some("http://127.0.0.1:8090".into()), Some("/usr/bin/espeak-ng".into()));
        LiveSettings { sandbox, espeak, ..LiveSettings::default() }
    }

    fn key() -> Endpoint {
        Endpoint { key: Some("k".into()), ..Endpoint::default() }
    }

    #[test]
    fn with_nothing_set_the_sandbox_stands_in_for_itself() {
        let expected =
            [vec!["deepgram", "openai"], vec!["deepgram", "elevenlabs", "openai", "espeak"], vec!["openai"]];
        assert_eq!(names(sandbox()), expected);
        assert!(names(LiveSettings::default()).iter().all(Vec::is_empty));
    }

    #[test]
    fn nobody_real_is_mixed_with_the_sandbox_who_invents_what_it_hears() {
        let openai = LiveSettings { openai: key(), ..sandbox() };
        assert_eq!(names(openai), [vec!["openai"], vec!["openai", "espeak"], vec!["openai"]]);
        let elevenlabs = LiveSettings { elevenlabs: key(), deepgram: key(), openrouter: key(), ..sandbox() };
        let expected = [vec!["deepgram"], vec!["deepgram", "elevenlabs", "espeak"], vec!["openrouter"]];
        assert_eq!(names(elevenlabs), expected);
    }

    #[test]
    fn an_endpoint_elsewhere_may_only_write_and_the_sandbox_speaks_for_it() {
        let url = Some("http://127.0.0.1:11434/v1".to_owned());
        let elsewhere = LiveSettings { openai: Endpoint { url, ..Endpoint::default() }, ..sandbox() };
        assert_eq!(names(elsewhere.clone())[0], ["deepgram", "openai"]);
        let named = LiveSettings { openai_transcription: Some("whisper-large-v3".into()), ..elsewhere };
        assert_eq!(names(named)[0], ["openai"]);
    }

    #[cfg(feature = "pocketsphinx")]
    #[test]
    fn the_offline_recogniser_comes_last_and_takes_the_place_of_those_who_only_seem_to_hear() {
        let url = Some("http://127.0.0.1:11434/v1".to_owned());
        let offline = LiveSettings { offline_recognizer: Some("pocketsphinx".into()), ..sandbox() };
        assert_eq!(names(offline.clone())[0], ["pocketsphinx"]);
        let real = LiveSettings { deepgram: key(), openai: key(), ..offline.clone() };
        assert_eq!(names(real)[0], ["deepgram", "openai", "pocketsphinx"]);
        let writes = LiveSettings { openai: Endpoint { url, ..Endpoint::default() }, ..offline };
        assert_eq!(names(writes.clone())[0], ["pocketsphinx"]);
        let named = LiveSettings { openai_transcription: Some("whisper-large-v3".into()), ..writes };
        assert_eq!(names(named)[0], ["openai", "pocketsphinx"]);
    }

    #[cfg(not(feature = "pocketsphinx"))]
    #[test]
    fn who_wants_what_was_left_out_is_told_how_to_have_it() {
        let offline = LiveSettings { offline_recognizer: Some("pocketsphinx".into()), ..sandbox() };
        let error = Providers::of(&offline).err().unwrap().to_string();
        assert!(error.contains("--features pocketsphinx"), "{error}");
    }

    #[test]
    fn an_offline_recogniser_that_nobody_knows_is_an_error() {
        let unknown = LiveSettings { offline_recognizer: Some("whisper".into()), ..sandbox() };
        let error = Providers::of(&unknown).err().unwrap().to_string();
        assert!(error.contains("`whisper`"), "{error}");
    }
}
