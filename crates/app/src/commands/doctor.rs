//! `ringwright doctor`: what is configured, reachable and missing, each with its remedy.

mod surroundings;
mod voice;

use std::collections::BTreeSet;
use std::process::ExitCode;

use ringwright_domain::Clock as _;
use ringwright_domain::dispatch::BreakerState;
use ringwright_engine::desk::{AccountKind, Desk as _, VendorDesk};
use ringwright_engine::system::{SystemChance, SystemClock};
use ringwright_store::{Account, Mode, Store};
use serde_json::json;

use crate::cli::{DoctorArgs, DoctorTopic};
use crate::config::data::DataFolder;
use crate::config::vendors;
use crate::server::StartError;
use crate::terminal::say;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    Note,
    Bad,
}

#[derive(Default)]
struct Findings(Vec<(Verdict, String, String)>);

impl Findings {
    fn add(&mut self, verdict: Verdict, about: &str, what: impl std::fmt::Display) {
        self.0.push((verdict, about.to_owned(), what.to_string()));
    }

    fn result<E: std::fmt::Display>(&mut self, about: &str, good: &str, result: Result<(), E>) {
        match result {
            Ok(()) => self.add(Verdict::Good, about, good),
            Err(error) => self.add(Verdict::Bad, about, error),
        }
    }

    fn tell(&self, as_json: bool) -> ExitCode {
        let word = |verdict| match verdict {
            Verdict::Good => "ok",
            Verdict::Note => "note",
            Verdict::Bad => "bad",
        };
        let bad = self.0.iter().any(|(verdict, _, _)| *verdict == Verdict::Bad);
        if as_json {
            let items: Vec<_> = self
                .0
                .iter()
                .map(|(verdict, about, what)| json!({ "verdict": word(*verdict), "about": about, "what": what }))
                .collect();
            say(json!({ "healthy": !bad, "findings": items }));
        } else {
            for (verdict, about, what) in &self.0 {
                say(format!("{:<5} {about:<22} {what}", word(*verdict)));
            }
        }
        if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

pub(super) async fn run(args: DoctorArgs) -> Result<ExitCode, StartError> {
    let data = DataFolder::open(&args.database)?;
    let mut findings = Findings::default();
    let store = match open(&data).await {
        Ok(store) => store,
        Err(error) => {
            findings.add(Verdict::Bad, "database", error);
            return Ok(findings.tell(args.json));
        }
    };
    if args.only == Some(DoctorTopic::Capacity) {
        capacity(&store, &mut findings).await?;
        return Ok(findings.tell(args.json));
    }
    findings.add(Verdict::Good, "program", format!("ringwright {}", env!("CARGO_PKG_VERSION")));
    findings.result("data folder", "can be written", writable(&data));
    let kind =
        if store.is_shared() { "PostgreSQL answers, up to date" } else { "SQLite answers, up to date" };
    findings.add(Verdict::Good, "database", kind);
    surroundings::row_security(&store, &mut findings).await?;
    surroundings::disk(&data, &mut findings);
    surroundings::database_clock(&store, &mut findings).await?;
    public_url(&mut findings).await;
    jobs(&store, &mut findings).await?;
    accounts(&store, &data, &mut findings).await?;
    voice::vendors(&mut findings, &args.listening);
    capacity(&store, &mut findings).await?;
    store.close().await;
    Ok(findings.tell(args.json))
}

async fn open(data: &DataFolder) -> Result<Store, StartError> {
    let store = Store::open(&data.database_url()).await?;
    store.migrate().await?;
    Ok(store)
}

fn writable(data: &DataFolder) -> Result<(), StartError> {
    data.write_secret_file("doctor.probe", "written by ringwright doctor\n")?;
    Ok(std::fs::remove_file(data.file("doctor.probe"))?)
}

/// Whether the outside finds us: vendors send their webhooks there.
async fn public_url(findings: &mut Findings) {
    let Ok(url) = std::env::var("RINGWRIGHT_PUBLIC_URL") else {
        let text =
            "RINGWRIGHT_PUBLIC_URL is not set: the sandbox reaches this machine, real vendors would not";
        findings.add(Verdict::Note, "public address", text);
        return;
    };
    if !url.starts_with("https://") {
        findings.add(Verdict::Note, "public address", format!("{url} has no TLS; vendors want https"));
    }
    let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(10)).build();
    let asked = match client {
        Ok(client) => client.get(format!("{}/healthz", url.trim_end_matches('/'))).send().await,
        Err(error) => Err(error),
    };
    match asked.and_then(reqwest::Response::error_for_status) {
        Ok(_) => findings.add(Verdict::Good, "public address", format!("{url} leads here")),
        Err(error) => findings.add(Verdict::Bad, "public address", format!("{url} does not answer: {error}")),
    }
}

async fn jobs(store: &Store, findings: &mut Findings) -> Result<(), StartError> {
    let jobs = store.read().await?.job_counts(SystemClock.now()).await?;
    let verdict = if jobs.dead > 0 { Verdict::Note } else { Verdict::Good };
    let text =
        format!("{} due, {} running, {} later, {} given up", jobs.due, jobs.running, jobs.later, jobs.dead);
    findings.add(verdict, "jobs", text);
    Ok(())
}

async fn accounts(store: &Store, data: &DataFolder, findings: &mut Findings) -> Result<(), StartError> {
    let vault = match data.vault(&SystemChance) {
        Ok(vault) => vault,
        Err(error) => {
            findings.add(Verdict::Bad, "vault", error);
            return Ok(());
        }
    };
    findings.add(Verdict::Good, "vault", format!("seals with {}", vault.newest_key_id()));
    let settings = vendors::from_env();
    let live: Vec<_> = settings.iter().filter(|(_, set)| set.key.is_some() || set.url.is_some()).collect();
    for (vendor, set) in live {
        let key = if set.key.is_some() { "key" } else { "" };
        let url = set.url.as_deref().unwrap_or_default();
        findings.add(Verdict::Note, vendor, format!("the environment sets: {key} {url}"));
    }
    let desk = VendorDesk::new(store.clone(), vault, settings, Some(sandbox()));
    let organisations = store.read().await?.organisations().await?;
    if organisations.is_empty() {
        findings.add(
            Verdict::Note,
            "organisation",
            "there is none yet; `ringwright serve` makes the demo one",
        );
    }
    let mut asked = BTreeSet::new();
    for organisation in organisations {
        let accounts = store.org(&organisation.id).read().await?.accounts().await?;
        // Whom our own voice needs is looked at elsewhere.
        let accounts = accounts.into_iter().filter(|account| AccountKind::of(&account.vendor).is_some());
        for account in accounts {
            check(&desk, &account, findings).await;
            if asked.insert(account.vendor.clone()) {
                surroundings::vendor_clock(&desk, &account, findings).await;
            }
        }
    }
    Ok(())
}

/// The sandbox of a running server is on its usual port.
fn sandbox() -> String {
    format!("http://127.0.0.1:{}", std::env::var("RINGWRIGHT_SANDBOX_PORT").unwrap_or("8090".into()))
}

async fn check(desk: &VendorDesk, account: &Account, findings: &mut Findings) {
    let about = format!("{} ({})", account.name, account.id);
    if let Err(error) = desk.webhook_auth(account).await {
        findings.add(Verdict::Bad, &about, error);
        return;
    }
    let checked = match AccountKind::of(&account.vendor) {
        Some(AccountKind::Payments) => match desk.payments(account).await {
            Ok(payments) => payments.check().await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        },
        _ => match desk.carrier(account).await {
            Ok(carrier) => carrier.check().await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        },
    };
    match (checked, account.mode) {
        (Ok(()), Mode::Live) => findings.add(Verdict::Good, &about, "the vendor answers and takes the key"),
        (Ok(()), Mode::Sandbox) => findings.add(Verdict::Good, &about, "the sandbox answers"),
        (Err(error), Mode::Live) => findings.add(Verdict::Bad, &about, error),
        (Err(error), Mode::Sandbox) => {
            findings.add(
                Verdict::Note,
                &about,
                format!("the sandbox is not running ({error}); `ringwright serve` starts it"),
            );
        }
    }
}

async fn capacity(store: &Store, findings: &mut Findings) -> Result<(), StartError> {
    let now = SystemClock.now();
    let organisations = store.read().await?.organisations().await?;
    for organisation in organisations {
        let mut tx = store.org(&organisation.id).read().await?;
        let leases = tx.leases().await?;
        for account in tx.accounts().await?.into_iter().filter(|account| account.lines > 0) {
            let mine: Vec<_> = leases.iter().filter(|lease| lease.account == account.id).collect();
            let health = match account.breaker.state(now) {
                _ if account.paused => "paused",
                BreakerState::Closed => "healthy",
                BreakerState::HalfOpen => "being felt after failures",
                BreakerState::Open { .. } => "left alone after failures",
            };
            let verdict = if health == "healthy" { Verdict::Good } else { Verdict::Note };
            let text = format!("{} of {} lines taken, {health}", mine.len(), account.lines);
            findings.add(verdict, &account.name, text);
            for lease in mine {
                let held = now.since(lease.taken_at).as_secs();
                let quiet = now.since(lease.renewed_at).as_secs();
                findings.add(
                    Verdict::Good,
                    "  line",
                    format!("{} for {held} s, last sign of life {quiet} s ago", lease.call),
                );
            }
        }
    }
    Ok(())
}
