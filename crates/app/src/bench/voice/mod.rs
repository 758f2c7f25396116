//! Live calls, many at once: callers who pause in the middle of a sentence and interrupt, over real media sockets, with
//! vendors that always take the same time, and the server in a process of its own.

mod calls;
mod measures;
mod script;
mod vendors;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::measures::Measures;
use self::script::Script;
use self::vendors::{VENDORS_MS, Vendors};
use super::child::Server;
use crate::cli::VoiceBenchArgs;
use crate::server::StartError;
use crate::terminal::say;

/// How long the server may go on with what the last calls left before the next ones come.
const REST: Duration = Duration::from_secs(2);

pub(super) async fn run(args: VoiceBenchArgs) -> Result<ExitCode, StartError> {
    let vendors = Vendors::start(&args).await?;
    let script = Arc::new(Script::load(&vendors).await?);
    say(format!(
        "voice: vendors take {VENDORS_MS} ms (final {}, first token {}, first sound {}); callers pause {} ms in the \
         middle of a sentence; {} s each",
        vendors::FINAL_MS,
        vendors::FIRST_TOKEN_MS,
        vendors::FIRST_AUDIO_MS,
        script::PAUSE_MS,
        args.seconds,
    ));
    say(measures::heading());
    let mut defects = 0;
    for count in args.calls.clone() {
        let (row, measures) = at_once(&vendors, &script, count, &args).await?;
        defects += measures.cut_offs + measures.failed;
        say(row);
        for trouble in measures.troubles.iter().take(3) {
            say(format!("        {trouble}"));
        }
    }
    vendors.stop().await;
    Ok(if defects == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Measures so many calls at once, on a server of their own.
async fn at_once(
    vendors: &Vendors,
    script: &Arc<Script>,
    count: usize,
    args: &VoiceBenchArgs,
) -> Result<(String, Measures), StartError> {
    let mut switches = vec!["--unsigned-media"];
    switches.extend(args.traces.as_ref().map(|_| "--timing-traces"));
    let server = Server::start_speaking(&vendors.url, &switches, &vendors.environment()).await?;
    let url = format!("ws://{}/media/twilio", server.address);
    // One short call warms what is made once: voices, connections, the greeting.
    calls::at_once(&url, script, 1, Duration::from_secs(6)).await;
    tokio::time::sleep(REST).await;
    let (memory, cpu, begun) = (server.memory_mb(), server.cpu_seconds(), Instant::now());
    let (measures, late) = calls::at_once(&url, script, count, Duration::from_secs(args.seconds)).await;
    let took = begun.elapsed().as_secs_f64();
    let used = server.cpu_seconds().zip(cpu).map(|(after, before)| (after - before) / took);
    let grown = server.peak_memory_mb().zip(memory).map(|(peak, before)| peak - before);
    if let Some(folder) = &args.traces {
        tokio::time::sleep(REST).await;
        server.keep_traces(folder)?;
    }
    let row = measures::row(count, &measures, used, grown, late);
    Ok((row, measures))
}
