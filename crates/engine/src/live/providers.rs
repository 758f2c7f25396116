//! The vendors of our own calls, in the order in which they stand in for each other.

use std::sync::Arc;

use ringwright_vendors::language_model::LanguageModel;
use ringwright_vendors::recognizer::Recognizer;
use ringwright_vendors::synthesizer::Synthesizer;
use ringwright_vendors::{
    BaseUrl, ChatModel, DeepgramAccess, DeepgramListen, DeepgramSpeak, ModelChoice, OpenAiAccess, Secret,
    Streams,
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
    /// OpenRouter (`OPENROUTER_URL`, `OPENROUTER_API_KEY`, `OPENROUTER_MODEL`).
    pub openrouter: Endpoint,
    /// ElevenLabs (`ELEVENLABS_URL`, `ELEVENLABS_API_KEY`).
    pub elevenlabs: Endpoint,
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
    const fn is_set(&self) -> bool {
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

impl Providers {
    /// The vendors that the operator has set, or else the sandbox.
    ///
    /// # Errors
    /// When an address is unsound, or a price cannot be understood.
    pub fn of(settings: &LiveSettings) -> Result<Self> {
        let sandbox = |path: &str| {
            let url = settings.sandbox.as_ref().map(|sandbox| format!("{sandbox}/{path}"));
            url.map(|url| Endpoint { url: Some(url), key: Some("sandbox".to_owned()), model: None })
        };
        let set = |endpoint: &Endpoint| endpoint.is_set().then(|| endpoint.clone());
        let mut recognizers: Vec<Arc<dyn Recognizer>> = Vec::new();
        let mut synthesizers: Vec<Arc<dyn Synthesizer>> = Vec::new();
        let mut models: Vec<Arc<dyn LanguageModel>> = Vec::new();
        if let Some(deepgram) = set(&settings.deepgram).or_else(|| sandbox("deepgram")) {
            let base = deepgram.base("https://api.deepgram.com")?;
            let access = DeepgramAccess { base, key: deepgram.secret() };
            recognizers.push(Arc::new(DeepgramListen::new(access.clone(), deepgram.model.as_deref())));
            synthesizers.push(Arc::new(DeepgramSpeak::new(access)));
        }
        let streams = Streams::default();
        let openai = set(&settings.openai);
        let none = openai.is_none() && !settings.openrouter.is_set();
        if let Some(openai) = openai.or_else(|| sandbox("openai/v1").filter(|_| none)) {
            let access = OpenAiAccess {
                name: "openai",
                base: openai.base("https://api.openai.com/v1")?,
                key: openai.secret(),
            };
            let choice = choice(&openai, "gpt-4o-mini");
            models.push(Arc::new(ChatModel::new(access, streams.clone(), choice)));
        }
        if let Some(openrouter) = set(&settings.openrouter) {
            let access = OpenAiAccess {
                name: "openrouter",
                base: openrouter.base("https://openrouter.ai/api/v1")?,
                key: openrouter.secret(),
            };
            let choice = choice(&openrouter, "openai/gpt-4o-mini");
            models.push(Arc::new(ChatModel::new(access, streams, choice)));
        }
        let prices = Prices::parse(settings.prices.as_deref().unwrap_or_default());
        Ok(Self {
            recognizers: recognizers.into(),
            synthesizers: synthesizers.into(),
            models: models.into(),
            prices: Arc::new(prices.map_err(Error::Broken)?),
        })
    }

    /// Whether there is a vendor for everything.
    pub fn are_complete(&self) -> bool {
        !self.recognizers.is_empty() && !self.synthesizers.is_empty() && !self.models.is_empty()
    }
}

/// The model that is named, or the first of an endpoint that is not the vendor's own, or the usual one.
fn choice(endpoint: &Endpoint, usual: &'static str) -> ModelChoice {
    match (&endpoint.model, &endpoint.url) {
        (Some(model), _) => ModelChoice::Named(model.clone()),
        (None, Some(_)) => ModelChoice::FirstOr(usual),
        (None, None) => ModelChoice::Named(usual.to_owned()),
    }
}
