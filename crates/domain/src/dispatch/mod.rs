//! The rules of dispatch: which line a call gets, how long a failing account is left alone, how long
//! to wait before trying again, how long the queue takes.

mod backoff;
mod breaker;
mod line;
mod wait;

pub use backoff::backoff;
pub use breaker::{Breaker, BreakerState};
pub use line::{Line, choose_line};
pub use wait::expected_wait;
