//! When what was sent is heard.

use std::time::Duration;

use ringwright_domain::Instant;

use super::FRAME;

/// The clock of the carrier's playback: it plays what it gets at once and without gaps.
///
/// Frames are sent only a little ahead of it, so that speech stops when it is told to stop, and so that we know at
/// any time what has been heard.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// When the last frame sent will have been played.
    head: Option<Instant>,
}

impl Pace {
    /// Whether another frame may be sent, if `lead` may be under way.
    pub fn has_room(&self, now: Instant, lead: Duration) -> bool {
        self.outstanding(now) + FRAME <= lead
    }

    /// Notes a frame sent now; answers when it begins to sound.
    pub fn sent(&mut self, now: Instant) -> Instant {
        let begins = self.head.map_or(now, |head| head.max(now));
        self.head = Some(begins.plus(FRAME));
        begins
    }

    /// How much is sent and not yet played.
    pub fn outstanding(&self, now: Instant) -> Duration {
        self.head.map_or(Duration::ZERO, |head| head.since(now))
    }

    /// When there is room for another frame.
    pub fn room_at(&self, now: Instant, lead: Duration) -> Instant {
        self.head.map_or(now, |head| head.plus(FRAME).minus(lead)).max(now)
    }

    /// When everything sent has been played; `None` before the first frame.
    pub const fn head(&self) -> Option<Instant> {
        self.head
    }

    /// The carrier has thrown away what it had not played.
    pub fn clear(&mut self) {
        self.head = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: Duration = Duration::from_millis(60);

    #[test]
    fn no_more_than_the_lead_is_ever_under_way() {
        let mut pace = Pace::default();
        let start = Instant::from_millis(1_000);
        let mut sent = 0;
        while pace.has_room(start, LEAD) {
            pace.sent(start);
            sent += 1;
        }
        assert_eq!(sent, 3);
        assert_eq!(pace.room_at(start, LEAD), start.plus(FRAME));
        assert!(pace.has_room(start.plus(FRAME), LEAD));
        assert_eq!(pace.outstanding(start.plus(Duration::from_millis(50))), Duration::from_millis(10));
        pace.clear();
        assert_eq!(pace.outstanding(start), Duration::ZERO);
    }

    #[test]
    fn after_a_gap_playing_begins_at_once() {
        let mut pace = Pace::default();
        let start = Instant::from_millis(1_000);
        assert_eq!(pace.sent(start), start);
        assert_eq!(pace.sent(start), start.plus(FRAME));
        let later = start.plus(Duration::from_secs(1));
        assert_eq!(pace.sent(later), later);
    }
}
