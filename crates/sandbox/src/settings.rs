//! What can be set while the sandbox runs.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::merge;
use crate::phones::person::{Person, Times};
use crate::sound::settings::Speech;

/// Concurrent calls of a Vapi account unless somebody bought more.
const VAPI_LINES: usize = 10;
/// The slowest and the fastest pace that make sense.
const PACES: std::ops::RangeInclusive<f64> = 0.000_1..=100.0;

/// The merchant of Cryptomus that is known from the start, and the key of its payments.
const CRYPTOMUS: (&str, &str) = ("5a000000-0000-4000-8000-000000000001", "sandbox-cryptomus-key");
/// The account of Twilio that is known from the start, and its token.
const TWILIO: (&str, &str) = ("AC00000000000000000000000000000001", "sandbox-twilio-token");
/// Nobody rings or talks longer than half a day.
const LONGEST: f64 = 43_200.0;

/// The settings in force.
pub struct Settings {
    /// Where Stripe's events go; empty for nowhere.
    pub stripe_webhook_url: String,
    /// What signs them.
    pub stripe_webhook_secret: String,
    /// Secrets of Vapi's webhook credentials by credential id.
    pub vapi_credentials: BTreeMap<String, String>,
    /// Where the webhooks of ElevenLabs' workspaces go, and what signs them, by API key.
    pub elevenlabs_webhooks: BTreeMap<String, (String, String)>,
    /// Keys of Cryptomus's payments by merchant.
    pub cryptomus_merchants: BTreeMap<String, String>,
    /// Tokens of Twilio's accounts.
    pub twilio_accounts: BTreeMap<String, String>,
    /// Length of a sandbox second in real seconds.
    pub pace: f64,
    /// Calls that one Vapi account may have at the same time.
    pub max_concurrent_calls: usize,
    /// How browsers reach the sandbox, when that is not how programs do.
    pub public_url: Option<String>,
    /// Other times than usual, by person.
    pub people: BTreeMap<Person, Times>,
    /// How the speech vendors behave.
    pub speech: Speech,
}

/// A change of settings; what is not named stays.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Change {
    stripe_webhook_url: Option<String>,
    stripe_webhook_secret: Option<String>,
    vapi_credentials: Option<Vec<Credential>>,
    elevenlabs_webhooks: Option<Vec<Endpoint>>,
    cryptomus_merchants: Option<Vec<Credential>>,
    twilio_accounts: Option<Vec<Credential>>,
    pace: Option<f64>,
    max_concurrent_calls: Option<usize>,
    public_url: Option<String>,
    people: Option<BTreeMap<Person, Pastime>>,
    speech: Option<Value>,
}

/// Other times for somebody; what is not named stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pastime {
    ring: Option<f64>,
    talk: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Endpoint {
    key: String,
    url: String,
    secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credential {
    id: String,
    secret: String,
}

impl Settings {
    /// The settings a sandbox starts with.
    pub fn new(url: String, secret: String, credentials: Vec<(String, String)>, pace: f64) -> Self {
        Self {
            stripe_webhook_url: url,
            stripe_webhook_secret: secret,
            vapi_credentials: credentials.into_iter().collect(),
            elevenlabs_webhooks: BTreeMap::new(),
            cryptomus_merchants: BTreeMap::from([(CRYPTOMUS.0.to_owned(), CRYPTOMUS.1.to_owned())]),
            twilio_accounts: BTreeMap::from([(TWILIO.0.to_owned(), TWILIO.1.to_owned())]),
            pace: if PACES.contains(&pace) { pace } else { 1.0 },
            max_concurrent_calls: VAPI_LINES,
            public_url: None,
            people: BTreeMap::new(),
            speech: Speech::default(),
        }
    }

    /// Takes over a change, or says what is wrong with it.
    pub fn apply(&mut self, change: Change) -> Result<(), String> {
        if change.pace.is_some_and(|pace| !PACES.contains(&pace)) {
            return Err(format!("pace must be between {} and {}", PACES.start(), PACES.end()));
        }
        let times = change.people.iter().flatten().flat_map(|(_, times)| [times.ring, times.talk]);
        if times.flatten().any(|seconds| !(0.0..=LONGEST).contains(&seconds)) {
            return Err(format!("ring and talk must be between 0 and {LONGEST} seconds"));
        }
        for (name, text) in
            [("stripeWebhookUrl", &change.stripe_webhook_url), ("publicUrl", &change.public_url)]
        {
            if text.as_ref().is_some_and(|text| !text.is_empty() && !is_http(text)) {
                return Err(format!("{name} must be an http or https address"));
            }
        }
        let endpoints = change.elevenlabs_webhooks.iter().flatten();
        if endpoints.map(|endpoint| &endpoint.url).any(|url| !is_http(url)) {
            return Err("the url of elevenlabsWebhooks must be an http or https address".to_owned());
        }
        let speech = change.speech.map(|change| self.speech_with(&change)).transpose()?;
        self.speech = speech.unwrap_or_else(|| self.speech.clone());
        self.pace = change.pace.unwrap_or(self.pace);
        self.max_concurrent_calls = change.max_concurrent_calls.unwrap_or(self.max_concurrent_calls);
        if let Some(url) = change.stripe_webhook_url {
            self.stripe_webhook_url = url;
        }
        if let Some(secret) = change.stripe_webhook_secret {
            self.stripe_webhook_secret = secret;
        }
        if let Some(url) = change.public_url {
            self.public_url = Some(url.trim_end_matches('/').to_owned()).filter(|url| !url.is_empty());
        }
        for Endpoint { key, url, secret } in change.elevenlabs_webhooks.into_iter().flatten() {
            self.elevenlabs_webhooks.insert(key, (url, secret));
        }
        for credential in change.vapi_credentials.into_iter().flatten() {
            self.vapi_credentials.insert(credential.id, credential.secret);
        }
        for merchant in change.cryptomus_merchants.into_iter().flatten() {
            self.cryptomus_merchants.insert(merchant.id, merchant.secret);
        }
        for account in change.twilio_accounts.into_iter().flatten() {
            self.twilio_accounts.insert(account.id, account.secret);
        }
        for (person, Pastime { ring, talk }) in change.people.into_iter().flatten() {
            let usual = self.times(person);
            let times = Times { ring: ring.unwrap_or(usual.ring), talk: talk.or(usual.talk) };
            self.people.insert(person, times);
        }
        Ok(())
    }

    fn speech_with(&self, change: &Value) -> Result<Speech, String> {
        let mut merged = json!(self.speech);
        merge(&mut merged, change);
        let speech: Speech = serde_json::from_value(merged).map_err(|error| format!("speech: {error}"))?;
        speech.check()?;
        Ok(speech)
    }

    /// The settings as the control page sees them: without secrets.
    pub fn view(&self) -> Value {
        let people: BTreeMap<&str, Times> =
            Person::ALL.iter().map(|person| (person.key(), self.times(*person))).collect();
        json!({
            "stripeWebhookUrl": self.stripe_webhook_url,
            "stripeWebhookSecretSet": !self.stripe_webhook_secret.is_empty(),
            "vapiCredentialIds": self.vapi_credentials.keys().collect::<Vec<_>>(),
            "cryptomusMerchantIds": self.cryptomus_merchants.keys().collect::<Vec<_>>(),
            "twilioAccountSids": self.twilio_accounts.keys().collect::<Vec<_>>(),
            "telnyxPublicKey": crate::telnyx::public_key(),
            "pace": self.pace,
            "maxConcurrentCalls": self.max_concurrent_calls,
            "publicUrl": self.public_url,
            "people": people,
            "speech": self.speech,
        })
    }

    /// An account of Twilio with its token; the first one when none is named.
    pub fn twilio_account(&self, sid: Option<&str>) -> Option<(String, String)> {
        let mut accounts = self.twilio_accounts.iter();
        let found = accounts.find(|(known, _)| sid.is_none_or(|sid| sid == known.as_str()))?;
        Some((found.0.clone(), found.1.clone()))
    }

    /// How long a person takes to answer and talks.
    pub fn times(&self, person: Person) -> Times {
        self.people.get(&person).copied().unwrap_or_else(|| person.times())
    }
}

/// The real duration of `seconds` sandbox seconds at a pace.
pub fn paced(seconds: f64, pace: f64) -> Duration {
    Duration::try_from_secs_f64(seconds * pace).unwrap_or(Duration::MAX)
}

fn is_http(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
