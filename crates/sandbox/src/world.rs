//! Everything the sandbox knows, in one place.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ringwright_domain::clock::Clock;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::SandboxConfig;
use crate::agenda::Agenda;
use crate::calls::Calls;
use crate::cryptomus::Cryptomus;
use crate::delivery::Post;
use crate::faults::{Faults, Mishap};
use crate::feed::Feed;
use crate::google::Google;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::resend::Resend;
use crate::settings::Settings;
use crate::sound::phrases::{Phrase, Phrasebook};
use crate::sound::voice::{Mute, Timbre, Voice, on_the_line};
use crate::stats::{self, Stats, count};
use crate::stripe::Stripe;
use crate::telnyx::Telnyx;
use crate::twilio::Twilio;

/// A vendor that is imitated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vendor {
    /// Telephone calls.
    Vapi,
    /// The same.
    Retell,
    /// Payments by card.
    Stripe,
    /// Payments in crypto-currencies.
    Cryptomus,
    /// Recognition and synthesis of speech.
    Deepgram,
    /// Language models, and speech beside them.
    OpenAi,
    /// Synthesis of speech.
    ElevenLabs,
    /// Telephone calls with their sound.
    Twilio,
    /// The same, steered by commands.
    Telnyx,
    /// Signing in.
    Google,
}

impl Vendor {
    /// Everybody.
    pub const ALL: [Self; 10] = [
        Self::Vapi,
        Self::Retell,
        Self::Stripe,
        Self::Cryptomus,
        Self::Deepgram,
        Self::OpenAi,
        Self::ElevenLabs,
        Self::Twilio,
        Self::Telnyx,
        Self::Google,
    ];

    /// Whether it answers in streams.
    pub const fn streams(self) -> bool {
        matches!(self, Self::Deepgram | Self::OpenAi | Self::ElevenLabs | Self::Twilio | Self::Telnyx)
    }
}

/// The state of the sandbox.
///
/// Locks are taken in the order of the fields and never held across an await.
pub struct World {
    /// Calls.
    pub calls: Mutex<Calls>,
    /// Payments by card.
    pub stripe: Mutex<Stripe>,
    /// Payments in crypto-currencies.
    pub cryptomus: Mutex<Cryptomus>,
    /// Calls to our numbers.
    pub twilio: Mutex<Twilio>,
    /// The same through Telnyx.
    pub telnyx: Mutex<Telnyx>,
    /// Signing in.
    pub google: Mutex<Google>,
    /// Mail.
    pub resend: Mutex<Resend>,
    /// What is going to happen by itself.
    pub agenda: Mutex<Agenda>,
    /// What can be set.
    pub settings: Mutex<Settings>,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// Webhooks on their way.
    pub post: Post,
    /// What survives a restart.
    pub journal: Journal,
    /// Figures.
    pub stats: Stats,
    /// Who watches.
    pub feed: Feed,
    /// Who speaks.
    pub voice: Voice,
    /// What people on the phone can say.
    pub phrases: Phrasebook,
    /// Identifiers.
    pub ids: Ids,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Becomes true when the sandbox stops.
    pub stopped: watch::Receiver<bool>,
}

impl World {
    /// Reads the journal.
    pub fn open(
        config: SandboxConfig,
        address: SocketAddr,
        stopped: watch::Receiver<bool>,
    ) -> io::Result<Arc<Self>> {
        let (journal, mut memory) = Journal::open(config.state_file.as_deref())?;
        Ok(Arc::new(Self {
            calls: Mutex::new(Calls::remembered(&mut memory)),
            stripe: Mutex::new(Stripe::remembered(&mut memory)),
            cryptomus: Mutex::new(Cryptomus::remembered(&mut memory)),
            twilio: Mutex::default(),
            telnyx: Mutex::default(),
            google: Mutex::default(),
            resend: Mutex::new(Resend::remembered(&mut memory)),
            agenda: Mutex::new(Agenda::remembered(&mut memory)),
            settings: Mutex::new(Settings::new(
                config.stripe_webhook_url,
                config.stripe_webhook_secret,
                config.vapi_credentials,
                config.pace,
            )),
            faults: Faults::default(),
            post: Post::remembered(&mut memory)?,
            journal,
            stats: Stats::default(),
            feed: Feed::default(),
            voice: Voice::default(),
            phrases: Phrasebook::default(),
            ids: Ids::default(),
            clock: config.clock,
            address,
            stopped,
        }))
    }

    /// Continues what was going on when the last process ended.
    pub fn resume(self: &Arc<Self>) {
        self.resume_deliveries();
        self.resume_calls();
        self.resume_sessions();
        self.resume_agenda();
    }

    /// The sound of a person on the phone who says `text`, in µ-law at 8 kHz. Recognisers know it from now on.
    pub async fn recorded(&self, text: &str) -> Result<Vec<u8>, Mute> {
        let speaker = lock(&self.settings).speech.voice;
        let clip = self.voice.say(speaker, Timbre::Person, text).await?;
        let sound = on_the_line(&clip);
        self.phrases.learn(Phrase::new(text, &sound));
        Ok(sound)
    }

    /// Milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        self.clock.now().millis()
    }

    /// Seconds since the Unix epoch.
    pub fn now_s(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// Decides about a message of a stream, and counts what goes wrong.
    pub fn mishap(&self, vendor: Vendor) -> Option<Mishap> {
        let mishap = self.faults.mishap(vendor);
        if mishap.is_some() {
            count(&self.stats.faults_answered);
        }
        mishap
    }

    /// Runs a task until it is done or the sandbox stops.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stopped = self.stopped.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = ended(stopped) => {}
                () = task => {}
            }
        });
    }

    /// Forgets all calls, payments, webhooks and figures and ends all faults. Settings stay.
    pub fn reset(&self) {
        lock(&self.calls).clear(&self.journal);
        lock(&self.stripe).clear(&self.journal);
        lock(&self.cryptomus).clear(&self.journal);
        self.clear_twilio();
        self.clear_telnyx();
        lock(&self.google).clear();
        lock(&self.resend).clear(&self.journal);
        lock(&self.agenda).clear(&self.journal);
        self.faults.clear();
        self.post.clear(&self.journal);
        self.stats.clear();
        self.feed.tell("reset", || json!({}));
    }

    /// The figures.
    pub fn figures(&self) -> Value {
        let mut figures = lock(&self.calls).figures();
        for more in [lock(&self.stripe).figures(), lock(&self.cryptomus).figures()] {
            if let (Value::Object(all), Value::Object(more)) = (&mut figures, more) {
                all.extend(more);
            }
        }
        let counters = [
            ("overCapacityRejections", &self.stats.over_capacity),
            ("webhooksSent", &self.stats.webhooks_sent),
            ("webhooksDelivered", &self.stats.webhooks_delivered),
            ("webhooksFailed", &self.stats.webhooks_failed),
            ("webhooksDropped", &self.stats.webhooks_dropped),
            ("faultsAnswered", &self.stats.faults_answered),
            ("answersLost", &self.stats.answers_lost),
            ("requests", &self.stats.requests),
        ];
        for (name, counter) in counters {
            figures[name] = stats::read(counter).into();
        }
        figures["webhooksPending"] = self.post.pending().into();
        figures
    }
}

/// Resolves when the sandbox stops.
pub async fn ended(mut stopped: watch::Receiver<bool>) {
    // An error means that the handle was dropped without stopping, which ends the sandbox just the same.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Locks; a panic elsewhere leaves the state as it was between two changes, which is good enough to go on.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds as the RFC 3339 text the vendors write.
pub fn iso(millis: i64) -> String {
    match jiff::Timestamp::from_millisecond(millis) {
        Ok(time) => format!("{time:.3}"),
        Err(_) => String::new(),
    }
}
