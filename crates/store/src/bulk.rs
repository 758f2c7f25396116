//! Many rows at once, for measuring: past checks and events, as a restored backup would bring them.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use crate::open::Db;
use crate::tx::Inner;
use crate::{Result, Store};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// An instant, given in microseconds since 1970.
    Instant,
    /// JSON.
    Json,
}

/// A table and the columns that are given.
#[derive(Debug, Clone, Copy)]
pub struct BulkTable {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [(&'static str, ColumnKind)],
}

impl BulkTable {
    fn insert(&self, cell: impl Fn(usize, ColumnKind) -> String, rows: &str) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        let cells: Vec<_> =
            self.columns.iter().enumerate().map(|(index, (_, kind))| cell(index, *kind)).collect();
        format!("insert into {} ({}) select {} from {rows}", self.name, names.join(", "), cells.join(", "))
    }

    fn sqlite(&self) -> String {
        self.insert(|index, _| format!("value ->> '$[{index}]'"), "json_each($1)")
    }

    fn postgres(&self) -> String {
        let cell = |index, kind| match kind {
            ColumnKind::Text => format!("r ->> {index}"),
            ColumnKind::Number => format!("(r ->> {index})::bigint"),
            ColumnKind::Flag => format!("(r ->> {index})::boolean"),
            ColumnKind::Instant => {
                format!("timestamptz 'epoch' + (r ->> {index})::bigint * interval '1 microsecond'")
            }
            ColumnKind::Json => format!("r -> {index}"),
        };
        self.insert(cell, "jsonb_array_elements($1) r")
    }
}

impl Store {
    /// Puts rows into a table: each an array with a value for every column, in one transaction.
    ///
    /// # Errors
    /// When the database fails, or a row breaks its rules.
    pub async fn load(&self, table: BulkTable, rows: Vec<Value>) -> Result<()> {
        let rows = Json(json!(rows));
        let mut tx = self.begin().await?;
        match &mut tx.inner {
            Inner::Sqlite(connection) => {
                sqlx::query(AssertSqlSafe(table.sqlite())).bind(rows).execute(&mut **connection).await?;
            }
            Inner::Pg(connection) => {
                sqlx::query(AssertSqlSafe(table.postgres())).bind(rows).execute(&mut **connection).await?;
            }
        }
        tx.commit().await
    }

    /// Lets the database do now what it would come to do by itself after so many new rows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(&self) -> Result<()> {
        match self.db() {
            Db::Sqlite { write, .. } => {
                sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await?;
            }
            Db::Pg(pool) => {
                sqlx::query("vacuum analyze").execute(pool).await?;
            }
        }
        Ok(())
    }
}
