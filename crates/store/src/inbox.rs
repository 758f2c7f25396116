//! The inbox of webhooks: verified, written once under their dedupe key, then worked on as jobs.

use std::collections::HashSet;

use ringwright_domain::Instant;
use ringwright_domain::ids::{AccountId, InboxId, JobId, NodeId, OrgId};
use serde::Serialize;
use sqlx::types::Json;

use crate::stamp::Stamp;
use crate::tx::{Tx, all, exec, one};
use crate::{Result, Store};

/// A webhook that came in and was found genuine.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Its id here.
    pub id: InboxId,
    /// The id of the job that works on it.
    pub job: JobId,
    /// Whose account it is for.
    pub org: OrgId,
    /// The account.
    pub account: AccountId,
    /// The vendor.
    pub vendor: String,
    /// What makes it the same as another delivery of it.
    pub dedupe_key: String,
    /// The raw body.
    pub body: String,
    /// Whether it says nothing that we act on; its job says so too.
    pub silent: bool,
    /// When it came.
    pub received_at: Instant,
}

/// A webhook as it is kept.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Whose account it is for.
    pub org: OrgId,
    /// The account.
    pub account: AccountId,
    /// The vendor.
    pub vendor: String,
    /// The raw body.
    pub body: String,
    /// When it came.
    pub received_at: Instant,
}

// One statement for any number of rows, on either database: the rows travel as one JSON text.
const INSERT_SQLITE: &str = "insert into inbox (id, org_id, account_id, vendor, dedupe_key, body, received_at) \
    select value ->> 'id', value ->> 'org', value ->> 'account', value ->> 'vendor', value ->> 'key', \
    value ->> 'body', value ->> 'micros' from json_each($1) where true \
    on conflict (account_id, dedupe_key) do nothing returning id";
const INSERT_PG: &str = "insert into inbox (id, org_id, account_id, vendor, dedupe_key, body, received_at) \
    select r.id, r.org, r.account, r.vendor, r.key, r.body, \
    timestamptz 'epoch' + r.micros * interval '1 microsecond' \
    from jsonb_to_recordset($1) as r (id text, org text, account text, vendor text, key text, body text, \
    micros bigint) on conflict (account_id, dedupe_key) do nothing returning id";
const JOBS_SQLITE: &str = "insert into job (id, org_id, kind, payload, priority, run_at, tries, locked_by, \
    locked_until, created_at) select value ->> 'job', value ->> 'org', 'webhook.process', \
    json_object('webhook', value ->> 'id', 'silent', json(value -> 'silent')), 10, value ->> 'micros', \
    case when $2 is null then 0 else 1 end, $2, $3, value ->> 'micros' \
    from json_each($1)";
const JOBS_PG: &str = "insert into job (id, org_id, kind, payload, priority, run_at, tries, locked_by, \
    locked_until, created_at) select r.job, r.org, 'webhook.process', \
    jsonb_build_object('webhook', r.id, 'silent', r.silent), 10, timestamptz 'epoch' + r.micros * interval '1 microsecond', \
    case when $2::text is null then 0 else 1 end, $2, $3, \
    timestamptz 'epoch' + r.micros * interval '1 microsecond' \
    from jsonb_to_recordset($1) as r (id text, job text, org text, silent boolean, \
    micros bigint)";

/// A webhook on its way into the statement.
#[derive(Serialize)]
struct Arriving<'a> {
    id: &'a str,
    org: &'a str,
    account: &'a str,
    vendor: &'a str,
    key: &'a str,
    body: &'a str,
    micros: i64,
}

impl<'a> Arriving<'a> {
    fn of(webhook: &'a NewWebhook) -> Self {
        Self {
            id: webhook.id.as_str(),
            org: webhook.org.as_str(),
            account: webhook.account.as_str(),
            vendor: &webhook.vendor,
            key: &webhook.dedupe_key,
            body: &webhook.body,
            micros: webhook.received_at.micros(),
        }
    }
}

/// The job of a webhook on its way into the statement.
#[derive(Serialize)]
struct Waiting<'a> {
    id: &'a str,
    job: &'a str,
    org: &'a str,
    silent: bool,
    micros: i64,
}

impl<'a> Waiting<'a> {
    fn of(webhook: &'a NewWebhook) -> Self {
        Self {
            id: webhook.id.as_str(),
            job: webhook.job.as_str(),
            org: webhook.org.as_str(),
            silent: webhook.silent,
            micros: webhook.received_at.micros(),
        }
    }
}

impl Store {
    /// Keeps webhooks and the jobs that work on them, in one transaction. A webhook whose dedupe key is
    /// known already is dropped. With `claimed_by` the jobs are born claimed by that node until then.
    ///
    /// # Errors
    /// When the database fails; then none was kept.
    pub async fn receive(
        &self,
        webhooks: &[NewWebhook],
        claimed_by: Option<(&NodeId, Instant)>,
    ) -> Result<HashSet<String>> {
        let rows: Vec<Arriving<'_>> = webhooks.iter().map(Arriving::of).collect();
        let mut tx = self.begin_urgent().await?;
        let (insert, jobs) = (tx.pick(INSERT_SQLITE, INSERT_PG), tx.pick(JOBS_SQLITE, JOBS_PG));
        let new = all!(tx, (String,), insert, Json(&rows));
        let new: HashSet<String> = new.into_iter().map(|(id,)| id).collect();
        let arrived = webhooks.iter().filter(|webhook| new.contains(webhook.id.as_str()));
        let work: Vec<Waiting<'_>> = arrived.map(Waiting::of).collect();
        let node = claimed_by.map(|(node, _)| node.as_str());
        let until = claimed_by.map(|(_, until)| Stamp(until));
        exec!(tx, jobs, Json(&work), node, until);
        tx.wakes.jobs |= claimed_by.is_none();
        tx.commit().await?;
        Ok(new)
    }
}

impl Tx {
    /// A webhook that was not worked on yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook(&mut self, id: &InboxId) -> Result<Option<Webhook>> {
        let row = one!(
            self,
            (String, String, String, String, Stamp),
            "select org_id, account_id, vendor, body, received_at from inbox \
             where id = $1 and processed_at is null",
            id.as_str()
        );
        row.map(|(org, account, vendor, body, at)| {
            Ok(Webhook { org: org.parse()?, account: account.parse()?, vendor, body, received_at: at.0 })
        })
        .transpose()
    }

    /// Notes that webhooks were worked on and ends the jobs of this node that did it: many at once, for
    /// those that say nothing to us.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhooks_done(
        &mut self,
        ids: &[InboxId],
        jobs: &[JobId],
        node: &NodeId,
        now: Instant,
        outcome: &str,
    ) -> Result<()> {
        let mark = self.pick(
            "update inbox set processed_at = $1, outcome = $2 where id in (select value from json_each($3))",
            "update inbox set processed_at = $1, outcome = $2 \
             where id = any (array(select jsonb_array_elements_text($3)))",
        );
        exec!(self, mark, Stamp(now), outcome, Json(ids));
        let finish = self.pick(
            "delete from job where locked_by = $1 and id in (select value from json_each($2))",
            "delete from job where locked_by = $1 and id = any (array(select jsonb_array_elements_text($2)))",
        );
        exec!(self, finish, node.as_str(), Json(jobs));
        Ok(())
    }

    /// Notes that a webhook was worked on, and what came of it in a word.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn webhook_done(&mut self, id: &InboxId, now: Instant, outcome: &str) -> Result<()> {
        exec!(
            self,
            "update inbox set processed_at = $1, outcome = $2 where id = $3",
            Stamp(now),
            outcome,
            id.as_str()
        );
        Ok(())
    }

    /// Drops webhooks that were worked on and are older than `before`. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_inbox(&mut self, before: Instant) -> Result<u64> {
        Ok(exec!(
            self,
            "delete from inbox where received_at < $1 and processed_at is not null",
            Stamp(before)
        ))
    }
}
