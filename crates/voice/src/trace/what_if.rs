//! The same caller, other timings.

use ringwright_domain::Instant;

use super::{Story, Trace};
use crate::rehearsal::{Latencies, Plan, Question, Rehearsal};
use crate::session::{AskId, Cause, Input, Output};
use crate::turn::{Millis, Timings, Words};

/// Plays the caller of a trace to other timings, with vendors as fast as they were in the median.
///
/// The caller is as recorded: they say the same at the same times, whatever the agent does now. So this tells well
/// when the agent would have begun to speak and whether into the caller's words, and less well what would have
/// followed from it.
pub fn what_if(trace: &Trace, timings: Timings) -> Story {
    let past = Past::of(trace);
    let setup = crate::session::Setup { timings, ..trace.setup.clone() };
    let mut step = 0;
    let (latencies, turns) = (past.latencies, past.turns);
    let model = move |question: &Question| {
        if question.cause == Cause::Caller {
            step = 0;
        }
        let plan = best(&turns, &question.text).and_then(|turn| turn.plans.get(step)).cloned();
        step += usize::from(question.cause != Cause::Retry);
        plan.unwrap_or_else(|| Plan::Say(String::from("All right.")))
    };
    let mut rehearsal = Rehearsal::starting(trace.start, setup, latencies, model).without_recogniser();
    let mut end = trace.start;
    for (at, input) in &trace.inputs {
        if is_the_callers(input) {
            rehearsal.plan_input(*at, input.clone());
        }
        end = end.max(*at);
    }
    rehearsal.run_planned(end);
    Story::of(rehearsal.outputs())
}

/// Whether an input would have come whatever the agent did.
const fn is_the_callers(input: &Input) -> bool {
    matches!(
        input,
        Input::Reading(_)
            | Input::Heard(_)
            | Input::Ears { .. }
            | Input::Key(_)
            | Input::SocketLost
            | Input::SocketResumed
            | Input::Prepared { .. }
            | Input::Say { .. }
            | Input::EndCall
            | Input::HungUp
    )
}

/// What the model did for the words of one turn, request by request.
#[derive(Debug, Clone)]
struct PastTurn {
    said: String,
    plans: Vec<Plan>,
}

/// What the vendors did in a trace.
struct Past {
    latencies: Latencies,
    turns: Vec<PastTurn>,
}

impl Past {
    fn of(trace: &Trace) -> Self {
        let outputs = trace.replay();
        let mut turns: Vec<PastTurn> = Vec::new();
        let (mut tokens, mut sounds) = (Vec::new(), Vec::new());
        for (asked_at, output) in &outputs {
            match output {
                Output::Think { ask, text, keys, cause, .. } => {
                    if *cause == Cause::Caller {
                        turns.push(PastTurn { said: format!("{text}{keys}"), plans: vec![] });
                    }
                    let Some(turn) = turns.last_mut() else { continue };
                    let (plan, first) = plan_of(trace, &outputs, *ask);
                    if let Some(plan) = plan {
                        turn.plans.push(plan);
                    }
                    tokens.extend(first.map(|at| at.since(*asked_at)));
                }
                Output::Speak { chunk, .. } => {
                    let first = trace
                        .inputs
                        .iter()
                        .find(|(_, input)| matches!(input, Input::Speech { chunk: of, .. } if of == chunk));
                    sounds.extend(first.map(|(at, _)| at.since(*asked_at)));
                }
                _ => {}
            }
        }
        turns.retain(|turn| !turn.plans.is_empty());
        let usual = Latencies::default();
        let latencies = Latencies {
            first_token: median(tokens).unwrap_or(usual.first_token),
            first_audio: median(sounds).unwrap_or(usual.first_audio),
            ..usual
        };
        Self { latencies, turns }
    }
}

/// What came of a request, and when the first of it came.
fn plan_of(trace: &Trace, outputs: &[(Instant, Output)], ask: AskId) -> (Option<Plan>, Option<Instant>) {
    let mut text = String::new();
    let (mut first, mut tool) = (None, None);
    for (at, input) in &trace.inputs {
        match input {
            Input::Token { ask: of, text: more } if *of == ask => {
                first.get_or_insert(*at);
                text.push_str(more);
            }
            Input::ToolAsked { ask: of, tool: id } if *of == ask => {
                first.get_or_insert(*at);
                tool = Some(*id);
            }
            _ => {}
        }
    }
    let Some(tool) = tool else { return ((!text.is_empty()).then_some(Plan::Say(text)), first) };
    let ran =
        outputs.iter().find(|(_, output)| matches!(output, Output::RunTool { tool: of, .. } if *of == tool));
    let done =
        trace.inputs.iter().find(|(_, input)| matches!(input, Input::ToolDone { tool: of } if *of == tool));
    let took = match (ran, done) {
        (Some((ran, _)), Some((done, _))) => Millis::from(done.since(*ran)),
        _ => Millis(500),
    };
    (Some(Plan::UseTool(took)), first)
}

/// The past turn whose words are most like these: the same, or with the longest common beginning.
fn best<'a>(turns: &'a [PastTurn], text: &str) -> Option<&'a PastTurn> {
    let words = Words::of(text);
    turns.iter().max_by_key(|turn| {
        Words::of(&turn.said).iter().zip(words.iter()).take_while(|(one, other)| one == other).count()
    })
}

fn median(mut times: Vec<std::time::Duration>) -> Option<Millis> {
    times.sort_unstable();
    times.get(times.len() / 2).map(|time| Millis::from(*time))
}
