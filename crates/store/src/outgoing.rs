//! Outgoing webhooks: endpoints, and the messages that go to them.

use ringwright_domain::Instant;
use ringwright_domain::ids::{DeliveryId, EndpointId, OrgId};
use ringwright_domain::outgoing::{DeliveryState, Kinds};
use sqlx::types::Json;

use crate::error::damaged;
use crate::stamp::Stamp;
use crate::tx::{OrgTx, Tx, all, exec, for_update, one};
use crate::{NewJob, Result, StoreError};

/// After everything that happens (the year 9999).
const NEVER: Instant = Instant::from_seconds(253_402_300_799);

/// Where an organisation wants to hear of its events.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its id.
    pub id: EndpointId,
    /// Where messages are posted.
    pub url: String,
    /// What it is for, in the organisation's words.
    pub description: String,
    /// What it wants to hear.
    pub kinds: Kinds,
    /// Whether messages are sent.
    pub active: bool,
    /// The newest event that was looked at for it.
    pub cursor: i64,
    /// Since when nothing arrived.
    pub failing_since: Option<Instant>,
    /// Why the program switched it off: `gone` or `failing`.
    pub stopped_because: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// Until when the secret before signs as well.
    pub old_secret_until: Option<Instant>,
}

/// A message to an endpoint.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id: the same in every try.
    pub id: DeliveryId,
    /// Where it goes.
    pub endpoint: EndpointId,
    /// The number of the event; none for a test message.
    pub event_seq: Option<i64>,
    /// The kind of the event.
    pub kind: String,
    /// What is posted (JSON).
    pub body: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was sent.
    pub tries: u32,
    /// When it is sent next.
    pub next_at: Option<Instant>,
    /// The status of the newest answer.
    pub last_status: Option<u16>,
    /// Why there was no answer the last time.
    pub last_error: Option<String>,
    /// How long the newest try took, in milliseconds.
    pub last_ms: Option<i64>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last moved.
    pub updated_at: Instant,
}

/// Which messages of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryPage<'a> {
    /// The endpoint.
    pub endpoint: &'a EndpointId,
    /// Only those in this state.
    pub state: Option<DeliveryState>,
    /// Only those older than this one.
    pub after: Option<(Instant, &'a DeliveryId)>,
    /// At most this many.
    pub most: i64,
}

#[derive(sqlx::FromRow)]
struct EndpointRow {
    id: String,
    url: String,
    description: String,
    kinds: Json<Kinds>,
    active: bool,
    cursor_seq: i64,
    failing_since: Option<Stamp>,
    stopped_because: Option<String>,
    created_at: Stamp,
    old_secret_until: Option<Stamp>,
}

impl TryFrom<EndpointRow> for Endpoint {
    type Error = StoreError;

    fn try_from(row: EndpointRow) -> Result<Self> {
        Ok(Self {
            id: row.id.parse()?,
            url: row.url,
            description: row.description,
            kinds: row.kinds.0,
            active: row.active,
            cursor: row.cursor_seq,
            failing_since: row.failing_since.map(|at| at.0),
            stopped_because: row.stopped_because,
            created_at: row.created_at.0,
            old_secret_until: row.old_secret_until.map(|at| at.0),
        })
    }
}

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    id: String,
    endpoint_id: String,
    event_seq: Option<i64>,
    kind: String,
    body: String,
    state: String,
    tries: i64,
    next_at: Option<Stamp>,
    last_status: Option<i64>,
    last_error: Option<String>,
    last_ms: Option<i64>,
    created_at: Stamp,
    updated_at: Stamp,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self> {
        let bad = |e: &dyn std::fmt::Display| damaged("delivery", &row.id, e);
        Ok(Self {
            state: DeliveryState::parse(&row.state).ok_or_else(|| bad(&"its state is not known"))?,
            tries: u32::try_from(row.tries).map_err(|e| bad(&e))?,
            last_status: row.last_status.map(u16::try_from).transpose().map_err(|e| bad(&e))?,
            id: row.id.parse()?,
            endpoint: row.endpoint_id.parse()?,
            event_seq: row.event_seq,
            kind: row.kind,
            body: row.body,
            next_at: row.next_at.map(|at| at.0),
            last_error: row.last_error,
            last_ms: row.last_ms,
            created_at: row.created_at.0,
            updated_at: row.updated_at.0,
        })
    }
}

macro_rules! endpoints {
    ($rest:literal) => {
        concat!(
            "select id, url, description, kinds, active, cursor_seq, failing_since, stopped_because, \
             created_at, old_secret_until from endpoint ",
            $rest
        )
    };
}

macro_rules! deliveries {
    ($rest:literal) => {
        concat!(
            "select id, endpoint_id, event_seq, kind, body, state, tries, next_at, last_status, last_error, \
             last_ms, created_at, updated_at from delivery ",
            $rest
        )
    };
}

impl Tx {
    /// Drops messages that were made before `before` and are no longer waiting. Gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn prune_deliveries(&mut self, before: Instant) -> Result<u64> {
        Ok(exec!(self, "delete from delivery where created_at < $1 and state <> 'waiting'", Stamp(before)))
    }
}

impl OrgTx {
    /// Makes an endpoint. It hears of events from here on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_endpoint(&mut self, endpoint: &Endpoint) -> Result<()> {
        exec!(
            self.tx,
            "insert into endpoint (id, org_id, url, description, kinds, active, cursor_seq, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            endpoint.id.as_str(),
            self.org.as_str(),
            &endpoint.url,
            &endpoint.description,
            Json(&endpoint.kinds),
            endpoint.active,
            endpoint.cursor,
            Stamp(endpoint.created_at),
        );
        self.note_sending().await
    }

    /// Writes what was changed about an endpoint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_endpoint(&mut self, endpoint: &Endpoint) -> Result<()> {
        exec!(
            self.tx,
            "update endpoint set url = $1, description = $2, kinds = $3, active = $4, cursor_seq = $5, \
             failing_since = $6, stopped_because = $7, old_secret_until = $8 where id = $9 and org_id = $10",
            &endpoint.url,
            &endpoint.description,
            Json(&endpoint.kinds),
            endpoint.active,
            endpoint.cursor,
            endpoint.failing_since.map(Stamp),
            endpoint.stopped_because.as_deref(),
            endpoint.old_secret_until.map(Stamp),
            endpoint.id.as_str(),
            self.org.as_str(),
        );
        self.note_sending().await
    }

    /// Drops an endpoint with its messages. Answers whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_endpoint(&mut self, id: &EndpointId) -> Result<bool> {
        let gone = exec!(
            self.tx,
            "delete from endpoint where id = $1 and org_id = $2",
            id.as_str(),
            self.org.as_str()
        );
        self.note_sending().await?;
        Ok(gone == 1)
    }

    /// Moves an endpoint past event `seq`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_endpoint(&mut self, id: &EndpointId, seq: i64) -> Result<()> {
        exec!(
            self.tx,
            "update endpoint set cursor_seq = $1 where id = $2 and org_id = $3 and cursor_seq < $1",
            seq,
            id.as_str(),
            self.org.as_str()
        );
        Ok(())
    }

    /// Notes whether there is anybody to send to; touches the organisation's row only when that changes.
    async fn note_sending(&mut self) -> Result<()> {
        exec!(
            self.tx,
            "update organisation set sends_webhooks = not sends_webhooks where id = $1 and sends_webhooks <> \
             exists (select 1 from endpoint where org_id = $1 and active)",
            self.org.as_str()
        );
        Ok(())
    }

    /// All endpoints, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn endpoints(&mut self) -> Result<Vec<Endpoint>> {
        let rows = all!(
            self.tx,
            EndpointRow,
            endpoints!("where org_id = $1 order by created_at, id"),
            self.org.as_str()
        );
        rows.into_iter().map(Endpoint::try_from).collect()
    }

    /// An endpoint.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn endpoint(&mut self, id: &EndpointId) -> Result<Option<Endpoint>> {
        let row = one!(
            self.tx,
            EndpointRow,
            endpoints!("where id = $1 and org_id = $2"),
            id.as_str(),
            self.org.as_str()
        );
        row.map(Endpoint::try_from).transpose()
    }

    /// An endpoint, locked until the transaction ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn endpoint_for_update(&mut self, id: &EndpointId) -> Result<Option<Endpoint>> {
        let sql = for_update!(
            self.tx,
            "select id, url, description, kinds, active, cursor_seq, failing_since, stopped_because, \
             created_at, old_secret_until from endpoint where id = $1 and org_id = $2"
        );
        let row = one!(self.tx, EndpointRow, sql, id.as_str(), self.org.as_str());
        row.map(Endpoint::try_from).transpose()
    }

    /// Keeps other writers of events of the organisation waiting until the transaction ends, and gives
    /// the number of the newest event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_events(&mut self) -> Result<i64> {
        // Not `for update`, for which every row that names the organisation would have to wait.
        let sql = self.tx.pick(
            "select event_seq from organisation where id = $1",
            "select event_seq from organisation where id = $1 for no key update",
        );
        let row = one!(self.tx, (i64,), sql, self.org.as_str());
        Ok(row.map_or(0, |(seq,)| seq))
    }

    /// Adds a message. Answers whether it was added: not, when the endpoint has one about this event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_delivery(&mut self, delivery: &Delivery) -> Result<bool> {
        let added = exec!(
            self.tx,
            "insert into delivery (id, org_id, endpoint_id, event_seq, kind, body, state, tries, next_at, \
             created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (endpoint_id, event_seq) do nothing",
            delivery.id.as_str(),
            self.org.as_str(),
            delivery.endpoint.as_str(),
            delivery.event_seq,
            &delivery.kind,
            &delivery.body,
            delivery.state.as_str(),
            i64::from(delivery.tries),
            delivery.next_at.map(Stamp),
            Stamp(delivery.created_at),
            Stamp(delivery.updated_at),
        );
        Ok(added == 1)
    }

    /// Writes where a message stands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_delivery(&mut self, delivery: &Delivery) -> Result<()> {
        exec!(
            self.tx,
            "update delivery set state = $1, tries = $2, next_at = $3, last_status = $4, last_error = $5, \
             last_ms = $6, updated_at = $7 where id = $8 and org_id = $9",
            delivery.state.as_str(),
            i64::from(delivery.tries),
            delivery.next_at.map(Stamp),
            delivery.last_status.map(i64::from),
            delivery.last_error.as_deref(),
            delivery.last_ms,
            Stamp(delivery.updated_at),
            delivery.id.as_str(),
            self.org.as_str(),
        );
        Ok(())
    }

    /// A message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delivery(&mut self, id: &DeliveryId) -> Result<Option<Delivery>> {
        let row = one!(
            self.tx,
            DeliveryRow,
            deliveries!("where id = $1 and org_id = $2"),
            id.as_str(),
            self.org.as_str()
        );
        row.map(Delivery::try_from).transpose()
    }

    /// A page of the messages of an endpoint, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deliveries(&mut self, page: &DeliveryPage<'_>) -> Result<Vec<Delivery>> {
        let (at, id) = page.after.map_or((Stamp(NEVER), "~"), |(at, id)| (Stamp(at), id.as_str()));
        let rows = all!(
            self.tx,
            DeliveryRow,
            deliveries!(
                "where endpoint_id = $1 and org_id = $2 and (created_at, id) < ($3, $4) \
                 and ($5 = '' or state = $5) order by created_at desc, id desc limit $6"
            ),
            page.endpoint.as_str(),
            self.org.as_str(),
            at,
            id,
            page.state.map_or("", DeliveryState::as_str),
            page.most
        );
        rows.into_iter().map(Delivery::try_from).collect()
    }
}

/// The kind of job that passes new events on to endpoints.
pub const PUMP: &str = "outgoing.pump";

/// Lets an organisation's new events be passed on, once this is committed. There is one such job for
/// each organisation and its id is made of the organisation's, so that no chance is needed to name it.
pub(crate) async fn wake_pump(tx: &mut Tx, org: &OrgId, now: Instant) -> Result<()> {
    let tail = org.as_str().split_once('_').map_or("", |(_, tail)| tail);
    let job = NewJob {
        id: format!("job_{tail}").parse()?,
        org: Some(org.clone()),
        kind: PUMP,
        dedupe_key: Some(format!("{PUMP}/{org}")),
        payload: serde_json::json!({}),
        priority: 0,
        run_at: now,
        claimed_by: None,
    };
    tx.enqueue(&job, now).await?;
    Ok(())
}
