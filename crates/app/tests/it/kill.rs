//! `kill -9`: nothing that was promised is forgotten, nothing is done twice.

use futures::future::join_all;
use ringwright_domain::Chance as _;
use ringwright_domain::chance::SeededChance;
use ringwright_store::Store;
use ringwright_store::testing::{TestDatabase, current_database};
use serde_json::json;
use tempfile::TempDir;

use crate::harness::{Booked, Process, Sandbox, Visitor, program, within};

const BOOKINGS: u32 = 30;
const KILLS: usize = 5;
/// The server's ports are taken from below those that the system gives to outgoing connections, so that
/// a server that was killed finds its own again.
const PORTS: std::ops::Range<u16> = 21_000..29_000;

/// A sandbox in its own process, and a database.
struct Town {
    _sandbox: Process,
    sandbox: Sandbox,
    database: TestDatabase,
    folder: TempDir,
}

impl Town {
    async fn found() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("town.ndjson");
        let args = ["sandbox", "--port", "0", "--pace", "0.05", "--state", state.to_str().unwrap()];
        let mut process = Process::start(program(&args).env("STRIPE_WEBHOOK_SECRET", "whsec_town"));
        let sandbox = Sandbox::at(&process.address().await);
        Self { _sandbox: process, sandbox, database: current_database().await, folder }
    }

    async fn serve(&self, port: u16) -> (Process, Visitor) {
        let port = port.to_string();
        let data = self.folder.path().join("data");
        let args = [
            "serve",
            "--port",
            &port,
            "--data",
            data.to_str().unwrap(),
            "--database-url",
            &self.database.url,
        ];
        let mut command = program(&args);
        command.env("VAPI_URL", format!("{}/vapi", self.sandbox.base));
        command.env("STRIPE_URL", format!("{}/stripe", self.sandbox.base));
        command.env("VAPI_WEBHOOK_SECRET", "sandbox-vapi-webhook").env("STRIPE_WEBHOOK_SECRET", "whsec_town");
        let mut server = Process::start(&mut command);
        let visitor = Visitor::at(&server.address().await);
        (server, visitor)
    }

    /// Stripe's webhooks go to this server.
    async fn tell_stripe(&self, visitor: &Visitor) {
        let url = format!("{}/api/webhooks/stripe", visitor.base);
        self.sandbox.settings(&json!({ "stripeWebhookUrl": url })).await;
    }

    /// Books thirty calls and pays for them while `meanwhile` goes on.
    async fn play(&self, visitor: &Visitor, meanwhile: impl Future<Output = ()>) {
        let bookings = (0..BOOKINGS).map(|n| async move { visitor.book("standard", &phone(n)).await });
        let bookings: Vec<Booked> = join_all(bookings).await;
        let pay = join_all(bookings.iter().map(|booked| visitor.pay(booked, "4242424242424242")));
        let (paid, ()) = tokio::join!(pay, meanwhile);
        assert!(paid.iter().all(|status| status == "paid"), "{paid:?}");
        for booked in &bookings {
            let booking = visitor.end(booked).await;
            assert_eq!(
                (&booking["state"], &booking["payment"]["state"]),
                (&json!("completed"), &json!("paid"))
            );
        }
        self.check().await;
    }

    async fn check(&self) {
        let stats = self.sandbox.stats().await;
        for (figure, wanted) in [
            ("doubleRings", 0),
            ("charges", BOOKINGS),
            ("chargesPerSession", 1),
            ("callsPlaced", BOOKINGS),
            ("refunds", 0),
            ("liveCalls", 0),
        ] {
            assert_eq!(stats[figure], wanted, "{figure}: {stats}");
        }
        let store = Store::open(&self.database.url).await.unwrap();
        let org = store.read().await.unwrap().organisation_by_slug(None).await.unwrap().unwrap();
        let mut tx = store.org(&org.id).read().await.unwrap();
        assert!(tx.leases().await.unwrap().is_empty(), "no line is held");
        let events = tx.events_after(0, 1_000_000).await.unwrap();
        assert!(
            events.iter().map(|event| event.seq).eq(1..=tx.last_seq().await.unwrap()),
            "no number is missing"
        );
    }

    /// Waits until so many things have happened in the sandbox.
    async fn progress(&self, steps: u64) {
        let mut news = self.sandbox.news().await;
        let counted = async {
            let mut seen = 0;
            while seen < steps && !self.all_over().await {
                seen += u64::from(news.next().await.unwrap().event == "call");
            }
        };
        within("the town goes on", counted).await;
    }

    async fn all_over(&self) -> bool {
        let stats = self.sandbox.stats().await;
        stats["liveCalls"] == 0 && stats["callsPlaced"] == BOOKINGS
    }
}

/// Somebody who answers and talks briefly.
fn phone(n: u32) -> String {
    format!("+1202555{:04}", 110 + n)
}

fn free_port() -> u16 {
    let start = u16::try_from(std::process::id() % 7_000).unwrap();
    let mut ports = PORTS.skip(usize::from(start)).step_by(17);
    ports.find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_again_and_again_keeps_every_promise() {
    let (town, chance, port) = (Town::found().await, SeededChance::new(9), free_port());
    let (server, visitor) = town.serve(port).await;
    town.tell_stripe(&visitor).await;
    let mut server = Some(server);
    let killing = async {
        for _ in 0..KILLS {
            town.progress(1 + chance.bits() % 20).await;
            server.take().unwrap().kill().await;
            server = Some(town.serve(port).await.0);
        }
    };
    town.play(&visitor, killing).await;
    let data = town.folder.path().join("data");
    let args = [
        "doctor",
        "capacity",
        "--json",
        "--data",
        data.to_str().unwrap(),
        "--database-url",
        &town.database.url,
    ];
    let doctor = Process::run(&mut program(&args), "").await;
    let found: serde_json::Value = serde_json::from_str(&doctor.out).unwrap();
    assert_eq!((doctor.code, &found["healthy"]), (Some(0), &json!(true)), "{doctor:?}");
    assert!(doctor.out.matches("0 of 9 lines taken").count() == 2, "{}", doctor.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_one_of_two_servers_is_killed_the_other_takes_over() {
    let town = Town::found().await;
    if town.database.url.starts_with("sqlite:") {
        // A SQLite file belongs to one server; several share a PostgreSQL.
        return;
    }
    let (_lasting, visitor) = town.serve(0).await;
    let (doomed, _) = town.serve(0).await;
    town.tell_stripe(&visitor).await;
    town.play(&visitor, async {
        town.progress(BOOKINGS.into()).await;
        doomed.kill().await;
    })
    .await;
}
