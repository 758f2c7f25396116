//! `ringwright voice replay`: a recorded call again, and to other timings.

use std::fs;
use std::process::ExitCode;

use ringwright_voice::trace::{Story, Trace, what_if};
use ringwright_voice::turn::{Millis, Timings};

use crate::cli::ReplayArgs;
use crate::server::StartError;
use crate::terminal::{complain, say};

/// The largest trace that is read: an hour of call.
const MOST: u64 = 256 * 1024 * 1024;

pub(super) fn replay(args: &ReplayArgs) -> Result<ExitCode, StartError> {
    let path = args.trace.display();
    let size = fs::metadata(&args.trace).map_err(|error| format!("{path} can't be read: {error}"))?.len();
    if size > MOST {
        return Err(format!("{path} is larger than any trace of a call").into());
    }
    let text = fs::read(&args.trace).map_err(|error| format!("{path} can't be read: {error}"))?;
    let trace = Trace::read(&text).map_err(|error| format!("{path} is no trace of a call: {error}"))?;
    if args.policy.is_empty() {
        return Ok(check(&trace, args.json));
    }
    let mut timings = trace.setup.timings.clone();
    for policy in &args.policy {
        set(&mut timings, policy)?;
    }
    let (before, after) = (trace.story(), what_if(&trace, timings));
    if args.json {
        say(serde_json::json!({ "recorded": before, "otherwise": after }));
    } else {
        compare(&before, &after);
    }
    Ok(ExitCode::SUCCESS)
}

/// Sets one timing from `name=ms`.
fn set(timings: &mut Timings, policy: &str) -> Result<(), StartError> {
    let (name, value) =
        policy.split_once('=').ok_or_else(|| format!("`{policy}` is not like plausible_end=500"))?;
    let millis: u32 = value.parse().map_err(|_| format!("`{value}` is no number of milliseconds"))?;
    timings
        .set(name, Millis(millis))
        .map_err(|unknown| format!("{unknown}. There are: {}", Timings::NAMES.join(", ")).into())
}

/// Says whether the trace replays to the byte, and how the call went.
fn check(trace: &Trace, json: bool) -> ExitCode {
    let (difference, story, early) = (trace.check(), trace.story(), trace.ends_early());
    if json {
        let (same, inputs) = (difference.is_none(), trace.inputs.len());
        say(serde_json::json!({ "inputs": inputs, "same": same, "endsEarly": early, "story": story }));
    } else {
        tell(&story);
    }
    let Some(difference) = difference else {
        if !json {
            say(format!("replayed {} inputs: every output is the same, to the byte", trace.inputs.len()));
            if early {
                say("the trace ends before its call did: its server was killed, or its disk was too slow");
            }
        }
        return ExitCode::SUCCESS;
    };
    complain(format!("after {} equal outputs the replay differs", difference.same));
    complain(format!("recorded: {}", difference.recorded.as_deref().unwrap_or("nothing more")));
    complain(format!("replayed: {}", difference.replayed.as_deref().unwrap_or("nothing more")));
    ExitCode::FAILURE
}

/// The replies of a call, a line each, and their sum.
fn tell(story: &Story) {
    for turn in &story.turns {
        let wait = turn.voice_to_voice.map_or_else(|| "unheard".to_owned(), |wait| format!("{wait} ms"));
        let cut_off = if turn.cut_off { "  cut the caller off" } else { "" };
        let seconds = turn.confirmed_at / 1_000;
        say(format!("{seconds:>5} s  {wait:>8}  {} discarded{cut_off}  {}", turn.discarded, turn.said));
    }
    say(sum(story));
}

fn sum(story: &Story) -> String {
    let median =
        story.median().map_or_else(|| "none heard".to_owned(), |median| format!("median {median} ms"));
    format!(
        "{} replies, {median}, {} cut-offs, {} interruptions, {} incidents",
        story.turns.len(),
        story.cut_offs(),
        story.interruptions,
        story.incidents
    )
}

fn compare(before: &Story, after: &Story) {
    say("as recorded:");
    tell(before);
    say("with other timings:");
    tell(after);
}
