//! People: signing up, proving an address, a second factor, invitations, keys of programs, and who guesses.

use std::time::Duration;

use reqwest::Method;
use ringwright_domain::FailureCode;
use ringwright_domain::identity::Role;
use ringwright_engine::Error;
use ringwright_engine::auth::{Device, SignInRequest};
use serde_json::{Value, json};

use crate::harness::{Answer, House, Operator, PASSWORD};

const GOOD: &str = "violet-harbour-37-mango";

fn sign_up(email: &str) -> Value {
    json!({
        "organisation": "Harbour Dental", "name": "Åsa Ek", "email": email, "password": GOOD,
        "timeZone": "Europe/Stockholm", "acceptTerms": true,
    })
}

/// The token of the link in the newest mail to somebody with this subject.
async fn token_in_mail(house: &House, to: &str, subject: &str) -> String {
    let path = format!("{}/sandbox/api/mails?to={to}", house.sandbox.base);
    let look = async || {
        let mails = Answer::of(house.visitor.http.get(&path)).await.good();
        let mail = mails.as_array().unwrap().iter().find(|mail| mail["subject"] == subject)?.clone();
        let link = mail["links"][0].as_str().unwrap().to_owned();
        Some(link.split_once("token=").unwrap().1.to_owned())
    };
    house.sandbox.until(&format!("a mail to {to}"), look).await
}

/// Waits until somebody got a mail with this subject.
async fn mail_about(house: &House, to: &str, subject: &str) {
    let path = format!("{}/sandbox/api/mails?to={to}", house.sandbox.base);
    let look = async || {
        let mails = Answer::of(house.visitor.http.get(&path)).await.good();
        mails.as_array().unwrap().iter().any(|mail| mail["subject"] == subject).then_some(())
    };
    house.sandbox.until(&format!("a mail to {to}"), look).await;
}

async fn session(house: &House, cookie: &str) -> Answer {
    let request = house.visitor.request(Method::GET, "/api/auth/session").header("cookie", cookie);
    Answer::of(request).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_signs_up_proves_the_address_and_chooses_another_password() {
    let house = House::start().await;
    let email = "asa@example.com";
    let made = house.visitor.post("/api/auth/register", &sign_up("Asa@Example.com")).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let cookie = made.cookie("ringwright_session");
    let view = session(&house, &cookie).await.good();
    assert_eq!((&view["role"], &view["user"]["emailVerified"]), (&json!("owner"), &json!(false)));
    assert_eq!(view["organisation"]["slug"], "harbour-dental");
    assert_eq!(view["user"]["platformAdmin"], false);
    let again = house.visitor.post("/api/auth/register", &sign_up(email)).await;
    assert_eq!(again.problem(422, "validation_failed")["errors"][0]["code"], "taken");
    let token = token_in_mail(&house, email, "Confirm your mail address").await;
    let proof = json!({ "token": token });
    assert_eq!(house.visitor.post("/api/auth/verify", &proof).await.good()["email"], email);
    house.visitor.post("/api/auth/verify", &proof).await.problem(404, "link_expired");
    assert_eq!(session(&house, &cookie).await.good()["user"]["emailVerified"], true);
    // Whether there is such a person is not told.
    for address in [email, "nobody@example.com"] {
        let answer = house.visitor.post("/api/auth/forgot", &json!({ "email": address })).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    }
    let token = token_in_mail(&house, email, "Choose a new password").await;
    let reset = async |password: &str| {
        house.visitor.post("/api/auth/reset", &json!({ "token": token, "password": password })).await
    };
    reset("password").await.problem(422, "validation_failed");
    assert_eq!(reset(PASSWORD).await.status, 204);
    reset(GOOD).await.problem(404, "link_expired");
    session(&house, &cookie).await.problem(401, "not_signed_in");
    let sign_in = async |password: &str| {
        house.visitor.post("/api/auth/sign-in", &json!({ "email": email, "password": password })).await
    };
    sign_in(GOOD).await.problem(401, "wrong_credentials");
    let opened = sign_in(PASSWORD).await;
    assert_eq!(
        on_record(&house, &opened.cookie("ringwright_session")).await,
        ["user.password_reset", "organisation.made"]
    );
    token_in_mail_gone(&house, email).await;
}

/// What was done, as the audit trail tells whoever has this cookie, newest first.
async fn on_record(house: &House, cookie: &str) -> Vec<String> {
    let request = house.visitor.request(Method::GET, "/api/audit").header("cookie", cookie);
    let trail = Answer::of(request).await.good();
    let items = trail["items"].as_array().unwrap().iter();
    items.map(|item| item["action"].as_str().unwrap().to_owned()).collect()
}

/// Nothing of a mail that was sent stays in our database.
async fn token_in_mail_gone(house: &House, email: &str) {
    house.settle().await;
    let rows = crate::harness::rows(&house.database).await;
    assert_eq!((rows["mail"], rows["mail_token"]), (0, 0), "{email}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_wrong_names_its_fields() {
    let house = House::start().await;
    let form = json!({
        "organisation": "", "name": " ", "email": "asa", "password": "password", "timeZone": "Mars/Olympus",
        "acceptTerms": false,
    });
    let problem = house.visitor.post("/api/auth/register", &form).await.problem(422, "validation_failed");
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["organisation", "name", "email", "timeZone", "acceptTerms", "password"]);
    let judge = async |password: &str| {
        house.visitor.post("/api/auth/password-strength", &json!({ "password": password })).await.good()
    };
    let weak = judge("letmein").await;
    assert!(weak["breached"] == true && weak["score"].as_u64().unwrap() < 2, "{weak}");
    let strong = judge(GOOD).await;
    assert_eq!((&strong["breached"], &strong["score"]), (&json!(false), &json!(4)));
}

/// The code that an authenticator shows, made from the secret as an authenticator makes it.
pub fn code(secret: &str, seconds: i64) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", letters.find(letter).unwrap())).collect();
    let bytes: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[8 * at..8 * at + 8], 2).unwrap()).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&(seconds / 30).to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let at = usize::from(tag[19] & 15);
    let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_is_asked_for_and_its_codes_are_good_once() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Operator).await;
    let who = Operator::sign_in(&house, &email, PASSWORD).await;
    let sign_in = async |code: Option<&str>| {
        let form = json!({ "email": email, "password": PASSWORD, "code": code });
        house.visitor.post("/api/auth/sign-in", &form).await
    };
    let enrolled = who.post("/api/auth/totp", &json!({})).await.good();
    let secret = enrolled["secret"].as_str().unwrap();
    assert!(enrolled["otpauthUrl"].as_str().unwrap().contains(&format!("secret={secret}&")));
    // Not on before a code was confirmed.
    sign_in(None).await.good();
    let now = || house.engine().now().seconds();
    let elsewhere = Operator::sign_in(&house, &email, PASSWORD).await;
    let confirm = async |password: &str, code: &str| {
        who.post("/api/auth/totp/confirm", &json!({ "password": password, "code": code })).await
    };
    let first = code(secret, now());
    // Who finds the screen unlocked does not lock its owner out.
    confirm("", &first).await.problem(401, "wrong_credentials");
    confirm(PASSWORD, "000000x").await.problem(401, "wrong_code");
    let confirmed = confirm(PASSWORD, &first).await.good();
    elsewhere.get("/api/auth/session").await.problem(401, "not_signed_in");
    who.post("/api/auth/totp", &json!({})).await.problem(409, "second_factor_on");
    mail_about(&house, &email, "A second factor is asked for now").await;
    let recovery: Vec<&str> =
        confirmed["recoveryCodes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
    assert_eq!(recovery.len(), 10);
    sign_in(None).await.problem(401, "second_factor_needed");
    sign_in(Some(&first)).await.problem(401, "wrong_code");
    house.jump(Duration::from_secs(60)).await;
    let next = code(secret, now());
    assert_eq!(sign_in(Some(&next)).await.good()["user"]["totp"], true);
    sign_in(Some(&next)).await.problem(401, "wrong_code");
    sign_in(Some(&recovery[0].to_lowercase())).await.good();
    sign_in(Some(recovery[0])).await.problem(401, "wrong_code");
    let drop = async |password: &str, code: &str| {
        let form = json!({ "password": password, "code": code });
        Answer::of(who.request(Method::DELETE, "/api/auth/totp").json(&form)).await
    };
    drop("wrong", recovery[1]).await.problem(401, "wrong_credentials");
    assert_eq!(drop(PASSWORD, recovery[1]).await.status, 204);
    mail_about(&house, &email, "No second factor is asked for any more").await;
    sign_in(None).await.good();
    let owner = Operator::demo(&house).await;
    assert_eq!(on_record(&house, &owner.cookie).await, ["user.second_factor_off", "user.second_factor_on"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_is_invited_joins_and_may_do_what_their_role_may() {
    let house = House::start().await;
    let owner = Operator::demo(&house).await;
    let admin = Operator::new(&house, &house.org, Role::Admin).await;
    let invite = async |who: &Operator, email: &str, role: &str| {
        who.post("/api/team/invitations", &json!({ "email": email, "role": role })).await
    };
    invite(&admin, "bo@example.com", "owner").await.problem(403, "role_forbids");
    invite(&admin, "bo@example.com", "king").await.problem(422, "validation_failed");
    let sent = invite(&admin, "Bo@example.com", "viewer").await;
    assert_eq!((sent.status, &sent.body["email"]), (201, &json!("bo@example.com")));
    let token = token_in_mail(&house, "bo@example.com", "Join Evening Line").await;
    let path = format!("/api/auth/invitations/{token}");
    let seen = house.visitor.get(&path).await.good();
    assert_eq!((&seen["organisation"], &seen["hasAccount"]), (&json!("Evening Line"), &json!(false)));
    let accept = async |form: &Value| house.visitor.post(&format!("{path}/accept"), form).await;
    accept(&json!({ "name": "Bo", "password": "bo" })).await.problem(422, "validation_failed");
    let joined = accept(&json!({ "name": "Bo Ek", "password": GOOD })).await;
    let cookie = joined.cookie("ringwright_session");
    let view = joined.good();
    assert_eq!((&view["role"], &view["user"]["emailVerified"]), (&json!("viewer"), &json!(true)));
    accept(&json!({ "name": "Bo Ek", "password": GOOD })).await.problem(404, "invitation_not_found");
    let bo = |method: Method, path: &str| house.visitor.request(method, path).header("cookie", &cookie);
    Answer::of(bo(Method::GET, "/api/operator/overview")).await.good();
    let form = json!({ "email": "cy@example.com", "role": "viewer" });
    let refused = Answer::of(bo(Method::POST, "/api/team/invitations").json(&form)).await;
    refused.problem(403, "role_forbids");
    invite(&admin, "bo@example.com", "admin").await.problem(409, "already_member");
    // Roles: nobody reaches above themselves, and an owner stays.
    let team = admin.get("/api/team").await.good();
    let find = |role: &str| {
        let members = team["members"].as_array().unwrap();
        members.iter().find(|one| one["role"] == role).unwrap()["userId"].as_str().unwrap().to_owned()
    };
    let member = |id: &str| format!("/api/team/members/{id}");
    let change = async |who: &Operator, id: &str, role: &str| {
        Answer::of(who.request(Method::PATCH, &member(id)).json(&json!({ "role": role }))).await
    };
    change(&admin, &find("owner"), "viewer").await.problem(403, "role_forbids");
    change(&owner, &find("owner"), "viewer").await.problem(409, "last_owner");
    owner.delete(&member(&find("owner"))).await.problem(409, "last_owner");
    assert_eq!(change(&admin, &find("viewer"), "operator").await.status, 204);
    assert_eq!(session(&house, &cookie).await.good()["role"], "operator");
    assert_eq!(admin.delete(&member(&find("viewer"))).await.status, 204);
    session(&house, &cookie).await.problem(401, "not_signed_in");
    // Who belongs nowhere any more has a place of their own, where they begin anew or delete their account.
    let form = json!({ "email": "bo@example.com", "password": GOOD });
    let alone = house.visitor.post("/api/auth/sign-in", &form).await.good();
    assert_eq!((&alone["organisation"]["name"], &alone["role"]), (&json!("Bo Ek"), &json!("owner")));
    assert_eq!(alone["organisations"].as_array().unwrap().len(), 1);
    // All of it is on record.
    let trail = admin.get("/api/audit").await.good();
    let actions: Vec<_> =
        trail["items"].as_array().unwrap().iter().map(|item| item["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["member.removed", "member.role_changed", "member.joined", "invitation.sent"]);
    let changed = &trail["items"][1];
    assert_eq!(
        (&changed["before"], &changed["after"]),
        (&json!({ "role": "viewer" }), &json!({ "role": "operator" }))
    );
    assert_eq!((&changed["actor"]["kind"], &changed["subject"]["name"]), (&json!("user"), &json!("Bo Ek")));
    let joined = admin.get("/api/audit?action=member.joined").await.good();
    assert_eq!(joined["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_gave_goes_with_the_role_that_gave_it() {
    let house = House::start().await;
    let owner = Operator::demo(&house).await;
    let email = Operator::make(&house, &house.org, Role::Admin).await;
    let admin = Operator::sign_in(&house, &email, PASSWORD).await;
    let invite = async |who: &Operator, email: &str, role: &str| {
        who.post("/api/team/invitations", &json!({ "email": email, "role": role })).await
    };
    let open = async || {
        let team = owner.get("/api/team").await.good();
        let open = team["invitations"].as_array().unwrap().clone();
        open.into_iter().map(|one| one["email"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // An owner's invitation to own is beyond an admin: neither withdrawn, nor sent again, nor made less.
    let to_own = invite(&owner, "cy@example.com", "owner").await.good();
    let path = format!("/api/team/invitations/{}", to_own["id"].as_str().unwrap());
    admin.delete(&path).await.problem(403, "role_forbids");
    invite(&admin, "cy@example.com", "viewer").await.problem(403, "role_forbids");
    assert_eq!(invite(&admin, "bo@example.com", "admin").await.status, 201);
    let token = token_in_mail(&house, "bo@example.com", "Join Evening Line").await;
    let form = json!({ "name": "Books", "scopes": ["bookings.read", "audit.read"] });
    let key = admin.post("/api/keys", &form).await.good()["key"].as_str().unwrap().to_owned();
    let ask = async |path: &str| Answer::of(house.visitor.request(Method::GET, path).bearer_auth(&key)).await;
    ask("/api/audit").await.good();
    let team = owner.get("/api/team").await.good();
    let members = team["members"].as_array().unwrap();
    let theirs =
        members.iter().find(|one| one["email"] == email.as_str()).unwrap()["userId"].as_str().unwrap();
    let member = format!("/api/team/members/{theirs}");
    let demoted = owner.request(Method::PATCH, &member).json(&json!({ "role": "viewer" }));
    assert_eq!(Answer::of(demoted).await.status, 204);
    assert_eq!(open().await, ["cy@example.com"]);
    house.visitor.get(&format!("/api/auth/invitations/{token}")).await.problem(404, "invitation_not_found");
    ask("/api/operator/bookings").await.good();
    ask("/api/audit").await.problem(403, "role_forbids");
    assert_eq!(owner.delete(&member).await.status, 204);
    ask("/api/operator/bookings").await.problem(401, "not_signed_in");
    assert_eq!(owner.get("/api/keys").await.good()["items"], json!([]));
    let trail = on_record(&house, &owner.cookie).await;
    assert_eq!(
        trail[..4],
        ["member.removed", "key.revoked", "member.role_changed", "invitation.withdrawn"],
        "{trail:?}"
    );
}

/// Whoever has the password, and asks now with a wrong code and now with none, from everywhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_of_a_second_factor_are_not_guessed_by_whoever_has_the_password() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Operator).await;
    let who = Operator::sign_in(&house, &email, PASSWORD).await;
    let enrolled = who.post("/api/auth/totp", &json!({})).await.good();
    let first = code(enrolled["secret"].as_str().unwrap(), house.engine().now().seconds());
    who.post("/api/auth/totp/confirm", &json!({ "password": PASSWORD, "code": first })).await.good();
    let mut judged = 0;
    house.clock.hold();
    for n in 0..200_u32 {
        let device = Device { address: format!("198.51.100.{n}"), ..Device::default() };
        let code = (n % 2 == 0).then(|| "not-a-code".to_owned());
        let (email, password) = (email.clone(), PASSWORD.to_owned());
        match house.engine().sign_in(SignInRequest { email, password, code, device }).await {
            Err(Error::Refused { code: FailureCode::WrongCode, .. }) => judged += 1,
            Err(Error::Refused { code: FailureCode::SecondFactorNeeded, .. } | Error::TooSoon { .. }) => {}
            _ => panic!("it was let in, or refused otherwise"),
        }
        house.clock.jump(Duration::from_millis(300));
    }
    assert!((10..=15).contains(&judged), "{judged} codes were judged");
}

/// However a sign-in and the change of a password fall together, no session opened by the old one is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_under_way_does_not_survive_another_password() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Operator).await;
    let mut tx = house.engine().store().read().await.unwrap();
    let user = tx.user_by_email(&email).await.unwrap().unwrap().id;
    drop(tx);
    let (mut old, mut token) = (PASSWORD.to_owned(), String::new());
    for n in 0..6 {
        house.visitor.post("/api/auth/forgot", &json!({ "email": email })).await;
        let another = async || {
            Some(token_in_mail(&house, &email, "Choose a new password").await).filter(|one| *one != token)
        };
        token = house.sandbox.until("another link", another).await;
        let new = format!("violet-harbour-{n}-mango");
        let (device, password) = (Device::default(), old.clone());
        let sign_in = SignInRequest { email: email.clone(), password, code: None, device };
        let (_, changed) =
            tokio::join!(house.engine().sign_in(sign_in), house.engine().reset_password(&token, new.clone()));
        changed.unwrap();
        assert!(house.engine().sessions_of(&user).await.unwrap().is_empty(), "round {n}");
        old = new;
        house.jump(Duration::from_secs(3_600)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_with_a_key_reaches_as_far_as_its_scopes() {
    let house = House::start().await;
    let owner = Operator::demo(&house).await;
    let form = json!({ "name": "Reports", "scopes": ["bookings.read", "insight.read"] });
    let made = owner.post("/api/keys", &form).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let key = made.body["key"].as_str().unwrap().to_owned();
    assert!(key.starts_with("rw_live_") && key.starts_with(made.body["prefix"].as_str().unwrap()));
    let ask = async |key: &str, method: Method, path: &str| {
        Answer::of(house.visitor.request(method, path).bearer_auth(key).json(&json!({}))).await
    };
    ask(&key, Method::GET, "/api/operator/bookings").await.good();
    ask(&key, Method::GET, "/api/operator/funnel").await.good();
    ask(&key, Method::GET, "/api/operator/plans").await.problem(403, "role_forbids");
    ask(&key, Method::GET, "/api/keys").await.problem(403, "role_forbids");
    ask(&key, Method::GET, "/api/auth/session").await.problem(403, "not_through_key");
    ask(&format!("{key}x"), Method::GET, "/api/operator/bookings").await.problem(401, "not_signed_in");
    for scopes in [json!([]), json!(["keys.write"]), json!(["platform.admin"]), json!(["everything"])] {
        let form = json!({ "name": "Greedy", "scopes": scopes });
        owner.post("/api/keys", &form).await.problem(422, "validation_failed");
    }
    let list = owner.get("/api/keys").await.good();
    let item = &list["items"][0];
    assert!(item["lastUsedAt"].is_string() && item.get("key").is_none(), "{item}");
    let path = format!("/api/keys/{}", item["id"].as_str().unwrap());
    let stranger = house.visitor.post("/api/auth/register", &sign_up("asa@example.com")).await;
    let stranger = stranger.cookie("ringwright_session");
    let theirs = house.visitor.request(Method::DELETE, &path).header("cookie", stranger);
    Answer::of(theirs).await.problem(404, "key_not_found");
    assert_eq!(owner.delete(&path).await.status, 204);
    ask(&key, Method::GET, "/api/operator/bookings").await.problem(401, "not_signed_in");
    let trail = owner.get("/api/audit").await.good();
    assert!(!trail.to_string().contains(&key[20..]), "the trail holds a secret");
}

/// A thousand guesses: a few are judged, and whoever has signed in on their device before still gets in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_wait_longer_and_longer_and_lock_nobody_out_of_a_known_device() {
    let house = House::start().await;
    let email = Operator::make(&house, &house.org, Role::Owner).await;
    let form = json!({ "email": email, "password": PASSWORD });
    let first = house.visitor.post("/api/auth/sign-in", &form).await;
    let device = first.cookie("ringwright_device");
    assert!(device.len() > 40, "{device}");
    let elsewhere = Device { address: "198.51.100.7".to_owned(), ..Device::default() };
    let guess = async |password: &str| {
        let (email, password) = (email.clone(), password.to_owned());
        let request = SignInRequest { email, password, code: None, device: elsewhere.clone() };
        house.engine().sign_in(request).await
    };
    let mut judged = 0;
    house.clock.hold();
    for n in 0..1_000 {
        match guess(&format!("guess {n}")).await {
            Err(Error::Refused { code: FailureCode::WrongCredentials, .. }) => judged += 1,
            Err(Error::TooSoon { wait, .. }) => assert!(wait <= Duration::from_secs(60)),
            _ => panic!("a guess was right"),
        }
        // Sixty milliseconds each: a thousand a minute.
        house.clock.jump(Duration::from_millis(60));
    }
    assert!((6..=16).contains(&judged), "{judged} guesses were judged");
    // There, even the right password waits; on the known device it does not, nor on a new one elsewhere.
    assert!(matches!(guess(PASSWORD).await, Err(Error::TooSoon { .. })));
    let at = async |address: &str, password: &str| {
        let device = Device { address: address.to_owned(), ..Device::default() };
        let (email, password) = (email.clone(), password.to_owned());
        house.engine().sign_in(SignInRequest { email, password, code: None, device }).await
    };
    assert!(at("203.0.113.9", PASSWORD).await.is_ok());
    let known = house.visitor.request(Method::POST, "/api/auth/sign-in").header("cookie", &device);
    Answer::of(known.json(&form)).await.good();
    // Guessers who come from a new place each time have one budget together.
    let mut judged = 0;
    for n in 0..1_000 {
        match at(&format!("198.51.{}.{}", 101 + n / 250, 1 + n % 250), "a guess").await {
            Err(Error::Refused { code: FailureCode::WrongCredentials, .. }) => judged += 1,
            Err(Error::TooSoon { wait, .. }) => assert!(wait <= Duration::from_secs(60)),
            _ => panic!("a guess was right"),
        }
        house.clock.jump(Duration::from_millis(60));
    }
    assert!((60..=70).contains(&judged), "{judged} guesses from everywhere were judged");
    house.clock.jump(Duration::from_secs(61));
    assert!(guess(PASSWORD).await.is_ok());
}
