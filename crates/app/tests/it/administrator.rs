//! Whoever looks after the whole installation: lists, suspending, looking in.

use std::time::Duration;

use reqwest::Method;
use ringwright_domain::Instant;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::OrgId;
use ringwright_engine::admin::{Appointment, appoint};
use ringwright_store::NewOrganisation;
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, PASSWORD, Stream, form, phone, within};
use crate::tenants::second_organisation;

async fn with(house: &House, cookie: &str, method: Method, path: &str, body: &Value) -> Answer {
    let request = house.visitor.request(method, path).header("cookie", cookie);
    Answer::of(if body.is_null() { request } else { request.json(body) }).await
}

async fn actions(operator: &Operator) -> Vec<String> {
    let trail = operator.get("/api/audit").await.good();
    let items = trail["items"].as_array().unwrap().iter();
    items.map(|item| item["action"].as_str().unwrap().to_owned()).collect()
}

async fn mail(house: &House, to: &str, subject: &str) -> String {
    let path = format!("{}/sandbox/api/mails?to={to}", house.sandbox.base);
    let look = async || {
        let mails = Answer::of(house.visitor.http.get(&path)).await.good();
        Some(mails.as_array().unwrap().iter().find(|mail| mail["subject"] == subject)?.to_string())
    };
    house.sandbox.until(&format!("a mail to {to}"), look).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspended_organisation_rests_and_its_calls_finish() {
    let house = House::start().await;
    house.offer("long", 500, 3_600).await;
    let admin = Operator::demo(&house).await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    let owner = Operator::sign_in(&house, &email, PASSWORD).await;
    let running = house.visitor.book_and_pay("long", &phone(6)).await;
    house.visitor.reaches(&running, "calling").await;
    let late = house.visitor.book("standard", &phone(0)).await;
    let unpaid = house.visitor.book("standard", &phone(42)).await;
    let mut stream = Stream::open(owner.request(Method::GET, "/api/events?after=0")).await;

    let path = |verb: &str| format!("/api/admin/organisations/{}/{verb}", house.org);
    admin.post(&path("suspend"), &json!({ "reason": " " })).await.problem(422, "validation_failed");
    let why = json!({ "reason": "Unpaid since May" });
    let item = admin.post(&path("suspend"), &why).await.good();
    assert!(item["suspendedAt"].is_string() && item["suspendedBecause"] == "Unpaid since May", "{item}");
    // Its people are told, and see nothing more of it; they may still sign in and out.
    let problem = owner.get("/api/operator/overview").await.problem(403, "organisation_suspended");
    assert!(problem["detail"].as_str().unwrap().contains("Unpaid since May"), "{problem}");
    within("its stream ends", async { while stream.next().await.is_some() {} }).await;
    let again = Operator::sign_in(&house, &email, PASSWORD).await;
    let view = again.get("/api/auth/session").await.good();
    assert_eq!(view["organisation"]["suspendedBecause"], "Unpaid since May");
    assert!(mail(&house, &email, "Evening Line is suspended").await.contains("Unpaid since May"));
    // Nothing is booked or paid from here on.
    assert_eq!(house.visitor.get("/api/storefront").await.good()["takesBookings"], false);
    let refused = house.visitor.post("/api/bookings", &form("standard", &phone(43))).await;
    let refused = refused.problem(409, "not_taking_bookings");
    assert!(!refused.to_string().contains("suspend"), "{refused}");
    let trial = house.visitor.post("/api/bookings", &form("free_trial", &phone(44))).await;
    trial.problem(409, "not_taking_bookings");
    house.visitor.act(&unpaid, "checkout").await.problem(409, "not_taking_bookings");
    // Who had the page open already pays, and waits.
    assert_eq!(house.visitor.pay(&late, "4242424242424242").await, "paid");
    house.visitor.reaches(&late, "queued").await;
    house.settle().await;
    assert_eq!(
        house.engine().dispatch(house.engine().now(), Duration::from_secs(60)).await.unwrap().len(),
        0
    );
    // The call that is up finishes.
    house.jump(Duration::from_secs(3_610)).await;
    assert_eq!(house.visitor.end(&running).await["state"], "completed");
    assert_eq!(house.sandbox.count("callsPlaced").await, 1);
    assert_eq!(house.visitor.view(&late).await["state"], "queued");

    let admin = Operator::demo(&house).await;
    admin.post(&path("resume"), &json!({ "reason": "Paid" })).await.good();
    assert_eq!(house.visitor.end(&late).await["state"], "completed");
    assert_eq!(house.visitor.get("/api/storefront").await.good()["takesBookings"], true);
    let owner = Operator::sign_in(&house, &email, PASSWORD).await;
    owner.get("/api/operator/overview").await.good();
    mail(&house, &email, "Evening Line may work again").await;
    assert_eq!(actions(&owner).await[..2], ["organisation.resumed", "organisation.suspended"]);
    // Once more changes nothing.
    admin.post(&path("resume"), &json!({ "reason": "Paid" })).await.good();
    assert_eq!(actions(&owner).await.len(), 2);
    let kinds: Vec<_> = house.events().await.into_iter().map(|event| event.kind).collect();
    for kind in ["organisation.suspended", "organisation.resumed"] {
        assert_eq!(kinds.iter().filter(|one| *one == kind).count(), 1, "{kind}");
    }
}

/// A call that was assigned a moment before is not asked for: its booking waits again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_is_assigned_while_its_organisation_is_suspended_is_not_placed() {
    let house = House::with(|args, _| args.role = vec![ringwright_app::cli::Role::Web]).await;
    let admin = Operator::demo(&house).await;
    let booked = house.visitor.book("free_trial", &phone(0)).await;
    let lease = Duration::from_secs(60);
    let jobs = house.engine().dispatch(house.engine().now(), lease).await.unwrap();
    assert_eq!(jobs.len(), 1);
    let path = format!("/api/admin/organisations/{}/suspend", house.org);
    admin.post(&path, &json!({ "reason": "Complaints" })).await.good();
    for job in &jobs {
        house.engine().execute(job).await;
    }
    assert_eq!(house.visitor.view(&booked).await["state"], "queued");
    assert_eq!(house.sandbox.count("callsPlaced").await, 0);
    house.assert_lines_free().await;
    house.jump(Duration::from_secs(3_600)).await;
    assert!(house.engine().dispatch(house.engine().now(), lease).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_is_a_viewers_ends_by_itself_and_is_on_record() {
    let house = House::start().await;
    let other = second_organisation(&house).await;
    let owner = Operator::new(&house, &other, Role::Owner).await;
    let admin = Operator::demo(&house).await;
    let path = format!("/api/admin/organisations/{other}/enter");
    let why = json!({ "reason": "They asked for help" });
    owner.post(&path, &why).await.problem(403, "role_forbids");
    let unknown = "/api/admin/organisations/org_01arz3ndektsv4rrffq69g5fav/enter";
    admin.post(unknown, &why).await.problem(404, "organisation_not_found");
    let entered = admin.post(&path, &why).await;
    let cookie = entered.cookie("ringwright_session");
    let view = entered.good();
    assert_eq!((&view["organisation"]["slug"], &view["role"]), (&json!("other"), &json!("viewer")));
    let until: Instant = view["visitingUntil"].as_str().unwrap().parse().unwrap();
    assert!(until.since(house.engine().now()) > Duration::from_secs(3_590), "{until}");
    let visit =
        async |method: Method, path: &str, body: &Value| with(&house, &cookie, method, path, body).await;
    visit(Method::GET, "/api/team", &Value::Null).await.good();
    let invite = json!({ "email": "bo@example.com", "role": "viewer" });
    visit(Method::POST, "/api/team/invitations", &invite).await.problem(403, "role_forbids");
    visit(Method::GET, "/api/audit", &Value::Null).await.problem(403, "role_forbids");
    // It goes on by its refresh token, but not beyond its end; then it is home again.
    house.jump(Duration::from_secs(16 * 60)).await;
    let renew = async |cookie: &str| {
        let renewed = with(&house, cookie, Method::POST, "/api/auth/refresh", &json!({})).await;
        assert_eq!(renewed.status, 204, "{}", renewed.text);
        (renewed.cookie("ringwright_session"), renewed.cookie("ringwright_refresh"))
    };
    let (access, next) = renew(&admin.refresh).await;
    let view = with(&house, &access, Method::GET, "/api/auth/session", &Value::Null).await.good();
    assert_eq!((&view["organisation"]["slug"], &view["role"]), (&json!("other"), &json!("viewer")));
    house.jump(Duration::from_secs(45 * 60)).await;
    let over = with(&house, &access, Method::GET, "/api/team", &Value::Null).await;
    over.problem(401, "not_signed_in");
    let (access, _) = renew(&next).await;
    let view = with(&house, &access, Method::GET, "/api/auth/session", &Value::Null).await.good();
    assert_eq!((&view["organisation"]["slug"], &view["visitingUntil"]), (&json!("demo"), &Value::Null));
    // The next one is left by hand.
    let entered = with(&house, &access, Method::POST, &path, &why).await;
    let inside = entered.cookie("ringwright_session");
    entered.good();
    let left = with(&house, &inside, Method::POST, "/api/admin/leave", &json!({})).await;
    assert_eq!(left.good()["organisation"]["slug"], "demo");
    with(&house, &inside, Method::GET, "/api/team", &Value::Null).await.problem(403, "role_forbids");
    let owner = Operator::new(&house, &other, Role::Owner).await;
    assert_eq!(actions(&owner).await, ["organisation.left", "organisation.entered", "organisation.entered"]);
    let trail = owner.get("/api/audit").await.good();
    let first = &trail["items"][2];
    assert_eq!(
        (&first["actor"]["name"], &first["after"]["reason"]),
        (&json!("Demo Operator"), &why["reason"])
    );
}

/// Whoever looks after the installation no longer is out of the organisation that they look into at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_console_makes_administrators_and_unmakes_them_at_once() {
    let house = House::start().await;
    let other = second_organisation(&house).await;
    let email = Operator::make(&house, &house.org, Role::Viewer).await;
    let asa = Operator::sign_in(&house, &email, PASSWORD).await;
    asa.get("/api/admin/overview").await.problem(403, "role_forbids");
    let engine = house.engine();
    let set = async |email: &str, admin: bool| {
        appoint(engine.store(), email, admin, engine.chance(), engine.now()).await.unwrap()
    };
    assert!(matches!(set("nobody@example.com", true).await, Appointment::Unknown));
    assert!(matches!(set(&email.to_uppercase(), true).await, Appointment::Done(_)));
    assert!(matches!(set(&email, true).await, Appointment::Already(_)));
    let overview = asa.get("/api/admin/overview").await.good();
    assert_eq!((&overview["organisations"], &overview["administrators"]), (&json!(2), &json!(2)));
    let path = format!("/api/admin/organisations/{other}/enter");
    let cookie = asa.post(&path, &json!({ "reason": "A look" })).await.cookie("ringwright_session");
    with(&house, &cookie, Method::GET, "/api/team", &Value::Null).await.good();
    set(&email, false).await;
    with(&house, &cookie, Method::GET, "/api/team", &Value::Null).await.problem(401, "not_signed_in");
    let renewed = with(&house, &asa.refresh, Method::POST, "/api/auth/refresh", &json!({})).await;
    let cookie = renewed.cookie("ringwright_session");
    let view = with(&house, &cookie, Method::GET, "/api/auth/session", &Value::Null).await.good();
    assert_eq!((&view["organisation"]["slug"], &view["visitingUntil"]), (&json!("demo"), &Value::Null));
    // Somebody who only says that an address is theirs is not made one.
    let sign_up = json!({
        "organisation": "Harbour Dental", "name": "Bo Ek", "email": "bo@example.com",
        "password": "violet-harbour-37-mango", "acceptTerms": true,
    });
    house.visitor.post("/api/auth/register", &sign_up).await.good();
    assert!(matches!(set("bo@example.com", true).await, Appointment::Unproven(_)));
    let owner = Operator::demo(&house).await;
    assert_eq!(actions(&owner).await, ["user.unmade_administrator", "user.made_administrator"]);
    // No key reaches there, whoever makes it.
    let key = json!({ "name": "Reports", "scopes": ["platform.admin"] });
    owner.post("/api/keys", &key).await.problem(422, "validation_failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn organisations_are_listed_page_by_page_and_found_by_name() {
    let house = House::start().await;
    let (engine, admin) = (house.engine(), Operator::demo(&house).await);
    let paid = house.visitor.book_and_pay("standard", &phone(0)).await;
    house.visitor.end(&paid).await;
    let mut tx = engine.store().begin().await.unwrap();
    for n in 0..120_u64 {
        let at = engine.now().plus(Duration::from_secs(n));
        let organisation = NewOrganisation {
            id: OrgId::new(at, engine.chance()),
            slug: format!("line-{n}"),
            name: format!("Åsas Linje {n}"),
            time_zone: "Europe/Stockholm".to_owned(),
            default_region: "SE".to_owned(),
            retry: ringwright_engine::setup::RETRY,
        };
        tx.insert_organisation(&organisation, at).await.unwrap();
    }
    tx.commit().await.unwrap();
    let walk = async |question: &str| {
        let (mut all, mut pages, mut cursor) = (Vec::new(), 0, String::new());
        loop {
            let path = format!("/api/admin/organisations?q={question}{cursor}");
            let page = admin.get(&path).await.good();
            pages += 1;
            all.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["nextCursor"].as_str() else { return (all, pages) };
            cursor = format!("&cursor={next}");
        }
    };
    let slugs = |all: &[Value]| -> Vec<String> {
        all.iter().map(|one| one["slug"].as_str().unwrap().to_owned()).collect()
    };
    let (all, pages) = walk("").await;
    assert_eq!((all.len(), pages), (121, 3));
    assert_eq!(
        (slugs(&all[..2]), slugs(&all[120..])),
        (vec!["line-119".into(), "line-118".into()], vec!["demo".into()])
    );
    let demo = &all[120];
    assert_eq!(
        (&demo["members"], &demo["bookings30d"], &demo["calls30d"]),
        (&json!(1), &json!(1), &json!(1))
    );
    // Letters beyond ASCII in either case, on either database.
    assert_eq!(walk("%C3%85SAS%20linje%2011").await.0.len(), 11);
    assert_eq!(slugs(&walk("line-7").await.0).len(), 11);
    assert_eq!(slugs(&walk(house.org.as_str()).await.0), ["demo"]);
    assert!(walk("no%20such").await.0.is_empty());
    admin.get("/api/admin/organisations?cursor=x").await.problem(422, "validation_failed");
}
