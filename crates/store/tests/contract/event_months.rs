//! Months of the event log: made ahead, filled from what lay about, archived and removed.
//!
//! On SQLite there is one table, and the same promises hold.

use futures::future::join_all;
use ringwright_domain::booking::BookingState;
use ringwright_domain::ids::BookingId;
use ringwright_domain::{Instant, Month};
use ringwright_store::testing::empty_database;
use ringwright_store::{ArchivedEvent, EventPlace, NewEvent, Removed, Store, StoreError};
use serde_json::json;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

use crate::world::{Tenant, World, queued};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

async fn emit(tenant: &Tenant, when: &str, booking: Option<&BookingId>) {
    let mut tx = tenant.org.begin().await.unwrap();
    tx.emit(NewEvent { kind: "tick", booking: booking.cloned(), call: None, data: json!({ "when": when }) });
    tx.commit(at(when)).await.unwrap();
}

async fn numbers(tenant: &Tenant) -> Vec<i64> {
    let events = tenant.read(async |tx| tx.events_after(0, 1_000).await.unwrap()).await;
    events.iter().map(|event| event.seq).collect()
}

/// Months, and how many events each has; on PostgreSQL those without events are left out.
async fn months(world: &World) -> Vec<(String, i64, bool)> {
    let months = world.db.event_months().await.unwrap();
    let own = |place| matches!(place, EventPlace::Table | EventPlace::Partition);
    let told = months.iter().filter(|month| month.rows > 0);
    told.map(|month| (month.month.to_string(), month.rows, own(month.place))).collect()
}

async fn read_out(world: &World, of: &str) -> Vec<ArchivedEvent> {
    let mut events = Vec::new();
    let count = world
        .db
        .each_event_of::<StoreError>(month(of), |event| {
            events.push(event.clone());
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(count, events.len() as u64);
    events
}

/// The steps that both databases share, as a version before the months had them.
static BEFORE: Migrator = sqlx::migrate!("./migrations");

#[tokio::test]
async fn events_of_the_version_before_are_kept() {
    let place = empty_database().await;
    let organisation = "insert into organisation (id, slug, name, time_zone, default_region, retry_attempts, \
        retry_misfires, retry_pause_ms, event_seq, created_at) \
        values ('org_01arz3ndektsv4rrffq6900000', 's', 'n', 'UTC', 'US', 3, 3, 1000, 2, ";
    let event = "insert into event (org_id, seq, at, kind, data) values ('org_01arz3ndektsv4rrffq6900000', ";
    if let Some(path) = place.url.strip_prefix("sqlite:") {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut old = SqliteConnection::connect_with(&options).await.unwrap();
        BEFORE.run(&mut old).await.unwrap();
        let sql = format!(
            "{organisation} 0); {event} 1, 1790000000000000, 'a', '{{}}'); {event} 2, 1795000000000000, 'b', '{{}}')"
        );
        old.execute(AssertSqlSafe(sql)).await.unwrap();
        old.close().await.unwrap();
    } else {
        let mut old = PgConnection::connect(&place.url).await.unwrap();
        BEFORE.run(&mut old).await.unwrap();
        let sql = format!(
            "{organisation} now()); {event} 1, to_timestamp(1790000000), 'a', '{{}}'); {event} 2, to_timestamp(1795000000), 'b', '{{}}')"
        );
        old.execute(AssertSqlSafe(sql)).await.unwrap();
        old.close().await.unwrap();
    }
    let store = Store::open(&place.url).await.unwrap();
    store.migrate().await.unwrap();
    let org = "org_01arz3ndektsv4rrffq6900000".parse().unwrap();
    for now in [Instant::from_seconds(1_790_000_000), Instant::from_seconds(1_795_000_000)] {
        let events = store.org(&org).read().await.unwrap().events_after(0, 9).await.unwrap();
        let told: Vec<_> =
            events.iter().map(|event| (event.seq, event.kind.as_str(), event.at.seconds())).collect();
        assert_eq!(told, [(1, "a", 1_790_000_000), (2, "b", 1_795_000_000)]);
        store.make_event_months(now).await.unwrap();
    }
    let mut tx = store.org(&org).begin().await.unwrap();
    tx.emit(NewEvent { kind: "new", booking: None, call: None, data: json!({}) });
    tx.commit(Instant::from_seconds(1_795_000_001)).await.unwrap();
    assert_eq!(store.org(&org).read().await.unwrap().events_after(0, 9).await.unwrap().len(), 3);
    store.close().await;
}

#[tokio::test]
async fn events_are_in_their_month_wherever_the_clock_stands() {
    let world = World::new().await;
    for when in ["2026-10-31T23:59:59.999999Z", "2026-11-01T00:00:00Z", "2031-01-01T00:00:00Z"] {
        emit(&world.home, when, None).await;
    }
    let made = world.db.make_event_months(at("2026-11-21T09:00:00Z")).await.unwrap();
    if world.db.is_shared() {
        let made: Vec<_> = made.iter().map(Month::to_string).collect();
        assert_eq!(made, ["2026-10", "2026-11", "2026-12", "2027-01"]);
    }
    emit(&world.home, "2026-11-30T12:00:00Z", None).await;
    emit(&world.home, "1999-01-01T00:00:00Z", None).await;
    let own = !world.db.is_shared();
    let wanted = [
        ("1999-01".to_owned(), 1, own),
        ("2026-10".to_owned(), 1, true),
        ("2026-11".to_owned(), 2, true),
        ("2031-01".to_owned(), 1, own),
    ];
    assert_eq!(months(&world).await, wanted);
    assert_eq!(numbers(&world.home).await, [1, 2, 3, 4, 5]);
    // Every month has its place now; asking again changes nothing.
    let again = world.db.make_event_months(at("2031-01-01T00:00:00Z")).await.unwrap();
    assert_eq!(again.len(), if world.db.is_shared() { 4 } else { 0 });
    assert!(months(&world).await.iter().all(|(_, _, own)| *own));
    assert!(world.db.make_event_months(at("2031-01-31T00:00:00Z")).await.unwrap().is_empty());
    assert_eq!(numbers(&world.home).await, [1, 2, 3, 4, 5]);
}

/// Several nodes make the months while events are written: each month is made once, and no number is lost.
#[tokio::test]
async fn months_are_made_once_beside_writers() {
    let world = World::new().await;
    let now = at("2026-11-21T09:00:00Z");
    for day in 1..9 {
        emit(&world.home, &format!("2026-0{day}-11T00:00:00Z"), None).await;
    }
    let nodes = join_all((0..4).map(|_| async { world.db.make_event_months(now).await }));
    let writers = join_all((0..40).map(|_| emit(&world.home, "2026-11-21T09:00:00Z", None)));
    let (made, _) = futures::join!(nodes, writers);
    let mut made: Vec<Month> = made.into_iter().flat_map(Result::unwrap).collect();
    made.sort_unstable();
    assert_eq!(made.len(), if world.db.is_shared() { 11 } else { 0 });
    made.dedup();
    assert_eq!(made.len(), if world.db.is_shared() { 11 } else { 0 });
    assert_eq!(numbers(&world.home).await, (1..=48).collect::<Vec<_>>());
}

/// Whoever follows the log never misses an event, wherever the clocks of its writers stand.
#[tokio::test]
async fn a_follower_misses_nothing_when_the_clock_jumps() {
    let world = World::new().await;
    let now = at("2026-11-21T09:00:00Z");
    world.db.make_event_months(now).await.unwrap();
    let mut seen = 0;
    for when in
        ["2026-11-21T09:00:00Z", "2030-05-05T00:00:00Z", "2026-11-21T09:00:01Z", "2020-01-01T00:00:00Z"]
    {
        for _ in 0..2 {
            emit(&world.home, when, None).await;
        }
        // Two at once, then nothing new: each is seen once.
        let new = world.home.read(async |tx| tx.events_after(seen, 100).await.unwrap()).await;
        assert_eq!(new.iter().map(|event| event.seq).collect::<Vec<_>>(), [seen + 1, seen + 2], "{when}");
        seen += 2;
        assert!(world.home.read(async |tx| tx.events_after(seen, 100).await.unwrap()).await.is_empty());
    }
    assert_eq!(numbers(&world.home).await, (1..=8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_month_is_read_out_and_removed_and_the_others_stay() {
    let world = World::new().await;
    let other = world.tenant("other").await;
    world.db.make_event_months(at("2026-05-01T00:00:00Z")).await.unwrap();
    for when in
        ["2026-04-30T23:59:59Z", "2026-05-01T00:00:00Z", "2026-05-31T00:00:00Z", "2026-06-01T00:00:00Z"]
    {
        emit(&world.home, when, None).await;
        emit(&other, when, None).await;
    }
    let may = read_out(&world, "2026-05").await;
    let mut wanted: Vec<_> =
        [&world.home, &other].map(|org| [(org.id().to_string(), 2), (org.id().to_string(), 3)]).concat();
    wanted.sort();
    assert_eq!(may.iter().map(|event| (event.org.clone(), event.seq)).collect::<Vec<_>>(), wanted);
    assert_eq!(may[0].data, json!({ "when": "2026-05-01T00:00:00Z" }));

    // One event more than was read out: nothing is removed.
    let differs = world.db.remove_event_month(month("2026-05"), 3, false).await.unwrap();
    assert_eq!(differs, Removed::Differs { rows: 4 });
    assert_eq!(numbers(&world.home).await, [1, 2, 3, 4]);
    assert_eq!(world.db.remove_event_month(month("2026-05"), 4, false).await.unwrap(), Removed::Done);
    assert_eq!(numbers(&world.home).await, [1, 4]);
    assert_eq!(numbers(&other).await, [1, 4]);
    // April has no partition of its own yet on PostgreSQL.
    assert_eq!(world.db.remove_event_month(month("2026-04"), 2, false).await.unwrap(), Removed::Done);
    assert_eq!(numbers(&world.home).await, [4]);
    emit(&world.home, "2026-05-31T00:00:01Z", None).await;
    assert_eq!(numbers(&world.home).await, [4, 5]);
}

/// More events than are deleted at once.
#[tokio::test]
async fn a_long_month_is_removed_whole() {
    let world = World::new().await;
    let mut tx = world.home.org.begin().await.unwrap();
    for _ in 0..2_500 {
        tx.emit(NewEvent { kind: "tick", booking: None, call: None, data: json!({}) });
    }
    tx.commit(at("2026-05-01T00:00:00Z")).await.unwrap();
    emit(&world.home, "2026-06-01T00:00:00Z", None).await;
    assert_eq!(world.db.remove_event_month(month("2026-05"), 2_500, false).await.unwrap(), Removed::Done);
    assert_eq!(numbers(&world.home).await, [2_501]);
}

#[tokio::test]
async fn a_month_that_is_kept_lies_beside_the_log() {
    let world = World::new().await;
    if !world.db.is_shared() {
        // There is one table: what is removed is gone, and whoever wants to keep it removes nothing.
        emit(&world.home, "2026-05-01T00:00:00Z", None).await;
        assert_eq!(world.db.remove_event_month(month("2026-05"), 1, true).await.unwrap(), Removed::Done);
        assert!(months(&world).await.is_empty());
        return;
    }
    emit(&world.home, "2026-05-01T00:00:00Z", None).await;
    assert_eq!(world.db.remove_event_month(month("2026-05"), 1, true).await.unwrap(), Removed::Done);
    assert!(numbers(&world.home).await.is_empty());
    let told = world.db.event_months().await.unwrap();
    assert_eq!((told[0].place, told[0].rows), (EventPlace::Detached, 1));
    emit(&world.home, "2026-05-01T00:00:00Z", None).await;
    assert_eq!(world.db.remove_event_month(month("2026-05"), 1, true).await.unwrap(), Removed::InTheWay);
    assert_eq!(numbers(&world.home).await, [2]);
}

#[tokio::test]
async fn bookings_that_are_not_finished_are_counted_by_month() {
    let world = World::new().await;
    let may = at("2026-05-10T00:00:00Z");
    let waiting = world.booked(&world.home, queued(may), may).await;
    let mut done = world.booked(&world.home, queued(may), may).await;
    emit(&world.home, "2026-05-10T00:00:00Z", Some(&waiting.id)).await;
    emit(&world.home, "2026-05-11T00:00:00Z", Some(&waiting.id)).await;
    emit(&world.home, "2026-05-10T00:00:00Z", Some(&done.id)).await;
    assert_eq!(world.db.unfinished_in(month("2026-05")).await.unwrap(), 2);
    assert_eq!(world.db.unfinished_in(month("2026-06")).await.unwrap(), 0);
    done.state = BookingState::NoAnswer;
    world.home.write(async |tx| tx.update_booking(&done).await.unwrap()).await;
    assert_eq!(world.db.unfinished_in(month("2026-05")).await.unwrap(), 1);
}
