//! The socket of a telephone carrier: its first word, and what happens on it after that.

use std::task::{Context, Poll};

use ringwright_engine::live::LineEvent;
use ringwright_vendors::VendorError;
use ringwright_vendors::media_stream::FromCarrier;

use super::socket::{CarrierSocket, MOST_UNREADABLE, Received};

/// How a carrier's messages are read.
type Parse<S> = for<'a> fn(&'a str) -> Result<FromCarrier<'a, S>, VendorError>;

/// What the first message says that tells what the stream is about. `None` for a socket that ends before.
pub(super) async fn start<S>(socket: &mut CarrierSocket, parse: Parse<S>) -> Option<S> {
    for _ in 0..MOST_UNREADABLE {
        let Received::Text(text) = std::future::poll_fn(|context| socket.poll(context)).await else {
            return None;
        };
        match parse(&text) {
            Ok(FromCarrier::Start(start)) => return Some(*start),
            Ok(FromCarrier::Stop) => return None,
            _ => {}
        }
    }
    None
}

/// The next event of a line. `take` takes in a frame, and answers whether there is sound now.
pub(super) fn poll_event<S>(
    socket: &mut CarrierSocket,
    closing: bool,
    context: &mut Context<'_>,
    parse: Parse<S>,
    mut take: impl FnMut(Option<u64>, &str) -> Result<bool, VendorError>,
) -> Poll<LineEvent> {
    loop {
        let text = match std::task::ready!(socket.poll(context)) {
            Received::Text(text) => text,
            Received::Bytes(_) => continue,
            Received::Closed if closing => return Poll::Ready(LineEvent::HungUp),
            Received::Closed | Received::Lost => return Poll::Ready(LineEvent::Lost),
        };
        match read(&text, parse, &mut take) {
            Ok(Some(event)) => return Poll::Ready(event),
            Ok(None) => {}
            Err(_) => {
                if socket.count_unreadable() {
                    return Poll::Ready(LineEvent::Lost);
                }
            }
        }
    }
}

/// What a message means for the line, if anything.
fn read<S>(
    text: &str,
    parse: Parse<S>,
    take: &mut impl FnMut(Option<u64>, &str) -> Result<bool, VendorError>,
) -> Result<Option<LineEvent>, VendorError> {
    Ok(match parse(text)? {
        FromCarrier::Media(place, payload) => take(place, &payload)?.then_some(LineEvent::Sound),
        FromCarrier::Mark(name) => name.parse().ok().map(LineEvent::Played),
        FromCarrier::Key(key) => Some(LineEvent::Key(key)),
        FromCarrier::Stop => Some(LineEvent::HungUp),
        FromCarrier::Start(_) | FromCarrier::Other => None,
    })
}
