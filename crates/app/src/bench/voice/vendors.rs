//! The vendors of the bench: the sandbox, with times that never vary.

use std::net::SocketAddr;
use std::sync::Arc;

use ringwright_engine::system::SystemClock;
use ringwright_sandbox::{Sandbox, SandboxConfig};
use serde_json::json;

use crate::cli::VoiceBenchArgs;
use crate::server::StartError;

/// From the end of the last word to its final result.
pub(super) const FINAL_MS: u64 = 100;
/// To the first token of the model.
pub(super) const FIRST_TOKEN_MS: u64 = 180;
/// From a text to its first sound.
pub(super) const FIRST_AUDIO_MS: u64 = 100;
/// All of them, one after the other.
pub(super) const VENDORS_MS: u64 = FINAL_MS + FIRST_TOKEN_MS + FIRST_AUDIO_MS;

/// What the model answers to everything.
const REPLY: &str = "Certainly, I can help you with that. Which time in the evening would suit you best?";

/// The running vendors.
pub(super) struct Vendors {
    sandbox: Sandbox,
    /// Where they are.
    pub url: String,
    /// Asks them.
    pub http: reqwest::Client,
}

impl Vendors {
    /// Starts them.
    pub async fn start(args: &VoiceBenchArgs) -> Result<Self, StartError> {
        let sandbox = Sandbox::start(SandboxConfig {
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            state_file: None,
            stripe_webhook_url: String::new(),
            stripe_webhook_secret: String::new(),
            vapi_credentials: Vec::new(),
            clock: Arc::new(SystemClock),
            pace: 1.0,
        })
        .await?;
        let url = format!("http://{}", sandbox.address());
        let http = reqwest::Client::builder().no_proxy().build()?;
        let vendors = Self { sandbox, url, http };
        let settings = json!({"speech": {
            "voice": if args.tones { "tones" } else { "espeak" },
            "deepgram": {
                "finalMs": FINAL_MS, "interimMs": FINAL_MS, "interimEveryMs": args.interim_every,
                "firstAudioMs": FIRST_AUDIO_MS,
            },
            "openai": {"firstTokenMs": FIRST_TOKEN_MS, "tokenMs": 0, "reply": REPLY},
        }});
        let request = vendors.http.post(format!("{}/sandbox/api/settings", vendors.url)).json(&settings);
        request.send().await?.error_for_status()?;
        Ok(vendors)
    }

    /// What the server has to know of them.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("DEEPGRAM_URL", format!("{}/deepgram", self.url.replacen("http", "ws", 1))),
            ("DEEPGRAM_API_KEY", "bench".to_owned()),
            ("OPENAI_BASE_URL", format!("{}/openai/v1", self.url)),
            ("OPENAI_API_KEY", "bench".to_owned()),
        ]
    }

    /// The sound of somebody who says `text`, in µ-law; it is understood from now on.
    pub async fn recorded(&self, text: &str) -> Result<Arc<[u8]>, StartError> {
        let request =
            self.http.post(format!("{}/sandbox/api/phrases", self.url)).json(&json!({"text": text}));
        let answer = request.send().await?;
        if !answer.status().is_success() {
            let why = answer.text().await?;
            return Err(format!("the callers have no voice: {why}; `--tones` does without espeak-ng").into());
        }
        Ok(answer.bytes().await?.to_vec().into())
    }

    /// Ends them.
    pub async fn stop(self) {
        self.sandbox.stop().await;
    }
}
