//! Where a page of a list begins: behind a row, told by its time and its id.

use ringwright_domain::Instant;

use crate::stamp::Stamp;

/// Later than everything that happens (the end of the year 9999).
const END: Instant = Instant::from_seconds(253_402_300_799);

/// Values for `(time, id) < ($a, $b)`: behind this row, or everything.
pub(crate) fn bound(after: Option<(Instant, &str)>) -> (Stamp, &str) {
    after.map_or((Stamp(END), ""), |(at, id)| (Stamp(at), id))
}
