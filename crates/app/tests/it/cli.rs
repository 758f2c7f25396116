//! The command line.

use ringwright_store::testing::{TestDatabase, empty_database};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Process, Visitor, phone, program};

/// A data folder and a database.
struct Home {
    folder: TempDir,
    database: TestDatabase,
}

impl Home {
    async fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: empty_database().await }
    }

    /// A command about this home.
    fn command(&self, words: &[&str]) -> tokio::process::Command {
        let mut command = program(words);
        command.env("RINGWRIGHT_DATA", self.folder.path()).env("RINGWRIGHT_DATABASE_URL", &self.database.url);
        command
    }

    /// Runs a command that must be good, and gives what it says.
    async fn good(&self, words: &[&str], input: &str) -> String {
        let ended = Process::run(&mut self.command(words), input).await;
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{words:?}: {}", ended.out);
        ended.out
    }

    fn key_file(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("vault.key")).unwrap()
    }

    async fn serve(&self) -> (Process, Visitor) {
        let mut server = Process::start(&mut self.command(&["serve", "--port", "0", "--sandbox-port", "0"]));
        let visitor = Visitor::at(&server.address().await);
        (server, visitor)
    }
}

async fn demo(words: &[&str]) -> (Option<i32>, Value) {
    let words: Vec<_> = ["demo", "--json"].into_iter().chain(words.iter().copied()).collect();
    let ended = Process::run(&mut program(&words), "").await;
    let lines: Vec<Value> = ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["event"].is_string()), "{}", ended.out);
    (ended.code, lines.last().unwrap_or_else(|| panic!("{ended:?}")).clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_plays_a_booking_to_its_end() {
    let busy = phone(1);
    let (to_busy, bad_card) = (["--to", &busy], ["--card", "4000000000000002"]);
    let (completed, busy, declined) =
        tokio::join!(demo(&["--to", "+12025550142"]), demo(&to_busy), demo(&bad_card));
    let (code, last) = completed;
    assert_eq!((code, &last["event"]), (Some(0), &json!("finished")), "{last}");
    assert_eq!((&last["status"], &last["payment"]), (&json!("completed"), &json!("paid")), "{last}");
    assert!(last["booking"].as_str().unwrap().starts_with("bkg_"), "{last}");
    assert!(last["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{last}");
    let [call] = last["calls"].as_array().unwrap().as_slice() else { panic!("{last}") };
    assert_eq!(call["outcome"], "completed");
    for field in ["id", "answeredAt", "endedAt"] {
        assert!(call[field].is_string(), "{call}");
    }
    let (code, last) = busy;
    assert_eq!((code, &last["status"], &last["payment"]), (Some(1), &json!("no_answer"), &json!("refunded")));
    assert_eq!(last["calls"].as_array().unwrap().len(), 3, "{last}");
    let (code, last) = declined;
    assert_eq!(
        (code, &last["status"], &last["calls"]),
        (Some(1), &json!("payment_failed"), &json!([])),
        "{last}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_says_what_is_wrong() {
    for (words, wanted) in [
        (["demo", "--to", "12"], "phone"),
        (["demo", "--plan", "none"], "plan"),
        (["demo", "--url", "http://127.0.0.1:9"], "127.0.0.1:9"),
    ] {
        let ended = Process::run(&mut program(&words), "").await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains(wanted), "{wanted}: {ended:?}");
    }
}

const VECTORS: &str = include_str!("../../../vendors/tests/fixtures/signatures.json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhooks_can_be_judged_by_hand() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    for (name, code, word) in [("valid-pretty-body", 0, "accepted"), ("tampered-body", 1, "refused")] {
        let vector =
            vectors.iter().find(|vector| vector["vendor"] == "stripe" && vector["name"] == name).unwrap();
        let ended = Process::run(&mut program(&["webhook", "verify"]), &vector.to_string()).await;
        assert_eq!((ended.code, ended.out.starts_with(word)), (Some(code), true), "{ended:?}");
    }
    let ended = Process::run(&mut program(&["webhook", "verify"]), "no JSON").await;
    assert!(ended.code == Some(1) && ended.err.contains("raw_body"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vault_can_be_read_filled_and_rotated() {
    let home = Home::new().await;
    let (server, visitor) = home.serve().await;
    let booked = visitor.book("standard", &phone(42)).await;
    server.kill().await;
    let list = home.good(&["vault", "list"], "").await;
    for name in ["stripe", "Vapi East", "Vapi West", "webhook", "credential", "key"] {
        assert!(list.contains(name), "{name}: {list}");
    }
    assert!(!list.contains("sk_test") && !list.contains("whsec"), "names only: {list}");
    let old = home.key_file();
    home.good(&["vault", "rotate"], "").await;
    let new = home.key_file();
    assert!(!new.contains(old.trim()) && new.lines().count() == 1, "the old key is gone");
    // A server that starts now reads every secret, and links that were given out still open.
    let (server, visitor) = home.serve().await;
    assert_eq!(visitor.view(&booked).await["state"], "pending_payment");
    let ended = demo(&["--url", &visitor.base, "--to", "+12025550143"]).await;
    assert_eq!((ended.0, &ended.1["status"]), (Some(0), &json!("completed")));
    server.kill().await;
    let account = list.split_whitespace().find(|word| word.starts_with("acc_")).unwrap();
    home.good(&["vault", "set", account, "key"], "sk_live_other\n").await;
    assert!(home.good(&["vault", "list"], "").await.contains("Live"));
    for (words, input, wanted) in [
        (["vault", "set", "acc_x", "key"], "x", "no account id"),
        (["vault", "set", "acc_01arz3ndektsv4rrffq69g5fav", "key"], "x", "there is no account"),
        (["vault", "set", account, "webhook"], " \n", "no value"),
    ] {
        let ended = Process::run(&mut home.command(&words), input).await;
        assert!(ended.code == Some(1) && ended.err.contains(wanted), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_says_who_looks_after_the_installation() {
    let home = Home::new().await;
    assert!(home.good(&["administrator", "list"], "").await.contains("nobody"));
    let (server, _) = home.serve().await;
    server.kill().await;
    let demo = "demo@example.com";
    assert!(home.good(&["administrator", "list"], "").await.contains(demo));
    assert!(home.good(&["administrator", "remove", demo], "").await.contains("no longer"));
    assert!(home.good(&["administrator", "remove", demo], "").await.contains("does not"));
    assert!(home.good(&["administrator", "list"], "").await.contains("nobody"));
    assert!(home.good(&["administrator", "add", demo], "").await.contains("second factor"));
    let ended = Process::run(&mut home.command(&["administrator", "add", "bo@example.com"]), "").await;
    assert!(ended.code == Some(1) && ended.err.contains("there is nobody"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_home_is_migrated_and_healthy() {
    let home = Home::new().await;
    home.good(&["migrate"], "").await;
    home.good(&["migrate"], "").await;
    let doctor: Value = serde_json::from_str(&home.good(&["doctor", "--json"], "").await).unwrap();
    assert_eq!(doctor["healthy"], true);
    let findings = doctor["findings"].as_array().unwrap();
    for about in ["program", "data folder", "clock", "database", "row security", "jobs", "vault"] {
        let found = findings.iter().find(|finding| finding["about"] == about);
        assert_eq!(found.map(|found| &found["verdict"]), Some(&json!("ok")), "{about}: {doctor}");
    }
    // An offline recogniser that there is not, by the switch and by the environment.
    for command in [
        &mut home.command(&["doctor", "--offline-recognizer", "parrot"]),
        home.command(&["doctor"]).env("RINGWRIGHT_OFFLINE_RECOGNIZER", "parrot"),
    ] {
        let ended = Process::run(command, "").await;
        assert!(ended.code == Some(1) && ended.out.contains("`parrot`"), "{ended:?}");
    }
    let version = Process::run(&mut program(&["version"]), "").await;
    assert_eq!(version.out.trim(), format!("ringwright {}", env!("CARGO_PKG_VERSION")));
    let broken = home.folder.path().join("none/such");
    std::fs::write(home.folder.path().join("none"), "a file").unwrap();
    let mut command = program(&["migrate"]);
    let ended = Process::run(command.env("RINGWRIGHT_DATA", broken), "").await;
    assert!(ended.code == Some(1) && ended.err.contains("--data"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let home = Home::new().await;
    for (words, wanted) in [
        (["serve", "--port", &port, "--sandbox-port", "0"], "with --port"),
        (["serve", "--port", "0", "--sandbox-port", &port], "with --sandbox-port"),
    ] {
        let ended = Process::run(&mut home.command(&words), "").await;
        let error = ended.err.lines().last().unwrap_or_default();
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(error.contains(&port) && error.contains(wanted), "{ended:?}");
    }
    let ended = Process::run(&mut program(&["sandbox", "--port", &port]), "").await;
    assert!(ended.code == Some(1) && ended.err.contains(&port), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_seed_is_the_same_run_in_every_process() {
    let words = ["simulate", "--seed", "3", "--bookings", "4", "--hours", "2"];
    let first_line = async || {
        let ended = Process::run(&mut program(&words), "").await;
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{}", ended.out);
        ended.out.lines().next().unwrap().to_owned()
    };
    let (one, other) = tokio::join!(first_line(), first_line());
    assert!(one.starts_with("seed 3 digest ") && one.len() == 14 + 64, "{one}");
    assert_eq!(one, other);
    let wrong = Process::run(&mut program(&["simulate", "--faults", "crash,nonsense"]), "").await;
    assert!(wrong.code != Some(0) && wrong.err.contains("`nonsense` is no fault"), "{wrong:?}");
}
