//! What whoever looks after the installation sees and does.

use ringwright_domain::booking::BookingState;
use ringwright_domain::ids::OrgId;
use ringwright_store::{FoundOrganisations, OrganisationPage};

use crate::people::somebody;
use crate::world::{NOW, World, at, organisation};

async fn found(world: &World, page: OrganisationPage<'_>) -> FoundOrganisations {
    world.read(async |tx| tx.list_organisations(&page, at(-100)).await.unwrap()).await
}

fn slugs(found: &FoundOrganisations) -> Vec<&str> {
    found.rows.iter().map(|row| row.slug.as_str()).collect()
}

#[tokio::test]
async fn organisations_are_listed_newest_first_with_what_happened_lately() {
    let world = World::new().await;
    let asa = somebody(&world, "asa@example.com").await;
    for (slug, seconds) in [("one", 1), ("two", 2), ("three", 3)] {
        let new = organisation(world.id(OrgId::new), slug);
        world.write(async |tx| tx.insert_organisation(&new, at(seconds)).await.unwrap()).await;
    }
    world.booked(&world.home, BookingState::NoAnswer, at(-50)).await;
    world.booked(&world.home, BookingState::NoAnswer, at(-101)).await;
    world.booked(&world.home, BookingState::Queued { due_at: NOW }, at(-10)).await;
    let all = found(&world, OrganisationPage { most: 9, ..OrganisationPage::default() }).await;
    assert_eq!((slugs(&all), &all.next), (vec!["three", "two", "one", "home"], &None));
    let home = &all.rows[3];
    assert_eq!((&home.id, home.members, home.bookings, home.waiting), (&asa.org, 1, 2, 1));
    assert_eq!((home.calls, home.suspended_at), (0, None));
    let first = found(&world, OrganisationPage { most: 1, ..OrganisationPage::default() }).await;
    assert_eq!(slugs(&first), ["three"]);
    let rest = OrganisationPage { most: 9, after: first.next.clone(), question: None };
    assert_eq!(slugs(&found(&world, rest).await), ["two", "one", "home"]);
    let named = OrganisationPage { question: Some("midnight"), most: 2, after: None };
    let named = found(&world, named).await;
    assert_eq!((slugs(&named), named.next.is_some()), (vec!["three", "two"], true));
    let by_slug = OrganisationPage { question: Some("hre"), most: 2, after: None };
    assert_eq!(slugs(&found(&world, by_slug).await), ["three"]);
    let by_id = OrganisationPage { question: Some(asa.org.as_str()), most: 2, after: None };
    assert_eq!(slugs(&found(&world, by_id).await), ["home"]);
    let one = world.read(async |tx| tx.listed_organisation(&asa.org, at(-100)).await.unwrap()).await;
    assert_eq!(one.as_ref(), Some(home));
    let none = world.id(OrgId::new);
    assert!(world.read(async |tx| tx.listed_organisation(&none, NOW).await.unwrap()).await.is_none());
}

#[tokio::test]
async fn a_suspension_is_kept_with_its_reason_and_nothing_of_it_is_due() {
    let world = World::new().await;
    world.booked(&world.home, BookingState::Queued { due_at: NOW }, NOW).await;
    let due = async || world.read(async |tx| tx.orgs_with_due_bookings(at(1)).await.unwrap()).await.len();
    assert_eq!(due().await, 1);
    world.home.write(async |tx| tx.set_suspension(Some(at(5)), "Unpaid").await.unwrap()).await;
    let home = world.home.read(async |tx| tx.organisation().await.unwrap()).await;
    assert_eq!((home.suspended_at, home.suspended_because.as_str(), due().await), (Some(at(5)), "Unpaid", 0));
    let figures = world.read(async |tx| tx.installation_figures(NOW).await.unwrap()).await;
    assert_eq!((figures.organisations, figures.suspended, figures.waiting), (1, 1, 1));
    world.home.write(async |tx| tx.set_suspension(None, "").await.unwrap()).await;
    let home = world.home.read(async |tx| tx.organisation().await.unwrap()).await;
    assert_eq!((home.suspended_at, home.suspended_because.as_str(), due().await), (None, "", 1));
}

#[tokio::test]
async fn those_who_look_after_the_installation_are_listed_and_counted() {
    let world = World::new().await;
    let (bo, _) = (somebody(&world, "bo@example.com").await, somebody(&world, "cy@example.com").await);
    let asa = somebody(&world, "asa@example.com").await;
    world
        .write(async |tx| {
            tx.set_platform_admin(&bo.id, true).await.unwrap();
            tx.set_platform_admin(&asa.id, true).await.unwrap();
        })
        .await;
    let all = world.read(async |tx| tx.administrators().await.unwrap()).await;
    let all: Vec<_> = all.iter().map(|user| user.email.as_str()).collect();
    assert_eq!(all, ["asa@example.com", "bo@example.com"]);
    let figures = world.read(async |tx| tx.installation_figures(at(1)).await.unwrap()).await;
    assert_eq!((figures.people, figures.administrators, figures.recent), (3, 2, 0));
    assert_eq!((figures.calls, figures.live_calls), (0, 0));
}
