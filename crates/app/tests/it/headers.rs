//! What answers carry to keep browsers safe, and the session.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, House, Operator, phone};

const EVERYWHERE: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(self)"),
    ("strict-transport-security", ""),
];
const PATHS: [&str; 8] = [
    "/",
    "/booking/bkg_1",
    "/api/storefront",
    "/api/openapi.json",
    "/api/nothing",
    "/api/operator/overview",
    "/healthz",
    "/assets/none.js",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_that_keep_browsers_safe() {
    let house = House::start().await;
    for path in PATHS {
        let answer = house.visitor.get(path).await;
        for (name, value) in EVERYWHERE {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{part} in the policy of {path}: {policy}");
        }
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{policy}");
        assert!(!answer.header("x-request-id").is_empty(), "{path} has a name in the logs");
    }
    let sandbox = house.server.sandbox_url().unwrap();
    for (path, paying) in
        [("/booking/bkg_1", true), ("/s/demo", true), ("/console", false), ("/api/storefront", false)]
    {
        let answer = house.visitor.get(path).await;
        let policy = answer.header("content-security-policy");
        assert_eq!(policy.contains(" https://js.stripe.com"), paying, "{path}: {policy}");
        assert_eq!(policy.contains(&sandbox), paying, "{path}: {policy}");
    }
    let page = house.visitor.get("/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_a_cookie_that_no_script_reads() {
    for (public, secure) in [(None, false), (Some("https://calls.example.com".to_owned()), true)] {
        let house = House::with(|args, _| args.public_url = public).await;
        let login = house.server.login.clone().unwrap();
        let right = json!({ "email": login.email, "password": login.password });
        let answer = house.visitor.post("/api/auth/login", &right).await;
        let set = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let mut cookies: Vec<_> = set.collect();
        cookies.sort_unstable();
        // The refresh token goes nowhere but where it is used.
        for (cookie, path) in cookies.iter().zip([
            ("ringwright_device=", "; Path=/api/auth"),
            ("ringwright_refresh=", "; Path=/api/auth"),
            ("ringwright_session=", "; Path=/"),
        ]) {
            assert!(cookie.starts_with(path.0), "{cookie}");
            let end = cookie.find(path.1).unwrap() + path.1.len();
            assert!(cookie[end..].is_empty() || cookie[end..].starts_with(';'), "{cookie}");
            for part in ["; HttpOnly", "; SameSite=Strict"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert_eq!(cookies.len(), 3, "{cookies:?}");
        assert_eq!(answer.header("strict-transport-security").is_empty(), !secure);
        assert!(!answer.text.contains("password"), "{}", answer.text);
        assert_eq!(answer.good()["user"]["role"], "owner");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_and_out() {
    let house = House::start().await;
    let login = house.server.login.clone().unwrap();
    let long = "x".repeat(2_000);
    for (email, password) in [
        (login.email.as_str(), "wrong"),
        (login.email.as_str(), ""),
        (login.email.as_str(), long.as_str()),
        ("nobody@example.com", login.password.as_str()),
        ("no\u{0}body@example.com", "\u{0}"),
        ("", ""),
    ] {
        let answer =
            house.visitor.post("/api/auth/login", &json!({ "email": email, "password": password })).await;
        assert_eq!(answer.header("set-cookie"), "");
        answer.problem(401, "wrong_credentials");
    }
    let operator = Operator::demo(&house).await;
    operator.get("/api/auth/me").await.good();
    let out = operator.post("/api/auth/logout", &json!({})).await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    operator.get("/api/auth/me").await.problem(401, "not_signed_in");
    let later = Operator::demo(&house).await;
    house.jump(std::time::Duration::from_secs(12 * 3_600)).await;
    later.get("/api/auth/me").await.problem(401, "not_signed_in");
    let mut tries = 0;
    let limited = loop {
        let wrong = json!({ "email": "nobody@example.com", "password": "wrong" });
        let answer = house.visitor.post("/api/auth/login", &wrong).await;
        tries += 1;
        assert!(tries < 60, "nobody guesses for ever");
        if answer.status == 429 {
            break answer;
        }
    };
    limited.problem(429, "too_many_attempts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_site_cannot_act_for_somebody_who_is_signed_in() {
    let house = House::start().await;
    let operator = Operator::demo(&house).await;
    let booked = house.visitor.book("standard", &phone(42)).await;
    let path = format!("/api/operator/bookings/{}/cancel", booked.id);
    let foreign =
        [("origin", "https://evil.example.com"), ("origin", "null"), ("sec-fetch-site", "cross-site")];
    for (name, value) in foreign.into_iter().chain([("sec-fetch-site", "same-site")]) {
        let request = operator.request(Method::POST, &path).header(name, value).json(&json!({}));
        Answer::of(request).await.problem(403, "cross_origin");
        let logout = operator.request(Method::POST, "/api/auth/logout").header(name, value);
        Answer::of(logout).await.problem(403, "cross_origin");
    }
    let read = operator.request(Method::GET, "/api/auth/me").header("origin", "https://evil.example.com");
    let answer = Answer::of(read).await;
    assert_eq!(answer.header("access-control-allow-origin"), "", "and it reads nothing");
    assert_eq!(house.visitor.view(&booked).await["state"], "pending_payment");
    let own = operator.request(Method::POST, &path).header("origin", &house.visitor.base).json(&json!({}));
    assert_eq!(Answer::of(own).await.good()["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pages_of_named_shops_may_book_and_no_others() {
    let shop = "https://shop.example.com";
    let house = House::with(|args, _| args.allow_origin = vec![shop.to_owned()]).await;
    for (origin, allowed) in [(shop, true), ("https://evil.example.com", false)] {
        let preflight = house.visitor.request(Method::OPTIONS, "/api/bookings").header("origin", origin);
        let preflight = preflight.header("access-control-request-method", "POST");
        let answer = Answer::of(preflight.header("access-control-request-headers", "content-type")).await;
        let granted = answer.header("access-control-allow-origin");
        assert_eq!(granted, if allowed { shop } else { "" });
        assert_eq!(answer.header("access-control-allow-credentials"), "", "the cookie stays here");
        let form = crate::harness::form("standard", &phone(42));
        let booking =
            house.visitor.request(Method::POST, "/api/bookings").header("origin", origin).json(&form);
        let answer = Answer::of(booking).await;
        if allowed { drop(answer.good()) } else { drop(answer.problem(403, "cross_origin")) }
    }
}
