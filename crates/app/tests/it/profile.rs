//! What people do about themselves: profile, preferences, another password, leaving.

use reqwest::Method;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, PASSWORD};
use crate::tenants::second_organisation;

const OTHER: &str = "violet-harbour-37-mango";

async fn patch(who: &Operator, body: &Value) -> Answer {
    Answer::of(who.request(Method::PATCH, "/api/user/profile").json(body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_changes_their_profile_and_how_they_like_the_page() {
    let house = House::start().await;
    let who = Operator::new(&house, &house.org, Role::Viewer).await;
    let before = who.get("/api/user/profile").await.good();
    assert_eq!((&before["hasPassword"], &before["google"]), (&json!(true), &json!(false)));
    let all = json!({ "name": "Åsa Ek", "locale": "sv-se", "timeZone": "Europe/Stockholm" });
    let changed = patch(&who, &all).await.good();
    assert_eq!(
        (&changed["name"], &changed["locale"], &changed["timeZone"]),
        (&json!("Åsa Ek"), &json!("sv-SE"), &json!("Europe/Stockholm"))
    );
    assert_eq!(who.get("/api/user/profile").await.good(), changed);
    // What is not said stays.
    assert_eq!(patch(&who, &json!({ "locale": "" })).await.good()["name"], "Åsa Ek");
    let wrong = patch(&who, &json!({ "name": " ", "locale": "klingon", "timeZone": "Mars/Olympus" })).await;
    let wrong = wrong.problem(422, "validation_failed");
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 3, "{wrong}");
    let path = "/api/user/preferences";
    let usual =
        json!({ "theme": "system", "density": "comfortable", "startPage": "/console", "notifications": {} });
    assert_eq!(who.get(path).await.good(), usual);
    let wanted = json!({
        "theme": "dark", "density": "compact", "startPage": "/console/calls",
        "notifications": { "call.failed": true },
    });
    assert_eq!(who.put(path, &wanted).await.good(), wanted);
    assert_eq!(who.get(path).await.good(), wanted);
    for (field, value) in [
        ("theme", "neon"),
        ("density", "huge"),
        ("startPage", "//evil.example.com"),
        ("startPage", "/console/.."),
    ] {
        let mut wrong = wanted.clone();
        wrong[field] = value.into();
        assert_eq!(
            who.put(path, &wrong).await.problem(422, "validation_failed")["errors"][0]["field"],
            field
        );
    }
    assert_eq!(who.get(path).await.good(), wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_password_ends_the_other_sessions() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Viewer).await;
    let (here, elsewhere) = (
        Operator::sign_in(&house, &email, PASSWORD).await,
        Operator::sign_in(&house, &email, PASSWORD).await,
    );
    let change = async |current: &str, password: &str| {
        here.post("/api/user/password", &json!({ "current": current, "password": password })).await
    };
    change("wrong", OTHER).await.problem(401, "wrong_credentials");
    change(PASSWORD, "password").await.problem(422, "validation_failed");
    elsewhere.get("/api/auth/session").await.good();
    assert_eq!(change(PASSWORD, OTHER).await.status, 204);
    elsewhere.get("/api/auth/session").await.problem(401, "not_signed_in");
    here.get("/api/auth/session").await.good();
    let old = json!({ "email": email, "password": PASSWORD });
    house.visitor.post("/api/auth/sign-in", &old).await.problem(401, "wrong_credentials");
    Operator::sign_in(&house, &email, OTHER).await;
}

async fn join(house: &House, org: &OrgId, email: &str) {
    let engine = house.engine();
    let mut tx = engine.store().begin().await.unwrap();
    let user = tx.user_by_email(email).await.unwrap().unwrap();
    tx.put_member(org, &user.id, Role::Admin, engine.now()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_leaves_and_an_owner_stays() {
    let house = House::start().await;
    let (owner, other) = (Operator::demo(&house).await, second_organisation(&house).await);
    let email = Operator::make(&house, &house.org, Role::Viewer).await;
    let who = Operator::sign_in(&house, &email, PASSWORD).await;
    let leave = async |who: &Operator, org: &OrgId| who.delete(&format!("/api/user/memberships/{org}")).await;
    leave(&who, &other).await.problem(404, "organisation_not_found");
    leave(&who, &house.org).await.problem(409, "last_organisation");
    leave(&owner, &house.org).await.problem(409, "last_owner");
    join(&house, &other, &email).await;
    let left = leave(&who, &house.org).await;
    assert_eq!(left.status, 204, "{}", left.text);
    let request = house.visitor.request(Method::GET, "/api/auth/session");
    let cookie = left.cookie("ringwright_session");
    let session = Answer::of(request.header("cookie", cookie)).await.good();
    assert_eq!((&session["organisation"]["id"], &session["role"]), (&json!(other), &json!("admin")));
    assert_eq!(session["organisations"].as_array().unwrap().len(), 1);
    // What they had before opens nothing of what they left.
    assert!([401, 403].contains(&who.get("/api/operator/overview").await.status));
    let trail = owner.get("/api/audit").await.good();
    assert_eq!(trail["items"][0]["action"], "member.left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_deleted_and_its_address_is_free_again() {
    let house = House::start().await;
    let owner = Operator::demo(&house).await;
    let email = Operator::make(&house, &house.org, Role::Operator).await;
    let who = Operator::sign_in(&house, &email, PASSWORD).await;
    let farewell = async |who: &Operator, password: &str| {
        Answer::of(who.request(Method::DELETE, "/api/user").json(&json!({ "password": password }))).await
    };
    farewell(&who, "wrong").await.problem(401, "wrong_credentials");
    let login = house.server.login.clone().unwrap();
    farewell(&owner, &login.password).await.problem(409, "last_owner");
    assert_eq!(farewell(&who, PASSWORD).await.status, 204);
    who.get("/api/auth/session").await.problem(401, "not_signed_in");
    let form = json!({ "email": email, "password": PASSWORD });
    house.visitor.post("/api/auth/sign-in", &form).await.problem(401, "wrong_credentials");
    let team = owner.get("/api/team").await.good();
    assert_eq!(team["members"].as_array().unwrap().len(), 1, "{team}");
    let trail = owner.get("/api/audit").await.good();
    assert_eq!(trail["items"][0]["action"], "member.deleted_account");
    let again = json!({
        "organisation": "Harbour Dental", "name": "Åsa Ek", "email": email, "password": OTHER, "acceptTerms": true,
    });
    assert_eq!(house.visitor.post("/api/auth/register", &again).await.status, 201);
}
