//! The commands: a file each.

mod administrator;
mod demo;
mod doctor;
mod events;
mod migrate;
mod sandbox;
mod serve;
mod simulate;
pub(crate) mod sse;
mod vault;
mod voice;
mod webhook;

pub use simulate::faults;

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::cli::{Cli, Command, VoiceCommand, WebhookCommand};
use crate::server::StartError;
use crate::{bench, terminal};

/// Runs a command to its end.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Version => {
            terminal::say(format!("ringwright {}", env!("CARGO_PKG_VERSION")));
            Ok(ExitCode::SUCCESS)
        }
        Command::Openapi => {
            terminal::say(ringwright_http::document().trim_end());
            Ok(ExitCode::SUCCESS)
        }
        Command::Simulate(args) => simulate::simulate(&args),
        Command::Webhook { command: WebhookCommand::Verify } => webhook::verify(),
        Command::Voice { command: VoiceCommand::Replay(args) } => voice::replay(&args),
        Command::Serve(args) => with_runtime("info", serve::run(*args)),
        Command::Sandbox(args) => with_runtime("info", sandbox::run(args)),
        Command::Migrate(args) => with_runtime("warn", migrate::run(args)),
        Command::Doctor(args) => with_runtime("error", doctor::run(args)),
        Command::Demo(args) => with_runtime("error", demo::run(args)),
        Command::Vault { database, command } => with_runtime("warn", vault::run(database, command)),
        Command::Administrator { database, command } => {
            with_runtime("warn", administrator::run(database, command))
        }
        Command::Events { database, command } => with_runtime("warn", events::run(database, command)),
        Command::Bench { command } => with_runtime("error", bench::run(command)),
    };
    result.unwrap_or_else(|error| {
        terminal::complain(format!("ringwright: {error}"));
        ExitCode::FAILURE
    })
}

fn with_runtime(
    level: &str,
    command: impl Future<Output = Result<ExitCode, StartError>>,
) -> Result<ExitCode, StartError> {
    let filter = EnvFilter::try_from_env("RINGWRIGHT_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(command);
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    result
}

/// Waits until the process is asked to stop.
async fn asked_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => Ok(()),
            interrupted = tokio::signal::ctrl_c() => interrupted,
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
