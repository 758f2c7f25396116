//! What public pages say, the plans on them, and their visits.

use futures::future::join_all;
use ringwright_domain::storefront::{Content, Theme};
use ringwright_domain::{Currency, Day, Money};
use ringwright_store::{Plan, Tally};

use crate::world::World;

fn plan(code: &str, position: i32, active: bool) -> Plan {
    Plan {
        code: code.into(),
        name: "Standard".into(),
        description: "Ten minutes".into(),
        price: Money::new(999, Currency::USD),
        duration_seconds: 600,
        persona: "luna".into(),
        priority: 3,
        position,
        active,
        minimum_age: 18,
        disclosure: "Only for adults.".into(),
        badge: "Most chosen".into(),
    }
}

#[tokio::test]
async fn a_page_says_what_it_was_told_and_otherwise_the_usual() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    assert_eq!(world.home.read(async |tx| tx.storefront().await.unwrap()).await, Content::default());
    let usual = Content::default();
    let content = Content {
        headline: "Äntligen \"någon\" 🌙".into(),
        theme: Theme { accent: "#123456".into(), ..usual.theme },
        steps: Vec::new(),
        ..usual
    };
    world.home.write(async |tx| tx.set_storefront("Night Line", &content).await.unwrap()).await;
    let mut tx = world.home.org.read().await.unwrap();
    assert_eq!(tx.storefront().await.unwrap(), content);
    assert_eq!(tx.organisation().await.unwrap().name, "Night Line");
    drop(tx);
    let mut tx = other.org.read().await.unwrap();
    assert_eq!(tx.storefront().await.unwrap(), Content::default());
    assert_eq!(tx.organisation().await.unwrap().name, "Midnight Line");
}

#[tokio::test]
async fn plans_that_cannot_be_booked_are_listed_only_with_all() {
    let world = World::new().await;
    let (new, old) = (plan("new", 2, true), plan("old", 1, false));
    world
        .home
        .write(async |tx| {
            tx.upsert_plan(&new).await.unwrap();
            tx.upsert_plan(&old).await.unwrap();
        })
        .await;
    let mut tx = world.home.org.read().await.unwrap();
    let shown = |plans: &[Plan]| format!("{plans:?}");
    assert_eq!(shown(&tx.plans().await.unwrap()), shown(std::slice::from_ref(&new)));
    assert_eq!(shown(&tx.all_plans().await.unwrap()), shown(&[old, new]));
    assert!(tx.plan("old").await.unwrap().is_none());
}

#[tokio::test]
async fn visits_are_counted_by_day_however_many_come_at_once() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let (first, second): (Day, Day) = ("2026-11-21".parse().unwrap(), "2026-11-22".parse().unwrap());
    let count = async |day, step| world.home.write(async |tx| tx.count_one(day, step).await.unwrap()).await;
    join_all((0..20).map(|_| count(first, "visit"))).await;
    count(first, "form").await;
    count(second, "visit").await;
    other.write(async |tx| tx.count_one(first, "visit").await.unwrap()).await;
    let tally = |day: Day, step: &str, count| Tally { day: day.to_string(), step: step.into(), count };
    let mut tx = world.home.org.read().await.unwrap();
    let both = [tally(first, "form", 1), tally(first, "visit", 20), tally(second, "visit", 1)];
    assert_eq!(tx.tallies(first, second).await.unwrap(), both);
    assert_eq!(tx.tallies(first, first).await.unwrap(), both[..2]);
    assert_eq!(tx.tallies(second.plus(1), second.plus(9)).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_counted_within_a_bound_never_goes_beyond_it() {
    let world = World::new().await;
    let (first, second): (Day, Day) = ("2026-11-20".parse().unwrap(), "2026-11-21".parse().unwrap());
    let take = |day, more| {
        world.home.write(async move |tx| tx.count_within(day, "letters", more, 100).await.unwrap())
    };
    assert!(!take(first, 101).await);
    let taken = join_all((0..12).map(|_| take(first, 10))).await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 10);
    assert!(!take(first, 1).await && take(second, 100).await);
    let mut tx = world.home.org.read().await.unwrap();
    let counts: Vec<_> =
        tx.tallies(first, second).await.unwrap().into_iter().map(|tally| tally.count).collect();
    assert_eq!(counts, [100, 100]);
}
