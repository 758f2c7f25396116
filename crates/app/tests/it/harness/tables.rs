//! How much is stored, counted behind the product's back.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

/// The number of rows of every table.
pub async fn rows(database: &str) -> BTreeMap<String, i64> {
    if let Some(path) = database.strip_prefix("sqlite:") {
        let mut connection = SqliteConnection::connect(&format!("sqlite://{path}")).await.unwrap();
        let tables = "select name from sqlite_master where type = 'table'";
        let tables: Vec<_> = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
        let mut counts = BTreeMap::new();
        for table in tables {
            let table: String = table.get(0);
            let count = sqlx::query(AssertSqlSafe(count(&table))).fetch_one(&mut connection).await.unwrap();
            counts.insert(table, count.get(0));
        }
        counts
    } else {
        let mut connection = PgConnection::connect(database).await.unwrap();
        let tables = "select table_name::text from information_schema.tables where table_schema = 'public'";
        let tables: Vec<_> = sqlx::query(tables).fetch_all(&mut connection).await.unwrap();
        let mut counts = BTreeMap::new();
        for table in tables {
            let table: String = table.get(0);
            let count = sqlx::query(AssertSqlSafe(count(&table))).fetch_one(&mut connection).await.unwrap();
            counts.insert(table, count.get(0));
        }
        counts
    }
}

fn count(table: &str) -> String {
    format!("select count(*) from \"{table}\"")
}
