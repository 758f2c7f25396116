//! The vendors, imitated on the wire, and a small telephone network with people in it.
//!
//! The sandbox is a server of its own: it speaks HTTP, sends signed webhooks and knows nothing about the
//! clients that call it. It shares no code with them on purpose, so that a misreading of a vendor's
//! documents shows up as a failing conversation instead of being repeated on both sides.
//!
//! | under | what |
//! | --- | --- |
//! | `/` | control page: live calls, phones to pick up, faults, figures, webhooks |
//! | `/vapi` | Vapi: calls, assistants, phone numbers, live call control |
//! | `/retell` | Retell: calls, agents, phone numbers |
//! | `/stripe/v1` | Stripe: customers, checkout sessions, payment intents, charges, refunds, disputes |
//! | `/stripe/v3/` | Stripe.js: card fields in a frame on somebody else's page |
//! | `/pay/{session}` | the hosted checkout page |
//! | `/cryptomus/v1` | Cryptomus: invoices in crypto-currencies |
//! | `/cryptomus/pay/{invoice}` | the hosted invoice page |
//! | `/deepgram` | Deepgram: live transcription and speech, over WebSockets and HTTP |
//! | `/openai/v1` | OpenAI: chat completions, transcriptions, speech |
//! | `/elevenlabs` | ElevenLabs: calls of agents, and speech, also of a text that is still being written |
//! | `/twilio` | Twilio: calls of people to our numbers, with Media Streams |
//! | `/telnyx/v2` | Telnyx: the same, by call control and media streaming |
//! | `/google` | Google: signing in with OpenID Connect |
//! | `/sandbox/api` | everything the control page does, as JSON |

// A charge has more fields than the `json!` macro may recurse by default.
#![recursion_limit = "256"]

mod agenda;
mod calls;
mod control;
mod crypto;
mod cryptomus;
mod deepgram;
mod delivery;
mod elevenlabs;
mod faults;
mod feed;
mod google;
mod ids;
mod journal;
mod openai;
mod pages;
mod phones;
mod resend;
mod retell;
mod routes;
mod settings;
mod sound;
mod stats;
mod stream;
mod stripe;
mod table;
mod telnyx;
mod twilio;
mod vapi;
mod wire;
mod world;

/// The caller's end of a call, for whoever makes many of them at once.
pub mod network {
    pub use crate::faults::Mishap;
    pub use crate::phones::caller::{Act, Caller, Deed, FRAME_MS};
    pub use crate::twilio::media::{Dialect, End, Identity, Note, connect, talk};
}

pub use telnyx::public_key as telnyx_public_key;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ringwright_domain::clock::Clock;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::wire::{Cut, Listener};
use crate::world::{World, lock};

/// How long open requests may take to finish when the sandbox stops.
const GRACE: Duration = Duration::from_millis(500);

/// What a sandbox needs to know to start.
pub struct SandboxConfig {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Where to keep the journal; without it everything is forgotten at the end of the process.
    pub state_file: Option<PathBuf>,
    /// Where Stripe's events go; empty until somebody sets it.
    pub stripe_webhook_url: String,
    /// The `whsec_…` secret that signs Stripe's events.
    pub stripe_webhook_secret: String,
    /// Vapi's webhook credentials: credential id and HMAC secret.
    pub vapi_credentials: Vec<(String, String)>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Length of a sandbox second in real seconds: 1.0 is real time, 0.1 ten times faster.
    pub pace: f64,
}

/// A running sandbox.
pub struct Sandbox {
    world: Arc<World>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
}

impl Sandbox {
    /// Reads the journal, listens, and continues what was going on when the last process ended.
    pub async fn start(config: SandboxConfig) -> io::Result<Self> {
        let listener = Listener::bind(config.bind).await?;
        let address = listener.address()?;
        let (stop, stopped) = watch::channel(false);
        let world = World::open(config, address, stopped.clone())?;
        world.resume();
        let service = routes::router(Arc::clone(&world)).into_make_service_with_connect_info::<Cut>();
        let server = tokio::spawn(async move {
            axum::serve(listener, service).with_graceful_shutdown(world::ended(stopped)).await
        });
        tracing::info!(%address, "sandbox listens");
        Ok(Self { world, address, stop, server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets where the webhooks of a workspace of ElevenLabs' go, and what signs them, as somebody does there on
    /// the dashboard.
    pub fn set_elevenlabs_webhook(&self, key: &str, url: String, secret: String) {
        lock(&self.world.settings).elevenlabs_webhooks.insert(key.to_owned(), (url, secret));
    }

    /// Stops listening and ends every timer and delivery. What is in the journal is continued next time.
    pub async fn stop(mut self) {
        // Fails only when nobody listens any more, which is what is wanted.
        let _ = self.stop.send(true);
        if tokio::time::timeout(GRACE, &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}
