//! How live calls went, in figures: of one call, and over days and agents.

use std::collections::BTreeMap;
use std::time::Duration;

use ringwright_domain::ids::{AgentId, CallId, OrgId};
use ringwright_domain::{FailureCode, Instant};
use ringwright_store::{LiveCosts, LiveOverlap, LiveTurn, OfAgent};

use crate::{Engine, Error, Result};

/// No more replies than this are looked through, the newest.
const MOST: u32 = 50_000;
/// The longest span.
const MOST_DAYS: u32 = 90;
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// How a time is spread over those who were measured, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// Of how many.
    pub count: usize,
    /// Half are no longer.
    pub p50: u32,
    /// All but one of twenty are no longer.
    pub p95: u32,
    /// All but one of a hundred are no longer.
    pub p99: u32,
}

impl Spread {
    /// The spread of some times.
    pub fn of(times: impl IntoIterator<Item = u32>) -> Self {
        let mut times: Vec<u32> = times.into_iter().collect();
        times.sort_unstable();
        // The smallest value that so many hundredths do not exceed.
        let at = |share: usize| times.get((times.len() * share).div_ceil(100).saturating_sub(1)).copied();
        Self {
            count: times.len(),
            p50: at(50).unwrap_or_default(),
            p95: at(95).unwrap_or_default(),
            p99: at(99).unwrap_or_default(),
        }
    }
}

/// How replies and interruptions went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LiveMeasures {
    /// From the caller's last sound to the first of the reply.
    pub voice_to_voice: Spread,
    /// To the recogniser's final words.
    pub words_final: Spread,
    /// To the model's first text.
    pub first_token: Spread,
    /// To the synthesiser's first sound.
    pub first_audio: Spread,
    /// To being sure that the caller was done.
    pub decided: Spread,
    /// From a caller's interruption to the agent's silence.
    pub interruptions: Spread,
    /// How long the agent was silent for sounds that were none.
    pub false_alarms: Spread,
}

impl LiveMeasures {
    /// The measures of some replies and interruptions.
    pub fn of<'a>(
        turns: impl Iterator<Item = &'a LiveTurn> + Clone,
        overlaps: impl Iterator<Item = &'a LiveOverlap> + Clone,
    ) -> Self {
        let some = |pick: fn(&LiveTurn) -> Option<u32>| Spread::of(turns.clone().filter_map(pick));
        let heard = |interruption: bool| {
            let those = overlaps.clone().filter(move |overlap| overlap.interruption == interruption);
            Spread::of(those.map(|overlap| overlap.millis))
        };
        Self {
            voice_to_voice: some(|turn| Some(turn.voice_to_voice)),
            words_final: some(|turn| turn.words_final),
            first_token: some(|turn| turn.first_token),
            first_audio: some(|turn| turn.first_audio),
            decided: some(|turn| turn.decided),
            interruptions: heard(true),
            false_alarms: heard(false),
        }
    }
}

/// Figures over a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveReport {
    /// Since when.
    pub from: Instant,
    /// Of all.
    pub all: LiveMeasures,
    /// Of every day (UTC, `YYYY-MM-DD`) on which somebody called, in order.
    pub days: Vec<(String, LiveMeasures)>,
    /// Of every agent that held a call.
    pub agents: Vec<(AgentId, LiveMeasures)>,
    /// What the calls took and cost.
    pub costs: LiveCosts,
    /// Whether older ones were left out, because there are more than are looked through.
    pub cut: bool,
}

/// The figures of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCallReport {
    /// All together.
    pub all: LiveMeasures,
    /// Each reply.
    pub turns: Vec<LiveTurn>,
    /// Each sound that fell into the agent's speech.
    pub overlaps: Vec<LiveOverlap>,
    /// What it took and cost; complete when it is over.
    pub costs: LiveCosts,
}

impl Engine {
    /// The figures of the last days, 90 at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn live_report(&self, org: &OrgId, days: u32) -> Result<LiveReport> {
        let from = self.now().minus(DAY * days.clamp(1, MOST_DAYS));
        let mut tx = self.org(org).read().await?;
        let turns = tx.live_turns_since(from, MOST).await?;
        let overlaps = tx.live_overlaps_since(from, MOST).await?;
        let costs = tx.live_costs_since(from).await?;
        drop(tx);
        let day_of = |at: Instant| at.to_string().chars().take(10).collect::<String>();
        let by_day = grouped(
            (&turns, |of| day_of(of.measured.silent_since)),
            (&overlaps, |of| day_of(of.measured.at)),
        );
        let by_agent = grouped((&turns, |of| of.agent.clone()), (&overlaps, |of| of.agent.clone()));
        let all =
            LiveMeasures::of(turns.iter().map(|of| &of.measured), overlaps.iter().map(|of| &of.measured));
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        Ok(LiveReport { from, all, days: by_day, agents: by_agent, costs, cut: turns.len() >= most })
    }

    /// The figures of a call.
    ///
    /// # Errors
    /// When there is no such call of ours, or the database fails.
    pub async fn live_call_report(&self, org: &OrgId, call: &CallId) -> Result<LiveCallReport> {
        let mut tx = self.org(org).read().await?;
        let costs = tx.live_costs(call).await?.ok_or(Error::refused(FailureCode::CallNotFound))?;
        let (turns, overlaps) = (tx.live_turns(call).await?, tx.live_overlaps(call).await?);
        let all = LiveMeasures::of(turns.iter(), overlaps.iter());
        Ok(LiveCallReport { all, turns, overlaps, costs })
    }
}

/// The measures of each group.
fn grouped<K: Ord + Clone>(
    (turns, of_turn): (&[OfAgent<LiveTurn>], impl Fn(&OfAgent<LiveTurn>) -> K),
    (overlaps, of_overlap): (&[OfAgent<LiveOverlap>], impl Fn(&OfAgent<LiveOverlap>) -> K),
) -> Vec<(K, LiveMeasures)> {
    let mut groups: BTreeMap<K, (Vec<&LiveTurn>, Vec<&LiveOverlap>)> = BTreeMap::new();
    for turn in turns {
        groups.entry(of_turn(turn)).or_default().0.push(&turn.measured);
    }
    for overlap in overlaps {
        groups.entry(of_overlap(overlap)).or_default().1.push(&overlap.measured);
    }
    let measure = |(key, (turns, overlaps)): (K, (Vec<&LiveTurn>, Vec<&LiveOverlap>))| {
        (key, LiveMeasures::of(turns.iter().copied(), overlaps.iter().copied()))
    };
    groups.into_iter().map(measure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_the_smallest_time_that_it_does_not_exceed() {
        let spread = Spread::of((1..=200).rev());
        assert_eq!(spread, Spread { count: 200, p50: 100, p95: 190, p99: 198 });
        assert_eq!(Spread::of([7]), Spread { count: 1, p50: 7, p95: 7, p99: 7 });
        assert_eq!(Spread::of([]), Spread::default());
    }
}
