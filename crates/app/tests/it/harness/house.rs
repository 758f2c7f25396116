//! A whole installation in this process, with a sandbox of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ringwright_app::cli::{DatabaseArgs, ListeningArgs, ServeArgs};
use ringwright_app::server::{Server, Tuning};
use ringwright_domain::Money;
use ringwright_domain::booking::RetryPolicy;
use ringwright_domain::ids::OrgId;
use ringwright_engine::Engine;
use ringwright_engine::desk::secrets;
use ringwright_engine::live::LiveSettings;
use ringwright_store::testing::{TestDatabase, current_database};
use ringwright_store::{Account, Event, LiveCall, Plan};
use tempfile::TempDir;

use super::{JumpingClock, Sandbox, Visitor, within};

/// A whole installation. Stop it at the end of a story, or drop it with the test.
pub struct House {
    pub server: Server,
    pub clock: Arc<JumpingClock>,
    pub visitor: Visitor,
    pub sandbox: Sandbox,
    pub org: OrgId,
    pub database: String,
    _home: (TempDir, TestDatabase),
}

/// What our own agent says first.
pub const GREETING: &str =
    "You are talking with an automated assistant. Hello, this is Robin. How can I help you?";

/// The pause before people are called again.
const PAUSE: Duration = Duration::from_millis(50);

impl House {
    /// An installation whose sandbox lives fifty times as fast as people.
    pub async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// An installation whose own agents hold calls with these vendors, and whose telephones sign nothing.
    pub async fn that_talks(settings: LiveSettings) -> Self {
        Self::with(|args, tuning| {
            args.unsigned_media = true;
            tuning.live = Some(settings);
        })
        .await
    }

    /// An installation that is different from the usual one.
    pub async fn with(change: impl FnOnce(&mut ServeArgs, &mut Tuning)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        log();
        let (folder, database) = (tempfile::tempdir().unwrap(), current_database().await);
        let clock = Arc::new(JumpingClock::default());
        let mut args = serve_args(folder.path(), &database.url);
        let mut tuning = Tuning {
            retry: RetryPolicy { attempts: 3, misfires: 8, pause: PAUSE },
            sandbox_pace: 0.02,
            metrics: false,
            clock: Some(Arc::clone(&clock) as _),
            live: None,
        };
        change(&mut args, &mut tuning);
        let server = Box::pin(Server::start(&args, tuning)).await.unwrap();
        let org =
            server.engine.store().read().await.unwrap().organisation_by_slug(None).await.unwrap().unwrap();
        Self {
            visitor: Visitor::at(&format!("http://{}", server.address)),
            sandbox: Sandbox::at(&server.sandbox_url().unwrap()),
            org: org.id,
            database: database.url.clone(),
            server,
            clock,
            _home: (folder, database),
        }
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        self._home.0.path()
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.server.engine
    }

    /// Moves time forward and lets everybody look at the clock. Only while nothing is under way: a jump
    /// is longer than the lease of a job.
    pub async fn jump(&self, by: Duration) {
        self.clock.jump(by);
        self.engine().store().signals().wake_dispatch();
        self.sandbox.tick().await;
    }

    /// The newest call of our own agents, once it is over.
    pub async fn ended_call(&self) -> LiveCall {
        let over = self.until("the end of the call", async || {
            let mut tx = self.engine().org(&self.org).read().await.unwrap();
            let newest = tx.newest_live_calls(self.engine().now(), 1).await.unwrap();
            newest.into_iter().next().filter(|call| call.ended_at.is_some())
        });
        over.await
    }

    /// What was said in a call of our own agents: who, and the words.
    pub async fn said(&self, call: &LiveCall) -> Vec<(String, String)> {
        let mut tx = self.engine().org(&self.org).read().await.unwrap();
        let lines = tx.live_lines(&call.id).await.unwrap();
        lines.into_iter().map(|line| (line.speaker, line.words)).collect()
    }

    /// Waits until `look` finds something, looking again whenever something has happened.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let mut news = self.engine().store().signals().events();
        let found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                // Too much news is news as well.
                let _ = news.recv().await;
            }
        };
        within(what, found).await
    }

    /// Offers a plan for `minor` cents and so many seconds.
    pub async fn offer(&self, code: &str, minor: i64, seconds: u32) {
        let plan = Plan {
            code: code.to_owned(),
            name: code.to_owned(),
            description: String::new(),
            price: Money::new(minor, "USD".parse().unwrap()),
            duration_seconds: seconds,
            persona: "luna".to_owned(),
            priority: 10,
            position: 9,
            active: true,
            minimum_age: 0,
            disclosure: String::new(),
            badge: String::new(),
        };
        let mut tx = self.engine().org(&self.org).begin().await.unwrap();
        tx.upsert_plan(&plan).await.unwrap();
        tx.commit(self.engine().now()).await.unwrap();
    }

    /// All events of the organisation; their numbers must be without gaps.
    pub async fn events(&self) -> Vec<Event> {
        let mut tx = self.engine().org(&self.org).read().await.unwrap();
        let events = tx.events_after(0, 1_000_000).await.unwrap();
        let numbers: Vec<_> = events.iter().map(|event| event.seq).collect();
        let whole: Vec<_> = (1..=tx.last_seq().await.unwrap()).collect();
        assert_eq!(numbers, whole, "the numbers of events have gaps");
        events
    }

    /// The kinds of a booking's events.
    pub async fn kinds(&self, booking: &str) -> Vec<String> {
        let events = self.events().await.into_iter();
        let mine = events.filter(|event| event.booking.as_ref().is_some_and(|id| id.as_str() == booking));
        mine.map(|event| event.kind).collect()
    }

    /// Asserts that nobody holds a line.
    pub async fn assert_lines_free(&self) {
        let leases = self.engine().org(&self.org).read().await.unwrap().leases().await.unwrap();
        assert!(leases.is_empty(), "lines are held: {leases:?}");
    }

    /// Waits until no job is due or under way, helping along.
    pub async fn settle(&self) {
        let settled = async {
            loop {
                self.engine().drain().await.unwrap();
                let now = self.engine().now();
                let jobs = self.engine().store().read().await.unwrap().job_counts(now).await.unwrap();
                if jobs.due + jobs.running == 0 {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        within("all jobs done", settled).await;
    }

    /// The accounts of a vendor.
    pub async fn accounts(&self, vendor: &str) -> Vec<Account> {
        self.engine().store().read().await.unwrap().accounts_of_vendor(vendor).await.unwrap()
    }

    /// The secret by which the webhooks of an account are judged.
    pub async fn webhook_secret(&self, account: &Account) -> String {
        self.secret(account, &secrets::webhook(&account.id)).await
    }

    /// The API key of an account.
    pub async fn key(&self, account: &Account) -> String {
        self.secret(account, &secrets::key(&account.id)).await
    }

    async fn secret(&self, account: &Account, name: &str) -> String {
        let mut tx = self.engine().org(&account.org).read().await.unwrap();
        tx.secret(self.engine().desk().vault(), name).await.unwrap().unwrap()
    }
}

/// With `RINGWRIGHT_LOG`, the log goes to standard error, for whoever looks for the reason of a failure.
fn log() {
    if let Ok(filter) = std::env::var("RINGWRIGHT_LOG") {
        // Another story of this process may have been first.
        let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    }
}

/// How a server of a story runs.
pub fn serve_args(folder: &Path, database: &str) -> ServeArgs {
    ServeArgs {
        database: DatabaseArgs { data: folder.to_owned(), database_url: Some(database.to_owned()) },
        bind: [127, 0, 0, 1].into(),
        port: 0,
        role: Vec::new(),
        public_url: None,
        sandbox_port: 0,
        no_sandbox: false,
        allow_origin: Vec::new(),
        behind_proxy: false,
        listening: ListeningArgs::default(),
        unsigned_media: false,
        timing_traces: false,
        loopback_webhooks: false,
        task_secret: None,
    }
}
