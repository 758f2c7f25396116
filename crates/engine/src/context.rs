//! What every use case has at hand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ringwright_domain::ids::{JobId, NodeId, OrgId};
use ringwright_domain::{Chance, Clock, Instant};
use ringwright_store::{NewJob, OrgStore, Store};
use ringwright_vendors::outgoing::Courier;

use crate::auth::SigningKeys;
use crate::desk::Desk;
use crate::jobs::Work;
use crate::outgoing::Posting;
use crate::recording::Folder;
use crate::traces::Traces;
use crate::{Error, Result};

/// What an [`Engine`] is made of.
pub struct EngineParts {
    /// The database.
    pub store: Store,
    /// The vendors.
    pub desk: Arc<dyn Desk>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub chance: Arc<dyn Chance>,
    /// Posts outgoing webhooks.
    pub courier: Arc<dyn Courier>,
    /// Where this installation is reached from outside, without a slash at the end.
    pub public_url: String,
    /// Where the recordings of calls are.
    pub recordings: Folder,
    /// Where the timing traces of calls are.
    pub traces: Traces,
}

/// The engine; cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    parts: EngineParts,
    node: NodeId,
    link_keys: Mutex<HashMap<OrgId, [u8; 32]>>,
    posting: Posting,
    keys: SigningKeys,
}

impl Engine {
    /// An engine of these parts, with a node id of its own.
    pub fn new(parts: EngineParts) -> Self {
        let node = NodeId::new(parts.clock.now(), &*parts.chance);
        Self {
            inner: Arc::new(Inner {
                parts,
                node,
                link_keys: Mutex::default(),
                posting: Posting::default(),
                keys: SigningKeys::default(),
            }),
        }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// The database, opened for one organisation.
    pub fn org(&self, org: &OrgId) -> OrgStore {
        self.inner.parts.store.org(org)
    }

    /// The vendors.
    pub fn desk(&self) -> &dyn Desk {
        &*self.inner.parts.desk
    }

    /// Whoever posts outgoing webhooks.
    pub fn courier(&self) -> &dyn Courier {
        &*self.inner.parts.courier
    }

    /// Where the recordings of calls are.
    pub fn recordings(&self) -> &Folder {
        &self.inner.parts.recordings
    }

    /// Where the timing traces of calls are.
    pub fn traces(&self) -> &Traces {
        &self.inner.parts.traces
    }

    /// Which endpoints messages are being posted to.
    pub(crate) fn posting(&self) -> &Posting {
        &self.inner.posting
    }

    /// The keys that sign sessions.
    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.inner.keys
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        self.inner.parts.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.parts.clock
    }

    /// Chance.
    pub fn chance(&self) -> &dyn Chance {
        &*self.inner.parts.chance
    }

    /// This process among those that share the database.
    pub fn node(&self) -> &NodeId {
        &self.inner.node
    }

    /// An address of this installation as seen from outside; `path` begins with a slash.
    pub fn public_url(&self, path: &str) -> String {
        format!("{}{path}", self.inner.parts.public_url)
    }

    /// A job for an organisation, due at `run_at`.
    pub(crate) fn job(&self, org: &OrgId, work: &Work, run_at: Instant) -> NewJob {
        NewJob {
            id: JobId::new(self.now(), self.chance()),
            org: Some(org.clone()),
            kind: work.kind(),
            dedupe_key: work.dedupe_key(),
            payload: work.payload(),
            priority: work.priority(),
            run_at,
            claimed_by: None,
        }
    }

    /// The key that signs the links of an organisation's bookings.
    pub(crate) async fn link_key(&self, org: &OrgId) -> Result<[u8; 32]> {
        if let Some(key) = self.link_keys().get(org) {
            return Ok(*key);
        }
        let mut tx = self.org(org).read().await?;
        let hex = tx.secret(self.desk().vault(), crate::setup::LINK_KEY).await?;
        let key = hex
            .and_then(|hex| crate::booking::token::decode_key(&hex))
            .ok_or_else(|| Error::Broken(format!("organisation {org} has no key for its links")))?;
        self.link_keys().insert(org.clone(), key);
        Ok(key)
    }

    fn link_keys(&self) -> std::sync::MutexGuard<'_, HashMap<OrgId, [u8; 32]>> {
        self.inner.link_keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
