//! Wake-ups within the process and between nodes. They are hints: whoever misses one finds the work
//! by its due time a little later.

use std::sync::Arc;

use ringwright_domain::ids::OrgId;
use tokio::sync::{Notify, broadcast};

use crate::tx::Wakes;

/// Who wants to know that something was committed.
#[derive(Clone)]
pub struct Signals {
    shared: Arc<Shared>,
}

struct Shared {
    work: Notify,
    /// Tells other nodes; see [`crate::relay`].
    pub remote: Notify,
    dispatch: std::sync::atomic::AtomicBool,
    events: broadcast::Sender<Option<OrgId>>,
}

impl Default for Signals {
    fn default() -> Self {
        let (events, _) = broadcast::channel(1_024);
        let dispatch = std::sync::atomic::AtomicBool::new(true);
        Self { shared: Arc::new(Shared { work: Notify::new(), remote: Notify::new(), dispatch, events }) }
    }
}

impl Signals {
    pub(crate) fn fire(&self, wakes: &Wakes) {
        if wakes.dispatch {
            self.shared.dispatch.store(true, std::sync::atomic::Ordering::SeqCst);
        }
        if wakes.jobs || wakes.dispatch {
            self.shared.work.notify_one();
        }
        for org in &wakes.events {
            // Nobody listening is no failure.
            let _ = self.shared.events.send(Some(org.clone()));
        }
        if wakes.jobs || wakes.dispatch || !wakes.events.is_empty() {
            self.shared.remote.notify_one();
        }
    }

    /// Something may have come from another node: look at everything.
    pub(crate) fn fire_all(&self) {
        self.shared.dispatch.store(true, std::sync::atomic::Ordering::SeqCst);
        self.shared.work.notify_one();
        let _ = self.shared.events.send(None);
    }

    pub(crate) async fn remote(&self) {
        self.shared.remote.notified().await;
    }

    /// Waits until there may be work. One waiter at a time.
    pub async fn work(&self) {
        self.shared.work.notified().await;
    }

    /// Whether the queue is to be looked at; asking takes the mark away.
    pub fn take_dispatch(&self) -> bool {
        self.shared.dispatch.swap(false, std::sync::atomic::Ordering::SeqCst)
    }

    /// Marks the queue to be looked at, and wakes the scheduler.
    pub fn wake_dispatch(&self) {
        self.fire(&Wakes { dispatch: true, ..Wakes::default() });
    }

    /// New events: of this organisation, or of any when `None`.
    pub fn events(&self) -> broadcast::Receiver<Option<OrgId>> {
        self.shared.events.subscribe()
    }
}
