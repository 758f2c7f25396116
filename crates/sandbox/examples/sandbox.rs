//! Runs the sandbox alone: `cargo run -p ringwright-sandbox --example sandbox [address]`.

use std::io;
use std::sync::Arc;

use ringwright_domain::clock::{Clock, Instant};
use ringwright_sandbox::{Sandbox, SandboxConfig};

struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the outermost place: the clock begins here")]
    fn now(&self) -> Instant {
        Instant::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:4280".into());
    let sandbox = Sandbox::start(SandboxConfig {
        bind: address.parse().map_err(io::Error::other)?,
        state_file: None,
        stripe_webhook_url: String::new(),
        stripe_webhook_secret: "whsec_sandbox".into(),
        vapi_credentials: Vec::new(),
        clock: Arc::new(SystemClock),
        pace: 1.0,
    })
    .await?;
    tokio::signal::ctrl_c().await?;
    sandbox.stop().await;
    Ok(())
}
