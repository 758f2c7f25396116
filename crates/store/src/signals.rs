//! Wake-ups within the process and between nodes. They are hints: whoever misses one finds the work
//! by its due time a little later.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ringwright_domain::Instant;
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
    /// When the newest event known here happened, in microseconds; see `event.rs`.
    newest_event: AtomicI64,
}

impl Default for Signals {
    fn default() -> Self {
        let (events, _) = broadcast::channel(1_024);
        let dispatch = std::sync::atomic::AtomicBool::new(true);
        let (work, remote, newest_event) = (Notify::new(), Notify::new(), AtomicI64::new(i64::MIN));
        Self { shared: Arc::new(Shared { work, remote, dispatch, events, newest_event }) }
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

    /// Notes when the newest event happened. A hint, as all of this.
    pub(crate) fn note_event(&self, at: Instant) {
        self.shared.newest_event.store(at.micros(), Ordering::Relaxed);
    }

    /// When the newest event known here happened, if one is known.
    pub(crate) fn newest_event(&self) -> Option<Instant> {
        let micros = self.shared.newest_event.load(Ordering::Relaxed);
        (micros > i64::MIN).then(|| Instant::from_micros(micros))
    }

    /// New events: of this organisation, or of any when `None`.
    pub fn events(&self) -> broadcast::Receiver<Option<OrgId>> {
        self.shared.events.subscribe()
    }
}
