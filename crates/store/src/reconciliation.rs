//! What came of comparing a day's payments with the vendor's books.

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, ReconciliationId};
use ringwright_domain::payment::Difference;
use sqlx::types::Json;

use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};
use crate::{Result, StoreError};

/// What came of comparing the payments of an account and a day with the vendor's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// Its id.
    pub id: ReconciliationId,
    /// The account.
    pub account: AccountId,
    /// The day in UTC, `YYYY-MM-DD`.
    pub day: String,
    /// How many charges were compared.
    pub compared: u32,
    /// In what they differed.
    pub differences: Vec<Difference>,
    /// When they were compared.
    pub checked_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    day: String,
    compared: i64,
    differences: Json<Vec<Difference>>,
    checked_at: Stamp,
}

impl TryFrom<Row> for Reconciliation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id.parse()?,
            account: row.account_id.parse()?,
            day: row.day,
            compared: u32::try_from(row.compared).unwrap_or(u32::MAX),
            differences: row.differences.0,
            checked_at: row.checked_at.0,
        })
    }
}

impl OrgTx {
    /// Keeps what came of a comparison, in the place of an earlier one of the same account and day, whose
    /// id it keeps.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_reconciliation(&mut self, found: &Reconciliation) -> Result<()> {
        exec!(
            self.tx,
            "insert into reconciliation (id, org_id, account_id, day, compared, differences, checked_at) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (account_id, day) do update set \
             compared = excluded.compared, differences = excluded.differences, \
             checked_at = excluded.checked_at where reconciliation.org_id = excluded.org_id",
            found.id.as_str(),
            self.org.as_str(),
            found.account.as_str(),
            &found.day,
            i64::from(found.compared),
            Json(&found.differences),
            Stamp(found.checked_at),
        );
        Ok(())
    }

    /// What came of comparing a day of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciliation(&mut self, account: &AccountId, day: &str) -> Result<Option<Reconciliation>> {
        let row = one!(
            self.tx,
            Row,
            "select id, account_id, day, compared, differences, checked_at from reconciliation \
             where account_id = $1 and day = $2 and org_id = $3",
            account.as_str(),
            day,
            self.org.as_str()
        );
        row.map(TryInto::try_into).transpose()
    }

    /// The comparisons, newest first; at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reconciliations(&mut self, most: i64) -> Result<Vec<Reconciliation>> {
        let rows = all!(
            self.tx,
            Row,
            "select id, account_id, day, compared, differences, checked_at from reconciliation \
             where org_id = $1 order by checked_at desc, id desc limit $2",
            self.org.as_str(),
            most
        );
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
