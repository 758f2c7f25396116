//! What people wait for when there are many bookings: the operator's pages and the public ones over HTTP,
//! and the passes of the dispatcher and the claims of the scheduler.

mod fill;
mod names;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant as Started};

use ringwright_domain::ids::NodeId;
use ringwright_domain::{Clock as _, Instant};
use ringwright_engine::desk::VendorDesk;
use ringwright_engine::recording::Folder;
use ringwright_engine::system::{SystemChance, SystemClock};
use ringwright_engine::traces::Traces;
use ringwright_engine::{Engine, EngineParts};
use ringwright_store::Store;
use ringwright_store::vault::Vault;
use ringwright_vendors::outgoing::{HttpCourier, Reach};
use serde_json::{Value, json};

use self::fill::{Filled, Home};
use super::child::{Server, vault_keys};
use super::figures::Durations;
use super::lines::add_lines;
use crate::cli::PagesBenchArgs;
use crate::server::StartError;
use crate::terminal::say;

/// How long a claimed job is ours.
const LEASE: Duration = Duration::from_secs(60);
/// Jobs claimed at once, as the scheduler does.
const CLAIMED: i64 = 32;

pub(super) async fn run(args: PagesBenchArgs) -> Result<ExitCode, StartError> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("bench.db").display());
    let url = args.database_url.clone().unwrap_or(file);
    let kind = if args.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    let waiting = args.waiting.min(args.bookings);
    say(format!("pages, {kind}, {} bookings, {waiting} of them waiting", args.bookings));
    // Sets the installation up, and ends: its workers would call the bookings that are made up.
    let first = Server::start(Some(&url), "http://127.0.0.1:9").await?;
    let login = first.login()?;
    drop(first);
    let store = Store::open(&url).await?;
    let home = home(&store).await?;
    let started = Started::now();
    let filled = fill::fill(&store, &home, args.bookings, waiting, SystemClock.now()).await?;
    say(format!("  filled in {:.0} s", started.elapsed().as_secs_f64()));

    let server = Server::start_with(Some(&url), "http://127.0.0.1:9", &["--role", "web"]).await?;
    let pages = Pages::sign_in(&server, &login).await?;
    pages.ask_all(&filled, &args).await?;
    if let Some(memory) = server.memory_mb() {
        say(format!("  server memory {memory:.0} MB after"));
    }
    drop(server);

    fill::fill_jobs(&store, &home, args.waiting, SystemClock.now()).await?;
    claims(&store, args.samples).await?;
    passes(&store, &home, args.samples).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn home(store: &Store) -> Result<Home, StartError> {
    let mut tx = store.read().await?;
    let organisation = tx.organisation_by_slug(None).await?.ok_or("the installation was not set up")?;
    let carrier = tx.accounts_of_vendor("vapi").await?.into_iter().next().ok_or("there is no carrier")?;
    let payments = tx.accounts_of_vendor("stripe").await?.into_iter().next().ok_or("there is no Stripe")?;
    drop(tx);
    let agents = store.org(&organisation.id).read().await?.agents().await?;
    let agent = agents.into_iter().find(|agent| agent.account == carrier.id).ok_or("there is no agent")?;
    Ok(Home {
        org: organisation.id,
        carrier: carrier.id,
        agent: agent.id,
        payments: payments.id,
        event_seq: organisation.event_seq,
    })
}

struct Pages {
    http: reqwest::Client,
    base: String,
    cookie: String,
}

impl Pages {
    async fn sign_in(server: &Server, (email, password): &(String, String)) -> Result<Self, StartError> {
        let (http, base) = (reqwest::Client::builder().build()?, format!("http://{}", server.address));
        let body = json!({ "email": email, "password": password });
        let answer =
            http.post(format!("{base}/api/auth/login")).json(&body).send().await?.error_for_status()?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        let cookie =
            cookie.and_then(|value| value.split(';').next()).ok_or("no cookie was given")?.to_owned();
        Ok(Self { http, base, cookie })
    }

    /// Asks a page many times, after a few to warm up. Gives the last answer.
    async fn ask(&self, what: &str, path: &str, samples: usize) -> Result<Value, StartError> {
        let mut durations = Durations::default();
        let mut last = Value::Null;
        for sample in 0..samples + 10 {
            let started = Started::now();
            let request = self.http.get(format!("{}{path}", self.base)).header("cookie", &self.cookie);
            let body = request.send().await?.error_for_status()?.bytes().await?;
            if sample >= 10 {
                durations.add(started.elapsed());
            }
            last = serde_json::from_slice(&body)?;
        }
        say(format!("  {what:<34} {}", durations.summary()));
        Ok(last)
    }

    async fn ask_all(&self, filled: &Filled, args: &PagesBenchArgs) -> Result<(), StartError> {
        const LIST: &str = "/api/operator/bookings";
        let many = args.samples;
        let cursor = |(at, id): &(Instant, _)| format!("{LIST}?cursor={}.{id}", at.micros());
        let first = self.ask("bookings, first page", LIST, many).await?;
        self.ask("bookings, a page in the middle", &cursor(&filled.middle), many).await?;
        self.ask("bookings, last page", &cursor(&filled.last), many).await?;
        self.ask("bookings, completed", &format!("{LIST}?state=completed"), many).await?;
        self.ask("bookings, failed", &format!("{LIST}?state=failed"), many).await?;
        self.ask("bookings, queued", &format!("{LIST}?state=queued"), many).await?;
        for (what, words) in [("name", &filled.name), ("number", &filled.phone), ("mail", &filled.email)] {
            let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
            let found =
                self.ask(&format!("bookings, found by {what}"), &format!("{LIST}?q={words}"), many).await?;
            let theirs = |item: &Value| item["name"] == *filled.name;
            if !found["items"].as_array().is_some_and(|items| !items.is_empty() && items.iter().all(theirs)) {
                say(format!("    the search by {what} found others than it was asked for"));
            }
        }
        for (what, query) in [
            ("two words and a state", "q=anna+b&state=completed"),
            ("one letter", "q=a"),
            ("a plan and a rare state", "plan=premium&state=failed"),
            ("words that nobody has together", "q=nobody+anna&state=no_answer"),
            ("a day", "from=2026-06-01&to=2026-06-01"),
        ] {
            self.ask(&format!("bookings, {what}"), &format!("{LIST}?{query}"), many).await?;
        }
        let id = first["items"][0]["id"].as_str().ok_or("the first page is empty")?;
        self.ask("a booking that waits, with history", &format!("{LIST}/{id}"), many).await?;
        self.ask("an old booking, with history", &format!("{LIST}/{}", filled.middle.1), many).await?;
        self.ask("overview with queue", "/api/operator/overview", many).await?;
        self.ask("availability of a plan", "/api/availability?plan=standard", many).await?;
        Ok(())
    }
}

/// Claims as the scheduler makes them, each with its commit.
async fn claims(store: &Store, samples: usize) -> Result<(), StartError> {
    let node = NodeId::new(SystemClock.now(), &SystemChance);
    let mut durations = Durations::default();
    for sample in 0..samples + 10 {
        let started = Started::now();
        let mut tx = store.begin().await?;
        let jobs = tx.claim(&node, SystemClock.now(), LEASE, CLAIMED).await?;
        tx.commit().await?;
        if sample >= 10 && !jobs.is_empty() {
            durations.add(started.elapsed());
        }
    }
    say(format!("  {:<34} {}", format!("claim of {CLAIMED} jobs"), durations.summary()));
    Ok(())
}

/// Passes of the dispatcher: with all lines taken, and with lines for as many as a pass serves.
async fn passes(store: &Store, home: &Home, samples: usize) -> Result<(), StartError> {
    let vault = Vault::parse(&vault_keys())?;
    let desk = VendorDesk::new(store.clone(), vault, std::collections::HashMap::new(), None);
    let engine = Engine::new(EngineParts {
        store: store.clone(),
        desk: Arc::new(desk),
        courier: Arc::new(HttpCourier::new(Reach::Public)),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        public_url: "http://127.0.0.1:9".to_owned(),
        recordings: Folder::new("recordings"),
        traces: Traces::new("traces"),
    });
    while !engine.dispatch(SystemClock.now(), LEASE).await?.is_empty() {}
    let mut busy = Durations::default();
    for _ in 0..samples {
        let started = Started::now();
        engine.dispatch(SystemClock.now(), LEASE).await?;
        busy.add(started.elapsed());
    }
    say(format!("  {:<34} {}", "pass with every line taken", busy.summary()));
    add_lines(store, &home.org, 100_000).await?;
    let (mut durations, mut served) = (Durations::default(), 0);
    for _ in 0..samples.min(40) {
        let started = Started::now();
        served += engine.dispatch(SystemClock.now(), LEASE).await?.len();
        durations.add(started.elapsed());
    }
    let each = if served > 0 { served / durations.count().max(1) } else { 0 };
    say(format!("  {:<34} {}", format!("pass that serves {each}"), durations.summary()));
    Ok(())
}
