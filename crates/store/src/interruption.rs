//! The edges of transactions, where a simulation lets the process stop or somebody else go first.
//! In ordinary operation nobody stands there.

use std::sync::Arc;

use futures::future::BoxFuture;

/// Where in the life of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// About to begin.
    Begin,
    /// About to be committed.
    BeforeCommit,
    /// Committed, but nobody has been told yet.
    AfterCommit,
}

/// Somebody who stands at the edges of transactions.
pub trait Interruption: Send + Sync {
    /// Lets the program go on when the future completes; one that never does is the end of the process.
    fn pass(&self, moment: Moment) -> BoxFuture<'static, ()>;

    /// A transaction was opened.
    fn opened(&self);

    /// A transaction is over, one way or the other.
    fn closed(&self);
}

/// Asks whoever stands there.
pub(crate) async fn interrupt(interruption: Option<&Arc<dyn Interruption>>, moment: Moment) {
    if let Some(interruption) = interruption {
        interruption.pass(moment).await;
    }
}

/// An open transaction in the eyes of whoever stands at its edges.
pub(crate) struct Watch(Arc<dyn Interruption>);

impl Watch {
    pub(crate) fn opened(interruption: Arc<dyn Interruption>) -> Self {
        interruption.opened();
        Self(interruption)
    }

    pub(crate) fn interruption(&self) -> Arc<dyn Interruption> {
        Arc::clone(&self.0)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.closed();
    }
}
