//! Comparisons with the vendor's books.

use ringwright_domain::ids::{AccountId, ReconciliationId};
use ringwright_domain::payment::{Difference, DifferenceKind};
use ringwright_store::Reconciliation;

use crate::world::{NOW, World, at, new_account};

fn found(world: &World, day: &str, checked: i64) -> Reconciliation {
    Reconciliation {
        id: world.id(ReconciliationId::new),
        account: world.home.account.clone(),
        day: day.to_owned(),
        compared: 7,
        differences: vec![Difference {
            kind: DifferenceKind::UnknownCharge,
            payment: None,
            booking: None,
            vendor_ref: Some("pi_1".into()),
            ours: None,
            theirs: Some(500),
            healed: false,
        }],
        checked_at: at(checked),
    }
}

#[tokio::test]
async fn comparisons_are_listed_newest_first() {
    let world = World::new().await;
    let (old, new) = (found(&world, "2026-11-19", 1), found(&world, "2026-11-20", 2));
    let second = new_account(world.id(AccountId::new));
    let other = Reconciliation { account: second.id.clone(), ..found(&world, "2026-11-20", 3) };
    world
        .home
        .write(async |tx| {
            tx.insert_account(&second, NOW).await.unwrap();
            for found in [&old, &new, &other] {
                tx.put_reconciliation(found).await.unwrap();
            }
        })
        .await;
    let all = world.home.read(async |tx| tx.reconciliations(9).await.unwrap()).await;
    assert_eq!(all, [other, new.clone(), old]);
    let some = world.home.read(async |tx| tx.reconciliations(1).await.unwrap()).await;
    assert_eq!(some.len(), 1);
    let one = world.home.read(async |tx| tx.reconciliation(&new.account, "2026-11-20").await.unwrap()).await;
    assert_eq!(one, Some(new));
}

#[tokio::test]
async fn a_day_that_is_compared_again_has_one_comparison() {
    let world = World::new().await;
    let first = found(&world, "2026-11-20", 1);
    let again = Reconciliation { compared: 8, differences: Vec::new(), ..found(&world, "2026-11-20", 2) };
    for found in [&first, &again] {
        world.home.write(async |tx| tx.put_reconciliation(found).await.unwrap()).await;
    }
    let all = world.home.read(async |tx| tx.reconciliations(9).await.unwrap()).await;
    assert_eq!(all, [Reconciliation { id: first.id, ..again }]);
}

#[tokio::test]
async fn comparisons_of_others_are_neither_seen_nor_changed() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let mine = found(&world, "2026-11-20", 1);
    world.home.write(async |tx| tx.put_reconciliation(&mine).await.unwrap()).await;
    let theirs = Reconciliation { compared: 99, ..found(&world, "2026-11-20", 2) };
    other.write(async |tx| tx.put_reconciliation(&theirs).await.unwrap()).await;
    assert_eq!(other.read(async |tx| tx.reconciliations(9).await.unwrap()).await, []);
    assert_eq!(
        other.read(async |tx| tx.reconciliation(&mine.account, "2026-11-20").await.unwrap()).await,
        None
    );
    assert_eq!(world.home.read(async |tx| tx.reconciliations(9).await.unwrap()).await, [mine]);
}
