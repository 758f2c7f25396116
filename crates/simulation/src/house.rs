//! The installations that runs begin with: set up by the product itself, once, and copied for each run.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::booking::RetryPolicy;
use ringwright_domain::chance::SeededChance;
use ringwright_domain::identity::Actor;
use ringwright_engine::setup::{DemoSetup, set_up_demo};
use ringwright_store::Store;
use ringwright_store::vault::Vault;

use crate::SimulationError;

/// The address of whoever operates the organisation.
const OPERATOR: &str = "operator@example.com";
/// Signs Stripe's webhooks.
pub(crate) const STRIPE_SECRET: &str = "whsec_simulation";
/// Signs Vapi's webhooks.
pub(crate) const VAPI_SECRET: &str = "simulation-vapi-webhook";

/// Accounts, lines of each, attempts, misfires, and the pause between attempts in seconds.
const SHAPES: [(u32, u32, u32, u32, u64); 5] =
    [(1, 1, 3, 8, 120), (2, 1, 3, 8, 120), (2, 2, 2, 4, 60), (3, 2, 3, 8, 300), (2, 9, 4, 6, 30)];

/// When the installations were set up.
const BUILT: &str = "2026-03-01T12:00:00Z";

/// The installations, each made when it is first needed.
#[derive(Default)]
pub struct Houses {
    made: [OnceLock<Vec<u8>>; SHAPES.len()],
}

impl Houses {
    /// How many kinds there are.
    pub(crate) const KINDS: usize = SHAPES.len();

    /// Puts a fresh installation of a kind into a folder. Gives the address of its database.
    pub(crate) async fn furnish(&self, kind: usize, folder: &Path) -> Result<String, SimulationError> {
        let path = folder.join("ringwright.db");
        if self.made[kind].get().is_none() {
            let bytes = build(kind).await?;
            // Another thread may have been faster; it made the same.
            let _ = self.made[kind].set(bytes);
        }
        let bytes = self.made[kind].get().map(Vec::as_slice).unwrap_or_default();
        std::fs::write(&path, bytes)?;
        Ok(format!("sqlite:{}", path.display()))
    }
}

/// The vault of every installation.
pub(crate) fn vault() -> Result<Vault, SimulationError> {
    Vault::parse(&Vault::key_line("simulation", &[7; 32]))
        .map_err(|error| SimulationError::Broken(error.to_string()))
}

/// Whoever operates the organisation.
pub(crate) async fn operator(store: &Store) -> Result<Actor, SimulationError> {
    let user = store.read().await?.user_by_email(OPERATOR).await?;
    user.map(|user| Actor::user(&user.id, &user.name))
        .ok_or_else(|| SimulationError::Broken("nobody operates the organisation".into()))
}

/// A folder in memory where there is one, so that a simulation does not wait for disks.
pub(crate) fn folder() -> std::io::Result<tempfile::TempDir> {
    let memory = PathBuf::from("/dev/shm");
    let builder = || tempfile::Builder::new().prefix("ringwright-simulation-").to_owned();
    builder().tempdir_in(memory).or_else(|_| builder().tempdir())
}

async fn build(kind: usize) -> Result<Vec<u8>, SimulationError> {
    let (accounts, lines, attempts, misfires, pause) = SHAPES[kind];
    let folder = folder()?;
    let path = folder.path().join("ringwright.db");
    let store = Store::open(&format!("sqlite:{}", path.display())).await?;
    store.migrate().await?;
    let chance = SeededChance::new(kind as u64 + 1);
    let now = BUILT.parse::<Instant>().map_err(|error| SimulationError::Broken(error.to_string()))?;
    let demo = DemoSetup {
        vault: &vault()?,
        email: OPERATOR,
        password: "a password for simulations",
        stripe_webhook_secret: STRIPE_SECRET,
        vapi_credential: (ringwright_engine::desk::SANDBOX_CREDENTIAL, VAPI_SECRET),
        retry: RetryPolicy { attempts, misfires, pause: Duration::from_secs(pause) },
        accounts,
        lines,
        chance: &chance,
        now,
    };
    set_up_demo(&store, &demo).await?;
    store.close().await;
    Ok(std::fs::read(&path)?)
}
