//! Organisations and plans.

use futures::future::join_all;
use ringwright_domain::chance::SeededChance;
use ringwright_domain::ids::OrgId;
use ringwright_domain::{Currency, Money};
use ringwright_store::testing::fresh_store;
use ringwright_store::{NewEvent, Plan, StoreError};
use serde_json::json;

use crate::world::{NOW, Tenant, World, at, organisation};

#[tokio::test]
async fn an_organisation_comes_back_as_it_was_made() {
    let world = World::new().await;
    let made = world.home.read(async |tx| tx.organisation().await.unwrap()).await;
    let wanted = organisation(world.home.id().clone(), "home");
    assert_eq!((&made.id, made.slug.as_str()), (&wanted.id, "home"));
    assert_eq!((made.name.as_str(), made.time_zone.as_str()), ("Midnight Line", "Europe/Stockholm"));
    assert_eq!((made.default_region.as_str(), made.event_seq), ("SE", 0));
    assert_eq!(made.retry, wanted.retry);
    assert_eq!(world.home.org.org(), world.home.id());
}

#[tokio::test]
async fn organisations_are_found_by_slug_or_age() {
    let world = World::new().await;
    let (newer, older) = (world.id(OrgId::new), world.id(OrgId::new));
    world
        .write(async |tx| {
            tx.insert_organisation(&organisation(newer.clone(), "newer"), at(5)).await.unwrap();
            tx.insert_organisation(&organisation(older.clone(), "older"), at(-5)).await.unwrap();
        })
        .await;
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(tx.organisation_by_slug(Some("newer")).await.unwrap().unwrap().id, newer);
    assert_eq!(tx.organisation_by_slug(None).await.unwrap().unwrap().id, older);
    assert!(tx.organisation_by_slug(Some("nobody")).await.unwrap().is_none());
    let all: Vec<_> = tx.organisations().await.unwrap().into_iter().map(|o| o.slug).collect();
    assert_eq!(all, ["older", "home", "newer"]);
}

/// Several nodes meet an empty installation: one sets it up with all that belongs to it, in one
/// transaction, and the others find it done.
#[tokio::test]
async fn of_many_nodes_one_sets_up() {
    let db = fresh_store().await;
    let chance = SeededChance::new(1);
    let made = join_all((0..5).map(|_| async {
        let mut tx = db.begin().await.unwrap();
        tx.lock_setup().await.unwrap();
        if tx.organisation_by_slug(None).await.unwrap().is_some() {
            return false;
        }
        let id = OrgId::new(NOW, &chance);
        tx.insert_organisation(&organisation(id.clone(), "demo"), NOW).await.unwrap();
        let mut tx = tx.for_org(&id).await.unwrap();
        tx.upsert_plan(&plan("standard", 1)).await.unwrap();
        tx.emit(NewEvent { kind: "setup", booking: None, call: None, data: json!({}) });
        tx.commit(NOW).await.unwrap();
        true
    }))
    .await;
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    let demo = db.read().await.unwrap().organisation_by_slug(Some("demo")).await.unwrap().unwrap();
    assert_eq!(demo.event_seq, 1);
    let plans = db.org(&demo.id).read().await.unwrap().plans().await.unwrap();
    assert_eq!(plans.len(), 1);
}

#[tokio::test]
async fn a_slug_is_taken_once() {
    let world = World::new().await;
    let mut tx = world.db.begin().await.unwrap();
    let twin = organisation(world.id(OrgId::new), "home");
    assert!(matches!(tx.insert_organisation(&twin, NOW).await, Err(StoreError::Database(_))));
}

#[tokio::test]
async fn an_organisation_that_is_not_there_is_an_error() {
    let world = World::new().await;
    let ghost = world.db.org(&world.id(OrgId::new));
    let error = ghost.read().await.unwrap().organisation().await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { table: "organisation", .. }));
    assert!(!error.is_transient());
}

fn plan(code: &str, position: i32) -> Plan {
    Plan {
        code: code.into(),
        name: "Standard".into(),
        description: "Five minutes.".into(),
        price: Money::new(1_999, Currency::USD),
        duration_seconds: 300,
        persona: "luna".into(),
        priority: -1,
        position,
        active: true,
        minimum_age: 0,
        disclosure: String::new(),
        badge: String::new(),
    }
}

async fn codes(tenant: &Tenant) -> Vec<String> {
    let plans = tenant.read(async |tx| tx.plans().await.unwrap()).await;
    plans.into_iter().map(|plan| plan.code).collect()
}

#[tokio::test]
async fn plans_come_in_the_order_of_the_page() {
    let world = World::new().await;
    world
        .home
        .write(async |tx| {
            for plan in [plan("last", 9), plan("b", 2), plan("a", 2), plan("first", -1)] {
                tx.upsert_plan(&plan).await.unwrap();
            }
        })
        .await;
    assert_eq!(codes(&world.home).await, ["first", "a", "b", "last"]);
}

#[tokio::test]
async fn a_plan_of_the_same_code_is_changed_in_every_field() {
    let world = World::new().await;
    let changed = Plan {
        name: "Long".into(),
        description: "An hour.".into(),
        price: Money::new(0, "SEK".parse().unwrap()),
        duration_seconds: 3_600,
        persona: "sol".into(),
        priority: 4,
        position: 8,
        ..plan("standard", 1)
    };
    let home = &world.home;
    home.write(async |tx| tx.upsert_plan(&plan("standard", 1)).await.unwrap()).await;
    let before = home.read(async |tx| tx.plan("standard").await.unwrap().unwrap()).await;
    assert_eq!(format!("{before:?}"), format!("{:?}", plan("standard", 1)));
    home.write(async |tx| tx.upsert_plan(&changed).await.unwrap()).await;
    let after = home.read(async |tx| tx.plan("standard").await.unwrap().unwrap()).await;
    assert_eq!(format!("{after:?}"), format!("{changed:?}"));
    assert_eq!(codes(home).await, ["standard"]);
}

#[tokio::test]
async fn a_plan_that_is_not_active_cannot_be_booked() {
    let world = World::new().await;
    let home = &world.home;
    let off = Plan { active: false, ..plan("off", 1) };
    home.write(async |tx| tx.upsert_plan(&off).await.unwrap()).await;
    assert!(home.read(async |tx| tx.plan("off").await.unwrap()).await.is_none());
    assert!(codes(home).await.is_empty());
    home.write(async |tx| tx.upsert_plan(&plan("off", 1)).await.unwrap()).await;
    assert_eq!(codes(home).await, ["off"]);
}
