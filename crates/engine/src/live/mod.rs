//! Calls that our own agents hold: the driver around `voice`, its vendors, and the calls that are up.

mod admit;
mod ahead;
mod call;
mod deck;
mod ears;
mod line;
mod measures;
mod notes;
mod offline;
mod pass;
mod prices;
mod profile;
mod prompts;
mod providers;
mod recorder;
mod studio;
mod thought;
mod toolbox;
mod tracer;
mod voice;
mod watch;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use ringwright_domain::FailureCode;
use ringwright_domain::ids::{AgentId, OrgId};
use ringwright_store::{LiveLine, LiveTool};
use ringwright_voice::frame::Rate;
use ringwright_voice::session::EndReason;
use tokio::sync::{OnceCell, mpsc, watch as signal};

use crate::{Engine, Error, Result};
use admit::Admitted;
use call::{Call, Parts, Past};
use deck::Deck;
use prompts::Prompts;
use recorder::Recorder;
use toolbox::{Contents, Toolbox};
use tracer::TraceTo;

pub use admit::OwnAgent;
pub(crate) use admit::event;
pub use line::{CarrierLine, LineEvent, LineNews};
pub use measures::{LiveCallReport, LiveMeasures, LiveReport, Spread};
pub use pass::StreamPass;
pub use prices::{Prices, Unit};
pub use profile::{Profile, RecordingWish, Thinker};
pub use providers::{Endpoint, LiveSettings, Providers};
pub use studio::{LONGEST_PREVIEW, Preview, VendorNames, VoicesOf};

/// Overflow rule: a node holds no more calls than this at once.
const MOST_CALLS: usize = 2_000;
/// Overflow rule: of more greetings than this none is remembered to be ready; they still are in memory or on the disk.
const MOST_AHEAD: usize = 4_096;

/// The calls that our own agents hold on this node; cheap to clone.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    providers: Providers,
    prompts: Prompts,
    calls: Mutex<Calls>,
    /// How many calls are up.
    up: signal::Sender<usize>,
    default_agent: OnceCell<(OrgId, AgentId)>,
    /// Whether the timing trace of each call is written.
    traced: bool,
    /// Writes tapes and traces, once there is one.
    deck: OnceLock<Deck>,
}

#[derive(Default)]
struct Calls {
    /// The calls that are up, by the carrier and its id of them.
    up: HashMap<(&'static str, String), mpsc::Sender<Box<dyn CarrierLine>>>,
    /// Words that are or were spoken ahead, by what they are for, and whether they are there.
    ahead: HashMap<String, signal::Receiver<bool>>,
    draining: bool,
}

/// A ring that is to be answered. It has no `Debug` form: it holds personal data.
#[derive(Clone)]
pub struct Ring {
    /// The carrier, such as `twilio`.
    pub carrier: &'static str,
    /// The carrier's id of the call.
    pub carrier_ref: String,
    /// Whether the carrier's id may come again for another call. No real carrier does that.
    pub may_repeat: bool,
    /// The agent that holds it.
    pub agent: OwnAgent,
    /// The number of the person on the line, where the carrier tells it.
    pub person: Option<String>,
}

impl Live {
    /// The live calls of a node. Phrases that were spoken are kept in a folder for the next start. `traced` says whether
    /// the timing trace of each call is written.
    pub fn new(engine: Engine, providers: Providers, prompts: PathBuf, traced: bool) -> Self {
        let (up, _) = signal::channel(0);
        let inner = Inner {
            engine,
            providers,
            prompts: Prompts::in_folder(prompts),
            calls: Mutex::default(),
            up,
            default_agent: OnceCell::new(),
            traced,
            deck: OnceLock::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.inner.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Whether a vendor is missing, so that no call could be held.
    pub fn is_able(&self) -> bool {
        self.inner.providers.are_complete()
    }

    /// How many calls are up.
    pub fn count(&self) -> usize {
        *self.inner.up.borrow()
    }

    /// The agent that holds calls which name none.
    ///
    /// # Errors
    /// When there is none and none can be made.
    pub async fn default_agent(&self) -> Result<OwnAgent> {
        let made = async || self.engine().default_own_agent().await.map(|own| (own.org, own.agent));
        let (org, agent) = self.inner.default_agent.get_or_try_init(made).await?;
        // Its words may have changed since.
        let own = self.engine().own_agent(org, agent).await?;
        own.ok_or(Error::refused(FailureCode::AgentNotFound))
    }

    /// Has an agent's own words spoken ahead, so that it greets at once, and the models connected.
    pub fn get_ready(&self, profile: &Profile, rate: Rate) {
        let _ = self.begin_to_get_ready(profile, rate);
    }

    /// The same, and waits for it, `patience` at most: as long as the telephone may ring.
    pub async fn be_ready(&self, profile: &Profile, rate: Rate, patience: Duration) {
        let mut ready = self.begin_to_get_ready(profile, rate);
        // Whoever is not ready by then, or has failed, speaks when it is needed.
        let _ = tokio::time::timeout(patience, ready.wait_for(|ready| *ready)).await;
    }

    fn begin_to_get_ready(&self, profile: &Profile, rate: Rate) -> signal::Receiver<bool> {
        let name = format!("{:?} {:?} {:?} {rate:?}", profile.voice, profile.language, profile.opening());
        let mut calls = self.calls();
        if let Some(known) = calls.ahead.get(&name) {
            return known.clone();
        }
        if calls.ahead.len() >= MOST_AHEAD {
            calls.ahead.clear();
        }
        let (done, ready) = signal::channel(false);
        calls.ahead.insert(name.clone(), ready.clone());
        drop(calls);
        let (live, profile) = (self.clone(), profile.clone());
        tokio::spawn(async move {
            let Inner { providers, prompts, .. } = &*live.inner;
            let models = async {
                for model in providers.models.iter() {
                    model.get_ready().await;
                }
            };
            let words = ahead::speak_ahead(&profile, providers, prompts.clone(), rate.hertz());
            if tokio::join!(words, models).0 {
                done.send_replace(true);
            } else {
                // The next call may find the vendor well again.
                live.calls().ahead.remove(&name);
            }
        });
        ready
    }

    /// Holds a call on a line to its end. A line for a call that is up already takes the place of its old one.
    ///
    /// # Errors
    /// When this node takes no calls: it stops, has too many, or a vendor is missing.
    pub async fn hold(&self, ring: Ring, line: Box<dyn CarrierLine>) -> Result<EndReason> {
        let key = (ring.carrier, ring.carrier_ref.clone());
        if !self.is_able() {
            return Err(Error::Broken(
                "our own calls need a recogniser, a synthesiser and a model".to_owned(),
            ));
        }
        let (_up, lines) = match self.enter(key)? {
            Entered::New(up, lines) => (up, lines),
            Entered::Known(known) => {
                // The call goes on in its own task.
                let gone = Error::Broken("the call is just over".to_owned());
                return known.send(line).await.map(|()| EndReason::SocketLost).map_err(|_| gone);
            }
        };
        let rate = line.rate();
        self.get_ready(&ring.agent.profile, rate);
        let started = self.engine().now();
        let admitted = self.engine().admit_live_call(&ring, rate).await?;
        let recorder = self.recorder(&admitted, rate);
        let trace = self.trace(&admitted).await;
        let Admitted { org, call: id, before, used, tool_secrets, overlaps, wish, .. } = admitted;
        let contents = Contents {
            secrets: tool_secrets,
            agent: ring.agent.agent,
            org: org.clone(),
            call: id.clone(),
            caller: ring.person,
            used: used.last().map_or(0, |last| last.number + 1),
        };
        let tools = Arc::clone(&ring.agent.profile.tools);
        let notes = notes::Notes::new(self.engine().clone(), org, id.clone(), &before, overlaps);
        let parts = Parts {
            profile: Profile { recording: wish, ..ring.agent.profile },
            before: past(&before, used),
            toolbox: Toolbox::new(self.engine().clone(), tools, contents),
            providers: self.inner.providers.clone(),
            prompts: self.inner.prompts.clone(),
            clock: Arc::clone(self.engine().clock()),
            line,
            lines,
            notes,
            recorder,
            trace,
        };
        let reason = Box::pin(Call::new(parts).hold()).await;
        let seconds = self.engine().now().since(started).as_secs();
        tracing::info!(call = %id, ?reason, seconds, "a live call is over");
        Ok(reason)
    }

    /// Whoever records a call that is to be recorded. A call that goes on at another rate is recorded no further.
    fn recorder(&self, admitted: &Admitted, rate: Rate) -> Option<Recorder> {
        admitted.recorded.filter(|hertz| *hertz == rate.hertz())?;
        let file = self.engine().recordings().tape(&admitted.call);
        Some(Recorder::new(self.deck()?, file, rate, admitted.started_at))
    }

    /// Where the trace of a call goes. The trace of a call whose server died ended with it.
    async fn trace(&self, admitted: &Admitted) -> Option<TraceTo> {
        if !self.inner.traced {
            return None;
        }
        let file = self.engine().traces().file(&admitted.org, &admitted.call);
        let is_new = tokio::fs::try_exists(&file).await.is_ok_and(|exists| !exists);
        Some(TraceTo { deck: self.deck().filter(|_| is_new)?, file })
    }

    /// Whoever writes the files of calls.
    fn deck(&self) -> Option<Deck> {
        if let Some(deck) = self.inner.deck.get() {
            return Some(deck.clone());
        }
        match Deck::start() {
            Ok(deck) => Some(self.inner.deck.get_or_init(|| deck).clone()),
            Err(error) => {
                tracing::error!(%error, "the files of calls cannot be written");
                None
            }
        }
    }

    /// Counts a call in, and out again when the answer is dropped; or finds the one that is up.
    fn enter(&self, key: (&'static str, String)) -> Result<Entered> {
        let mut calls = self.calls();
        if let Some(known) = calls.up.get(&key) {
            return Ok(Entered::Known(known.clone()));
        }
        if calls.draining || calls.up.len() >= MOST_CALLS {
            return Err(Error::Broken("this node takes no more calls".to_owned()));
        }
        let (sender, lines) = mpsc::channel(1);
        calls.up.insert(key.clone(), sender);
        self.inner.up.send_replace(calls.up.len());
        metrics::gauge!("ringwright_live_calls").increment(1.0);
        Ok(Entered::New(Up { live: self.clone(), key }, lines))
    }

    /// Takes no more calls, and waits until those that are up are over, `longest` at most. Answers how many are not.
    pub async fn drain(&self, longest: Duration) -> usize {
        self.calls().draining = true;
        let mut up = self.inner.up.subscribe();
        let _ = tokio::time::timeout(longest, up.wait_for(|up| *up == 0)).await;
        self.count()
    }
}

/// What was said and done before an interruption of a whole call, oldest first.
fn past(lines: &[LiveLine], used: Vec<LiveTool>) -> Vec<Past> {
    let said = lines.iter().filter_map(notes::entry_of).map(|entry| (entry.at, Past::Said(entry)));
    let used = used.into_iter().map(|tool| (tool.asked_at, Past::Used(tool)));
    let mut all: Vec<_> = said.chain(used).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, past)| past).collect()
}

/// What comes of counting a call in.
enum Entered {
    /// It is counted, and takes lines that the carrier opens for it later.
    New(Up, mpsc::Receiver<Box<dyn CarrierLine>>),
    /// It is up already, and takes the line.
    Known(mpsc::Sender<Box<dyn CarrierLine>>),
}

/// A call that is up.
struct Up {
    live: Live,
    key: (&'static str, String),
}

impl Drop for Up {
    fn drop(&mut self) {
        let mut calls = self.live.calls();
        calls.up.remove(&self.key);
        self.live.inner.up.send_replace(calls.up.len());
        metrics::gauge!("ringwright_live_calls").decrement(1.0);
    }
}
