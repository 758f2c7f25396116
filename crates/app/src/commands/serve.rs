//! `ringwright serve`

use std::process::ExitCode;

use crate::cli::ServeArgs;
use crate::server::{Server, StartError, Tuning};
use crate::terminal::{bold, say};

pub(super) async fn run(args: ServeArgs) -> Result<ExitCode, StartError> {
    let server = Server::start(&args, Tuning::default()).await?;
    say(format!("{}  {}", bold("Ringwright"), server.public_url));
    say(format!("  book a call     {}/", server.public_url));
    say(format!("  operator        {}/console", server.public_url));
    if let Some(login) = &server.login {
        say(format!("  demo login      {}  {}", login.email, login.password));
    }
    if let Some(sandbox) = server.sandbox_url() {
        say(format!("  sandbox         {sandbox}/   (no real calls, no real money)"));
    }
    say("  stop with Ctrl-C");
    super::asked_to_stop().await?;
    say("stopping: finishing what is under way");
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}
