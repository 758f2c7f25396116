//! The recogniser of a call: what it gets, and where in time its words belong.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::dialogue::Expect;
use ringwright_vendors::recognizer::{Certainty, ListenOrder, Listening, Recognizer, Words};
use ringwright_voice::frame::Rate;
use ringwright_voice::session::{Heard, HeardKind, Input, Trouble};

use super::prices::{Prices, Unit};

/// A recogniser that gets no sound for so long is told that we are still there.
const KEEP_ALIVE: Duration = Duration::from_secs(4);

/// The recogniser of a call.
pub(super) struct Ears {
    providers: Arc<[Arc<dyn Recognizer>]>,
    current: usize,
    order: ListenOrder,
    stream: Option<Box<dyn Listening>>,
    timeline: Timeline,
    last_sent: Instant,
    /// Samples that each provider has heard.
    heard: Vec<u64>,
}

impl Ears {
    pub(super) fn new(
        providers: Arc<[Arc<dyn Recognizer>]>,
        order: ListenOrder,
        rate: Rate,
        now: Instant,
    ) -> Self {
        let stream = providers.first().map(|first| first.listen(&order));
        let heard = vec![0; providers.len()];
        Self { providers, current: 0, order, stream, timeline: Timeline::new(rate), last_sent: now, heard }
    }

    /// Sends sound that ends now.
    pub(super) fn hear(&mut self, now: Instant, sound: &[u8]) {
        let Some(stream) = &mut self.stream else { return };
        self.timeline.sent(now, sound.len());
        self.last_sent = now;
        stream.hear(sound);
        let at = self.current.checked_rem(self.heard.len()).unwrap_or(0);
        if let Some(heard) = self.heard.get_mut(at) {
            *heard += sound.len() as u64;
        }
    }

    /// Milliseconds of sound that were heard, and what that takes.
    pub(super) fn used(&self, prices: &Prices) -> (u64, u64) {
        let mut used = (0, 0);
        for (provider, samples) in self.providers.iter().zip(&self.heard) {
            let millis = samples * 1_000 / u64::from(self.order.hertz.max(1));
            used.0 += millis;
            used.1 += prices.of(provider.name(), Unit::Minute, millis);
        }
        used
    }

    pub(super) fn finalize(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.finalize();
        }
    }

    /// Tells the recogniser what the agent has asked for.
    pub(super) fn expect(&mut self, asked: Expect) {
        if let Some(stream) = &mut self.stream {
            stream.expect(asked);
        }
    }

    /// Keeps the stream open if it has had no sound for long. Answers when to look again.
    pub(super) fn keep_alive(&mut self, now: Instant) -> Instant {
        if now.since(self.last_sent) >= KEEP_ALIVE
            && let Some(stream) = &mut self.stream
        {
            stream.keep_alive();
            self.last_sent = now;
        }
        self.last_sent.plus(KEEP_ALIVE)
    }

    /// Has the next recogniser listen.
    pub(super) fn switch(&mut self) {
        self.current += 1;
        self.timeline.start_over();
        let next = self.current.checked_rem(self.providers.len()).and_then(|at| self.providers.get(at));
        self.stream = next.map(|next| next.listen(&self.order));
    }

    /// Whether the recogniser that listens understands whole utterances only.
    pub(super) fn is_whole(&self) -> bool {
        let at = self.current.checked_rem(self.providers.len()).unwrap_or(0);
        self.providers.get(at).is_some_and(|provider| provider.is_whole())
    }

    /// The name of the recogniser that listens.
    pub(super) fn name(&self) -> &'static str {
        let at = self.current.checked_rem(self.providers.len()).unwrap_or(0);
        self.providers.get(at).map_or("none", |provider| provider.name())
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Input> {
        let Some(stream) = &mut self.stream else { return Poll::Pending };
        match stream.poll_words(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(words)) => Poll::Ready(Input::Heard(self.timeline.place(words))),
            Poll::Ready(Err(error)) => {
                tracing::warn!(vendor = self.name(), %error, "the recogniser fails");
                self.stream = None;
                Poll::Ready(Input::Trouble(Trouble::Recogniser))
            }
        }
    }
}

/// When the sound was that a recogniser has got.
///
/// Sound mostly flows evenly; where it does not (a lost connection, sound told again), a new anchor is set.
struct Timeline {
    rate: Rate,
    samples: usize,
    /// Samples before, and when the sound after them began.
    anchors: VecDeque<(usize, Instant)>,
}

/// Sound that is so much earlier or later than expected sets an anchor.
const SLACK: Duration = Duration::from_millis(60);
/// Anchors that are kept; the oldest go.
const MOST_ANCHORS: usize = 32;

impl Timeline {
    const fn new(rate: Rate) -> Self {
        Self { rate, samples: 0, anchors: VecDeque::new() }
    }

    fn start_over(&mut self) {
        self.samples = 0;
        self.anchors.clear();
    }

    fn sent(&mut self, now: Instant, samples: usize) {
        let begins = now.minus(self.rate.duration_of(samples));
        let expected = self.at(self.samples);
        let fits = expected
            .is_some_and(|expected| begins.since(expected) <= SLACK && expected.since(begins) <= SLACK);
        if !fits {
            if self.anchors.len() == MOST_ANCHORS {
                self.anchors.pop_front();
            }
            self.anchors.push_back((self.samples, begins));
        }
        self.samples += samples;
    }

    fn at(&self, sample: usize) -> Option<Instant> {
        let anchor = self.anchors.iter().rev().find(|(from, _)| *from <= sample).or(self.anchors.front())?;
        Some(anchor.1.plus(self.rate.duration_of(sample.saturating_sub(anchor.0))))
    }

    fn place(&self, words: Words) -> Heard {
        let at = |offset| self.at(self.rate.samples_in(offset)).unwrap_or(Instant::from_micros(0));
        let kind = match words.certainty {
            Certainty::Interim => HeardKind::Interim,
            Certainty::Final => HeardKind::Final,
            Certainty::EndOfSpeech => HeardKind::EndOfSpeech,
        };
        Heard { kind, from: at(words.from), upto: at(words.upto), text: words.text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(timeline: &Timeline, from: u64, upto: u64) -> (i64, i64) {
        let words = Words {
            text: "hello".into(),
            certainty: Certainty::Final,
            from: Duration::from_millis(from),
            upto: Duration::from_millis(upto),
        };
        let heard = timeline.place(words);
        (heard.from.millis(), heard.upto.millis())
    }

    #[test]
    fn words_belong_to_when_they_were_said() {
        let mut timeline = Timeline::new(Rate::Narrow);
        for n in 1..=100_i64 {
            // Frames come with jitter.
            timeline.sent(Instant::from_millis(5_000 + n * 20 + n % 3 * 10), 160);
        }
        assert_eq!(place(&timeline, 500, 1_500), (5_510, 6_510));
        assert_eq!(timeline.anchors.len(), 1);
        // The connection is lost for three seconds.
        timeline.sent(Instant::from_millis(10_020), 160);
        assert_eq!(place(&timeline, 500, 2_010), (5_510, 10_010));
    }

    #[test]
    fn sound_that_is_told_again_is_as_old_as_it_is() {
        let mut timeline = Timeline::new(Rate::Wide);
        timeline.sent(Instant::from_millis(1_000), 320);
        timeline.start_over();
        timeline.sent(Instant::from_millis(3_000), 32_000);
        timeline.sent(Instant::from_millis(3_020), 320);
        assert_eq!(place(&timeline, 0, 2_020), (1_000, 3_020));
    }

    #[test]
    fn anchors_are_bounded() {
        let mut timeline = Timeline::new(Rate::Narrow);
        for n in 1..1_000 {
            timeline.sent(Instant::from_millis(n * 500), 160);
        }
        assert_eq!(timeline.anchors.len(), MOST_ANCHORS);
        assert!(place(&timeline, 0, 0).0 > 0);
    }
}
