//! `ringwright sandbox`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use ringwright_engine::system::SystemClock;
use ringwright_sandbox::{Sandbox, SandboxConfig};

use crate::cli::SandboxArgs;
use crate::server::{SANDBOX_CREDENTIAL, StartError};
use crate::terminal::{bold, say};

pub(super) async fn run(args: SandboxArgs) -> Result<ExitCode, StartError> {
    let server = args.server.trim_end_matches('/').to_owned();
    let config = SandboxConfig {
        bind: SocketAddr::new(args.bind, args.port),
        state_file: args.state,
        stripe_webhook_url: format!("{server}/api/webhooks/stripe"),
        stripe_webhook_secret: args.stripe_webhook_secret.clone(),
        vapi_credentials: vec![(SANDBOX_CREDENTIAL.to_owned(), args.vapi_webhook_secret.clone())],
        clock: Arc::new(SystemClock),
        pace: args.pace,
    };
    let bind = config.bind;
    let sandbox = Sandbox::start(config).await.map_err(|error| {
        format!("cannot listen on {bind}: {error}; choose another port with --port, or check --state")
    })?;
    let url = format!("http://{}", sandbox.address());
    say(format!("{}  {url}/", bold("Sandbox")));
    say("  start the server against it:");
    say(format!("  VAPI_URL={url}/vapi STRIPE_URL={url}/stripe \\"));
    say(format!(
        "  VAPI_WEBHOOK_SECRET={} STRIPE_WEBHOOK_SECRET={} ringwright serve",
        args.vapi_webhook_secret, args.stripe_webhook_secret
    ));
    super::asked_to_stop().await?;
    sandbox.stop().await;
    Ok(ExitCode::SUCCESS)
}
