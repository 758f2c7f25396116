//! What the environment says about vendors: keys, webhook secrets, base addresses.

use std::collections::HashMap;

use ringwright_engine::desk::{GoogleSettings, SANDBOX_GOOGLE, VendorSettings};
use ringwright_engine::live::{Endpoint, LiveSettings};
use ringwright_http::Telnyx;
use ringwright_vendors::telnyx::{TelnyxAccess, TelnyxCalls};
use ringwright_vendors::{BaseUrl, Espeak, InvalidBaseUrl, Secret};

use crate::cli::ListeningArgs;

/// The vendors that the environment can say something about, and their prefixes.
const VENDORS: [(&str, &str); 6] = [
    ("vapi", "VAPI"),
    ("retell", "RETELL"),
    // `ELEVENLABS_…` is about its voices.
    ("elevenlabs", "ELEVENLABS_AGENTS"),
    ("stripe", "STRIPE"),
    ("cryptomus", "CRYPTOMUS"),
    ("resend", "RESEND"),
];

/// Reads `VAPI_URL`, `VAPI_API_KEY`, `VAPI_WEBHOOK_SECRET`, and the same for `RETELL`,
/// `ELEVENLABS_AGENTS`, `STRIPE`
/// (with `STRIPE_PUBLISHABLE_KEY`), `CRYPTOMUS` (with `CRYPTOMUS_MERCHANT`) and `RESEND` (with `RESEND_FROM`).
pub fn from_env() -> HashMap<&'static str, VendorSettings> {
    let read = |prefix: &str, name: &str| {
        std::env::var(format!("{prefix}_{name}")).ok().filter(|value| !value.trim().is_empty())
    };
    VENDORS
        .into_iter()
        .map(|(vendor, prefix)| {
            let settings = VendorSettings {
                url: read(prefix, "URL"),
                key: read(prefix, "API_KEY"),
                webhook_secret: read(prefix, "WEBHOOK_SECRET"),
                merchant: read(prefix, "MERCHANT"),
                publishable_key: read(prefix, "PUBLISHABLE_KEY"),
                sender: read(prefix, "FROM"),
            };
            (vendor, settings)
        })
        .collect()
}

/// Reads what is said about the vendors of our own calls: `DEEPGRAM_URL`, `OPENAI_BASE_URL`, `OPENROUTER_URL`,
/// `ELEVENLABS_URL`, and beside each its `…_API_KEY` and `…_MODEL`; espeak-ng is looked for on the search path.
/// `sandbox` takes the place of what is not set.
pub fn live_from_env(sandbox: Option<String>, listening: &ListeningArgs) -> LiveSettings {
    let endpoint = |url: &str, prefix: &str| Endpoint {
        url: read(url),
        key: read(&format!("{prefix}_API_KEY")),
        model: read(&format!("{prefix}_MODEL")),
    };
    LiveSettings {
        deepgram: endpoint("DEEPGRAM_URL", "DEEPGRAM"),
        openai: endpoint("OPENAI_BASE_URL", "OPENAI"),
        openai_transcription: read("OPENAI_TRANSCRIPTION_MODEL"),
        openai_speech: read("OPENAI_SPEECH_MODEL"),
        openrouter: endpoint("OPENROUTER_URL", "OPENROUTER"),
        elevenlabs: endpoint("ELEVENLABS_URL", "ELEVENLABS"),
        espeak: Espeak::find(),
        offline_recognizer: listening.offline_recognizer.clone().filter(|name| !name.trim().is_empty()),
        prices: read("RINGWRIGHT_VOICE_PRICES"),
        sandbox,
    }
}

/// The token by which Twilio signs (`TWILIO_AUTH_TOKEN`).
pub fn twilio_token() -> Option<Secret> {
    read("TWILIO_AUTH_TOKEN").map(Secret::new)
}

/// Telnyx' calls (`TELNYX_API_KEY`, `TELNYX_PUBLIC_KEY`, and `TELNYX_URL` for another address). Without both keys they are
/// the sandbox's.
///
/// # Errors
/// When the address is unsound.
pub fn telnyx(sandbox: Option<String>) -> Result<Option<Telnyx>, InvalidBaseUrl> {
    let (base, key, public_key) = match (read("TELNYX_API_KEY"), read("TELNYX_PUBLIC_KEY"), sandbox) {
        (Some(key), Some(public_key), _) => {
            let base = read("TELNYX_URL").unwrap_or_else(|| "https://api.telnyx.com/v2".to_owned());
            (base, key, public_key)
        }
        (None, None, Some(sandbox)) => {
            (format!("{sandbox}/telnyx/v2"), "sandbox".to_owned(), ringwright_sandbox::telnyx_public_key())
        }
        _ => return Ok(None),
    };
    let access = TelnyxAccess { base: BaseUrl::parse(&base)?, key: Secret::new(key) };
    Ok(Some(Telnyx { public_key, calls: TelnyxCalls::new(access) }))
}

/// The installation's client at Google (`GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET`, and `GOOGLE_URL` for another place).
/// `sandbox` takes its place when nothing is set; whoever can reach that may be anybody.
///
/// # Errors
/// When one of the two is missing.
pub fn google_from_env(sandbox: Option<&str>) -> Result<Option<GoogleSettings>, String> {
    let url = || read("GOOGLE_URL").unwrap_or_else(|| "https://accounts.google.com".to_owned());
    match (read("GOOGLE_CLIENT_ID"), read("GOOGLE_CLIENT_SECRET")) {
        (Some(client), Some(secret)) => {
            Ok(Some(GoogleSettings { url: url(), client, secret: Secret::new(secret) }))
        }
        (None, None) => Ok(sandbox.map(|sandbox| GoogleSettings {
            url: format!("{sandbox}/google"),
            client: SANDBOX_GOOGLE.0.to_owned(),
            secret: Secret::new(SANDBOX_GOOGLE.1),
        })),
        _ => Err("set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or neither".to_owned()),
    }
}

fn read(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// Whether any vendor is left to the sandbox: no address and no key in the environment.
pub fn leave_room_for_sandbox(settings: &HashMap<&'static str, VendorSettings>) -> bool {
    // Nobody needs a second carrier or to take crypto, and calls and payments work without mail.
    let needed = VENDORS.iter().filter(|(vendor, _)| matches!(*vendor, "vapi" | "stripe"));
    needed.into_iter().any(|(vendor, _)| {
        settings.get(vendor).is_none_or(|setting| setting.url.is_none() && setting.key.is_none())
    })
}
