//! The timers of a call, in one table.

use ringwright_domain::Instant;

macro_rules! timers {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a call waits for. At equal times the earlier in this list goes first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Timer { $($(#[$doc])* $name,)* }

        const ALL: &[Timer] = &[$(Timer::$name,)*];
    };
}

timers! {
    /// The call must end.
    Longest,
    /// The agent says goodbye.
    Goodbye,
    /// The caller is told that the end is near.
    Warn,
    /// The carrier's connection is given up, or a goodbye that does not end.
    Grace,
    /// The recogniser is asked to finish.
    Finalize,
    /// The model is asked ahead of the decision.
    Speculate,
    /// The caller's turn is over.
    Commit,
    /// Patience with the caller's turn runs out.
    Patience,
    /// The sound that kept the floor too long has stopped.
    LetGo,
    /// A sound that had just begun is none.
    Stirring,
    /// No more keys come.
    Keys,
    /// A paused agent goes on.
    Resume,
    /// Noise has kept the agent waiting too long.
    Noise,
    /// The model has not begun, or not gone on.
    NextToken,
    /// The synthesiser has not begun.
    FirstAudio,
    /// The recogniser has no words.
    Deaf,
    /// A tool is slow.
    ToolSlow,
    /// A tool takes too long.
    ToolLongest,
    /// The line is silent though we owe a reply.
    DeadAir,
    /// No reply came about.
    GiveUp,
    /// Nobody speaks.
    Quiet,
}

/// When each timer is due.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    due: [Option<Instant>; ALL.len()],
}

impl Watch {
    pub(super) const fn set(&mut self, timer: Timer, at: Instant) {
        self.due[timer as usize] = Some(at);
    }

    pub(super) const fn clear(&mut self, timer: Timer) {
        self.due[timer as usize] = None;
    }

    pub(super) fn clear_all(&mut self, timers: &[Timer]) {
        timers.iter().for_each(|timer| self.clear(*timer));
    }

    pub(super) const fn at(&self, timer: Timer) -> Option<Instant> {
        self.due[timer as usize]
    }

    pub(super) const fn is_set(&self, timer: Timer) -> bool {
        self.due[timer as usize].is_some()
    }

    /// Takes the timer that is due first, if one is due.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Timer> {
        let first = ALL
            .iter()
            .filter_map(|timer| self.due[*timer as usize].map(|at| (at, *timer)))
            .filter(|(at, _)| *at <= now)
            .min_by_key(|(at, timer)| (*at, *timer as usize))?;
        self.clear(first.1);
        Some(first.1)
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.due.iter().flatten().min().copied()
    }

    pub(super) fn stop(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_fire_in_the_order_of_their_times_and_once() {
        let mut watch = Watch::default();
        watch.set(Timer::Quiet, Instant::from_millis(10));
        watch.set(Timer::Commit, Instant::from_millis(20));
        watch.set(Timer::Speculate, Instant::from_millis(20));
        assert_eq!(watch.next(), Some(Instant::from_millis(10)));
        assert_eq!(watch.take_due(Instant::from_millis(9)), None);
        let now = Instant::from_millis(30);
        let fired: Vec<Timer> = std::iter::from_fn(|| watch.take_due(now)).collect();
        assert_eq!(fired, [Timer::Quiet, Timer::Speculate, Timer::Commit]);
        assert_eq!(watch.next(), None);
    }
}
