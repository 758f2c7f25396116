//! News for whoever watches: the control page, and tests that would otherwise have to wait blindly.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, StreamExt, future};
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use crate::world::{World, ended};

/// How much news a slow watcher may be behind before it has to reload.
const BACKLOG: usize = 1_024;

/// Everybody who watches.
pub struct Feed(broadcast::Sender<(&'static str, Arc<str>)>);

impl Default for Feed {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Feed {
    /// Tells everybody; `news` is only made when there is somebody.
    pub fn tell(&self, kind: &'static str, news: impl FnOnce() -> Value) {
        if self.0.receiver_count() > 0 {
            // Fails only when the last watcher has just gone.
            let _ = self.0.send((kind, news().to_string().into()));
        }
    }
}

/// The stream of server-sent events of one watcher.
pub fn stream(world: &Arc<World>) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let news = BroadcastStream::new(world.feed.0.subscribe()).map(|item| match item {
        Ok((kind, text)) => Event::default().event(kind).data(text),
        Err(BroadcastStreamRecvError::Lagged(missed)) => {
            Event::default().event("resync").data(format!("{{\"missed\":{missed}}}"))
        }
    });
    // The first event tells a watcher that nothing is missed from here on.
    let hello = futures::stream::once(future::ready(Event::default().event("hello").data("{}")));
    let events = hello.chain(news).map(Ok).take_until(Box::pin(ended(world.stopped.clone())));
    Sse::new(events).keep_alive(KeepAlive::default())
}
