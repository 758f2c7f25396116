//! Somebody guesses a password all the time: what that costs the server, and what its owner notices.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::child::Server;
use super::load::Connection;
use crate::cli::SignInBenchArgs;
use crate::server::StartError;
use crate::terminal::say;

/// Connections of whoever guesses.
const HANDS: u32 = 4;
/// Between two sign-ins of the owner.
const PAUSE: Duration = Duration::from_secs(3);
/// Whoever has not got in by then gives up.
const PATIENCE: Duration = Duration::from_secs(180);

pub(super) async fn run(args: SignInBenchArgs) -> Result<ExitCode, StartError> {
    // Where a request comes from is what a proxy says, so that one machine can be many.
    let more = ["--behind-proxy"];
    let server = Server::start_with(args.database_url.as_deref(), "http://127.0.0.1:9", &more).await?;
    let (email, password) = server.login()?;
    let owner = Owner { address: server.address.clone(), form: form(&email, &password) };
    let device = owner.device().await?;
    let started = Instant::now();
    let calm = owner.get_in(1, "").await?.0;
    let places = if args.places == 1 { "one place".to_owned() } else { format!("{} places", args.places) };
    say(format!("{} guesses at one account in {} s, from {places}", args.attempts, args.seconds));
    say(format!("  a sign-in when nobody guesses   {:.0} ms", millis(calm)));
    let before = server.cpu_seconds();
    let until = started + Duration::from_secs(args.seconds);
    let device = format!("cookie: {device}\r\n");
    let (answers, known, new) = tokio::try_join!(
        guess(&server.address, &email, &args),
        owner.keep_signing_in(&device, until),
        owner.keep_signing_in("", until),
    )?;
    let took = started.elapsed().as_secs_f64();
    for (status, count) in &answers {
        say(format!("  answered with {status}              {count}"));
    }
    say(format!("  the owner, on a device known    {}", known.summary()));
    say(format!("  the owner, on a new one         {}", new.summary()));
    if let (Some(before), Some(after)) = (before, server.cpu_seconds()) {
        say(format!("  server's processor time         {:.1} s in {took:.0} s", after - before));
        say(format!("  of which the owner's sign-ins   {} in all", known.count() + new.count()));
    }
    Ok(ExitCode::SUCCESS)
}

fn form(email: &str, password: &str) -> String {
    serde_json::json!({ "email": email, "password": password }).to_string()
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Guesses at an even pace. Gives how often each status was answered.
async fn guess(address: &str, email: &str, args: &SignInBenchArgs) -> Result<BTreeMap<u16, u32>, StartError> {
    let next = Arc::new(AtomicU32::new(0));
    let (began, attempts, places) = (Instant::now(), args.attempts, args.places.max(1));
    let pace = Duration::from_secs(args.seconds) / attempts.max(1);
    let mut hands = tokio::task::JoinSet::new();
    for _ in 0..HANDS {
        let mut connection = Connection::open(address).await?;
        let (next, email) = (Arc::clone(&next), email.to_owned());
        hands.spawn(async move {
            let mut answers = BTreeMap::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= attempts {
                    return Ok::<_, std::io::Error>(answers);
                }
                tokio::time::sleep_until((began + pace * n).into()).await;
                let from = n % places;
                let header = format!("x-forwarded-for: 198.18.{}.{}\r\n", from / 250, 1 + from % 250);
                let body = form(&email, &format!("a guess of many {n}"));
                let status = connection.post("/api/auth/sign-in", &header, &body).await?;
                *answers.entry(status).or_insert(0) += 1;
            }
        });
    }
    let mut all = BTreeMap::new();
    while let Some(done) = hands.join_next().await {
        for (status, count) in done?? {
            *all.entry(status).or_insert(0) += count;
        }
    }
    Ok(all)
}

/// Whose account it is.
struct Owner {
    address: String,
    form: String,
}

/// How long the owner waited until they were in, each time, and how often they were told to wait.
#[derive(Default)]
struct Waits {
    waits: Vec<Duration>,
    told_to_wait: u32,
    given_up: u32,
}

impl Waits {
    const fn count(&self) -> usize {
        self.waits.len()
    }

    fn summary(&self) -> String {
        let mut sorted = self.waits.clone();
        sorted.sort_unstable();
        let at = |share: usize| {
            sorted.get(sorted.len().saturating_sub(1) * share / 100).copied().unwrap_or_default()
        };
        format!(
            "in after p50 {:.0} ms, worst {:.0} ms; {} times in, {} times told to wait, {} times given up",
            millis(at(50)),
            millis(at(100)),
            sorted.len(),
            self.told_to_wait,
            self.given_up
        )
    }
}

impl Owner {
    /// Signs in for the first time. Gives the cookie by which the device is known from then on.
    async fn device(&self) -> Result<String, StartError> {
        let mut connection = Connection::open(&self.address).await?;
        let status = connection.post("/api/auth/sign-in", &from(250), &self.form).await?;
        let cookies = connection.headers("set-cookie");
        let device = cookies.iter().find(|cookie| cookie.starts_with("ringwright_device="));
        let device = device.ok_or_else(|| format!("the owner did not get in: status {status}"))?;
        Ok(device.split(';').next().unwrap_or_default().to_owned())
    }

    /// Tries until they are in, as often as they are told. Gives how long it took, none when they gave up, and how
    /// often they were told to wait.
    async fn get_in(&self, place: u32, cookie: &str) -> Result<(Duration, u32, bool), StartError> {
        let (began, mut told) = (Instant::now(), 0);
        loop {
            let mut connection = Connection::open(&self.address).await?;
            let headers = format!("{}{cookie}", from(place));
            let status = connection.post("/api/auth/sign-in", &headers, &self.form).await?;
            match status {
                200 => return Ok((began.elapsed(), told, true)),
                429 => {
                    told += 1;
                    if began.elapsed() > PATIENCE {
                        return Ok((began.elapsed(), told, false));
                    }
                    let wait = connection.headers("retry-after");
                    let wait = wait.first().and_then(|wait| wait.parse().ok()).unwrap_or(1);
                    tokio::time::sleep(Duration::from_secs(wait)).await;
                }
                other => return Err(format!("the owner was answered with {other}").into()),
            }
        }
    }

    /// Signs in again and again, each time from another place.
    async fn keep_signing_in(&self, cookie: &str, until: Instant) -> Result<Waits, StartError> {
        let (mut all, mut place) = (Waits::default(), if cookie.is_empty() { 100 } else { 2 });
        while Instant::now() < until {
            let (took, told, got_in) = self.get_in(place, cookie).await?;
            all.told_to_wait += told;
            if got_in {
                all.waits.push(took);
            } else {
                all.given_up += 1;
            }
            place += 1;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(all)
    }
}

/// The header that says where a request comes from.
fn from(place: u32) -> String {
    format!("x-forwarded-for: 203.0.113.{}\r\n", place % 256)
}
