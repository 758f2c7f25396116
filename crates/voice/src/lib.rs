//! The live call, without input or output.
//!
//! Nothing here knows a socket, a clock, a task or a vendor. [`session::Session`] takes in what happens with the time
//! at which it happens, and says what is to be done; a driver above does it. So every decision of a call can be
//! tested in virtual time, recorded, and replayed to the byte.
//!
//! | module | what it knows |
//! | --- | --- |
//! | [`frame`] | 20 ms of sound: G.711, rates, levels, pacing |
//! | [`activity`] | whether the caller speaks, and since when |
//! | [`turn`] | the policies of turn-taking, pure, and every waiting time in one table |
//! | [`session`] | one call: ear, mouth, mind and watch |
//! | [`recording`] | both sides of a call on one time line, and the small file that is kept |
//! | [`trace`] | what happened when, to replay a call and to ask what other timings would have done |
//! | [`rehearsal`] | a call in virtual time with imitated vendors and a caller from a script |
//!
//! ```
//! use ringwright_domain::Instant;
//! use ringwright_voice::frame::{Frame, Rate};
//! use ringwright_voice::session::{Input, Output, Session, Setup};
//!
//! let mut now = Instant::from_seconds(1_800_000_000);
//! let mut call = Session::new(now, Setup::default());
//! now = now.plus(ringwright_voice::frame::FRAME);
//! call.handle(now, Input::Frame(Frame::silence(Rate::Narrow)));
//! // The frame goes on to the recogniser, and then there is nothing to do for a while.
//! assert!(matches!(call.poll(), Output::Hear(_)));
//! assert!(matches!(call.poll(), Output::WakeAt(at) if at > now));
//! ```

pub mod activity;
pub mod frame;
pub mod recording;
pub mod rehearsal;
pub mod session;
pub mod trace;
pub mod turn;
