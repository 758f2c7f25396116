//! Signing in with Google, as a browser does it, against the sandbox's Google on the wire.

use std::time::Duration;

use reqwest::Method;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::UserId;
use ringwright_engine::auth::hash_password;
use ringwright_store::NewUser;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, PASSWORD};

/// A browser that was sent to Google.
struct Away {
    /// The cookie that was set meanwhile.
    cookie: String,
    /// The page at Google.
    page: String,
}

/// Sends a browser to Google.
async fn begin(house: &House, next: &str) -> Away {
    let answer = house.visitor.get(&format!("/api/auth/google{next}")).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let set = set.into_iter().find(|cookie| cookie.starts_with("ringwright_google=")).unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/api/auth/google")
    );
    Away { cookie: answer.cookie("ringwright_google"), page: answer.header("location").to_owned() }
}

/// What somebody says at Google, and what goes wrong.
fn says(email: &str, twist: &str) -> Vec<(String, String)> {
    let pairs = [("email", email), ("name", "Åsa Ek"), ("verified", "yes"), ("twist", twist)];
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Fills in the page at Google. Gives where it leads back to.
async fn decide(house: &House, away: &Away, says: Vec<(String, String)>) -> String {
    let (base, query) = away.page.split_once('?').unwrap();
    let page = Answer::of(house.visitor.http.get(&away.page)).await;
    assert!(page.status == 200 && page.text.contains("Who are you?"), "{}", page.text);
    let asked = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    let form: Vec<(String, String)> = asked.chain(says).collect();
    let answer = Answer::of(house.visitor.http.post(base).form(&form)).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    answer.header("location").to_owned()
}

/// Comes back to us.
async fn back(house: &House, location: &str, cookie: &str) -> Answer {
    let path = location.strip_prefix(&house.visitor.base).unwrap_or_else(|| panic!("{location}"));
    Answer::of(house.visitor.request(Method::GET, path).header("cookie", cookie)).await
}

/// The whole way.
async fn way(house: &House, says: Vec<(String, String)>) -> Answer {
    let away = begin(house, "").await;
    let location = decide(house, &away, says).await;
    back(house, &location, &away.cookie).await
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    let wanted = format!("/sign-in?problem={code}");
    assert_eq!((answer.status, answer.header("location")), (302, wanted.as_str()), "{}", answer.text);
    assert_eq!(answer.cookie("ringwright_session"), "", "nobody is signed in");
}

async fn session(house: &House, answer: &Answer) -> Value {
    let cookie = answer.cookie("ringwright_session");
    let request = house.visitor.request(Method::GET, "/api/auth/session").header("cookie", cookie);
    Answer::of(request).await.good()
}

/// Somebody with an address that they have not proved.
async fn unproved(house: &House, email: &str) {
    let (engine, now) = (house.engine(), house.engine().now());
    let user = NewUser {
        id: UserId::new(now, engine.chance()),
        org: house.org.clone(),
        email: email.to_owned(),
        name: "Åsa Ek".to_owned(),
        role: Role::Owner,
        password_hash: hash_password(PASSWORD, engine.chance()).unwrap(),
        email_verified_at: None,
    };
    let mut tx = engine.store().begin().await.unwrap();
    tx.insert_user(&user, now).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_in_with_google_and_comes_to_where_they_wanted() {
    let house = House::start().await;
    assert_eq!(house.visitor.get("/api/auth/providers").await.good(), json!({ "google": true }));
    let email = Operator::make(&house, &house.org, Role::Admin).await;
    let away = begin(&house, "?next=%2Fconsole%2Fqueue").await;
    for part in ["response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state="] {
        assert!(away.page.contains(part), "{part}: {}", away.page);
    }
    // Of what only we may know, nothing can be read.
    let state = away.page.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert!(!away.cookie.contains(&state), "{}", away.cookie);
    let location = decide(&house, &away, says(&email.to_uppercase(), "none")).await;
    let answer = back(&house, &location, &away.cookie).await;
    assert_eq!((answer.status, answer.header("location")), (302, "/console/queue"));
    let view = session(&house, &answer).await;
    assert_eq!((&view["user"]["email"], &view["role"]), (&json!(email), &json!("admin")));
    // The code was used; who follows the same way once more is nobody.
    refused(&back(&house, &location, &away.cookie).await, "provider_refused");
    // From now on it is the account at Google that counts, whatever its address.
    let again = way(&house, says(&email, "none")).await;
    assert_eq!(again.header("location"), "/console");
    let owner = Operator::demo(&house).await;
    let trail = owner.get("/api/audit?action=user.google_connected").await.good();
    assert_eq!(trail["items"].as_array().unwrap().len(), 1, "{trail}");
    // Nobody is led to another site.
    for next in ["?next=%2F%2Fevil.example", "?next=https%3A%2F%2Fevil.example", "?next=%2F%5Cevil.example"] {
        let away = begin(&house, next).await;
        let location = decide(&house, &away, says(&email, "none")).await;
        assert_eq!(back(&house, &location, &away.cookie).await.header("location"), "/console", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_google_says_is_believed_only_if_all_of_it_fits() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    for twist in [
        "wrong_nonce",
        "wrong_audience",
        "wrong_issuer",
        "expired",
        "unsigned",
        "symmetric",
        "tampered",
        "foreign_key",
    ] {
        let answer = way(&house, says(&email, twist)).await;
        refused(&answer, "provider_refused");
    }
    // A key that is published later is found, once the keys are asked for again.
    house.clock.jump(Duration::from_secs(61));
    assert_eq!(way(&house, says(&email, "new_key")).await.header("location"), "/console");
    assert_eq!(way(&house, says(&email, "none")).await.header("location"), "/console");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_browser_that_was_sent_comes_back_and_in_time() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    let (mine, theirs) = (begin(&house, "").await, begin(&house, "").await);
    let location = decide(&house, &mine, says(&email, "none")).await;
    for cookie in ["", "ringwright_google=", "ringwright_google=k.AAAA", theirs.cookie.as_str()] {
        refused(&back(&house, &location, cookie).await, "provider_refused");
    }
    // None of these used it up.
    let other_state = location.replacen("state=", "state=x", 1);
    refused(&back(&house, &other_state, &mine.cookie).await, "provider_refused");
    assert_eq!(back(&house, &location, &mine.cookie).await.header("location"), "/console");
    // The code of one and the proof of another do not go together.
    let (one, two) = (begin(&house, "").await, begin(&house, "").await);
    let code = |location: &str| location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (first, second) =
        (decide(&house, &one, says(&email, "none")).await, decide(&house, &two, says(&email, "none")).await);
    let mixed = second.replace(&code(&second), &code(&first));
    refused(&back(&house, &mixed, &two.cookie).await, "provider_refused");
    // Who says no at Google, or takes too long, is not signed in.
    let away = begin(&house, "").await;
    let mut no = says(&email, "none");
    no.push(("refuse".to_owned(), "yes".to_owned()));
    let location = decide(&house, &away, no).await;
    assert!(location.contains("error=access_denied"), "{location}");
    refused(&back(&house, &location, &away.cookie).await, "provider_refused");
    let away = begin(&house, "").await;
    house.clock.jump(Duration::from_secs(10 * 60));
    let location = decide(&house, &away, says(&email, "none")).await;
    refused(&back(&house, &location, &away.cookie).await, "provider_refused");
}

/// An address alone opens nothing: Google must know whose it is, and so must we.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_into_an_account_by_an_address_that_is_not_proved() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    let unverified: Vec<_> =
        says(&email, "none").into_iter().filter(|(name, _)| name != "verified").collect();
    refused(&way(&house, unverified.clone()).await, "provider_refused");
    unproved(&house, "squatted@example.com").await;
    refused(&way(&house, says("squatted@example.com", "none")).await, "proof_needed");
    refused(&way(&house, says("nobody@example.com", "none")).await, "not_signed_up");
    // Connected once, the address at Google does not matter any more.
    assert_eq!(way(&house, says(&email, "none")).await.header("location"), "/console");
    assert_eq!(way(&house, unverified).await.header("location"), "/console");
    let rows = crate::harness::rows(&house.database).await;
    assert_eq!(rows["organisation"], 1, "nobody was signed up by the way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_factor_is_asked_for_all_the_same() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    let who = Operator::sign_in(&house, &email, PASSWORD).await;
    let secret = who.post("/api/auth/totp", &json!({})).await.good()["secret"].as_str().unwrap().to_owned();
    let now = || crate::identity::code(&secret, house.engine().now().seconds());
    let codes =
        who.post("/api/auth/totp/confirm", &json!({ "password": PASSWORD, "code": now() })).await.good();
    let answer = way(&house, says(&email, "none")).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, "/sign-in?problem=second_factor_needed&by=google&next=%2Fconsole")
    );
    assert_eq!(answer.cookie("ringwright_session"), "");
    let vouched = answer.cookie("ringwright_google");
    let show = async |cookie: &str, code: &str| {
        let request = house.visitor.request(Method::POST, "/api/auth/google/code").header("cookie", cookie);
        Answer::of(request.json(&json!({ "code": code }))).await
    };
    show("", "123456").await.problem(401, "provider_refused");
    show(&vouched, "000000").await.problem(401, "wrong_code");
    // What is kept for one step is no good for another.
    let away = begin(&house, "").await;
    show(&away.cookie, "123456").await.problem(401, "provider_refused");
    let location = decide(&house, &away, says(&email, "none")).await;
    refused(&back(&house, &location, &vouched).await, "provider_refused");
    house.clock.jump(Duration::from_secs(30));
    let opened = show(&vouched, &now()).await;
    assert_eq!(session(&house, &opened).await["user"]["email"], email);
    // A recovery code does as well; after five minutes nothing does.
    let recovery = codes["recoveryCodes"][0].as_str().unwrap();
    show(&vouched, recovery).await.good();
    house.clock.jump(Duration::from_secs(5 * 60));
    show(&vouched, codes["recoveryCodes"][1].as_str().unwrap()).await.problem(401, "provider_refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_google_that_does_not_answer_is_told_in_a_sentence() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    house.sandbox.faults(&json!({ "google": { "down": true } })).await;
    refused(&house.visitor.get("/api/auth/google").await, "provider_unavailable");
    house.sandbox.faults(&json!({ "google": { "down": false } })).await;
    let away = begin(&house, "").await;
    let location = decide(&house, &away, says(&email, "none")).await;
    house.sandbox.faults(&json!({ "google": { "failNext5xx": 1 } })).await;
    refused(&back(&house, &location, &away.cookie).await, "provider_unavailable");
    // The answer to the code is lost: the code was used, and nobody is signed in.
    house.sandbox.faults(&json!({ "google": { "loseAnswers": 1 } })).await;
    refused(&way(&house, says(&email, "none")).await, "provider_unavailable");
    assert_eq!(way(&house, says(&email, "none")).await.header("location"), "/console");
}

/// In the sandbox everybody is whom they say they are: an installation that others reach does not offer it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_that_others_reach_does_not_offer_the_sandboxs_google() {
    let house = House::with(|args, _| args.public_url = Some("https://calls.example.com".to_owned())).await;
    assert_eq!(house.visitor.get("/api/auth/providers").await.good(), json!({ "google": false }));
    refused(&house.visitor.get("/api/auth/google").await, "provider_unavailable");
}
