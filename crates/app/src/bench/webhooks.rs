//! Durable webhook intake: signed Stripe webhooks, each answered after its commit.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use ringwright_domain::ids::{AccountId, InboxId, JobId, OrgId};
use ringwright_domain::{Chance as _, Clock as _};
use ringwright_engine::system::{SystemChance, SystemClock};
use ringwright_store::{NewWebhook, Store};
use sha2::Sha256;

use super::child::{STRIPE_SECRET, Server};
use super::figures::Durations;
use super::load::Connection;
use crate::cli::WebhookBenchArgs;
use crate::server::StartError;
use crate::terminal::say;

const WARM_UP: Duration = Duration::from_secs(1);

pub(super) async fn run(args: WebhookBenchArgs) -> Result<ExitCode, StartError> {
    let server = Server::start(args.database_url.as_deref(), "http://127.0.0.1:9").await?;
    let idle = server.memory_mb();
    let kind = if args.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    say(format!("durable webhook intake, {kind}, {} connections, {} s", args.connections, args.seconds));
    pump(&server.address, args.connections, WARM_UP).await?;
    let (cpu, started) = (server.cpu_seconds(), Instant::now());
    let durations = pump(&server.address, args.connections, Duration::from_secs(args.seconds)).await?;
    let took = started.elapsed().as_secs_f64();
    let count = durations.count();
    #[expect(clippy::cast_precision_loss, reason = "a count of requests fits a float")]
    let rate = count as f64 / took;
    say(format!("  taken          {count} in {took:.1} s = {rate:.0} a second, none lost, none refused"));
    say(format!("  answer after   {}", durations.summary()));
    if let (Some(before), Some(after)) = (cpu, server.cpu_seconds()) {
        say(format!("  server's cores {:.2}", (after - before) / took));
    }
    if let (Some(idle), Some(loaded)) = (idle, server.memory_mb()) {
        say(format!("  server memory  {idle:.0} MB idle, {loaded:.0} MB after"));
    }
    drop(server);
    let single = one_by_one(args.database_url.as_deref()).await?;
    say(format!(
        "  for comparison {single:.0} a second when each webhook is a commit of its own, one writer"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Sends webhooks over all connections for a time; every one must be taken.
async fn pump(address: &str, connections: usize, time: Duration) -> Result<Durations, StartError> {
    let until = Instant::now() + time;
    let counter = Arc::new(AtomicU64::new(SystemChance.bits() >> 1));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..connections {
        let mut connection = Connection::open(address).await?;
        let counter = Arc::clone(&counter);
        tasks.spawn(async move {
            let mut durations = Durations::default();
            while Instant::now() < until {
                let body = event(counter.fetch_add(1, Ordering::Relaxed));
                let header = sign(&body);
                let started = Instant::now();
                let status = connection.post("/api/webhooks/stripe", &header, &body).await?;
                if status != 200 {
                    return Err(std::io::Error::other(format!("a webhook was answered with {status}")));
                }
                durations.add(started.elapsed());
            }
            Ok(durations)
        });
    }
    let mut all = Durations::default();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

/// An event as Stripe sends it, of a payment that this installation does not know. Written by hand: the
/// load shares the machine with what it measures.
fn event(number: u64) -> String {
    let created = SystemClock.now().seconds();
    format!(
        r#"{{"id":"evt_bench{number:020}","object":"event","api_version":"2026-10-28.endive","created":{created},"type":"payment_intent.succeeded","livemode":false,"pending_webhooks":1,"request":{{"id":null,"idempotency_key":null}},"data":{{"object":{{"id":"pi_bench{number:020}","object":"payment_intent","amount":999,"amount_received":999,"currency":"usd","status":"succeeded","customer":"cus_bench","description":"Standard: a call of up to 10 minutes","metadata":{{}}}}}}}}"#
    )
}

/// The header that signs a body as Stripe does.
pub(super) fn sign(body: &str) -> String {
    let time = SystemClock.now().seconds();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(STRIPE_SECRET.as_bytes()) else { return String::new() };
    mac.update(format!("{time}.{body}").as_bytes());
    format!("stripe-signature: t={time},v1={}\r\n", hex::encode(mac.finalize().into_bytes()))
}

/// The limit without group commit: the same rows, one transaction each, one after the other.
async fn one_by_one(database_url: Option<&str>) -> Result<f64, StartError> {
    let folder = tempfile::tempdir()?;
    let file = format!("sqlite:{}", folder.path().join("limit.db").display());
    let store = Store::open(database_url.unwrap_or(&file)).await?;
    store.migrate().await?;
    let (chance, now) = (SystemChance, SystemClock.now());
    let (org, account) = (OrgId::new(now, &chance), AccountId::new(now, &chance));
    let started = Instant::now();
    let mut count = 0_u32;
    while started.elapsed() < Duration::from_secs(3) {
        let webhook = NewWebhook {
            id: InboxId::new(now, &chance),
            job: JobId::new(now, &chance),
            org: org.clone(),
            account: account.clone(),
            vendor: "stripe".to_owned(),
            dedupe_key: format!("limit{count}-{org}"),
            body: event(u64::from(count)),
            silent: true,
            received_at: now,
        };
        store.receive(&[webhook], None).await?;
        count += 1;
    }
    let rate = f64::from(count) / started.elapsed().as_secs_f64();
    store.close().await;
    Ok(rate)
}
