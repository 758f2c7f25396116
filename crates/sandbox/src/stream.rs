//! Streams to whoever talks with a vendor, and what goes wrong with them on purpose.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use serde_json::Value;

use crate::faults::Mishap;
use crate::world::{Vendor, World, ended};

/// No message to a vendor is larger.
pub const LARGEST_MESSAGE: usize = 1024 * 1024;
/// What a vendor sends that has lost its mind. It is not JSON and no sound either.
pub const GARBAGE: &str = "{\"type\": \u{fffd}garbage";

/// The stream is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over;

/// What comes from the other side.
#[derive(Debug)]
pub enum Incoming {
    /// Text.
    Text(Utf8Bytes),
    /// Bytes.
    Binary(Bytes),
}

/// The vendor's end of a WebSocket.
pub struct Stream {
    socket: WebSocket,
    world: Arc<World>,
    vendor: Vendor,
    stalled: bool,
}

impl Stream {
    /// A stream that was just accepted.
    pub const fn new(world: Arc<World>, vendor: Vendor, socket: WebSocket) -> Self {
        Self { socket, world, vendor, stalled: false }
    }

    /// What comes next. Safe to drop and to ask again.
    pub async fn next(&mut self) -> Result<Incoming, Over> {
        loop {
            let message = tokio::select! {
                () = ended(self.world.stopped.clone()) => return Err(Over),
                message = self.socket.recv() => message,
            };
            match message {
                Some(Ok(Message::Text(text))) => return Ok(Incoming::Text(text)),
                Some(Ok(Message::Binary(bytes))) => return Ok(Incoming::Binary(bytes)),
                // The library answers pings.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Over),
            }
        }
    }

    /// Sends JSON, unless something goes wrong on purpose.
    pub async fn say(&mut self, message: &Value) -> Result<(), Over> {
        self.send(Message::text(message.to_string())).await
    }

    /// Sends bytes, unless something goes wrong on purpose.
    pub async fn sound(&mut self, bytes: Bytes) -> Result<(), Over> {
        self.send(Message::Binary(bytes)).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Over> {
        if self.stalled {
            return Ok(());
        }
        match self.world.mishap(self.vendor) {
            None => self.socket.send(message).await.map_err(|_| Over),
            Some(Mishap::Garbage) => self.socket.send(Message::text(GARBAGE)).await.map_err(|_| Over),
            Some(Mishap::Disconnect) => Err(Over),
            Some(Mishap::Stall) => {
                self.stalled = true;
                Ok(())
            }
        }
    }

    /// Closes with a code and a reason.
    pub async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code, reason: reason.into() };
        // Whoever is gone already needs no good-bye.
        let _ = self.socket.send(Message::Close(Some(frame))).await;
    }
}
