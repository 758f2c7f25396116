//! Webhooks on their way: in order per thing, signed, retried, and disturbed on purpose.

mod log;
mod send;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::journal::{Journal, Memory};
use crate::settings::paced;
use crate::stats::count;
use crate::world::{Vendor, World, lock};

pub use log::Log;

/// The kind of a pending delivery in the journal.
const KIND: &str = "delivery";
/// How long a held webhook waits for another one to swap places with, in sandbox seconds.
const HOLD: f64 = 5.0;
/// Webhook requests in flight at the same time.
const IN_FLIGHT: usize = 64;
/// No webhook may be answered slower than this, whatever its plan says.
const LONGEST_ANSWER: Duration = Duration::from_secs(300);

/// How a webhook is signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Not at all.
    Nothing,
    /// With Stripe's header and the endpoint's secret.
    Stripe,
    /// With the HMAC secret of a Vapi credential.
    Vapi(String),
    /// With Retell's header and this API key.
    Retell(String),
    /// With ElevenLabs' header and this secret.
    ElevenLabs(String),
}

/// A webhook to send.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    /// Its identifier in the log.
    pub id: String,
    /// Who sends it.
    pub vendor: Vendor,
    /// Its type, in the vendor's words.
    pub kind: String,
    /// What it is about; webhooks about the same thing keep their order.
    pub subject: String,
    /// Where it goes.
    pub url: String,
    /// The exact bytes.
    pub body: String,
    /// More headers.
    pub headers: Vec<(String, String)>,
    /// How it is signed.
    pub sign: Sign,
    /// Waits before each retry, in sandbox seconds; when they are used up it is given up.
    pub retries: Vec<f64>,
    /// Answers that end it without a retry.
    pub final_statuses: Vec<u16>,
    /// How long the answer may take, in real seconds.
    pub timeout: u64,
}

/// The webhooks about one thing.
#[derive(Default)]
struct Chain {
    queue: VecDeque<Arc<Webhook>>,
    held: Option<Arc<Webhook>>,
    running: bool,
}

/// All webhooks.
pub struct Post {
    chains: Mutex<HashMap<String, Chain>>,
    remembered: Mutex<Vec<Webhook>>,
    /// What was sent lately.
    pub log: Log,
    client: reqwest::Client,
    slots: Semaphore,
    pending: AtomicU64,
}

impl Post {
    /// Takes over what was pending when the last process ended.
    pub fn remembered(memory: &mut Memory) -> io::Result<Self> {
        // Fails when somebody else in the process has chosen already, and then that choice holds.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .timeout(LONGEST_ANSWER)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            chains: Mutex::default(),
            remembered: Mutex::new(memory.take(KIND)),
            log: Log::default(),
            client,
            slots: Semaphore::new(IN_FLIGHT),
            pending: AtomicU64::new(0),
        })
    }

    /// Forgets what has not been sent yet.
    pub fn clear(&self, journal: &Journal) {
        for (_, chain) in lock(&self.chains).drain() {
            for webhook in chain.queue.into_iter().chain(chain.held) {
                self.settle(journal, &webhook);
            }
        }
        self.log.clear();
    }

    /// What asks addresses of our side.
    pub const fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// How many are neither delivered nor given up.
    pub fn pending(&self) -> u64 {
        self.pending.load(Ordering::Relaxed)
    }

    fn settle(&self, journal: &Journal, webhook: &Webhook) {
        self.pending.fetch_sub(1, Ordering::Relaxed);
        journal.forget(KIND, &webhook.id);
    }
}

impl World {
    /// Sends a webhook, unless a fault drops it.
    pub fn send(self: &Arc<Self>, webhook: Webhook) {
        let fate = self.faults.fate(webhook.vendor);
        self.log_new(&webhook, if fate.dropped { "dropped" } else { "pending" });
        if fate.dropped {
            count(&self.stats.webhooks_dropped);
            return;
        }
        self.post.pending.fetch_add(1, Ordering::Relaxed);
        self.journal.put(KIND, &webhook.id, &webhook);
        let webhook = Arc::new(webhook);
        if fate.delay.is_zero() {
            self.enqueue(webhook, fate.reorder);
        } else {
            let world = Arc::clone(self);
            self.spawn(async move {
                tokio::time::sleep(fate.delay).await;
                world.enqueue(webhook, fate.reorder);
            });
        }
    }

    /// Sends again what the last process left behind.
    pub fn resume_deliveries(self: &Arc<Self>) {
        for webhook in std::mem::take(&mut *lock(&self.post.remembered)) {
            self.post.pending.fetch_add(1, Ordering::Relaxed);
            self.log_new(&webhook, "pending");
            self.enqueue(Arc::new(webhook), false);
        }
    }

    fn enqueue(self: &Arc<Self>, webhook: Arc<Webhook>, reorder: bool) {
        let subject = webhook.subject.clone();
        let mut chains = lock(&self.post.chains);
        let chain = chains.entry(subject.clone()).or_default();
        match chain.held.take() {
            Some(earlier) => chain.queue.extend([webhook, earlier]),
            None if reorder => {
                chain.held = Some(Arc::clone(&webhook));
                drop(chains);
                self.release_later(subject, webhook);
                return;
            }
            None => chain.queue.push_back(webhook),
        }
        self.run(chain, subject);
    }

    /// A held webhook that nothing follows is sent all the same.
    fn release_later(self: &Arc<Self>, subject: String, webhook: Arc<Webhook>) {
        let wait = paced(HOLD, lock(&self.settings).pace);
        let world = Arc::clone(self);
        self.spawn(async move {
            tokio::time::sleep(wait).await;
            let mut chains = lock(&world.post.chains);
            let Some(chain) = chains.get_mut(&subject) else { return };
            if chain.held.as_ref().is_some_and(|held| held.id == webhook.id) {
                chain.held = None;
                chain.queue.push_back(webhook);
                world.run(chain, subject);
            }
        });
    }

    /// Makes sure that somebody works on a chain.
    fn run(self: &Arc<Self>, chain: &mut Chain, subject: String) {
        if !std::mem::replace(&mut chain.running, true) {
            let world = Arc::clone(self);
            self.spawn(async move {
                while let Some(webhook) = world.next_in(&subject) {
                    world.deliver(webhook).await;
                }
            });
        }
    }

    fn next_in(&self, subject: &str) -> Option<Arc<Webhook>> {
        let mut chains = lock(&self.post.chains);
        let chain = chains.get_mut(subject)?;
        let next = chain.queue.pop_front();
        if next.is_none() {
            chain.running = false;
            if chain.held.is_none() {
                chains.remove(subject);
            }
        }
        next
    }
}
