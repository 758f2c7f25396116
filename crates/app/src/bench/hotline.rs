//! Whole bookings, many at once: from the form to the end of the call, over HTTP, with a visitor who pays
//! and watches the waiting page, a server in a process of its own, and the sandbox in this one.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ringwright_engine::system::SystemClock;
use ringwright_sandbox::{Sandbox, SandboxConfig};
use ringwright_store::Store;
use serde_json::{Value, json};

use super::child::{STRIPE_SECRET, Server, VAPI_SECRET};
use super::figures::Durations;
use super::lines::add_lines;
use crate::cli::HotlineBenchArgs;
use crate::commands::sse::Events;
use crate::server::{SANDBOX_CREDENTIAL, StartError};
use crate::terminal::say;

/// How long a booking may take before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(300);

pub(super) async fn run(args: HotlineBenchArgs) -> Result<ExitCode, StartError> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("bench.db").display());
    let url = args.database_url.clone().unwrap_or(file);
    let kind = if args.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    let port = free_port()?;
    let sandbox = start_sandbox(port, args.pace).await?;
    let vendor = format!("http://{}", sandbox.address());
    let server = Server::start_on(port, Some(&url), &vendor, &[]).await?;
    let store = Store::open(&url).await?;
    let organisation = store.read().await?.organisation_by_slug(None).await?;
    let org = organisation.ok_or("the installation was not set up")?.id;
    add_lines(&store, &org, args.lines).await?;
    store.close().await;
    say(format!(
        "hotline, {kind}, {} bookings, {} visitors at once, {} lines, a second of a call takes {:.0} ms",
        args.bookings,
        args.visitors,
        args.lines,
        args.pace * 1e3
    ));
    let bench = Arc::new(Bench {
        http: reqwest::Client::builder().pool_max_idle_per_host(args.visitors).build()?,
        base: format!("http://{}", server.address),
        seen: Mutex::default(),
        next: AtomicUsize::new(0),
        count: args.bookings,
    });
    let settings = json!({ "maxConcurrentCalls": args.lines });
    bench
        .http
        .post(format!("{vendor}/sandbox/api/settings"))
        .json(&settings)
        .send()
        .await?
        .error_for_status()?;
    let news = bench.http.get(format!("{vendor}/sandbox/api/events")).send().await?.error_for_status()?;
    let watch = tokio::spawn(watch(Arc::clone(&bench), Events::of(news)));
    let (cpu, started) = (server.cpu_seconds(), Instant::now());
    let figures = visitors(&bench, args.visitors).await?;
    let took = started.elapsed().as_secs_f64();
    watch.abort();
    tell(figures, args.bookings, took);
    if let (Some(before), Some(after)) = (cpu, server.cpu_seconds()) {
        say(format!("  server's cores                  {:.2}", (after - before) / took));
    }
    if let Some(peak) = server.peak_memory_mb() {
        say(format!("  server's memory, at its peak    {peak:.0} MB"));
    }
    drop(server);
    sandbox.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn tell(figures: Figures, bookings: usize, took: f64) {
    #[expect(clippy::cast_precision_loss, reason = "a count of bookings fits a float")]
    let rate = bookings as f64 / took;
    say(format!("  completed                       {bookings} in {took:.1} s = {rate:.1} a second"));
    for (what, durations) in [
        ("POST /api/bookings", figures.booked),
        ("opening the checkout page", figures.opened),
        ("payment made to call request", figures.called),
        ("end of call to completed", figures.completed),
        ("form to completed", figures.whole),
    ] {
        say(format!("  {what:<31} {}", durations.summary()));
    }
}

async fn start_sandbox(server: u16, pace: f64) -> Result<Sandbox, StartError> {
    let config = SandboxConfig {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        state_file: None,
        stripe_webhook_url: format!("http://127.0.0.1:{server}/api/webhooks/stripe"),
        stripe_webhook_secret: STRIPE_SECRET.to_owned(),
        vapi_credentials: vec![(SANDBOX_CREDENTIAL.to_owned(), VAPI_SECRET.to_owned())],
        clock: Arc::new(SystemClock),
        pace,
    };
    Ok(Sandbox::start(config).await?)
}

/// A port that was free a moment ago: server and sandbox have to know each other's address at the start.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// When the sandbox did something about a checkout session or a number.
#[derive(Default)]
struct Seen {
    paid: HashMap<String, Instant>,
    called: HashMap<String, Instant>,
    ended: HashMap<String, Instant>,
}

#[derive(Default)]
struct Figures {
    booked: Durations,
    opened: Durations,
    called: Durations,
    completed: Durations,
    whole: Durations,
}

struct Bench {
    http: reqwest::Client,
    base: String,
    seen: Mutex<Seen>,
    next: AtomicUsize,
    count: usize,
}

/// Notes what the sandbox tells.
async fn watch(bench: Arc<Bench>, mut news: Events) {
    while let Some(text) = news.next().await {
        let now = Instant::now();
        let Ok(news) = serde_json::from_str::<Value>(&text) else { continue };
        let mut seen = bench.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(number), Some(state)) = (news["number"].as_str(), news["state"].as_str()) {
            match state {
                "ended" => drop(seen.ended.insert(number.to_owned(), now)),
                _ => drop(seen.called.entry(number.to_owned()).or_insert(now)),
            }
        } else if news["type"] == "checkout.session.completed" {
            seen.paid.insert(news["subject"].as_str().unwrap_or_default().to_owned(), now);
        }
    }
}

async fn visitors(bench: &Arc<Bench>, at_once: usize) -> Result<Figures, StartError> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let bench = Arc::clone(bench);
        tasks.spawn(async move {
            let mut figures = Figures::default();
            loop {
                let number = bench.next.fetch_add(1, Ordering::Relaxed);
                if number >= bench.count {
                    return Ok::<_, StartError>(figures);
                }
                tokio::time::timeout(PATIENCE, bench.visit(number, &mut figures))
                    .await
                    .map_err(|_| format!("booking {number} did not end within {PATIENCE:?}"))??;
            }
        });
    }
    let mut all = Figures::default();
    while let Some(done) = tasks.join_next().await {
        let figures = done??;
        all.booked.extend(figures.booked);
        all.opened.extend(figures.opened);
        all.called.extend(figures.called);
        all.completed.extend(figures.completed);
        all.whole.extend(figures.whole);
    }
    Ok(all)
}

impl Bench {
    /// A visitor from the form to the end.
    async fn visit(&self, number: usize, figures: &mut Figures) -> Result<(), StartError> {
        // The first forty numbers of an area belong to people with habits.
        let phone = format!("+1{}55501{:02}", 201 + number / 60 % 8, 40 + number % 60);
        let started = Instant::now();
        let form = json!({
            "name": "Bench Visitor", "email": "bench@example.com", "phone": phone, "plan": "standard",
            "consent": true,
        });
        let booked = self.post("/api/bookings", None, &form).await?;
        figures.booked.add(started.elapsed());
        let id = booked["booking"]["id"].as_str().ok_or("the booking has no id")?;
        let token = booked["token"].as_str().ok_or("the booking has no token")?;
        let opening = Instant::now();
        let page = self.post(&format!("/api/bookings/{id}/checkout"), Some(token), &json!({})).await?;
        figures.opened.add(opening.elapsed());
        let checkout = page["checkoutUrl"].as_str().ok_or("there is no checkout page")?;
        let waiting = self.http.get(format!("{}/api/bookings/{id}/events", self.base)).bearer_auth(token);
        let mut waiting = Events::of(waiting.send().await?.error_for_status()?);
        let card = json!({ "card": "4242424242424242" });
        let paying = self.http.post(format!("{checkout}/confirm")).json(&card);
        let paid: Value = paying.send().await?.error_for_status()?.json().await?;
        if paid["status"] != "paid" {
            return Err(format!("the card was not taken: {paid}").into());
        }
        let completed = until_over(&mut waiting).await?;
        figures.whole.add(completed.duration_since(started));
        let session = checkout.rsplit('/').next().unwrap_or_default();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (called, ended) = (seen.called.remove(&phone), seen.ended.remove(&phone));
        if let (Some(paid), Some(called)) = (seen.paid.remove(session), called) {
            figures.called.add(called.saturating_duration_since(paid));
        }
        if let Some(ended) = ended {
            figures.completed.add(completed.saturating_duration_since(ended));
        }
        drop(seen);
        Ok(())
    }

    async fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Result<Value, StartError> {
        let mut request = self.http.post(format!("{}{path}", self.base)).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(format!("{path} was answered with {status}: {body}").into())
        }
    }
}

/// Follows the waiting page until the call is over. Gives the moment at which the page knew.
async fn until_over(waiting: &mut Events) -> Result<Instant, StartError> {
    while let Some(text) = waiting.next().await {
        let now = Instant::now();
        let booking: Value = serde_json::from_str(&text)?;
        match booking["state"].as_str() {
            Some("completed") => return Ok(now),
            Some(state @ ("failed" | "no_answer" | "cancelled")) => {
                return Err(format!("a booking ended as {state}").into());
            }
            _ => {}
        }
    }
    Err("the waiting page's stream broke".into())
}
