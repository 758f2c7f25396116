//! What is wrong is refused with its reason, and nothing of it is kept.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, form, phone, rows};

/// A field, what is put there (missing when null), and the rule that it breaks.
fn wrong_fields() -> Vec<(&'static str, Value, &'static str)> {
    let long = |n: usize| Value::from("x".repeat(n));
    vec![
        ("name", Value::Null, "required"),
        ("name", "".into(), "required"),
        ("name", "   ".into(), "required"),
        ("name", long(81), "too_long"),
        ("name", "two\nlines".into(), "unprintable"),
        ("name", "A\u{0}da".into(), "unprintable"),
        ("name", 7.into(), "wrong_type"),
        ("name", json!(["Ada"]), "wrong_type"),
        ("email", Value::Null, "required"),
        ("email", "".into(), "required"),
        ("email", "nobody".into(), "not_an_address"),
        ("email", "a@b".into(), "not_an_address"),
        ("email", "a b@example.com".into(), "not_an_address"),
        ("email", Value::from(format!("{}@example.com", "x".repeat(250))), "too_long"),
        ("email", true.into(), "wrong_type"),
        ("phone", Value::Null, "required"),
        ("phone", "".into(), "required"),
        ("phone", "call me".into(), "not_a_number"),
        ("phone", "123".into(), "not_in_numbering_plan"),
        ("phone", "+1 202 555 01".into(), "not_in_numbering_plan"),
        ("phone", "+999 1234567".into(), "not_a_number"),
        ("phone", "9".repeat(5_000).into(), "not_a_number"),
        ("phone", 12_025_550_100_i64.into(), "wrong_type"),
        ("plan", Value::Null, "required"),
        ("plan", "".into(), "required"),
        ("plan", "none".into(), "unknown"),
        ("plan", "standard' or 1=1 --".into(), "unknown"),
        ("plan", "stand\u{0}ard".into(), "unknown"),
        ("plan", json!({}), "wrong_type"),
        ("request", long(501), "too_long"),
        ("request", "\u{7}".into(), "unprintable"),
        ("request", 1.into(), "wrong_type"),
        ("consent", Value::Null, "required"),
        ("consent", false.into(), "required"),
        ("consent", "yes".into(), "wrong_type"),
        ("scheduledAt", "tomorrow".into(), "not_a_time"),
        ("scheduledAt", "2001-01-01T00:00:00Z".into(), "out_of_range"),
        ("scheduledAt", "9999-01-01T00:00:00Z".into(), "out_of_range"),
        ("scheduledAt", 1.into(), "wrong_type"),
        ("more", 1.into(), "wrong_type"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_wrong_field_is_named_and_nothing_is_kept() {
    let house = House::start().await;
    let before = rows(&house.database).await;
    for (field, value, code) in wrong_fields() {
        let mut wrong = form("standard", &phone(42));
        match value {
            Value::Null => drop(wrong.as_object_mut().unwrap().remove(field)),
            value => wrong[field] = value,
        }
        let problem = house.visitor.post("/api/bookings", &wrong).await.problem(422, "validation_failed");
        let [error] = problem["errors"].as_array().unwrap().as_slice() else { panic!("{field}: {problem}") };
        assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)), "{problem}");
        assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
    let all = json!({ "name": "", "email": "", "phone": "", "plan": "", "consent": false });
    let problem = house.visitor.post("/api/bookings", &all).await.problem(422, "validation_failed");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 5, "all is told at once: {problem}");
    assert_eq!(rows(&house.database).await, before);
    assert_eq!(house.sandbox.count("requests").await, 0, "no vendor was bothered");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_request_is_refused_before_it_is_read() {
    let house = House::start().await;
    let before = rows(&house.database).await;
    let send = async |body: Vec<u8>, kind: Option<&str>| {
        let mut request = house.visitor.request(Method::POST, "/api/bookings").body(body);
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        Answer::of(request).await
    };
    let json_kind = Some("application/json");
    for broken in ["", "{", "[]", "null", "42", "\"text\"", "{\"name\":}", "{'name':'Ada'}", "\u{0}"] {
        send(broken.into(), json_kind).await.problem(400, "malformed_body");
    }
    send(vec![b'"', 0xff, b'"'], json_kind).await.problem(400, "malformed_body");
    // Fields have names, not places.
    let places = json!(["Ada Example", phone(42), "ada@example.com", "standard", "", true, null]);
    send(places.to_string().into(), json_kind).await.problem(400, "malformed_body");
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    send(deep.into(), json_kind).await.problem(400, "malformed_body");
    let good = form("standard", &phone(42)).to_string();
    for kind in
        [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("multipart/form-data")]
    {
        send(good.clone().into(), kind).await.problem(415, "unsupported_media_type");
    }
    let large = json!({ "name": "x".repeat(100_000) }).to_string();
    send(large.into(), json_kind).await.problem(413, "body_too_large");
    assert_eq!(rows(&house.database).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_and_methods_that_do_not_exist_say_so() {
    let house = House::start().await;
    let ask = async |method: Method, path: &str| Answer::of(house.visitor.request(method, path)).await;
    for (method, path) in [
        (Method::PUT, "/api/bookings"),
        (Method::GET, "/api/bookings"),
        (Method::DELETE, "/api/bookings/bkg_1"),
        (Method::GET, "/api/auth/login"),
        (Method::POST, "/api/storefront"),
        (Method::GET, "/api/tasks/dispatch"),
        (Method::GET, "/webhooks/stripe"),
        (Method::POST, "/booking"),
    ] {
        ask(method, path).await.problem(405, "method_not_allowed");
    }
    for path in ["/api/", "/api/nothing", "/api/bookings/bkg_1/nothing", "/webhooks/a/b/c", "/assets/none.js"]
    {
        ask(Method::GET, path).await.problem(404, "not_found");
    }
    ask(Method::GET, "/api/storefront?org=nobody").await.problem(404, "organisation_not_found");
    ask(Method::GET, "/api/storefront?org=a%00").await.problem(400, "malformed_body");
    ask(Method::GET, "/api/availability?plan=none").await.problem(404, "plan_not_found");
    ask(Method::GET, "/api/availability").await.problem(400, "malformed_body");
    ask(Method::GET, "/api/storefront?org=a&org=b").await.problem(400, "malformed_body");
    ask(Method::GET, "/api/bookings/%ff").await.problem(404, "booking_not_found");
    ask(Method::POST, "/api/tasks/%ff").await.problem(400, "malformed_body");
    let operator = Operator::demo(&house).await;
    operator.get("/api/operator/bookings?cursor=x").await.problem(422, "validation_failed");
    operator.get("/api/operator/bookings/bkg_x").await.problem(404, "booking_not_found");
    operator.get("/api/operator/bookings/%ff").await.problem(400, "malformed_body");
    operator.get("/api/events?after=x").await.problem(400, "malformed_body");
    let pause = json!({ "paused": true });
    operator.post("/api/operator/accounts/acc_x/pause", &pause).await.problem(404, "account_not_found");
    let gone = "/api/operator/accounts/acc_01arz3ndektsv4rrffq69g5fav/pause";
    operator.post(gone, &pause).await.problem(404, "account_not_found");
    operator.post(gone, &json!({ "paused": "yes" })).await.problem(422, "validation_failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_opens_to_its_own_token_only() {
    let house = House::start().await;
    let mine = house.visitor.book("standard", &phone(42)).await;
    let other = house.visitor.book("standard", &phone(43)).await;
    let before = rows(&house.database).await;
    let tokens = [None, Some(""), Some("wrong"), Some(other.token.as_str()), Some(&mine.token[1..])];
    for token in tokens {
        for (method, verb) in [
            (Method::GET, ""),
            (Method::GET, "/events"),
            (Method::POST, "/cancel"),
            (Method::POST, "/phone"),
            (Method::POST, "/checkout"),
            (Method::POST, "/payment-check"),
        ] {
            let path = format!("/api/bookings/{}{verb}", mine.id);
            let mut request = house.visitor.request(method, &path).json(&json!({ "phone": phone(0) }));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            Answer::of(request).await.problem(404, "booking_not_found");
        }
    }
    let nobody = format!("/api/bookings/bkg_01arz3ndektsv4rrffq69g5fav?token={}", mine.token);
    house.visitor.get(&nobody).await.problem(404, "booking_not_found");
    assert_eq!(house.visitor.view(&mine).await["state"], "pending_payment");
    assert_eq!(rows(&house.database).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timed_tasks_need_their_secret() {
    let secret = "a-secret-of-tasks";
    let house = House::with(|args, _| args.task_secret = Some(secret.to_owned())).await;
    let run = async |task: &str, secret: Option<&str>| {
        let mut request = house.visitor.request(Method::POST, &format!("/api/tasks/{task}"));
        if let Some(secret) = secret {
            request = request.bearer_auth(secret);
        }
        Answer::of(request).await
    };
    for task in ["dispatch", "cleanup", "none"] {
        for wrong in [None, Some(""), Some("wrong"), Some("a-secret-of-task")] {
            run(task, wrong).await.problem(401, "wrong_secret");
        }
    }
    run("none", Some(secret)).await.problem(404, "not_found");
    for task in ["dispatch", "cleanup"] {
        let report = run(task, Some(secret)).await.good();
        assert_eq!(report, json!({ "processed": 0, "success": 0, "failed": 0 }), "{task}");
    }
    let without = House::start().await;
    let request = without.visitor.request(Method::POST, "/api/tasks/dispatch").bearer_auth("");
    Answer::of(request).await.problem(401, "wrong_secret");
}
