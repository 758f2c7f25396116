//! Nothing personal and nothing secret is written to the log.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Booked, Process, Visitor, form, program};

const LEVELS: &str = "debug,ringwright=trace,ringwright_app=trace,ringwright_domain=trace,ringwright_engine=trace,\
    ringwright_http=trace,ringwright_sandbox=trace,ringwright_store=trace,ringwright_vendors=trace";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_recognised_in_the_log() {
    let (folder, database) =
        (tempfile::tempdir().unwrap(), ringwright_store::testing::empty_database().await);
    let data = folder.path().to_str().unwrap();
    let args =
        ["serve", "--port", "0", "--sandbox-port", "0", "--data", data, "--database-url", &database.url];
    let mut server = Process::start(program(&args).env("RINGWRIGHT_LOG", LEVELS));
    let visitor = Visitor::at(&server.address().await);
    let login = server.says("demo login").await;
    let mut words = login.split_whitespace().rev();
    let (password, email) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let mut entered = form("standard", "+1 (202) 555-0142");
    entered["name"] = "Quirinia Zweistein".into();
    entered["email"] = "quirinia@zweistein.example".into();
    entered["request"] = "Sing the birthday song.".into();
    let booked = Booked::of(&visitor.post("/api/bookings", &entered).await.good());
    assert_eq!(visitor.pay(&booked, "4000000000000002").await, "declined");
    assert_eq!(visitor.pay(&booked, "4242424242424242").await, "paid");
    assert_eq!(visitor.end(&booked).await["state"], "completed");
    let session = misbehave(&visitor, &booked, &email, &password).await;
    let log = server.kill().await;
    assert!(log.lines().count() > 20, "the log is on:\n{log}");
    let secrets = [booked.token.as_str(), &password, &session, "sk_test_sandbox", "sandbox-vapi-", "whsec_"];
    let personal =
        ["2025550142", "5550142", "555-0142", "Quirinia", "Zweistein", "zweistein", "birthday", "42424242"];
    for needle in personal.iter().chain(&secrets) {
        if let Some(line) = log.lines().find(|line| line.contains(needle)) {
            panic!("the log holds {needle}: {line}");
        }
    }
}

/// What goes wrong is logged more readily than what goes well. Gives the session's token.
async fn misbehave(visitor: &Visitor, booked: &Booked, email: &str, password: &str) -> String {
    visitor.get(&format!("/api/bookings/{}?token=wrong-{}", booked.id, booked.token)).await;
    visitor.act(booked, "cancel").await;
    visitor.post("/api/bookings", &form("standard", "+1 202 555 014")).await;
    let forged =
        visitor.request(Method::POST, "/api/webhooks/stripe").header("stripe-signature", "whsec_forged");
    Answer::of(forged.body("Quirinia")).await.problem(401, "wrong_signature");
    visitor
        .post("/api/auth/login", &json!({ "email": "quirinia@zweistein.example", "password": "Zweistein" }))
        .await;
    let answer = visitor.post("/api/auth/login", &json!({ "email": email, "password": password })).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    cookie.split_once('=').unwrap().1.to_owned()
}
