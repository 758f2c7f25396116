//! Measuring this machine; figures that anyone can repeat.

use std::process::ExitCode;

use crate::cli::BenchCommand;
use crate::server::StartError;

/// Runs a measurement.
///
/// # Errors
/// When it cannot be run.
pub async fn run(command: BenchCommand) -> Result<ExitCode, StartError> {
    match command {
        BenchCommand::Webhooks(_) | BenchCommand::Dispatch(_) => Err("being built".into()),
    }
}
