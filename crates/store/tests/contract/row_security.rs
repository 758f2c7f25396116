//! Row-level security on PostgreSQL: what a statement finds that forgot whose rows it may see. SQLite has no
//! such thing; there the tests hold what is the case.

use ringwright_store::testing::{DATABASE_VARIABLE, forged, fresh_store};
use ringwright_store::{Store, StoreError};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _};

use crate::world::{NOW, World, organisation, queued};
use ringwright_domain::ids::OrgId;

/// Tables that are no organisation's, and what a transaction of an organisation may do with them.
const OF_NOBODY: &[(&str, &[&str])] = &[
    ("failed_sign_in", &[]),
    ("installation_secret", &[]),
    ("known_device", &[]),
    ("mail", &["insert"]),
    ("mail_token", &[]),
    ("pulse", &["select"]),
    ("recovery_code", &[]),
    ("refresh_token", &[]),
    ("session", &[]),
];

/// Two organisations with a booking each.
async fn neighbours() -> (World, [String; 2]) {
    let world = World::new().await;
    let other = world.tenant("other").await;
    let ours = world.booked(&world.home, queued(NOW), NOW).await;
    let theirs = world.booked(&other, queued(NOW), NOW).await;
    let ids = [ours.id.to_string(), theirs.id.to_string()];
    (world, ids)
}

#[tokio::test]
async fn a_statement_that_forgot_its_organisation_finds_nothing_of_another() {
    let (world, [ours, theirs]) = neighbours().await;
    let mut tx = world.home.org.begin().await.unwrap();
    let all = forged(tx.system(), "select id from booking order by id").await.unwrap();
    let aimed = format!("select name from booking where id = '{theirs}'");
    let aimed = forged(tx.system(), &aimed).await.unwrap();
    let organisations = forged(tx.system(), "select slug from organisation").await.unwrap();
    if world.db.is_shared() {
        assert_eq!((all, aimed.len(), organisations), (vec![ours], 0, vec!["home".to_owned()]));
    } else {
        assert_eq!((all.len(), aimed.len(), organisations.len()), (2, 1, 2));
    }
}

#[tokio::test]
async fn a_statement_that_forgot_its_organisation_changes_nothing_of_another() {
    let (world, [ours, theirs]) = neighbours().await;
    let mut tx = world.home.org.begin().await.unwrap();
    let changed = forged(tx.system(), "update booking set name = 'Eve' returning id").await.unwrap();
    let gone = forged(tx.system(), "delete from customer where false returning id").await.unwrap();
    assert!(gone.is_empty());
    tx.commit(NOW).await.unwrap();
    let names = "select id from booking where name = 'Eve' order by id";
    let named = world.read(async |tx| forged(tx, names).await.unwrap()).await;
    assert_eq!(changed.len(), named.len());
    let expected = if world.db.is_shared() { vec![ours] } else { vec![ours, theirs] };
    assert_eq!(named, expected);
}

/// A row cannot be put among those of another organisation either, nor be given to it.
#[tokio::test]
async fn nothing_is_slipped_to_another_organisation() {
    let (world, [ours, _]) = neighbours().await;
    let other = world.tenant("third").await;
    for sql in [
        format!(
            "insert into trial (org_id, person, taken_at) select '{}', 'email:eve', created_at from booking \
             where id = '{ours}' returning person",
            other.id()
        ),
        format!("update booking set org_id = '{}' where id = '{ours}' returning id", other.id()),
    ] {
        let mut tx = world.home.org.begin().await.unwrap();
        let answer = forged(tx.system(), &sql).await;
        assert_eq!(answer.is_err(), world.db.is_shared(), "{sql}: {answer:?}");
    }
}

/// Every way into a transaction of an organisation is guarded: also the one out of a wider transaction.
#[tokio::test]
async fn every_way_in_is_guarded() {
    let (world, [ours, _]) = neighbours().await;
    let ids = "select id from booking order by id";
    let expected = if world.db.is_shared() { 1 } else { 2 };
    let mut reading = world.home.org.read().await.unwrap();
    assert_eq!(forged(reading.system(), ids).await.unwrap().len(), expected);
    drop(reading);
    let mut wide = world.db.begin().await.unwrap();
    assert_eq!(forged(&mut wide, ids).await.unwrap().len(), 2, "the system sees all");
    let mut narrowed = wide.for_org(world.home.id()).await.unwrap();
    let seen = forged(narrowed.system(), ids).await.unwrap();
    assert!(seen.len() == expected && seen.contains(&ours));
    drop(narrowed);
    // Nothing of it sticks to the connection.
    for _ in 0..30 {
        let seen = world.read(async |tx| forged(tx, ids).await.unwrap()).await;
        assert_eq!(seen.len(), 2);
    }
}

/// A new table without a protection, or one that a tenant may touch and nobody decided so, is found here.
#[tokio::test]
async fn every_table_is_somebodys() {
    let db = fresh_store().await;
    assert_eq!(db.doubts_about_row_security().await.unwrap(), Vec::<String>::new());
    if !db.is_shared() {
        return;
    }
    let mut connection = PgConnection::connect(&db.url).await.unwrap();
    let rows = connection
        .fetch_all(
            "select c.relname::text, c.relrowsecurity, c.relispartition, array(select p::text from \
             unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p \
             where has_table_privilege('ringwright_tenant_' || current_user, c.oid, p)) \
             from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')",
        )
        .await
        .unwrap();
    assert!(rows.len() > 20);
    for row in rows {
        let (name, secured, part): (String, bool, bool) = (row.get(0), row.get(1), row.get(2));
        let rights: Vec<String> = row.get(3);
        let known = OF_NOBODY.iter().find(|(table, _)| *table == name);
        match known {
            Some((_, allowed)) => assert_eq!(rights, *allowed, "{name}"),
            None if part || name == "_sqlx_migrations" => assert!(rights.is_empty(), "{name}: {rights:?}"),
            None => {
                assert!(secured, "{name} has no row-level security, and is not in the list of the others");
                assert_eq!(rights, ["select", "insert", "update", "delete"], "{name}");
            }
        }
    }
}

/// Neither an organisation's transaction nor the system's can change the schema.
#[tokio::test]
async fn only_the_owner_changes_the_schema() {
    let world = World::new().await;
    if !world.db.is_shared() {
        // One user, one file: there is no owner to tell apart.
        assert!(world.db.doubts_about_row_security().await.unwrap().is_empty());
        return;
    }
    for sql in ["alter table booking disable row level security", "drop policy of_tenant on booking"] {
        let mut tx = world.db.begin().await.unwrap();
        assert!(forged(&mut tx, sql).await.is_err(), "{sql}");
        drop(tx);
        let mut tx = world.home.org.begin().await.unwrap();
        assert!(forged(tx.system(), sql).await.is_err(), "{sql}");
    }
}

/// A database of an ordinary user, on the server of the tests.
struct Ordinary {
    server: String,
    user: String,
}

impl Ordinary {
    /// `rights` are what the user may do on the server, in SQL.
    async fn new(server: String, user: &str, rights: &str) -> Self {
        let place = Self { server, user: format!("{user}_{}", std::process::id()) };
        place.run(&format!("create role {} login password 'secret' {rights}", place.user)).await;
        place.run(&format!("create database {0} owner {0} template template0", place.user)).await;
        place
    }

    async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.server).await.unwrap();
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
    }

    async fn open(&self) -> Store {
        let (_, place) = self.server.split_once('@').unwrap();
        let (host, rest) = place.split_once('/').unwrap();
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        Store::open(&format!("postgres://{0}:secret@{host}/{0}?{query}", self.user)).await.unwrap()
    }

    async fn clear_away(self, roles: &str) {
        self.run(&format!("drop database {} with (force)", self.user)).await;
        self.run(&roles.replace("USER", &self.user)).await;
    }
}

const ROLES: &str = "drop role ringwright_tenant_USER; drop role ringwright_system_USER; drop role USER";

/// Two organisations of an installation of an ordinary user; whether the one is hidden from the other.
async fn hides(store: &Store) -> bool {
    let chance = ringwright_domain::chance::SeededChance::new(1);
    let ids = ["one", "two"].map(|slug| (OrgId::new(NOW, &chance), slug));
    let mut tx = store.begin().await.unwrap();
    for (id, slug) in &ids {
        tx.insert_organisation(&organisation(id.clone(), slug), NOW).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.make_event_months(NOW).await.unwrap();
    let mut tx = store.org(&ids[0].0).begin().await.unwrap();
    forged(tx.system(), "select slug from organisation").await.unwrap() == ["one"]
}

#[tokio::test]
async fn an_ordinary_user_that_may_make_roles_needs_nothing() {
    let Ok(server) = std::env::var(DATABASE_VARIABLE) else {
        let db = fresh_store().await;
        assert!(!hides(&db).await, "SQLite has no row-level security");
        return;
    };
    let place = Ordinary::new(server, "making", "createrole").await;
    let store = place.open().await;
    store.migrate().await.unwrap();
    assert!(hides(&store).await);
    assert!(store.doubts_about_row_security().await.unwrap().is_empty());
    store.close().await;
    place.clear_away(ROLES).await;
}

/// Without that right the error says what to run, and then all is well.
#[tokio::test]
async fn an_ordinary_user_is_told_what_is_to_be_run() {
    let Ok(server) = std::env::var(DATABASE_VARIABLE) else {
        fresh_store().await.migrate().await.unwrap();
        return;
    };
    let place = Ordinary::new(server, "plain", "").await;
    let store = place.open().await;
    let refused = store.migrate().await.unwrap_err();
    let StoreError::RowSecurity { sql, .. } = &refused else { panic!("{refused}") };
    assert!(refused.to_string().contains("let a superuser of the database run: create role"), "{refused}");
    assert!(store.begin().await.is_err(), "nothing runs unprotected");
    place.run(sql).await;
    store.migrate().await.unwrap();
    assert!(hides(&store).await);
    assert!(store.doubts_about_row_security().await.unwrap().is_empty());

    // A role that could pass by it is noticed, and nothing starts on it.
    place.run(&format!("alter role ringwright_tenant_{} bypassrls", place.user)).await;
    let doubts = store.doubts_about_row_security().await.unwrap();
    assert!(doubts.len() == 1 && doubts[0].contains("may pass by row-level security"), "{doubts:?}");
    assert!(store.migrate().await.is_err());
    store.close().await;
    place.clear_away(ROLES).await;
}
