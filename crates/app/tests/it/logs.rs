//! Nothing personal and nothing secret is written to the log, at whatever level.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Booked, Process, Sandbox, Visitor, form, program, states, stripe_signature};

const LEVELS: &str = "debug,ringwright=trace,ringwright_app=trace,ringwright_domain=trace,ringwright_engine=trace,\
    ringwright_http=trace,ringwright_sandbox=trace,ringwright_store=trace,ringwright_vendors=trace";

/// What was entered about the person.
const PHONE: &str = "+1 (202) 555-0142";
const NOBODY: &str = "+1 202 555 0107";
const SPARE: &str = "+1 202 555 0147";
const NAME: &str = "Quirinia Zweistein";
const EMAIL: &str = "quirinia@zweistein.example";
const REQUEST: &str = "Sing the birthday song to Rumpelstilz.";

/// The usual spellings of a North American number: any of them, or its last seven digits, gives it away.
fn spellings(area: &str, last: &str) -> Vec<String> {
    let mut all = Vec::new();
    for gap in ["", " ", "-", ".", "/", "%20", "%2D", "\u{a0}"] {
        all.push(format!("{area}{gap}555{gap}{last}"));
        all.push(format!("555{gap}{last}"));
    }
    for open in
        [format!("({area}) 555"), format!("({area})555"), format!("({area}) 555-"), format!("%28{area}%29")]
    {
        all.push(format!("{open}{last}"));
    }
    all
}

fn entered(plan: &str, phone: &str) -> Value {
    let mut entered = form(plan, phone);
    entered["name"] = NAME.into();
    entered["email"] = EMAIL.into();
    entered["request"] = REQUEST.into();
    entered
}

/// What must not be found, gathered while the story goes.
struct Secrets(Vec<String>);

impl Secrets {
    fn add(&mut self, secret: &str) {
        assert!(secret.len() >= 6, "`{secret}` would be found by chance");
        self.0.push(secret.to_owned());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_recognised_in_the_log() {
    let (folder, database) =
        (tempfile::tempdir().unwrap(), ringwright_store::testing::current_database().await);
    let data = folder.path().to_str().unwrap();
    let args =
        ["serve", "--port", "0", "--sandbox-port", "0", "--data", data, "--database-url", &database.url];
    let mut command = program(&args);
    command.env("RINGWRIGHT_LOG", LEVELS).env("RINGWRIGHT_TASK_SECRET", "task-secret-of-this-story");
    let mut server = Process::start(&mut command);
    let visitor = Visitor::at(&server.address().await);
    let login = server.says("demo login").await;
    let mut words = login.split_whitespace().rev();
    let (password, email) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let sandbox = server.says("sandbox").await;
    let sandbox = Sandbox::at(sandbox.split_whitespace().find(|word| word.starts_with("http://")).unwrap());
    let mut secrets = Secrets(Vec::new());
    secrets.add(&password);

    pay_and_talk(&visitor, &mut secrets).await;
    money_goes_back(&visitor, &mut secrets).await;
    vendors_fail(&visitor, &sandbox, &mut secrets).await;
    bad_input(&visitor, &mut secrets).await;
    forged_webhooks(&visitor).await;
    operate(&visitor, &email, &password, &mut secrets).await;

    let log = server.kill().await;
    assert!(log.lines().count() > 20, "the log is on:\n{log}");
    for told in ["\"level\":\"DEBUG\"", "bkg_", "call_"] {
        assert!(log.contains(told), "the log tells of {told}");
    }
    let vault = std::fs::read_to_string(folder.path().join("vault.key")).unwrap();
    secrets.add(vault.trim().rsplit(':').next().unwrap());
    let fixed =
        ["sk_test_sandbox", "sandbox-vapi-", "whsec_", "task-secret-of-this-story", "$argon2", "pi_forged"];
    let personal = ["Quirinia", "Zweistein", "birthday", "Rumpelstilz", "42424242", "4000000000000002"];
    let phones = [spellings("202", "0142"), spellings("202", "0107"), spellings("202", "0147")].concat();
    let texts = fixed.iter().chain(&personal).map(|text| (*text).to_owned()).chain(phones).chain(secrets.0);
    let lower = log.to_lowercase();
    for needle in texts {
        // Nobody is less recognised in small letters.
        if let Some(line) = lower.lines().find(|line| line.contains(&needle.to_lowercase())) {
            panic!("the log holds {needle}: {line}");
        }
    }
}

/// A declined card, a good one, a call to its end.
async fn pay_and_talk(visitor: &Visitor, secrets: &mut Secrets) {
    let booked = Booked::of(&visitor.post("/api/bookings", &entered("standard", PHONE)).await.good());
    secrets.add(&booked.token);
    let session = booked.checkout.as_deref().unwrap().rsplit('/').next().unwrap().to_owned();
    assert_eq!(visitor.pay(&booked, "4000000000000002").await, "declined");
    assert_eq!(visitor.pay(&booked, "4242424242424242").await, "paid");
    assert_eq!(visitor.end(&booked).await["state"], "completed");
    // Whoever has the link may pay, and see who is to pay.
    secrets.add(&session);
    visitor.get(&format!("/api/bookings/{}?token=wrong-{}", booked.id, booked.token)).await;
    visitor.get(&format!("/api/bookings/{}?token={}&phone=%2B12025550142", booked.id, booked.token)).await;
    visitor.act(&booked, "cancel").await;
}

/// A number that nobody has.
async fn money_goes_back(visitor: &Visitor, secrets: &mut Secrets) {
    let booked = Booked::of(&visitor.post("/api/bookings", &entered("standard", NOBODY)).await.good());
    secrets.add(&booked.token);
    assert_eq!(visitor.pay(&booked, "4242424242424242").await, "paid");
    let last = visitor.end(&booked).await;
    assert_eq!(states(&last), ("failed", "refunded"), "{last}");
}

/// Vendors that don't answer, and one that refuses.
async fn vendors_fail(visitor: &Visitor, sandbox: &Sandbox, secrets: &mut Secrets) {
    sandbox.faults(&json!({ "stripe": { "down": true }, "vapi": { "failNext5xx": 1 } })).await;
    let booked = Booked::of(&visitor.post("/api/bookings", &entered("standard", SPARE)).await.good());
    secrets.add(&booked.token);
    assert!(visitor.act(&booked, "checkout").await.status >= 500);
    sandbox.faults(&json!({ "stripe": { "down": false } })).await;
    let url = visitor.act(&booked, "checkout").await.good();
    let url =
        url["checkoutUrl"].as_str().or(url["url"].as_str()).unwrap_or_else(|| panic!("{url}")).to_owned();
    let booked = Booked { checkout: Some(url), ..booked };
    assert_eq!(visitor.pay(&booked, "4242424242424242").await, "paid");
    let failed = |booking: &Value| booking["attempts"][0]["outcome"].is_string();
    visitor.follow(&booked, "the first attempt fails", failed).await;
    visitor.act(&booked, "cancel").await.good();
    assert_eq!(visitor.end(&booked).await["payment"]["state"], "refunded");
}

/// What people and programs send by mistake.
async fn bad_input(visitor: &Visitor, secrets: &mut Secrets) {
    let mut wrong = vec![entered("standard", "+1 202 555 014"), entered("no such plan", PHONE)];
    for (field, value) in [
        ("name", json!(format!("{NAME}\n").repeat(60))),
        ("email", json!("quirinia zweistein.example")),
        ("phone", json!(12_025_550_142_i64)),
        ("request", json!(REQUEST.repeat(500))),
        ("consent", json!(NAME)),
        (NAME, json!(EMAIL)),
    ] {
        let mut form = entered("standard", PHONE);
        form[field] = value;
        wrong.push(form);
    }
    for form in wrong {
        let answer = visitor.post("/api/bookings", &form).await;
        assert!((400..500).contains(&answer.status), "{form}: {}", answer.text);
    }
    let cut = format!(r#"{{"name":"{NAME}","phone":"{PHONE}""#);
    for (kind, body) in
        [("application/json", cut.clone()), ("text/plain", cut), ("application/json", EMAIL.into())]
    {
        let request = visitor.request(Method::POST, "/api/bookings").header("content-type", kind).body(body);
        assert!((400..500).contains(&Answer::of(request).await.status));
    }
    for path in [
        "/api/bookings/+12025550142",
        "/api/bookings/%2B1%20202%20555%200142?token=quirinia",
        "/api/quirinia@zweistein.example",
        "/quirinia@zweistein.example?phone=2025550142",
        "/api/availability?plan=Zweistein",
        "/api/storefront?org=Zweistein",
    ] {
        visitor.get(path).await;
    }
    visitor.post("/api/trial", &json!({ "phone": PHONE, "email": EMAIL })).await.good();
    let mut free = entered("free_trial", PHONE);
    let booked = Booked::of(&visitor.post("/api/bookings", &free).await.good());
    secrets.add(&booked.token);
    free["phone"] = SPARE.into();
    assert!((400..500).contains(&visitor.post("/api/bookings", &free).await.status), "the trial is taken");
    visitor.act(&booked, "cancel").await;
}

/// Webhooks that nobody proved, with people in them.
async fn forged_webhooks(visitor: &Visitor) {
    let body = json!({
        "id": "evt_forged", "object": "event", "type": "checkout.session.completed",
        "data": { "object": { "payment_intent": "pi_forged", "customer_details": { "name": NAME, "email": EMAIL, "phone": "+12025550142" } } },
    });
    let told = json!({ "message": { "type": "end-of-call-report", "customer": { "number": "+12025550142", "name": NAME }, "transcript": REQUEST } });
    let post = |path: &str, body: &str| visitor.request(Method::POST, path).body(body.to_owned());
    let text = body.to_string();
    Answer::of(post("/api/webhooks/stripe", NAME).header("stripe-signature", "whsec_forged"))
        .await
        .problem(401, "wrong_signature");
    let mut signed = post("/api/webhooks/stripe", &text);
    for (name, value) in stripe_signature("whsec_forged", 1_700_000_000, &text) {
        signed = signed.header(name, value);
    }
    Answer::of(signed).await.problem(401, "wrong_signature");
    for request in [
        post("/api/webhooks/stripe", &text),
        post("/api/webhooks/vapi", &told.to_string()).header("x-vapi-secret", "sandbox-vapi-forged"),
        post("/webhooks/vapi/acc_quirinia", &told.to_string()),
        post("/webhooks/zweistein/+12025550142", EMAIL),
    ] {
        let answer = Answer::of(request).await;
        assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.text);
    }
}

/// An operator who mistypes, signs in and searches.
async fn operate(visitor: &Visitor, email: &str, password: &str, secrets: &mut Secrets) {
    let login = async |email: &str, password: &str| {
        visitor.post("/api/auth/login", &json!({ "email": email, "password": password })).await
    };
    assert_eq!(login(EMAIL, "Zweistein").await.status, 401);
    assert_eq!(login(email, NAME).await.status, 401);
    let answer = login(email, password).await;
    let cookie = answer.cookie("ringwright_session");
    for set in [&cookie, &answer.cookie("ringwright_refresh")] {
        secrets.add(set.split_once('=').unwrap().1);
    }
    for path in [
        "/api/operator/overview",
        "/api/operator/bookings?state=Zweistein",
        "/api/operator/bookings?q=%2B1+202+555+0142",
        "/api/operator/bookings?q=quirinia%40zweistein.example",
        "/api/operator/bookings?cursor=Quirinia",
    ] {
        let answer = Answer::of(visitor.request(Method::GET, path).header("cookie", &cookie)).await;
        assert!(answer.status < 500, "{path}: {}", answer.text);
    }
    let stranger = visitor
        .request(Method::GET, "/api/operator/overview")
        .header("cookie", "ringwright_session=Zweistein");
    assert_eq!(Answer::of(stranger).await.status, 401);
    let task = visitor.request(Method::POST, "/api/tasks/cleanup").bearer_auth("birthday-secret");
    assert!((400..500).contains(&Answer::of(task).await.status));
}
