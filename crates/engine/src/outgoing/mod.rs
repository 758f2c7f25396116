//! Outgoing webhooks: an organisation's programs hear of its events.
//!
//! Whoever writes an event wakes the pump in the same transaction. The pump makes a message for each
//! endpoint that wants to hear of it, and each message is posted until the receiver takes it.

mod deliver;
mod endpoint;
mod pump;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use endpoint::{EndpointRequest, MadeEndpoint};
use ringwright_domain::ids::EndpointId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Messages that are posted to one endpoint at once, at most: one that hangs must not keep the others
/// waiting.
const AT_ONCE: usize = 4;

/// Which endpoints messages are being posted to, by this process.
#[derive(Default)]
pub(crate) struct Posting(Mutex<HashMap<EndpointId, Arc<Semaphore>>>);

impl Posting {
    /// A place among those who post to `endpoint`; `None` when there is none.
    fn take(&self, endpoint: &EndpointId) -> Option<OwnedSemaphorePermit> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Endpoints to which nothing is being posted are forgotten.
        all.retain(|_, places| places.available_permits() < AT_ONCE);
        let places = all.entry(endpoint.clone()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Arc::clone(places).try_acquire_owned().ok()
    }
}

/// The names in the vault of the secrets that sign the messages of an endpoint.
pub(crate) mod secrets {
    use ringwright_domain::ids::EndpointId;

    /// The one in use.
    pub fn current(endpoint: &EndpointId) -> String {
        format!("{endpoint}/secret")
    }

    /// The one before, while both sign.
    pub fn before(endpoint: &EndpointId) -> String {
        format!("{endpoint}/secret-before")
    }
}
