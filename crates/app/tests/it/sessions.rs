//! Sessions: going on, being found out, ending, and working for another organisation.

use std::time::Duration;

use reqwest::Method;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_store::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, PASSWORD, Stream, within};

/// Somebody's browser without its access token: only the refresh token.
async fn refresh(house: &House, cookie: &str) -> Answer {
    let request = house.visitor.request(Method::POST, "/api/auth/refresh").header("cookie", cookie);
    Answer::of(request.json(&json!({}))).await
}

async fn me(house: &House, cookie: &str) -> Answer {
    let request = house.visitor.request(Method::GET, "/api/auth/session").header("cookie", cookie);
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_outlives_its_access_token_by_its_refresh_token() {
    let house = House::start().await;
    let operator = Operator::new(&house, &house.org, Role::Operator).await;
    let view = me(&house, &operator.cookie).await.good();
    assert_eq!((&view["role"], &view["user"]["role"]), (&json!("operator"), &json!("operator")));
    let permissions = view["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("bookings.write")) && !permissions.contains(&json!("plans.write")));
    assert_eq!(view["organisations"][0]["slug"], "demo");
    house.jump(Duration::from_secs(14 * 60)).await;
    me(&house, &operator.cookie).await.good();
    house.jump(Duration::from_secs(60)).await;
    me(&house, &operator.cookie).await.problem(401, "not_signed_in");
    let renewed = refresh(&house, &operator.refresh).await;
    assert_eq!(renewed.status, 204);
    me(&house, &renewed.cookie("ringwright_session")).await.good();
    // Long unused, it is over.
    house.jump(Duration::from_secs(31 * 24 * 3_600)).await;
    refresh(&house, &renewed.cookie("ringwright_refresh")).await.problem(401, "not_signed_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_refresh_token_that_comes_again_ends_the_session() {
    let house = House::start().await;
    let operator = Operator::new(&house, &house.org, Role::Owner).await;
    let other = Operator::demo(&house).await;
    let first = refresh(&house, &operator.refresh).await;
    let (access, second) = (first.cookie("ringwright_session"), first.cookie("ringwright_refresh"));
    assert_ne!(second, operator.refresh);
    me(&house, &access).await.good();
    // The thief, or the one who was robbed.
    refresh(&house, &operator.refresh).await.problem(401, "not_signed_in");
    for cookie in [&operator.cookie, &access] {
        me(&house, cookie).await.problem(401, "not_signed_in");
    }
    refresh(&house, &second).await.problem(401, "not_signed_in");
    me(&house, &other.cookie).await.good();
    let ended = other.get("/api/audit?action=session.token_reused&actor=system").await.good();
    assert_eq!(ended["items"].as_array().unwrap().len(), 1, "once, and its owner can read of it: {ended}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_signs_in_with_tokens_in_bodies_and_headers() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Viewer).await;
    let form = json!({ "email": email, "password": PASSWORD });
    let tokens = house.visitor.post("/api/auth/token", &form).await.good();
    assert_eq!(tokens["expiresIn"], 900);
    let ask = async |token: &Value| {
        let request = house.visitor.request(Method::GET, "/api/operator/overview");
        Answer::of(request.bearer_auth(token.as_str().unwrap())).await
    };
    ask(&tokens["accessToken"]).await.good();
    ask(&tokens["refreshToken"]).await.problem(401, "not_signed_in");
    let body = json!({ "refreshToken": tokens["refreshToken"] });
    let next = house.visitor.post("/api/auth/refresh", &body).await.good();
    ask(&next["accessToken"]).await.good();
    house.visitor.post("/api/auth/refresh", &body).await.problem(401, "not_signed_in");
    ask(&next["accessToken"]).await.problem(401, "not_signed_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_seen_and_ended_at_once() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Operator).await;
    let here = Operator::sign_in(&house, &email, PASSWORD).await;
    let lost = Operator::sign_in(&house, &email, PASSWORD).await;
    let third = Operator::sign_in(&house, &email, PASSWORD).await;
    let stranger = Operator::demo(&house).await;
    let list = here.get("/api/auth/sessions").await.good();
    let items = list["items"].as_array().unwrap();
    let current: Vec<_> = items.iter().filter(|item| item["current"] == true).collect();
    assert_eq!((items.len(), current.len()), (3, 1));
    let lost_list = lost.get("/api/auth/sessions").await.good();
    let is_current = |item: &&Value| item["current"] == true;
    let id = lost_list["items"].as_array().unwrap().iter().find(is_current).unwrap()["id"].clone();
    let path = format!("/api/auth/sessions/{}", id.as_str().unwrap());
    stranger.delete(&path).await.problem(404, "session_not_found");
    let mut stream = Stream::open(lost.request(Method::GET, "/api/events?after=0")).await;
    here.delete(&path).await.good();
    lost.get("/api/auth/session").await.problem(401, "not_signed_in");
    // What it followed ends as well.
    let gone = async { while stream.next().await.is_some() {} };
    within("the stream of the ended session ends", gone).await;
    here.delete("/api/auth/sessions").await.good();
    third.get("/api/auth/session").await.problem(401, "not_signed_in");
    here.get("/api/auth/session").await.good();
    here.post("/api/auth/sign-out", &json!({})).await.good();
    here.get("/api/auth/session").await.problem(401, "not_signed_in");
    refresh(&house, &here.refresh).await.problem(401, "not_signed_in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_works_for_one_organisation_at_a_time() {
    let house = House::start().await;
    let (engine, now) = (house.engine(), house.engine().now());
    let other = OrgId::new(now, engine.chance());
    let email = Operator::make(&house, &house.org, Role::Viewer).await;
    let organisation = NewOrganisation {
        id: other.clone(),
        slug: "other".to_owned(),
        name: "Other Line".to_owned(),
        time_zone: "Europe/Stockholm".to_owned(),
        default_region: "SE".to_owned(),
        retry: ringwright_engine::setup::RETRY,
    };
    let mut tx = engine.store().begin().await.unwrap();
    tx.insert_organisation(&organisation, now).await.unwrap();
    let user = tx.user_by_email(&email).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let here = Operator::sign_in(&house, &email, PASSWORD).await;
    let to_other = json!({ "organisationId": other });
    here.post("/api/auth/switch", &to_other).await.problem(404, "organisation_not_found");
    let mut tx = engine.store().begin().await.unwrap();
    tx.put_member(&other, &user.id, Role::Admin, now).await.unwrap();
    tx.commit().await.unwrap();
    let switched = here.post("/api/auth/switch", &to_other).await;
    let cookie = switched.cookie("ringwright_session");
    let view = switched.good();
    assert_eq!((&view["organisation"]["slug"], &view["role"]), (&json!("other"), &json!("admin")));
    // What was shown before still is for the first one, and only for that.
    assert_eq!(me(&house, &here.cookie).await.good()["role"], "viewer");
    assert_eq!(me(&house, &cookie).await.good()["organisation"]["slug"], "other");
    // It goes on where it was, and so does the next sign-in.
    let renewed = refresh(&house, &here.refresh).await;
    let view = me(&house, &renewed.cookie("ringwright_session")).await.good();
    assert_eq!(view["organisation"]["slug"], "other");
    let again = Operator::sign_in(&house, &email, PASSWORD).await;
    assert_eq!(again.get("/api/auth/session").await.good()["organisation"]["slug"], "other");
    // Thrown out of it, nothing of it is left.
    let mut tx = engine.store().begin().await.unwrap();
    tx.remove_member(&other, &user.id).await.unwrap();
    tx.commit().await.unwrap();
    me(&house, &cookie).await.problem(401, "not_signed_in");
}
