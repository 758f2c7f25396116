//! The webhooks of an organisation, as an operator looks at them.

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, InboxId};

use crate::stamp::Stamp;
use crate::tx::{OrgTx, all, exec, one};
use crate::{Result, StoreError};

/// The longest body that is read for a list, in bytes.
const LISTED_MOST: i64 = 1_048_576;
/// Rows that are held against the conditions for one page.
const WINDOW: i64 = 1_000;

/// A webhook with all that is known of it.
#[derive(Clone)]
pub struct WebhookView {
    /// Its id.
    pub id: InboxId,
    /// The account that it is for.
    pub account: AccountId,
    /// The vendor.
    pub vendor: String,
    /// When it came.
    pub received_at: Instant,
    /// When it was worked on.
    pub processed_at: Option<Instant>,
    /// What came of it.
    pub outcome: Option<String>,
    /// How long the body is.
    pub bytes: i64,
    /// The body; empty in a list when it is very long.
    pub body: String,
}

/// Bodies hold personal data.
impl std::fmt::Debug for WebhookView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookView")
            .field("id", &self.id)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// Which webhooks to list, and from where on; newest first.
#[derive(Debug, Clone, Default)]
pub struct WebhookPage<'a> {
    /// Only of this vendor.
    pub vendor: Option<&'a str>,
    /// Only those of which this came; `waiting` for those that nobody worked on yet.
    pub outcome: Option<&'a str>,
    /// Behind this one (keyset: when it came, and its id).
    pub after: Option<(Instant, InboxId)>,
    /// At most so many.
    pub most: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: String,
    vendor: String,
    received_at: Stamp,
    processed_at: Option<Stamp>,
    outcome: Option<String>,
    bytes: i64,
    body: String,
}

impl TryFrom<Row> for WebhookView {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id.parse()?,
            account: row.account_id.parse()?,
            vendor: row.vendor,
            received_at: row.received_at.0,
            processed_at: row.processed_at.map(|at| at.0),
            outcome: row.outcome,
            bytes: row.bytes,
            body: row.body,
        })
    }
}

/// Only the rows of a window are held against the conditions. `octet_length` is known to SQLite since 3.43.
const LIST: &str = "select i.id, i.account_id, i.vendor, i.received_at, i.processed_at, i.outcome, \
    cast(octet_length(i.body) as bigint) as bytes, \
    case when octet_length(i.body) <= $7 then i.body else '' end as body \
    from (select id, vendor, outcome, received_at from inbox where org_id = $1 and (received_at, id) < ($2, $3) \
    order by received_at desc, id desc limit $8) as few join inbox i on i.id = few.id \
    where (cast($4 as text) is null or few.vendor = $4) \
    and (cast($5 as text) is null or coalesce(few.outcome, 'waiting') = $5) \
    order by few.received_at desc, few.id desc limit $6";

impl OrgTx {
    /// A page of webhooks, newest first, and where to go on; none when there is no more. There may be more
    /// although the page is not full: how far is looked for one page is bounded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks(
        &mut self,
        page: &WebhookPage<'_>,
    ) -> Result<(Vec<WebhookView>, Option<(Instant, InboxId)>)> {
        let (at, id) = crate::keyset::bound(page.after.as_ref().map(|(at, id)| (*at, id.as_str())));
        let rows = all!(
            self.tx,
            Row,
            LIST,
            self.org.as_str(),
            at,
            id,
            page.vendor,
            page.outcome,
            page.most,
            LISTED_MOST,
            WINDOW
        );
        let rows: Vec<WebhookView> = rows.into_iter().map(WebhookView::try_from).collect::<Result<_>>()?;
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) >= page.most {
            let last = rows.last().map(|row| (row.received_at, row.id.clone()));
            return Ok((rows, last));
        }
        let behind = one!(
            self.tx,
            (Stamp, String),
            "select received_at, id from inbox where org_id = $1 and (received_at, id) < ($2, $3) \
             order by received_at desc, id desc limit 1 offset $4",
            self.org.as_str(),
            at,
            id,
            WINDOW - 1
        );
        let behind = behind.map(|(at, id)| Ok::<_, StoreError>((at.0, id.parse()?))).transpose()?;
        Ok((rows, behind))
    }

    /// A webhook with its whole body.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_view(&mut self, id: &InboxId) -> Result<Option<WebhookView>> {
        let row = one!(
            self.tx,
            Row,
            "select id, account_id, vendor, received_at, processed_at, outcome, \
             cast(octet_length(body) as bigint) as bytes, body from inbox where id = $1 and org_id = $2",
            id.as_str(),
            self.org.as_str()
        );
        row.map(WebhookView::try_from).transpose()
    }

    /// Lets a webhook be worked on once more. Answers whether there is such a one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reopen_webhook(&mut self, id: &InboxId) -> Result<bool> {
        let reopened = exec!(
            self.tx,
            "update inbox set processed_at = null, outcome = null where id = $1 and org_id = $2",
            id.as_str(),
            self.org.as_str()
        );
        Ok(reopened == 1)
    }
}
