//! Free trials: one for a person, known by the number or by the mailbox.

use futures::future::join_all;
use ringwright_store::TrialPerson;

use crate::world::{NOW, Tenant, World, at, secs};

/// A day.
const WINDOW: std::time::Duration = secs(24 * 3_600);

fn who(phone: u32, mailbox: &str) -> TrialPerson {
    TrialPerson::new(&format!("+1202555{phone:04}"), &format!("{mailbox}@example.com"))
}

/// Tries to take a trial, as a use case does: what was refused is dropped.
async fn take(tenant: &Tenant, who: &TrialPerson, seconds: i64) -> bool {
    let mut tx = tenant.org.begin().await.unwrap();
    let taken = tx.take_trial(who, at(seconds), WINDOW).await.unwrap();
    if taken {
        tx.commit(NOW).await.unwrap();
    }
    taken
}

async fn last(tenant: &Tenant, who: &TrialPerson) -> Option<ringwright_domain::Instant> {
    tenant.read(async |tx| tx.last_trial(who).await.unwrap()).await
}

#[tokio::test]
async fn the_same_number_or_the_same_mailbox_is_the_same_person() {
    let world = World::new().await;
    let home = &world.home;
    assert_eq!(last(home, &who(1, "ada")).await, None);
    assert!(take(home, &who(1, "ada"), 0).await);
    assert!(!take(home, &who(1, "bo"), 1).await, "the number");
    assert!(!take(home, &who(2, "ada"), 2).await, "the mailbox");
    for person in [who(1, "ada"), who(1, "bo"), who(2, "ada")] {
        assert_eq!(last(home, &person).await, Some(NOW), "{person:?}");
    }
    // What was refused left no trace of the half that was free.
    assert_eq!(last(home, &who(2, "bo")).await, None);
    assert!(take(home, &who(2, "bo"), 3).await);
}

#[tokio::test]
async fn of_many_who_share_a_number_or_a_mailbox_each_gets_at_most_one() {
    let world = World::new().await;
    let home = &world.home;
    // Number and mailbox of one person, and of others who borrow one or the other.
    let persons: Vec<_> = (0..30).map(|n| who(n % 3, ["ada", "bo", "cy"][(n as usize / 3) % 3])).collect();
    let taken = join_all(persons.iter().map(|person| take(home, person, 0))).await;
    let got: Vec<_> = persons.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(who, _)| who).collect();
    assert!((1..=3).contains(&got.len()), "{got:?}");
    for (i, one) in got.iter().enumerate() {
        for two in &got[i + 1..] {
            let (one, two) = (format!("{one:?}"), format!("{two:?}"));
            let shares = |word: &str| one.contains(word) && two.contains(word);
            for word in ["0000", "0001", "0002", "ada@", "bo@", "cy@"] {
                assert!(!shares(word), "{one} and {two}");
            }
        }
    }
}

#[tokio::test]
async fn a_trial_is_taken_by_exactly_one_of_many() {
    let world = World::new().await;
    let person = who(1, "ada");
    let taken = join_all((0..20).map(|second| take(&world.home, &person, second))).await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
}

#[tokio::test]
async fn a_trial_comes_back_after_its_window() {
    let world = World::new().await;
    let (home, person) = (&world.home, who(1, "ada"));
    let day = i64::try_from(WINDOW.as_secs()).unwrap();
    assert!(take(home, &person, 0).await);
    assert!(!take(home, &person, day - 1).await);
    assert!(take(home, &person, day).await);
    assert_eq!(last(home, &person).await, Some(at(day)));
}

#[tokio::test]
async fn a_trial_of_a_rolled_back_booking_is_free_again() {
    let world = World::new().await;
    let (home, person) = (&world.home, who(1, "ada"));
    let mut tx = home.org.begin().await.unwrap();
    assert!(tx.take_trial(&person, NOW, WINDOW).await.unwrap());
    drop(tx);
    assert!(take(home, &person, 0).await);
}

#[tokio::test]
async fn a_trial_is_one_per_organisation_and_is_forgotten_when_old() {
    let world = World::new().await;
    let (other, person) = (world.tenant("other").await, who(1, "ada"));
    assert!(take(&world.home, &person, 0).await);
    assert!(take(&other, &person, 60).await);
    assert_eq!(world.write(async |tx| tx.prune_trials(at(60)).await.unwrap()).await, 2);
    assert_eq!(last(&world.home, &person).await, None);
    assert_eq!(last(&other, &person).await, Some(at(60)));
}
