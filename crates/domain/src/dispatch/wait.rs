//! How long the queue takes.

use std::time::Duration;

/// The expected wait of somebody with `ahead` people before them, when `lines` lines serve the queue,
/// `busy` of them are taken, and a call holds a line for `hold` on average.
///
/// With a free line for everybody ahead and for oneself there is no wait. Otherwise lines become free
/// every `hold / lines` on average, and it takes as many of these as there are people too many.
/// Without any line nobody can say: `None`.
pub fn expected_wait(ahead: u32, lines: u32, busy: u32, hold: Duration) -> Option<Duration> {
    if lines == 0 {
        return None;
    }
    let free = lines.saturating_sub(busy);
    let too_many = (ahead + 1).saturating_sub(free);
    Some(hold.saturating_mul(too_many) / lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLD: Duration = Duration::from_secs(180);

    #[test]
    fn a_free_line_means_no_wait() {
        assert_eq!(expected_wait(0, 9, 8, HOLD), Some(Duration::ZERO));
        assert_eq!(expected_wait(3, 9, 5, HOLD), Some(Duration::ZERO));
    }

    #[test]
    fn a_full_house_frees_a_line_every_hold_over_lines() {
        assert_eq!(expected_wait(0, 9, 9, HOLD), Some(Duration::from_secs(20)));
        assert_eq!(expected_wait(8, 9, 9, HOLD), Some(Duration::from_secs(180)));
        assert_eq!(expected_wait(0, 0, 0, HOLD), None);
    }
}
