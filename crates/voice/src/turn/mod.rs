//! Turn-taking: small named policies, each a pure function of what is known.
//!
//! | question | policy |
//! | --- | --- |
//! | Is what was said finished? | [`completeness`] |
//! | What does the agent ask for? | [`question`] |
//! | How much silence ends the turn, and when may we begin to think? | [`end_rule`] |
//! | How long may the caller keep the floor? | [`patience`] |
//! | Is this sound during the agent's speech an interruption? | [`interruption`] |
//! | Does this caller pause where others end? | [`Rhythm`] |
//! | How long is anything waited for? | [`Timings`] |

mod complete;
mod end;
mod interrupt;
mod lexicon;
mod patience;
mod question;
mod rhythm;
mod timings;
mod words;

pub use complete::{Completeness, completeness};
pub use end::{EndRule, end_rule};
pub use interrupt::{Overlap, Verdict, Wariness, interruption};
pub use lexicon::is_backchannel;
pub use patience::{Patience, patience};
pub use question::{question, unfinished};
pub use rhythm::Rhythm;
pub use timings::{Millis, Timings, UnknownTiming};
pub use words::{Words, same_words};
