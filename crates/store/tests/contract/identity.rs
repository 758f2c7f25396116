//! Guesses, links by mail, the second factor, invitations, keys of programs, and the audit trail.

use futures::future::join_all;
use ringwright_domain::identity::{Actor, Guard, Role};
use ringwright_domain::ids::{ApiKeyId, AuditId, InvitationId, MailId};
use ringwright_store::vault::Vault;
use ringwright_store::{ApiKey, AuditPage, Invitation, LinkKind, NewAudit, NewUser, Subject};
use serde_json::json;

use crate::people::somebody;
use crate::world::{NOW, World, at, secs};

#[tokio::test]
async fn guesses_are_counted_for_each_guard_and_forgotten() {
    let world = World::new().await;
    let both = [(Guard::Address, "address:a".to_owned()), (Guard::Client, "client:b".to_owned())];
    let guess = async |now: i64| world.write(async |tx| tx.count_guess(&both, at(now)).await.unwrap()).await;
    for _ in 0..6 {
        assert_eq!(guess(0).await, None);
    }
    assert_eq!(guess(0).await, Some(secs(1)));
    assert_eq!(guess(1).await, None);
    assert_eq!(guess(1).await, Some(secs(2)));
    // Another address is guessed at from the same client.
    let other = [(Guard::Address, "address:c".to_owned()), both[1].clone()];
    assert_eq!(world.write(async |tx| tx.count_guess(&other, at(1)).await.unwrap()).await, None);
    world
        .write(async |tx| {
            tx.forgive_guess("client:b", at(1)).await.unwrap();
            tx.forget_guesses("address:a").await.unwrap();
        })
        .await;
    assert_eq!(guess(1).await, None);
    world.write(async |tx| tx.prune_sign_in(at(2), at(0), at(2)).await.unwrap()).await;
    for _ in 0..6 {
        assert_eq!(guess(3).await, None);
    }
    assert!(guess(3).await.is_some());
    let counted =
        async |now: i64| world.read(async |tx| tx.guesses_at("client:b", at(now)).await.unwrap()).await;
    assert_eq!((counted(3).await, counted(3 + 900).await), (6, 0));
    // A quarter of an hour later all is forgotten.
    assert_eq!(guess(3 + 900).await, None);
    assert_eq!(guess(3 + 900).await, None);
}

#[tokio::test]
async fn a_device_is_known_to_one_person() {
    let world = World::new().await;
    let (asa, bo) = (somebody(&world, "asa@example.com").await, somebody(&world, "bo@example.com").await);
    world.write(async |tx| tx.know_device("d", &asa.id, NOW).await.unwrap()).await;
    let knows =
        async |who: &NewUser| world.read(async |tx| tx.knows_device("d", &who.id).await.unwrap()).await;
    assert!(knows(&asa).await && !knows(&bo).await);
    world.write(async |tx| tx.know_device("d", &bo.id, at(1)).await.unwrap()).await;
    assert!(!knows(&asa).await && knows(&bo).await);
    world.write(async |tx| tx.forget_devices(&bo.id).await.unwrap()).await;
    assert!(!knows(&bo).await);
}

#[tokio::test]
async fn whoever_is_erased_is_nobody_and_their_address_is_free() {
    let world = World::new().await;
    let (asa, bo) = (somebody(&world, "asa@example.com").await, somebody(&world, "bo@example.com").await);
    world
        .write(async |tx| {
            tx.know_device("d", &asa.id, NOW).await.unwrap();
            tx.put_recovery_codes(&asa.id, &["r".to_owned()]).await.unwrap();
            tx.put_link("l", LinkKind::Reset, &asa.id, &asa.email, at(60)).await.unwrap();
            tx.set_preferences(&asa.id, &json!({ "theme": "dark" })).await.unwrap();
            tx.drop_member(&asa.org, &asa.id).await.unwrap();
            tx.erase_user(&asa.id).await.unwrap();
        })
        .await;
    let gone = world.read(async |tx| tx.user(&asa.id).await.unwrap()).await.unwrap();
    assert_eq!((gone.email.as_str(), gone.password_hash.as_str()), (asa.id.as_str(), ""));
    assert_eq!((gone.preferences, gone.email_verified_at), (json!({}), None));
    assert_eq!(world.read(async |tx| tx.role_of(&asa.org, &asa.id).await.unwrap()).await, None);
    world
        .write(async |tx| {
            assert!(!tx.knows_device("d", &asa.id).await.unwrap());
            assert!(!tx.use_recovery_code(&asa.id, "r").await.unwrap());
            assert_eq!(tx.use_link("l", LinkKind::Reset, NOW).await.unwrap(), None);
        })
        .await;
    somebody(&world, "asa@example.com").await;
    assert!(world.read(async |tx| tx.user_by_email(&bo.email).await.unwrap()).await.is_some());
}

#[tokio::test]
async fn a_mail_is_sealed_until_it_is_sent() {
    let world = World::new().await;
    let vault = Vault::parse(&Vault::key_line("k1", &[7; 32])).unwrap();
    let (id, other) = (world.id(MailId::new), world.id(MailId::new));
    world.write(async |tx| tx.put_mail(&vault, &id, [1; 12], "a link", NOW).await.unwrap()).await;
    let read = async |id: &MailId| world.read(async |tx| tx.mail(&vault, id).await.unwrap()).await;
    assert_eq!((read(&id).await.as_deref(), read(&other).await), (Some("a link"), None));
    world.write(async |tx| tx.delete_mail(&id).await.unwrap()).await;
    assert_eq!(read(&id).await, None);
}

#[tokio::test]
async fn a_link_works_once_in_time_and_for_what_it_is() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let put = async |hash: &str, kind: LinkKind| {
        let until = at(60);
        world.write(async |tx| tx.put_link(hash, kind, &asa.id, &asa.email, until).await.unwrap()).await;
    };
    let used = async |hash: &str, kind: LinkKind, now: i64| {
        world.write(async |tx| tx.use_link(hash, kind, at(now)).await.unwrap()).await.is_some()
    };
    put("one", LinkKind::Verify).await;
    put("reset", LinkKind::Reset).await;
    assert!(!used("one", LinkKind::Reset, 1).await && !used("one", LinkKind::Verify, 60).await);
    let tries = join_all((0..10).map(|_| used("one", LinkKind::Verify, 1))).await;
    assert_eq!(tries.into_iter().filter(|used| *used).count(), 1);
    put("two", LinkKind::Reset).await;
    assert!(!used("reset", LinkKind::Reset, 1).await, "a newer one stands in its place");
    assert!(used("two", LinkKind::Reset, 1).await);
}

#[tokio::test]
async fn codes_are_good_once() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    let step = async |n: i64| world.write(async |tx| tx.use_totp_step(&asa.id, n).await.unwrap()).await;
    let tries = join_all((0..5).map(|_| step(7))).await;
    assert_eq!(tries.into_iter().filter(|used| *used).count(), 1);
    assert!(!step(6).await && step(8).await);
    let hashes = ["a".to_owned(), "b".to_owned()];
    let mut tx = world.db.begin().await.unwrap();
    assert_eq!(tx.totp_step(&asa.id).await.unwrap(), 8);
    tx.set_totp(&asa.id, Some(NOW)).await.unwrap();
    assert_eq!(tx.user(&asa.id).await.unwrap().unwrap().totp_since, Some(NOW));
    tx.put_recovery_codes(&asa.id, &hashes).await.unwrap();
    assert!(tx.use_recovery_code(&asa.id, "a").await.unwrap());
    assert!(!tx.use_recovery_code(&asa.id, "a").await.unwrap());
    tx.put_recovery_codes(&asa.id, &[]).await.unwrap();
    assert!(!tx.use_recovery_code(&asa.id, "b").await.unwrap());
}

#[tokio::test]
async fn an_invitation_is_one_per_person_and_taken_once() {
    let world = World::new().await;
    let (asa, other) = (somebody(&world, "asa@example.com").await, world.tenant("other").await);
    let invitation = |role: Role| Invitation {
        id: world.id(InvitationId::new),
        org: asa.org.clone(),
        email: "bo@example.com".into(),
        role,
        invited_by: asa.id.clone(),
        invited_by_name: asa.name.clone(),
        expires_at: at(60),
    };
    let (first, second) = (invitation(Role::Viewer), invitation(Role::Admin));
    world
        .write(async |tx| {
            tx.put_invitation(&first, "one", NOW).await.unwrap();
            tx.put_invitation(&second, "two", at(1)).await.unwrap();
        })
        .await;
    let mut tx = world.db.begin().await.unwrap();
    assert_eq!(tx.invitations(&asa.org).await.unwrap(), std::slice::from_ref(&second));
    assert!(tx.invitations(other.id()).await.unwrap().is_empty());
    assert_eq!(tx.invitation_to(&asa.org, "bo@example.com").await.unwrap(), Some(second.clone()));
    assert_eq!(tx.invitation_to(other.id(), "bo@example.com").await.unwrap(), None);
    assert_eq!(tx.invitation_of_token("one", NOW).await.unwrap(), None);
    assert_eq!(tx.invitation_of_token("two", at(59)).await.unwrap(), Some(second.clone()));
    assert_eq!(tx.invitation_of_token("two", at(60)).await.unwrap(), None);
    assert_eq!(tx.take_invitation(other.id(), &second.id).await.unwrap(), None);
    assert_eq!(tx.take_invitation(&asa.org, &second.id).await.unwrap(), Some(second.clone()));
    assert_eq!(tx.take_invitation(&asa.org, &second.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_is_found_by_its_id_as_long_as_it_holds() {
    let world = World::new().await;
    let (asa, other) = (somebody(&world, "asa@example.com").await, world.tenant("other").await);
    let key = ApiKey {
        id: world.id(ApiKeyId::new),
        org: asa.org.clone(),
        name: "Reports".into(),
        scopes: vec!["bookings.read".into()],
        created_by: asa.id.clone(),
        created_at: NOW,
        last_used_at: None,
        expires_at: Some(at(60)),
    };
    world.home.write(async |tx| tx.insert_api_key(&key, "hash").await.unwrap()).await;
    let find = async |now: i64| world.read(async |tx| tx.api_key(&key.id, at(now)).await.unwrap()).await;
    assert_eq!(find(59).await, Some((key.clone(), "hash".to_owned())));
    assert_eq!(find(60).await, None);
    world.write(async |tx| tx.touch_api_key(&key.id, at(5)).await.unwrap()).await;
    let used = ApiKey { last_used_at: Some(at(5)), ..key.clone() };
    assert_eq!(world.home.read(async |tx| tx.api_keys().await.unwrap()).await, std::slice::from_ref(&used));
    assert!(other.read(async |tx| tx.api_keys().await.unwrap()).await.is_empty());
    assert_eq!(other.write(async |tx| tx.take_api_key(&key.id).await.unwrap()).await, None);
    assert_eq!(world.home.write(async |tx| tx.take_api_key(&key.id).await.unwrap()).await, Some(used));
    assert_eq!(find(1).await, None);
    // Whoever leaves takes the keys along that they made there.
    world.home.write(async |tx| tx.insert_api_key(&key, "hash").await.unwrap()).await;
    let bo = somebody(&world, "bo@example.com").await;
    for (org, maker, taken) in [(other.id(), &asa.id, 0), (&asa.org, &bo.id, 0), (&asa.org, &asa.id, 1)] {
        let keys = world.write(async |tx| tx.take_keys_of(org, maker).await.unwrap()).await;
        assert_eq!(keys.len(), taken);
    }
    assert_eq!(find(1).await, None);
}

#[tokio::test]
async fn the_audit_trail_is_read_by_subject_actor_and_action_and_stays_at_home() {
    let world = World::new().await;
    let (asa, other) = (somebody(&world, "asa@example.com").await, world.tenant("other").await);
    let person = Actor { address: Some("203.0.113.9".into()), ..Actor::user(&asa.id, "Åsa Ek") };
    let system = Actor::system();
    for n in 0..6 {
        let subject = Subject { kind: "plan".into(), id: format!("p{}", n % 2), name: "Standard".into() };
        let entry = NewAudit {
            id: world.id(AuditId::new),
            actor: if n < 3 { &person } else { &system },
            action: if n % 3 == 0 { "plan.made" } else { "plan.changed" },
            subject,
            before: json!({ "n": n }),
            after: json!(null),
        };
        world.home.write(async |tx| tx.audit(entry, at(n)).await.unwrap()).await;
    }
    let read = async |page: AuditPage<'_>| {
        let entries = world.home.read(async |tx| tx.audit_entries(&page).await.unwrap()).await;
        entries.iter().map(|entry| entry.before["n"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let all = AuditPage { most: 9, ..AuditPage::default() };
    assert_eq!(read(all.clone()).await, [5, 4, 3, 2, 1, 0]);
    assert_eq!(read(AuditPage { subject: Some("p1"), ..all.clone() }).await, [5, 3, 1]);
    assert_eq!(read(AuditPage { actor: Some("system"), ..all.clone() }).await, [5, 4, 3]);
    assert_eq!(read(AuditPage { action: Some("plan.made"), ..all.clone() }).await, [3, 0]);
    let made_by_system = AuditPage { actor: Some("system"), action: Some("plan.made"), ..all.clone() };
    assert_eq!(read(made_by_system.clone()).await, [3]);
    assert_eq!(read(AuditPage { subject: Some("p1"), actor: Some("system"), ..all.clone() }).await, [5, 3]);
    assert_eq!(read(AuditPage { subject: Some("p1"), action: Some("plan.made"), ..all.clone() }).await, [3]);
    assert_eq!(read(AuditPage { subject: Some("p0"), ..made_by_system }).await, Vec::<i64>::new());
    let first =
        world.home.read(async |tx| tx.audit_entries(&AuditPage { most: 2, ..all.clone() }).await.unwrap());
    let first = first.await;
    let last = &first[1];
    let behind = AuditPage { after: Some((last.at, last.id.clone())), ..all.clone() };
    assert_eq!(read(behind).await, [3, 2, 1, 0]);
    assert!(other.read(async |tx| tx.audit_entries(&all).await.unwrap()).await.is_empty());
    let own = world.read(async |tx| tx.audit_of_person(&asa.id, None, 2).await.unwrap()).await;
    assert_eq!((own.len(), own[0].address.as_deref()), (2, Some("203.0.113.9")));
}
