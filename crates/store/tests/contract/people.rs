//! People, what they are in organisations, and their sessions.

use futures::future::join_all;
use ringwright_domain::identity::Role;
use ringwright_domain::ids::{SessionId, UserId};
use ringwright_store::vault::Vault;
use ringwright_store::{NewSession, NewUser, Refreshed};

use crate::world::{NOW, World, at};

pub fn user(world: &World, email: &str) -> NewUser {
    NewUser {
        id: world.id(UserId::new),
        org: world.home.id().clone(),
        email: email.into(),
        name: "Åsa Ek".into(),
        role: Role::Owner,
        password_hash: "$argon2id$v=19$x".into(),
        email_verified_at: None,
    }
}

/// A user who is kept.
pub async fn somebody(world: &World, email: &str) -> NewUser {
    let user = user(world, email);
    world.write(async |tx| tx.insert_user(&user, NOW).await.unwrap()).await;
    user
}

fn session(world: &World, of: &NewUser, until: i64) -> NewSession {
    NewSession {
        id: world.id(SessionId::new),
        user: of.id.clone(),
        org: of.org.clone(),
        device: "Firefox on Linux".into(),
        address: "203.0.113.9".into(),
        expires_at: at(until),
    }
}

async fn open(world: &World, of: &NewUser, token: &str, now: i64, until: i64) -> SessionId {
    let new = session(world, of, until);
    world.write(async |tx| tx.open_session(&new, token, at(now)).await.unwrap()).await;
    new.id
}

async fn holds(world: &World, of: &NewUser, id: &SessionId, now: i64) -> bool {
    world.read(async |tx| tx.session(id, &of.org, at(now)).await.unwrap()).await.is_some()
}

async fn refresh(world: &World, token: &str, next: &str, now: i64) -> Refreshed {
    world.write(async |tx| tx.refresh_session(token, next, at(now), at(now + 60)).await.unwrap()).await
}

#[tokio::test]
async fn a_user_is_found_by_mail_address_id_and_google() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let bo = somebody(&world, "bo@example.com").await;
    world.write(async |tx| tx.set_google_subject(&asa.id, "g-1").await.unwrap()).await;
    let mut tx = world.db.read().await.unwrap();
    for found in [
        tx.user_by_email("asa@example.com").await.unwrap(),
        tx.user(&asa.id).await.unwrap(),
        tx.user_by_google("g-1").await.unwrap(),
    ] {
        let found = found.unwrap();
        assert_eq!((&found.id, &found.home, found.name.as_str()), (&asa.id, &asa.org, "Åsa Ek"));
        assert_eq!((found.created_at, found.email_verified_at, found.platform_admin), (NOW, None, false));
    }
    assert!(tx.user_by_email("cy@example.com").await.unwrap().is_none());
    assert!(tx.user_by_google("g-2").await.unwrap().is_none());
    drop(tx);
    let mut tx = world.db.begin().await.unwrap();
    assert!(tx.set_google_subject(&bo.id, "g-1").await.is_err(), "one account at Google is one person");
}

#[tokio::test]
async fn a_mail_address_is_taken_once() {
    let world = World::new().await;
    somebody(&world, "asa@example.com").await;
    let mut tx = world.db.begin().await.unwrap();
    assert!(tx.insert_user(&user(&world, "asa@example.com"), NOW).await.is_err());
}

#[tokio::test]
async fn what_a_person_says_of_themselves_is_kept() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let (other, likes) = (world.tenant("other").await, serde_json::json!({ "theme": "dark" }));
    world
        .write(async |tx| {
            tx.set_profile(&asa.id, "Asa", "sv", "Europe/Stockholm").await.unwrap();
            tx.set_preferences(&asa.id, &likes).await.unwrap();
            tx.set_password(&asa.id, "$new").await.unwrap();
            tx.set_platform_admin(&asa.id, true).await.unwrap();
            tx.set_home(&asa.id, other.id()).await.unwrap();
            tx.accept_terms(&asa.id, NOW).await.unwrap();
            assert!(!tx.verify_email(&asa.id, "old@example.com", NOW).await.unwrap());
            assert!(tx.verify_email(&asa.id, "asa@example.com", NOW).await.unwrap());
            assert!(tx.verify_email(&asa.id, "asa@example.com", at(9)).await.unwrap());
        })
        .await;
    let held = world.write(async |tx| tx.user_for_update(&asa.id).await.unwrap().unwrap()).await;
    let asa = world.read(async |tx| tx.user(&asa.id).await.unwrap().unwrap()).await;
    assert_eq!((held.id, held.password_hash), (asa.id.clone(), asa.password_hash.clone()));
    assert_eq!((asa.name.as_str(), asa.locale.as_str()), ("Asa", "sv"));
    assert_eq!((asa.time_zone.as_str(), asa.password_hash.as_str()), ("Europe/Stockholm", "$new"));
    assert_eq!((asa.email_verified_at, asa.platform_admin), (Some(NOW), true));
    assert_eq!((&asa.home, &asa.preferences), (other.id(), &likes));
}

#[tokio::test]
async fn a_person_has_one_role_in_each_organisation() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let asa = somebody(&world, "asa@example.com").await;
    let bo = NewUser { role: Role::Viewer, ..user(&world, "bo@example.com") };
    world
        .write(async |tx| {
            tx.insert_user(&bo, at(1)).await.unwrap();
            tx.put_member(other.id(), &asa.id, Role::Viewer, at(2)).await.unwrap();
            tx.put_member(other.id(), &asa.id, Role::Operator, at(3)).await.unwrap();
        })
        .await;
    let mut tx = world.db.begin().await.unwrap();
    assert_eq!(tx.role_of(other.id(), &asa.id).await.unwrap(), Some(Role::Operator));
    assert_eq!(tx.role_of(other.id(), &bo.id).await.unwrap(), None);
    assert_eq!(tx.hold_role(other.id(), &asa.id).await.unwrap(), Some(Role::Operator));
    assert_eq!(tx.hold_role(other.id(), &bo.id).await.unwrap(), None);
    // Whoever is no member is made none.
    assert!(!tx.change_role(other.id(), &bo.id, Role::Admin).await.unwrap());
    assert_eq!(tx.role_of(other.id(), &bo.id).await.unwrap(), None);
    assert!(tx.change_role(world.home.id(), &bo.id, Role::Admin).await.unwrap());
    assert_eq!(tx.role_of(world.home.id(), &bo.id).await.unwrap(), Some(Role::Admin));
    assert!(tx.change_role(world.home.id(), &bo.id, Role::Viewer).await.unwrap());
    let belongings = tx.belongings(&asa.id).await.unwrap();
    let belongings: Vec<_> = belongings.iter().map(|one| (one.slug.as_str(), one.role)).collect();
    assert_eq!(belongings, [("home", Role::Owner), ("other", Role::Operator)]);
    let members = tx.members(world.home.id()).await.unwrap();
    let members: Vec<_> = members.iter().map(|one| (one.email.as_str(), one.role, one.totp)).collect();
    assert_eq!(members, [("asa@example.com", Role::Owner, false), ("bo@example.com", Role::Viewer, false)]);
    assert_eq!(tx.lock_owners(world.home.id()).await.unwrap(), std::slice::from_ref(&asa.id));
    assert!(tx.lock_owners(other.id()).await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_leaves_an_organisation_has_no_session_in_it() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let id = open(&world, &asa, "one", 0, 60).await;
    world.write(async |tx| tx.remove_member(&asa.org, &asa.id).await.unwrap()).await;
    assert!(!holds(&world, &asa, &id, 1).await);
    assert_eq!(world.read(async |tx| tx.role_of(&asa.org, &asa.id).await.unwrap()).await, None);
}

#[tokio::test]
async fn a_session_holds_until_it_runs_out_and_shows_the_role_of_now() {
    let world = World::new().await;
    let (asa, other) = (somebody(&world, "asa@example.com").await, world.tenant("other").await);
    let id = open(&world, &asa, "one", 0, 60).await;
    assert!(holds(&world, &asa, &id, 59).await && !holds(&world, &asa, &id, 60).await);
    world.write(async |tx| tx.put_member(&asa.org, &asa.id, Role::Viewer, NOW).await.unwrap()).await;
    let mut tx = world.db.read().await.unwrap();
    let here = tx.session(&id, &asa.org, NOW).await.unwrap().unwrap();
    assert_eq!((here.role, here.user.id, here.visit_until), (Some(Role::Viewer), asa.id.clone(), None));
    assert_eq!(tx.session(&id, other.id(), NOW).await.unwrap().unwrap().role, None);
    drop(tx);
    world.write(async |tx| tx.choose_org(&id, other.id(), Some(at(30))).await.unwrap()).await;
    let there = world.read(async |tx| tx.session(&id, other.id(), NOW).await.unwrap().unwrap()).await;
    assert_eq!((&there.org, there.visit_until, there.role), (other.id(), Some(at(30)), None));
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_told_apart_ever_after() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let id = open(&world, &asa, "one", 0, 60).await;
    let good = Refreshed::Good {
        session: id.clone(),
        user: asa.id.clone(),
        org: asa.org.clone(),
        visit_until: None,
    };
    assert_eq!(refresh(&world, "one", "two", 30).await, good);
    assert!(holds(&world, &asa, &id, 89).await && !holds(&world, &asa, &id, 90).await);
    assert_eq!(refresh(&world, "two", "three", 31).await, good);
    for used in ["one", "two"] {
        let reused = Refreshed::Reused { session: id.clone(), user: asa.id.clone(), org: asa.org.clone() };
        assert_eq!(refresh(&world, used, "four", 32).await, reused);
    }
    let of_token = world.read(async |tx| tx.session_of_token("one").await.unwrap()).await;
    assert_eq!(of_token, Some(id.clone()));
    assert_eq!(refresh(&world, "never", "five", 33).await, Refreshed::Unknown);
    assert_eq!(refresh(&world, "three", "six", 999).await, Refreshed::Unknown, "it ran out");
    world.write(async |tx| tx.end_any_session(&id).await.unwrap()).await;
    assert_eq!(refresh(&world, "three", "seven", 34).await, Refreshed::Unknown, "its session is over");
}

#[tokio::test]
async fn of_many_who_refresh_at_once_one_goes_on() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    open(&world, &asa, "one", 0, 60).await;
    let nexts: Vec<_> = (0..10).map(|n| format!("next-{n}")).collect();
    let all = join_all(nexts.iter().map(|next| refresh(&world, "one", next, 1))).await;
    let good = all.iter().filter(|one| matches!(one, Refreshed::Good { .. })).count();
    let reused = all.iter().filter(|one| matches!(one, Refreshed::Reused { .. })).count();
    assert_eq!((good, reused), (1, 9));
}

#[tokio::test]
async fn sessions_are_listed_and_end_one_by_one_or_all_but_one() {
    let world = World::new().await;
    let (asa, bo) = (somebody(&world, "asa@example.com").await, somebody(&world, "bo@example.com").await);
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(open(&world, &asa, &format!("a{n}"), n, 60).await);
    }
    let theirs = open(&world, &bo, "b", 0, 60).await;
    world.write(async |tx| tx.touch_session(&ids[0], at(9)).await.unwrap()).await;
    let list = world.read(async |tx| tx.sessions_of(&asa.id, at(10)).await.unwrap()).await;
    let listed: Vec<_> = list.iter().map(|one| one.id.clone()).collect();
    assert_eq!(listed, [ids[0].clone(), ids[2].clone(), ids[1].clone()]);
    assert_eq!((list[0].device.as_str(), list[0].address.as_str()), ("Firefox on Linux", "203.0.113.9"));
    assert_eq!((list[0].created_at, list[0].last_seen_at), (NOW, at(9)));
    let ended = world
        .write(async |tx| {
            assert!(!tx.end_session(&asa.id, &theirs).await.unwrap());
            assert!(tx.end_session(&asa.id, &ids[0]).await.unwrap());
            tx.end_sessions(&asa.id, Some(&ids[1])).await.unwrap()
        })
        .await;
    assert_eq!(ended, 1);
    assert!(holds(&world, &asa, &ids[1], 1).await && holds(&world, &bo, &theirs, 1).await);
    assert_eq!(world.write(async |tx| tx.end_sessions(&asa.id, None).await.unwrap()).await, 1);
}

#[tokio::test]
async fn of_too_many_sessions_those_used_longest_ago_end() {
    let world = World::new().await;
    let (asa, bo) = (somebody(&world, "asa@example.com").await, somebody(&world, "bo@example.com").await);
    let mut ids = Vec::new();
    for n in 0..3 {
        ids.push(open(&world, &asa, &format!("a{n}"), n, 60).await);
    }
    let theirs = open(&world, &bo, "b", 0, 60).await;
    world
        .write(async |tx| {
            tx.touch_session(&ids[0], at(9)).await.unwrap();
            tx.end_oldest_sessions(&asa.id, 2).await.unwrap();
        })
        .await;
    let mut hold = Vec::new();
    for (of, id) in [(&asa, &ids[0]), (&asa, &ids[1]), (&asa, &ids[2]), (&bo, &theirs)] {
        hold.push(holds(&world, of, id, 10).await);
    }
    assert_eq!(hold, [true, false, true, true]);
}

#[tokio::test]
async fn members_were_last_seen_where_they_are_members() {
    let world = World::new().await;
    let (asa, other) = (somebody(&world, "asa@example.com").await, world.tenant("other").await);
    world.write(async |tx| tx.put_member(other.id(), &asa.id, Role::Viewer, NOW).await.unwrap()).await;
    open(&world, &asa, "one", 5, 60).await;
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(tx.members(world.home.id()).await.unwrap()[0].last_seen_at, Some(at(5)));
    assert_eq!(tx.members(other.id()).await.unwrap()[0].last_seen_at, None);
}

/// Signing in drops what has run out: asked for a time before its end, it is not there any more.
#[tokio::test]
async fn signing_in_drops_sessions_that_have_run_out() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let old = open(&world, &asa, "old", 0, 60).await;
    let long = open(&world, &asa, "long", 0, 61).await;
    let new = open(&world, &asa, "new", 60, 120).await;
    let mut hold = Vec::new();
    for id in [&old, &long, &new] {
        hold.push(holds(&world, &asa, id, 0).await);
    }
    assert_eq!(hold, [false, true, true]);
}

#[tokio::test]
async fn secrets_of_the_installation_are_sealed_and_sealed_again() {
    let world = World::new().await;
    let keys = [Vault::key_line("k2", &[2; 32]), Vault::key_line("k1", &[1; 32])];
    let (old, both) = (Vault::parse(&keys[1]).unwrap(), Vault::parse(&keys.join("\n")).unwrap());
    world
        .write(async |tx| {
            tx.put_own_secret(&old, "key/a", [1; 12], "first", NOW).await.unwrap();
            tx.put_own_secret(&old, "key/b", [2; 12], "second", at(1)).await.unwrap();
            tx.put_own_secret(&old, "keys", [3; 12], "apart", at(2)).await.unwrap();
            let mut n = 9;
            let nonce = || {
                n += 1;
                [n; 12]
            };
            assert_eq!(tx.reseal(&both, nonce, at(3)).await.unwrap(), 3);
        })
        .await;
    let mut tx = world.db.begin().await.unwrap();
    assert!(tx.own_secret(&old, "key/a").await.is_err(), "the old key opens nothing any more");
    let listed = tx.own_secrets(&both, "key/").await.unwrap();
    let listed: Vec<_> = listed.iter().map(|one| (one.secret.as_str(), one.updated_at)).collect();
    assert_eq!(listed, [("second", at(1)), ("first", NOW)]);
    tx.delete_own_secret("key/a").await.unwrap();
    assert_eq!(tx.own_secret(&both, "key/a").await.unwrap(), None);
    assert_eq!(tx.own_secret(&both, "keys").await.unwrap().as_deref(), Some("apart"));
}
