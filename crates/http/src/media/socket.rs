//! A carrier's WebSocket, written without waiting.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use futures::{Sink, Stream};

/// What is read at once. Small, since a server holds thousands of these.
const READ_BUFFER: usize = 2 * 1_024;
/// Overflow rule: so much waits to be written; then sound is left out, and a command breaks the connection.
const MOST_UNWRITTEN: usize = 256 * 1_024;
/// Messages that cannot be read, after which a socket is given up.
pub(super) const MOST_UNREADABLE: u32 = 50;
/// A carrier's message is never longer.
const LONGEST_MESSAGE: usize = 64 * 1_024;

/// Sets the bounds of a carrier's socket.
pub(super) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(READ_BUFFER)
        .max_write_buffer_size(MOST_UNWRITTEN)
        .max_message_size(LONGEST_MESSAGE)
        .max_frame_size(LONGEST_MESSAGE)
}

/// A carrier's WebSocket.
pub(super) struct CarrierSocket {
    socket: WebSocket,
    unflushed: bool,
    broken: bool,
    unreadable: u32,
}

/// What comes from a carrier.
pub(super) enum Received {
    Text(Utf8Bytes),
    Bytes(Bytes),
    /// The other side has ended the connection in good order.
    Closed,
    /// The connection is gone.
    Lost,
}

impl CarrierSocket {
    pub(super) const fn new(socket: WebSocket) -> Self {
        Self { socket, unflushed: false, broken: false, unreadable: 0 }
    }

    /// A message could not be read. Whether the socket is to be given up for it.
    pub(super) fn count_unreadable(&mut self) -> bool {
        self.unreadable += 1;
        if self.unreadable == MOST_UNREADABLE + 1 {
            tracing::warn!("a media socket sends what cannot be read");
        }
        self.unreadable > MOST_UNREADABLE
    }

    /// Sends sound, or leaves it out when too much waits.
    pub(super) fn send_sound(&mut self, message: Message) {
        self.unflushed |= self.start(message);
    }

    /// Sends a command, which is never left out.
    pub(super) fn send_command(&mut self, message: Message) {
        let started = self.start(message);
        self.unflushed |= started;
        self.broken |= !started;
    }

    fn start(&mut self, message: Message) -> bool {
        Pin::new(&mut self.socket).start_send(message).is_ok()
    }

    /// Writes, and answers with what comes.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Received> {
        if self.broken {
            return Poll::Ready(Received::Lost);
        }
        loop {
            if self.unflushed {
                match Pin::new(&mut self.socket).poll_flush(context) {
                    Poll::Ready(Ok(())) => self.unflushed = false,
                    Poll::Ready(Err(_)) => return Poll::Ready(Received::Lost),
                    Poll::Pending => {}
                }
            }
            return Poll::Ready(match std::task::ready!(Pin::new(&mut self.socket).poll_next(context)) {
                Some(Ok(Message::Text(text))) => Received::Text(text),
                Some(Ok(Message::Binary(bytes))) => Received::Bytes(bytes),
                Some(Ok(Message::Close(_))) => Received::Closed,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                    // The answer to a ping is written by the library.
                    self.unflushed = true;
                    continue;
                }
                Some(Err(_)) | None => Received::Lost,
            });
        }
    }
}
