//! Calls: lists, one of them, and their figures.

use std::collections::BTreeMap;

use ringwright_domain::booking::Question;
use ringwright_domain::call::CallState;
use ringwright_domain::ids::{AgentId, CallId, OrgId};
use ringwright_domain::{Day, FailureCode, Instant, Phone};
use ringwright_store::{
    CallCount, CallKind, CallWalk, Event, ListedCall, LiveLine, LiveTool, LiveTurn, LiveUsage, OrgTx, Span,
};

use crate::insight::DaySpan;
use crate::{Engine, Error, Result};

/// Calls that are looked at for a page, at most. What narrows much gives short pages, each quickly.
const WALK_MOST: u32 = 2_000;
/// Calls that are read at once.
const CHUNK: u32 = 200;

/// Whether calls are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// They ring or are held.
    Live,
    /// They are over.
    Ended,
}

/// Which calls, and from where on.
#[derive(Debug, Clone, Default)]
pub struct CallSearch {
    /// Only those in this phase.
    pub phase: Option<Phase>,
    /// Only those that ended in this way.
    pub outcome: Option<String>,
    /// Only those of this agent.
    pub agent: Option<AgentId>,
    /// Words of the person's name, mail address or number.
    pub question: Question,
    /// Only those of this time or later.
    pub from: Option<Instant>,
    /// Only those before this time.
    pub to: Option<Instant>,
    /// Behind this one.
    pub after: Option<(Instant, CallId)>,
    /// At most so many.
    pub most: u32,
}

/// A page of calls.
#[derive(Clone, Default)]
pub struct CallPage {
    /// Newest first.
    pub calls: Vec<ListedCall>,
    /// Where to go on; none when there is no more. There may be more although the page is not full.
    pub next: Option<(Instant, CallId)>,
    /// The names of agents.
    pub agents: BTreeMap<AgentId, String>,
}

/// A call with all that is known of it. It has no `Debug` form: it holds personal data.
pub struct CallDetail {
    /// The call.
    pub call: ListedCall,
    /// The name of its agent.
    pub agent_name: String,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// What was said, where we heard it.
    pub lines: Vec<LiveLine>,
    /// What the agent had done by servers of the business.
    pub tools: Vec<LiveTool>,
    /// How long replies took, where we gave them.
    pub turns: Vec<LiveTurn>,
    /// What it took, where we know.
    pub usage: Option<LiveUsage>,
    /// Whether its timing trace was written.
    pub traced: bool,
}

/// Figures of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallFigures {
    /// All of them.
    pub calls: i64,
    /// Of those that are over, those that a person picked up.
    pub answered: i64,
    /// Those that are over.
    pub ended: i64,
    /// How long those were together, in seconds.
    pub seconds: i64,
}

impl CallFigures {
    /// The same with more calls.
    pub fn add(&mut self, count: &CallCount) {
        self.calls += count.count;
        if count.outcome.is_empty() {
            return;
        }
        self.ended += count.count;
        if count.answered && !["voicemail", "screened"].contains(&count.outcome.as_str()) {
            self.answered += count.count;
            self.seconds += count.seconds;
        }
    }
}

impl Engine {
    /// Finds calls.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn search_calls(&self, org: &OrgId, search: &CallSearch) -> Result<CallPage> {
        let mut tx = self.org(org).read().await?;
        let agents = tx.agents().await?.into_iter().map(|agent| (agent.id, agent.name)).collect();
        let mut page = CallPage { agents, ..CallPage::default() };
        let (mut after, mut walked) = (search.after.clone(), 0);
        loop {
            let walk = CallWalk {
                agent: search.agent.as_ref(),
                from: search.from,
                to: search.to,
                after: after.clone(),
                most: CHUNK,
            };
            let calls = tx.walk_calls(&walk).await?;
            let is_end = calls.len() < CHUNK as usize;
            walked += CHUNK;
            for call in calls {
                if page.calls.len() == search.most as usize {
                    page.next = after;
                    return Ok(page);
                }
                after = Some((call.at, call.id.clone()));
                if search.fits(&call) {
                    page.calls.push(call);
                }
            }
            if is_end {
                return Ok(page);
            }
            if walked >= WALK_MOST {
                page.next = after;
                return Ok(page);
            }
        }
    }

    /// A call with all that is known of it.
    ///
    /// # Errors
    /// When there is no such call.
    pub async fn call_detail(&self, org: &OrgId, id: &CallId) -> Result<CallDetail> {
        let mut tx = self.org(org).read().await?;
        let call = tx.listed_call(id).await?.ok_or(Error::refused(FailureCode::CallNotFound))?;
        let agent_name = tx.agent(&call.agent).await?.map(|agent| agent.name).unwrap_or_default();
        let events = match &call.kind {
            CallKind::Booked { booking, .. } => {
                let all = tx.events_of(booking).await?.into_iter();
                all.filter(|event| event.call.as_ref().is_none_or(|of| *of == call.id)).collect()
            }
            CallKind::Own { .. } => tx.events_of_call(id).await?,
        };
        let traced = self.call_trace(org, id).await.is_ok();
        Ok(CallDetail {
            traced,
            lines: tx.live_lines(id).await?,
            tools: tx.live_tools(id).await?,
            turns: tx.live_turns(id).await?,
            usage: tx.live_usage(id).await?,
            call,
            agent_name,
            events,
        })
    }

    /// How the calls of a span of days ended, by agent and outcome.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call_counts(&self, org: &OrgId, time_zone: &str, span: DaySpan) -> Result<Vec<CallCount>> {
        let mut tx = self.org(org).read().await?;
        Ok(counts(&mut tx, &[span.bounds(time_zone)]).await?.into_iter().flatten().collect())
    }

    /// How the calls of each day of a span ended, by agent and outcome.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn call_counts_by_day(
        &self,
        org: &OrgId,
        time_zone: &str,
        span: DaySpan,
    ) -> Result<Vec<(Day, Vec<CallCount>)>> {
        let mut tx = self.org(org).read().await?;
        let counts = counts(&mut tx, &span.each(time_zone)).await?;
        Ok(span.days().zip(counts).collect())
    }

    /// The names of all agents.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn agent_names(&self, org: &OrgId) -> Result<BTreeMap<AgentId, String>> {
        let agents = self.org(org).read().await?.agents().await?;
        Ok(agents.into_iter().map(|agent| (agent.id, agent.name)).collect())
    }
}

/// How the calls of each of these spans ended: attempts of bookings, and calls of our own agents.
pub(crate) async fn counts(tx: &mut OrgTx, spans: &[Span]) -> Result<Vec<Vec<CallCount>>> {
    let mut counts = tx.count_attempts(spans).await?;
    for (all, own) in counts.iter_mut().zip(tx.count_own_calls(spans).await?) {
        all.extend(own);
    }
    Ok(counts)
}

impl CallSearch {
    fn fits(&self, call: &ListedCall) -> bool {
        let (over, outcome) = match &call.kind {
            CallKind::Booked { state: CallState::Ended { outcome, .. }, .. } => {
                (true, Some(outcome.as_str()))
            }
            CallKind::Booked { .. } => (false, None),
            CallKind::Own { ended_at, outcome, .. } => (ended_at.is_some(), outcome.as_deref()),
        };
        let in_phase = self.phase.is_none_or(|phase| over == (phase == Phase::Ended));
        let as_wanted = self.outcome.as_deref().is_none_or(|wanted| outcome == Some(wanted));
        in_phase && as_wanted && (self.question.is_empty() || self.question.is_met_by(&words(call)))
    }
}

/// The words by which a call is found.
fn words(call: &ListedCall) -> Vec<String> {
    match &call.kind {
        CallKind::Booked { contact, .. } => contact.words().into_iter().collect(),
        CallKind::Own { person, .. } => {
            let phone = person.as_deref().and_then(|person| person.parse::<Phone>().ok());
            phone.map(|phone| phone.digits().to_vec()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use ringwright_domain::chance::SeededChance;

    use super::*;

    #[test]
    fn a_call_that_is_up_is_not_yet_counted_among_those_picked_up() {
        let agent = AgentId::new(Instant::from_seconds(0), &SeededChance::new(1));
        let count = |outcome: &str, answered, count| CallCount {
            agent: agent.clone(),
            outcome: outcome.to_owned(),
            answered,
            count,
            seconds: 60 * count,
        };
        let mut figures = CallFigures::default();
        for count in [count("", true, 5), count("completed", true, 2), count("voicemail", true, 1)] {
            figures.add(&count);
        }
        assert_eq!(figures, CallFigures { calls: 8, answered: 2, ended: 3, seconds: 120 });
    }
}
