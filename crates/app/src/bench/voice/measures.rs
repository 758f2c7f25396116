//! Figures out of what callers notice.

use std::time::Duration;

use ringwright_sandbox::network::{Deed, Note};
use tokio::time::Instant;

use super::vendors::VENDORS_MS;

/// Sound that goes on after so long a silence is something new and no gap.
const LONGEST_GAP: Duration = Duration::from_millis(300);

/// What was noticed in calls.
#[derive(Debug, Default)]
pub(super) struct Measures {
    /// From the last sound of a caller to the first of the answer.
    pub answers: Vec<Duration>,
    /// From the first sound of an interruption until nothing is heard of the agent.
    pub barge_ins: Vec<Duration>,
    /// Answers that began in the middle of a caller's sentence.
    pub cut_offs: usize,
    /// Interruptions that the agent spoke through.
    pub ignored: usize,
    /// Ends of sentences that were never answered.
    pub unanswered: usize,
    /// Silences in the middle of the agent's sound.
    pub gaps: Vec<Duration>,
    /// Calls that broke.
    pub failed: usize,
    /// Why.
    pub troubles: Vec<String>,
}

/// How late this process was.
#[derive(Debug, Default)]
pub(super) struct Lateness(Vec<Duration>);

impl Lateness {
    /// Adds one.
    pub fn add(&mut self, late: Duration) {
        self.0.push(late);
    }
}

/// A walk through the notes of one call.
#[derive(Default)]
struct Walk {
    measures: Measures,
    /// The agent is heard.
    sounding: bool,
    /// Since when somebody waits for an answer.
    owed: Option<Instant>,
    /// The caller is in the middle of a sentence.
    mid_sentence: bool,
    cut_off: bool,
    /// Since when the caller interrupts.
    cutting: Option<Instant>,
    dry: Option<Instant>,
}

impl Measures {
    /// The measures of one call.
    pub fn of(notes: &[(Instant, Note)]) -> Self {
        let mut walk = Walk::default();
        let mut last_parts = notes.iter().map(|(_, note)| note).peekable();
        for (at, note) in notes {
            last_parts.next();
            let goes_on = matches!(
                (note, next_deed(last_parts.clone())),
                (Note::Caller(Deed::Ends { act, .. }), Some(Deed::Begins { act: next, .. })) if *act == next
            );
            walk.step(*at, note, goes_on);
        }
        walk.measures
    }

    /// Adds those of other calls.
    pub fn add(&mut self, other: Self) {
        self.answers.extend(other.answers);
        self.barge_ins.extend(other.barge_ins);
        self.gaps.extend(other.gaps);
        self.troubles.extend(other.troubles);
        self.cut_offs += other.cut_offs;
        self.ignored += other.ignored;
        self.unanswered += other.unanswered;
        self.failed += other.failed;
    }

    /// A call broke.
    pub fn fail(&mut self, why: String) {
        self.failed += 1;
        self.troubles.push(why);
    }
}

/// What the caller does next.
fn next_deed<'a>(mut notes: impl Iterator<Item = &'a Note>) -> Option<Deed> {
    notes.find_map(|note| match note {
        Note::Caller(deed) => Some(*deed),
        _ => None,
    })
}

impl Walk {
    fn step(&mut self, at: Instant, note: &Note, goes_on: bool) {
        match note {
            Note::Caller(Deed::Begins { .. }) => {
                if self.owed.take().is_some() {
                    self.measures.unanswered += 1;
                }
                if self.sounding && !self.mid_sentence {
                    self.cutting = Some(at);
                }
                self.mid_sentence = true;
                self.dry = None;
            }
            Note::Caller(Deed::Ends { .. }) => {
                self.mid_sentence = goes_on;
                if goes_on {
                    return;
                }
                if self.cutting.take().is_some() && self.sounding {
                    self.measures.ignored += 1;
                }
                // After a cut-off there is nothing to measure.
                if !std::mem::take(&mut self.cut_off) && !self.sounding {
                    self.owed = Some(at);
                }
            }
            Note::AgentBegins => {
                self.sounding = true;
                if let Some(dry) = self.dry.take().filter(|dry| at - *dry < LONGEST_GAP) {
                    self.measures.gaps.push(at - dry);
                } else if self.mid_sentence {
                    // Only once for a sentence.
                    self.measures.cut_offs += usize::from(!self.cut_off);
                    self.cut_off = true;
                } else if let Some(since) = self.owed.take() {
                    self.measures.answers.push(at - since);
                }
            }
            Note::AgentEnds { ran_dry, .. } => {
                self.sounding = false;
                self.dry = ran_dry.then_some(at);
                if let Some(since) = self.cutting.take() {
                    self.measures.barge_ins.push(at - since);
                }
            }
            Note::Broken(what) => self.measures.troubles.push(what.clone()),
            Note::Closed => self.measures.fail("the server hung up".to_owned()),
            Note::Caller(_) | Note::Mark(_) => {}
        }
    }
}

/// What stands above the rows.
pub(super) fn heading() -> String {
    format!(
        "{:>5} | {:^23} | {:^23} | {:^17} | {:>7} | {:>7} | {:>10} | {:>9} | {:>7} | {:>9} | {:>6}",
        "calls",
        "voice to voice, ms",
        "added, ms",
        "barge-in, ms",
        "answers",
        "cut off",
        "gaps/worst",
        "core/call",
        "MB/call",
        "own delay",
        "failed"
    ) + "\n      |    p50     p95     p99  |    p50     p95     p99  |    p50     p95"
}

/// A row of the table.
pub(super) fn row(
    count: usize,
    measures: &Measures,
    cores: Option<f64>,
    memory_mb: Option<f64>,
    late: Lateness,
) -> String {
    let calls = f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX));
    let each =
        |value: Option<f64>| value.map_or_else(|| "?".to_owned(), |value| format!("{:.4}", value / calls));
    let answers = Sorted::of(measures.answers.clone());
    let barge_ins = Sorted::of(measures.barge_ins.clone());
    let added = |share| answers.at(share) - ms(Duration::from_millis(VENDORS_MS));
    let worst_gap = Sorted::of(measures.gaps.clone()).at(1_000);
    let gaps = format!("{}/{worst_gap:.0}", measures.gaps.len());
    format!(
        "{count:>5} | {:>7.0} {:>7.0} {:>7.0} | {:>7.0} {:>7.0} {:>7.0} | {:>8.0} {:>8.0} | {:>7} | {:>7} | {:>10} | \
         {:>9} | {:>7} | {:>9.1} | {:>6}{}",
        answers.at(500),
        answers.at(950),
        answers.at(990),
        added(500),
        added(950),
        added(990),
        barge_ins.at(500),
        barge_ins.at(950),
        answers.0.len(),
        measures.cut_offs,
        gaps,
        each(cores),
        each(memory_mb),
        Sorted::of(late.0).at(990),
        measures.failed,
        missing(measures),
    )
}

fn missing(measures: &Measures) -> String {
    match (measures.ignored, measures.unanswered) {
        (0, 0) => String::new(),
        (ignored, unanswered) => {
            format!("  ({ignored} interruptions spoken through, {unanswered} sentences without an answer)")
        }
    }
}

/// Durations in order.
struct Sorted(Vec<Duration>);

impl Sorted {
    fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    /// The value below which so many thousandths lie, in milliseconds; 0 if there is none.
    fn at(&self, thousandths: usize) -> f64 {
        let last = self.0.len().saturating_sub(1);
        ms(self.0.get(last * thousandths / 1_000).copied().unwrap_or_default())
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn begins(act: usize, part: usize) -> Note {
        Note::Caller(Deed::Begins { act, part })
    }

    const fn ends(act: usize, part: usize) -> Note {
        Note::Caller(Deed::Ends { act, part })
    }

    const fn stops(cleared: bool, ran_dry: bool) -> Note {
        Note::AgentEnds { cleared, ran_dry }
    }

    fn measured(notes: &[(u64, Note)]) -> Measures {
        let start = Instant::now();
        let timed: Vec<_> =
            notes.iter().map(|(at, note)| (start + Duration::from_millis(*at), note.clone())).collect();
        Measures::of(&timed)
    }

    #[test]
    fn an_answer_counts_from_the_end_of_the_whole_sentence() {
        let measures = measured(&[
            (0, Note::AgentBegins),
            (900, stops(false, false)),
            (1_600, begins(0, 0)),
            (2_600, ends(0, 0)),
            (3_000, begins(0, 1)),
            (4_000, ends(0, 1)),
            (4_400, Note::AgentBegins),
            (5_500, begins(1, 0)),
            (5_600, stops(true, false)),
            (6_000, ends(1, 0)),
            (6_410, Note::AgentBegins),
        ]);
        assert_eq!(measures.answers, [Duration::from_millis(400), Duration::from_millis(410)]);
        assert_eq!(measures.barge_ins, [Duration::from_millis(100)]);
        assert_eq!((measures.cut_offs, measures.ignored, measures.unanswered), (0, 0, 0));
    }

    #[test]
    fn an_answer_into_a_pause_is_a_cut_off_and_no_answer() {
        let measures = measured(&[
            (0, begins(0, 0)),
            (1_000, ends(0, 0)),
            (1_300, Note::AgentBegins),
            (1_400, begins(0, 1)),
            (1_500, stops(true, false)),
            (2_400, ends(0, 1)),
            (2_800, Note::AgentBegins),
        ]);
        assert_eq!((measures.cut_offs, measures.answers.len(), measures.barge_ins.len()), (1, 0, 0));
    }

    #[test]
    fn silence_in_the_middle_of_sound_is_a_gap_and_a_sentence_without_answer_is_noticed() {
        let measures = measured(&[
            (0, begins(0, 0)),
            (1_000, ends(0, 0)),
            (1_400, Note::AgentBegins),
            (2_000, stops(false, true)),
            (2_040, Note::AgentBegins),
            (3_000, stops(false, false)),
            (3_100, Note::AgentBegins),
            (3_500, stops(false, true)),
            (4_300, begins(1, 0)),
            (5_000, ends(1, 0)),
            (9_000, begins(2, 0)),
            (9_500, Note::Closed),
        ]);
        assert_eq!(measures.gaps, [Duration::from_millis(40)]);
        assert_eq!((measures.unanswered, measures.failed, measures.answers.len()), (1, 1, 1));
    }

    #[test]
    fn shares_are_of_what_there_is() {
        let sorted = Sorted::of((1..=101).rev().map(Duration::from_millis).collect());
        assert_eq!(
            [sorted.at(0), sorted.at(500), sorted.at(950), sorted.at(1_000)],
            [1.0, 51.0, 96.0, 101.0]
        );
        assert!(Sorted::of(Vec::new()).at(500).abs() < f64::EPSILON);
    }
}
