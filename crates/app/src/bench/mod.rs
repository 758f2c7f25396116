//! Measuring this machine; figures that anyone can repeat.
//!
//! The server is a process of its own, as in production; the load comes from this one, on the same
//! machine.

mod child;
mod dispatch;
mod figures;
mod hotline;
mod lines;
mod load;
mod pages;
mod sign_in;
mod vendor;
mod voice;
mod webhooks;

use std::process::ExitCode;

use crate::cli::BenchCommand;
use crate::server::StartError;

/// Runs a measurement.
///
/// # Errors
/// When it cannot be run.
pub async fn run(command: BenchCommand) -> Result<ExitCode, StartError> {
    match command {
        BenchCommand::Webhooks(args) => webhooks::run(args).await,
        BenchCommand::Hotline(args) => hotline::run(args).await,
        BenchCommand::Pages(args) => pages::run(args).await,
        BenchCommand::SignIn(args) => sign_in::run(args).await,
        BenchCommand::Voice(args) => voice::run(args).await,
        BenchCommand::Dispatch(args) => dispatch::run(args).await,
    }
}
