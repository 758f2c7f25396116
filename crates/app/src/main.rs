//! The binary `ringwright`.

use std::process::ExitCode;

use clap::Parser as _;
use ringwright_app::cli::Cli;
use ringwright_app::commands;

fn main() -> ExitCode {
    // Two TLS providers in one program would fail at the first connection; this names the one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    commands::run(Cli::parse())
}
