//! The intake of webhooks: judged over the raw bytes, kept under their dedupe key, answered, and only
//! then worked on.
//!
//! Many webhooks that come at once are committed together (group commit): while one transaction is
//! being written, the next ones gather. Each is answered after its own commit, so that 2xx means durable.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::ids::{AccountId, InboxId, JobId};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{Account, Job, NewWebhook};
use ringwright_vendors::{SignatureProblem, cryptomus, elevenlabs, retell, stripe, vapi};
use tokio::sync::{Mutex, RwLock, mpsc, oneshot};

use crate::desk::WebhookAuth;
use crate::jobs::{Said, Work};
use crate::{Engine, Error, Result};

/// Webhooks written in one transaction, at most.
const BATCH: usize = 256;
/// How long an account's secret is remembered: what a change of it takes to be noticed.
const REMEMBERED: Duration = Duration::from_secs(5);
/// How long a born claimed job holds without a heartbeat.
const LEASE: Duration = Duration::from_secs(20);

/// Why a webhook is refused.
#[derive(Debug)]
pub enum WebhookRefusal {
    /// It is not proven to be the vendor's own.
    Signature(SignatureProblem),
    /// It is genuine but no message.
    Unreadable(String),
    /// There is no such account.
    UnknownAccount,
    /// It could not be kept; the vendor shall send it again.
    Unavailable(Error),
}

type Waiting = (NewWebhook, oneshot::Sender<Result<(), ()>>);

/// Where webhooks are handed in; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    engine: Engine,
    queue: mpsc::Sender<Waiting>,
    known: Arc<RwLock<HashMap<Address, Known>>>,
}

/// The vendor and the account that a webhook's address names.
type Address = (String, Option<AccountId>);

/// An account and how its webhooks are judged, as read a moment ago.
#[derive(Clone)]
struct Known {
    account: Arc<Account>,
    auth: Arc<WebhookAuth>,
    read_at: Instant,
}

impl Intake {
    /// Starts the intake. With `worker`, jobs are handed to the runner of this process at once.
    pub fn start(engine: Engine, worker: Option<mpsc::Sender<Job>>) -> Self {
        let (intake, incoming) = Self::open(engine);
        // SQLite has one writer; on PostgreSQL one batch is sent while another is being synced.
        for _ in 0..if intake.engine.store().is_shared() { 3 } else { 1 } {
            tokio::spawn(incoming.clone().write(worker.clone()));
        }
        intake
    }

    /// An intake, and what is handed in there, for somebody to write down.
    pub fn open(engine: Engine) -> (Self, Incoming) {
        // Bounded: when the database cannot keep up, those who send wait, and their own time-outs and
        // retries take over.
        let (queue, incoming) = mpsc::channel(4 * BATCH);
        let incoming = Incoming { engine: engine.clone(), queue: Arc::new(Mutex::new(incoming)) };
        (Self { engine, queue, known: Arc::default() }, incoming)
    }

    /// Judges a webhook that came to the address of `vendor` and an account (without an id, the only
    /// account of the vendor), and answers when it is durable.
    ///
    /// # Errors
    /// [`WebhookRefusal`] says why it is not taken.
    pub async fn receive(
        &self,
        vendor: &str,
        account: Option<&AccountId>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), WebhookRefusal> {
        let now = self.engine.now();
        let Known { account, auth, .. } = self.known(vendor, account, now).await?;
        let Judged { dedupe_key, silent } = judge(&auth, headers, body, now)?;
        if dedupe_key.contains('\0') {
            // PostgreSQL takes no NUL in a text; one such webhook would take its whole batch along.
            return Err(WebhookRefusal::Unreadable("the id of the message holds a NUL".to_owned()));
        }
        let text = std::str::from_utf8(body)
            .map_err(|_| WebhookRefusal::Unreadable("the body is not UTF-8".to_owned()))?;
        let webhook = NewWebhook {
            id: InboxId::new(now, self.engine.chance()),
            job: JobId::new(now, self.engine.chance()),
            org: account.org.clone(),
            account: account.id.clone(),
            vendor: account.vendor.clone(),
            dedupe_key,
            body: text.to_owned(),
            silent,
            received_at: now,
        };
        let unavailable = || WebhookRefusal::Unavailable(Error::refused(FailureCode::StoreUnavailable));
        let (answer, answered) = oneshot::channel();
        self.queue.send((webhook, answer)).await.map_err(|_| unavailable())?;
        match answered.await {
            Ok(Ok(())) => Ok(()),
            _ => Err(unavailable()),
        }
    }

    async fn known(
        &self,
        vendor: &str,
        id: Option<&AccountId>,
        now: Instant,
    ) -> Result<Known, WebhookRefusal> {
        let address = (vendor.to_owned(), id.cloned());
        if let Some(known) = self.known.read().await.get(&address)
            && now.since(known.read_at) < REMEMBERED
            && known.read_at <= now
        {
            return Ok(known.clone());
        }
        let account = Arc::new(self.account(vendor, id).await?);
        let auth = self.engine.desk().webhook_auth(&account).await.map_err(WebhookRefusal::Unavailable)?;
        let known = Known { account, auth: Arc::new(auth), read_at: now };
        self.known.write().await.insert(address, known.clone());
        Ok(known)
    }

    async fn account(&self, vendor: &str, id: Option<&AccountId>) -> Result<Account, WebhookRefusal> {
        let found = async {
            let mut tx = self.engine.store().read().await?;
            match id {
                Some(id) => Ok(tx.account_anywhere(id).await?.into_iter().collect()),
                None => tx.accounts_of_vendor(vendor).await,
            }
        };
        let found: Vec<Account> =
            found.await.map_err(|error| WebhookRefusal::Unavailable(Error::Store(error)))?;
        match <[Account; 1]>::try_from(found) {
            Ok([account]) if account.vendor == vendor => Ok(account),
            _ => Err(WebhookRefusal::UnknownAccount),
        }
    }
}

/// A webhook that is genuine.
struct Judged {
    dedupe_key: String,
    silent: bool,
}

impl Judged {
    fn of(dedupe_key: String, said: &Said) -> Self {
        Self { dedupe_key, silent: matches!(said, Said::Nothing) }
    }
}

/// Judges a webhook over its raw bytes.
fn judge(
    auth: &WebhookAuth,
    headers: &HeaderMap,
    body: &[u8],
    now: Instant,
) -> Result<Judged, WebhookRefusal> {
    let unreadable = |error: ringwright_vendors::VendorError| WebhookRefusal::Unreadable(error.to_string());
    match auth {
        WebhookAuth::Stripe(secret) => {
            stripe::webhook::verify(secret, headers, body, now).map_err(WebhookRefusal::Signature)?;
            let event = stripe::webhook::parse(body).map_err(unreadable)?;
            Ok(Judged::of(event.dedupe_key.clone(), &event.into()))
        }
        WebhookAuth::Cryptomus(key) => {
            cryptomus::webhook::verify(key, body).map_err(WebhookRefusal::Signature)?;
            let event = cryptomus::webhook::parse(body).map_err(unreadable)?;
            Ok(Judged::of(event.dedupe_key.clone(), &event.into()))
        }
        WebhookAuth::ElevenLabs(secret) => {
            elevenlabs::webhook::verify(secret, headers, body, now).map_err(WebhookRefusal::Signature)?;
            let message = elevenlabs::webhook::parse(body, now).map_err(unreadable)?;
            Ok(Judged::of(message.dedupe_key.clone(), &message.into()))
        }
        WebhookAuth::Retell(key) => {
            retell::webhook::verify(key, headers, body, now).map_err(WebhookRefusal::Signature)?;
            let message = retell::webhook::parse(body, now).map_err(unreadable)?;
            Ok(Judged::of(message.dedupe_key.clone(), &message.into()))
        }
        WebhookAuth::Vapi(auth) => {
            vapi::webhook::verify(auth, headers, body, now).map_err(WebhookRefusal::Signature)?;
            let message = vapi::webhook::parse(body, now).map_err(unreadable)?;
            Ok(Judged::of(message.dedupe_key.clone(), &message.into()))
        }
    }
}

/// Webhooks that were found genuine and wait to be written down.
#[derive(Clone)]
pub struct Incoming {
    engine: Engine,
    queue: Arc<Mutex<mpsc::Receiver<Waiting>>>,
}

impl Incoming {
    /// Writes webhooks down, many at once, until the intake is gone. With `worker`, their jobs are handed
    /// there at once.
    pub async fn write(self, worker: Option<mpsc::Sender<Job>>) {
        write_batches(self.engine, self.queue, worker).await;
    }
}

async fn write_batches(
    engine: Engine,
    incoming: Arc<Mutex<mpsc::Receiver<Waiting>>>,
    worker: Option<mpsc::Sender<Job>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // One gathers while the others write.
        if incoming.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        // In one order, so that two batches with the same webhooks do not wait for each other.
        batch.sort_unstable_by(|(a, _), (b, _)| a.dedupe_key.cmp(&b.dedupe_key));
        let (webhooks, answers): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let now = engine.now();
        // Only what the runner has room for is born claimed; the rest it claims when it comes to it.
        let worker = worker.as_ref().filter(|worker| worker.capacity() >= webhooks.len());
        let claim = worker.map(|_| (engine.node(), now.plus(LEASE)));
        let kept = engine.store().receive(&webhooks, claim).await;
        if let Err(error) = &kept {
            tracing::error!(%error, count = webhooks.len(), "webhooks could not be kept; their senders try again");
        }
        for answer in answers {
            // Whoever hung up meanwhile sends again, and is recognised by the dedupe key.
            let _ = answer.send(kept.as_ref().map(|_| ()).map_err(|_| ()));
        }
        if let (Ok(new), Some(worker)) = (kept, worker) {
            for webhook in webhooks.iter().filter(|webhook| new.contains(webhook.id.as_str())) {
                let _ = worker.try_send(handed(webhook));
            }
        }
    }
}

fn handed(webhook: &NewWebhook) -> Job {
    let work = Work::ProcessWebhook { webhook: webhook.id.clone(), silent: webhook.silent };
    Job {
        id: webhook.job.clone(),
        org: Some(webhook.org.clone()),
        kind: work.kind().to_owned(),
        payload: work.payload(),
        tries: 1,
        run_at: webhook.received_at,
    }
}
