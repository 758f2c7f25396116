//! Which line a call gets.

use super::BreakerState;
use crate::ids::{AccountId, AgentId};

/// An agent at a vendor account, with what is known of both when a line is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The vendor account.
    pub account: AccountId,
    /// The agent.
    pub agent: AgentId,
    /// Which persona it plays.
    pub persona: String,
    /// Calls that the account may carry at once.
    pub account_lines: u32,
    /// Calls that it carries.
    pub account_live: u32,
    /// Calls that the agent may hold at once.
    pub agent_lines: u32,
    /// Calls that it holds.
    pub agent_live: u32,
    /// Higher goes first.
    pub account_priority: i32,
    /// Higher goes first, within accounts of one priority.
    pub agent_priority: i32,
    /// The health of the account.
    pub health: BreakerState,
    /// Whether an operator has taken the account out of service.
    pub paused: bool,
}

impl Line {
    /// How many more calls fit.
    pub fn free(&self) -> u32 {
        let account = self.account_lines.saturating_sub(self.account_live);
        let account = match self.health {
            _ if self.paused => 0,
            BreakerState::Closed => account,
            // One call at a time feels whether the vendor is back.
            BreakerState::HalfOpen => account.min(1_u32.saturating_sub(self.account_live)),
            BreakerState::Open { .. } => 0,
        };
        account.min(self.agent_lines.saturating_sub(self.agent_live))
    }

    /// Counts one more call on the account and, if it is this agent's, on the agent.
    pub fn take(&mut self, account: &AccountId, agent: &AgentId) {
        if self.account == *account {
            self.account_live += 1;
        }
        if self.agent == *agent {
            self.agent_live += 1;
        }
    }
}

/// The best free line for `persona`: a healthy account before one that is being felt, higher priority
/// before lower, and among equals the one with the least load, so that work spreads.
pub fn choose_line<'a>(lines: &'a [Line], persona: &str) -> Option<&'a Line> {
    lines.iter().filter(|line| line.persona == persona && line.free() > 0).min_by(|a, b| {
        let rank =
            |line: &Line| (line.health != BreakerState::Closed, -line.account_priority, -line.agent_priority);
        rank(a)
            .cmp(&rank(b))
            .then_with(|| load(a.account_live, a.account_lines, b.account_live, b.account_lines))
            .then_with(|| load(a.agent_live, a.agent_lines, b.agent_live, b.agent_lines))
            .then_with(|| a.agent.cmp(&b.agent))
    })
}

/// Compares `a_live / a_lines` with `b_live / b_lines` without division.
fn load(a_live: u32, a_lines: u32, b_live: u32, b_lines: u32) -> std::cmp::Ordering {
    (u64::from(a_live) * u64::from(b_lines)).cmp(&(u64::from(b_live) * u64::from(a_lines)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;
    use crate::chance::SeededChance;
    use proptest::prelude::*;

    fn line(n: u64, lines: u32, live: u32, priority: i32) -> Line {
        let (at, chance) = (Instant::from_seconds(1), SeededChance::new(n));
        Line {
            account: AccountId::new(at, &chance),
            agent: AgentId::new(at, &chance),
            persona: "luna".into(),
            account_lines: lines,
            account_live: live,
            agent_lines: lines,
            agent_live: live,
            account_priority: priority,
            agent_priority: 0,
            health: BreakerState::Closed,
            paused: false,
        }
    }

    #[test]
    fn priority_before_load_and_health_before_both() {
        let mut lines = vec![line(1, 9, 8, 5), line(2, 9, 0, 1)];
        assert_eq!(choose_line(&lines, "luna").unwrap().account, lines[0].account);
        lines[0].health = BreakerState::HalfOpen;
        assert_eq!(choose_line(&lines, "luna").unwrap().account, lines[1].account);
        lines[1].paused = true;
        assert_eq!(choose_line(&lines, "luna"), None, "a half-open account with calls takes no more");
        assert_eq!(choose_line(&lines, "nobody"), None);
    }

    proptest! {
        #[test]
        fn taking_lines_never_passes_a_limit_and_spreads_evenly(
            shape in proptest::collection::vec((0_u32..12, 0_i32..1), 1..6), calls in 0_u32..80
        ) {
            let mut lines: Vec<Line> =
                shape.iter().zip(1_u64..).map(|((lines, priority), n)| line(n, *lines, 0, *priority)).collect();
            let capacity: u32 = shape.iter().map(|(lines, _)| lines).sum();
            let mut placed = 0;
            for _ in 0..calls {
                let Some((account, agent)) =
                    choose_line(&lines, "luna").map(|line| (line.account.clone(), line.agent.clone()))
                else { break };
                lines.iter_mut().for_each(|line| line.take(&account, &agent));
                placed += 1;
            }
            prop_assert_eq!(placed, calls.min(capacity));
            for line in &lines {
                prop_assert!(line.account_live <= line.account_lines && line.agent_live <= line.agent_lines);
            }
            // Of two accounts of one priority neither is more than one call ahead in load.
            for (a, b) in lines.iter().zip(lines.iter().skip(1)) {
                if a.account_lines == b.account_lines {
                    prop_assert!(a.account_live.abs_diff(b.account_live) <= 1);
                }
            }
        }
    }
}
