//! The recording of a call: both sides on one time line while it goes on, and a small stereo file afterwards.
//!
//! While the call is up its [`Tape`] holds the last second at most and hands out what is older, in order, for a file
//! that only grows. When the call is over, [`keep`] turns that file into compressed sound that browsers play, and into
//! the [`Peaks`] that a player draws.

mod keep;
mod peaks;
mod tape;

pub use keep::{KeepError, Kept, keep};
pub use peaks::{PEAKS_PER_SECOND, Peaks};
pub use tape::Tape;
