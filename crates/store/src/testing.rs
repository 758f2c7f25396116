//! For tests: a fresh database each, and a look at the statements that pass (feature `testing`).
//!
//! Without more ado the database is a SQLite file in a temporary folder. When the variable
//! `RINGWRIGHT_TEST_DATABASE` holds the `postgres://` address of a server on which databases may be made,
//! it is a new database on that server. Either is gone when its [`TestStore`] is dropped.
//!
//! The migrations run once in a process; what they make is copied for every test. On PostgreSQL the original
//! stays behind: the server is for tests, and thrown away with all that is on it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::tx::{Inner, Tx};
use crate::{Result, Store};

/// Names the PostgreSQL server to test on.
pub const DATABASE_VARIABLE: &str = "RINGWRIGHT_TEST_DATABASE";

/// A store on a database of its own, its schema up to date. Keep it as long as the database is wanted.
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// The address of its database, for [`Store::open`].
    pub url: String,
    /// Dropped last, after the store's connections.
    _home: Home,
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// Where the database lives.
enum Home {
    Folder { _folder: TempDir },
    Server { _database: Database },
}

/// A database on a server, dropped with this value.
struct Database {
    /// The address of the server, with which databases are made and dropped.
    server: String,
    name: String,
}

/// A database of a test's own. Keep it as long as the database is wanted.
pub struct TestDatabase {
    /// The address, for [`Store::open`].
    pub url: String,
    home: Home,
}

/// A store on a new, empty database; see the module.
///
/// # Panics
/// When the database cannot be made.
pub async fn fresh_store() -> TestStore {
    let TestDatabase { url, home } = current_database().await;
    let store = Store::open(&url).await.expect("the test database opens");
    TestStore { store, url, _home: home }
}

/// A new database whose schema is up to date, with nothing in it.
///
/// # Panics
/// When the database cannot be made.
pub async fn current_database() -> TestDatabase {
    static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
    static ORIGINAL: OnceCell<String> = OnceCell::const_new();
    let Ok(server) = std::env::var(DATABASE_VARIABLE) else {
        let file = FILE.get_or_init(migrated_file).await;
        let (path, database) = file_in_new_folder();
        std::fs::write(path, file).expect("the file of a test database can be written");
        return database;
    };
    let original = ORIGINAL.get_or_init(|| migrated_original(&server)).await;
    database_on(server, original).await
}

/// A new database that nothing was done to yet.
///
/// # Panics
/// When the database cannot be made.
pub async fn empty_database() -> TestDatabase {
    match std::env::var(DATABASE_VARIABLE) {
        // Nobody may be connected to `template0`, so that many can copy it at once.
        Ok(server) => database_on(server, "template0").await,
        Err(_) => file_in_new_folder().1,
    }
}

/// Where a SQLite database will be, and its folder.
fn file_in_new_folder() -> (PathBuf, TestDatabase) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("ringwright.db");
    let url = format!("sqlite:{}", path.display());
    (path, TestDatabase { url, home: Home::Folder { _folder: folder } })
}

/// A database on a server, as a copy of another to which nobody is connected.
async fn database_on(server: String, original: &str) -> TestDatabase {
    let database = Database { name: unique_name(), server };
    database.create(original).await.expect("the server makes a database for a test");
    let url = with_database(&database.server, &database.name);
    TestDatabase { url, home: Home::Server { _database: database } }
}

/// A SQLite file with the whole schema.
async fn migrated_file() -> Vec<u8> {
    let (path, database) = file_in_new_folder();
    migrate(&database.url).await;
    std::fs::read(path).expect("the file of a test database can be read")
}

/// The name of a database with the whole schema, to which nobody is connected.
async fn migrated_original(server: &str) -> String {
    let database = Database { name: unique_name(), server: server.to_owned() };
    database.create("template0").await.expect("the server makes a database for a test");
    migrate(&with_database(server, &database.name)).await;
    let name = database.name.clone();
    // It is copied until the process ends.
    std::mem::forget(database);
    name
}

async fn migrate(url: &str) {
    let store = Store::open(url).await.expect("the test database opens");
    store.migrate().await.expect("the migrations run");
    store.close().await;
}

/// A name that no other test takes, of this or another process.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    // The standard library seeds every hasher state differently.
    let chance = RandomState::new().build_hasher().finish();
    format!("ringwright_test_{}_{count}_{chance:016x}", std::process::id())
}

/// The address of the database `name` on the server at `address`.
fn with_database(address: &str, name: &str) -> String {
    let (place, query) = address.split_once('?').map_or((address, None), |(a, b)| (a, Some(b)));
    let start = place.find("://").map_or(0, |at| at + 3);
    let host = place[start..].find('/').map_or(place, |slash| &place[..start + slash]);
    match query {
        Some(query) => format!("{host}/{name}?{query}"),
        None => format!("{host}/{name}"),
    }
}

impl Database {
    async fn create(&self, original: &str) -> sqlx::Result<()> {
        self.run(format!("create database {} template {original}", self.name)).await
    }

    async fn drop_it(&self) -> sqlx::Result<()> {
        self.run(format!("drop database if exists {} with (force)", self.name)).await
    }

    async fn run(&self, sql: String) -> sqlx::Result<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        connection.execute(AssertSqlSafe(sql)).await?;
        connection.close().await
    }
}

impl Drop for Database {
    /// Drops the database from a thread of its own: the test's runtime may be stopping, and cannot wait
    /// here. Whatever fails leaves a stray database on a server for tests, which is no failure of a test.
    fn drop(&mut self) {
        std::thread::scope(|scope| {
            let thread = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(self.drop_it()).map_err(std::io::Error::other)
            });
            let _ = thread.join();
        });
    }
}

tokio::task_local! {
    static SEEN: RefCell<Vec<String>>;
}

/// Runs `work` and gives, with its answer, the text of every statement that it sent through the store, so
/// that a test can ask the database how it would run them.
pub async fn statements_of<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    SEEN.scope(RefCell::default(), async {
        let answer = work.await;
        (answer, SEEN.with(RefCell::take))
    })
    .await
}

/// Notes a statement for [`statements_of`].
pub(crate) fn seen(sql: &str) {
    // Outside of `statements_of` nobody wants to know.
    let _ = SEEN.try_with(|seen| seen.borrow_mut().push(sql.to_owned()));
}

/// Runs a statement of the test's own inside a transaction, as a mistake in the store would, and gives the
/// first column of its rows, which has to be text.
///
/// # Errors
/// When the database refuses it.
pub async fn forged(tx: &mut Tx, sql: &str) -> Result<Vec<String>> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows: Vec<(String,)> = match &mut tx.inner {
        Inner::Sqlite(connection) => sqlx::query_as(sql).fetch_all(&mut **connection).await?,
        Inner::Pg(connection) => sqlx::query_as(sql).fetch_all(&mut **connection).await?,
    };
    Ok(rows.into_iter().map(|(text,)| text).collect())
}

/// How many rows every table of a database has, counted behind the product's back; but for the signs of
/// life, which come by themselves.
///
/// # Panics
/// When the database cannot be read.
pub async fn row_counts(url: &str) -> BTreeMap<String, i64> {
    macro_rules! count_all {
        ($connection:ty, $url:expr, $tables:literal) => {{
            let mut connection = <$connection>::connect($url).await.expect("the database answers");
            let tables: Vec<(String,)> =
                sqlx::query_as($tables).fetch_all(&mut connection).await.expect("its tables");
            let mut counts = BTreeMap::new();
            for (table,) in tables {
                let sql = AssertSqlSafe(format!("select count(*) from \"{table}\""));
                let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&mut connection).await.expect("a count");
                counts.insert(table, count);
            }
            counts
        }};
    }
    match url.strip_prefix("sqlite:") {
        Some(path) => count_all!(
            SqliteConnection,
            &format!("sqlite://{path}"),
            "select name from sqlite_master where type = 'table' and name <> 'pulse'"
        ),
        None => count_all!(
            PgConnection,
            url,
            "select table_name::text from information_schema.tables where table_schema = 'public' \
             and table_name <> 'pulse'"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_of_an_address_is_replaced() {
        for (server, wanted) in [
            ("postgres://u:p@h:5/postgres?sslmode=disable", "postgres://u:p@h:5/x?sslmode=disable"),
            ("postgres://h/postgres", "postgres://h/x"),
            ("postgres://h", "postgres://h/x"),
        ] {
            assert_eq!(with_database(server, "x"), wanted);
        }
    }
}
