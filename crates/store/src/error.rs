//! What can go wrong below.

use ringwright_domain::ids::InvalidId;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or is out of reach.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the migrations failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what this program never writes.
    #[error("row {id} of {table} is damaged: {why}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// Its key.
        id: String,
        /// What does not fit.
        why: String,
    },
    /// The vault cannot open or seal a secret.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// The roles behind row-level security cannot be used.
    #[error("{why}{}", told(.sql))]
    RowSecurity {
        /// What is the matter.
        why: String,
        /// What a superuser of the database has to run, if that helps.
        sql: String,
    },
    /// The address of the database is none that is known.
    #[error("`{0}` is no database address; use sqlite:PATH or postgres://user@host/name")]
    Address(String),
}

fn told(sql: &str) -> String {
    if sql.is_empty() { String::new() } else { format!("; let a superuser of the database run: {sql}") }
}

/// What a store operation answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<InvalidId> for StoreError {
    fn from(error: InvalidId) -> Self {
        Self::Damaged { table: "unknown", id: error.prefix.to_owned(), why: error.to_string() }
    }
}

impl StoreError {
    /// Whether trying again in a moment may help (contention or a lost connection).
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Database(
                sqlx::Error::Io(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::Tls(_)
            )
        ) || matches!(self, Self::Database(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("5" | "517" | "40001" | "40P01" | "57P01" | "57P03")))
    }
}

/// A damaged value in a row.
pub(crate) fn damaged(table: &'static str, id: &str, why: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged { table, id: id.to_owned(), why: why.to_string() }
}
