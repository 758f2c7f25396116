//! The server as a child process.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::server::StartError;

/// The secret of Stripe's webhooks in benches.
pub(super) const STRIPE_SECRET: &str = "whsec_bench";
/// The secret of Vapi's webhooks in benches.
pub(super) const VAPI_SECRET: &str = "vapi-bench";

/// The keys of the vault in benches.
pub(super) fn vault_keys() -> String {
    format!("bench:{}=", "A".repeat(43))
}

/// A server in a process of its own, with its own data folder. Ends with this value.
pub(super) struct Server {
    pub address: String,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts a server whose vendors are at `vendor`.
    pub async fn start(database_url: Option<&str>, vendor: &str) -> Result<Self, StartError> {
        Self::start_with(database_url, vendor, &[]).await
    }

    /// The same, with more arguments.
    pub async fn start_with(
        database_url: Option<&str>,
        vendor: &str,
        more: &[&str],
    ) -> Result<Self, StartError> {
        Self::start_on(0, database_url, vendor, more).await
    }

    /// A server that holds calls of its own, with the vendors that the environment names.
    pub async fn start_speaking(
        vendor: &str,
        more: &[&str],
        environment: &[(&'static str, String)],
    ) -> Result<Self, StartError> {
        Self::start_in(0, None, vendor, more, environment).await
    }

    /// The same, on a port of one's choice.
    pub async fn start_on(
        port: u16,
        database_url: Option<&str>,
        vendor: &str,
        more: &[&str],
    ) -> Result<Self, StartError> {
        Self::start_in(port, database_url, vendor, more, &[]).await
    }

    async fn start_in(
        port: u16,
        database_url: Option<&str>,
        vendor: &str,
        more: &[&str],
        environment: &[(&'static str, String)],
    ) -> Result<Self, StartError> {
        let port = port.to_string();
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--port", &port, "--no-sandbox", "--data"]).arg(folder.path()).args(more);
        if let Some(url) = database_url {
            command.args(["--database-url", url]);
        }
        command
            // A database that an earlier bench has set up opens with the same key.
            .env("RINGWRIGHT_VAULT_KEYS", vault_keys())
            .env("STRIPE_WEBHOOK_SECRET", STRIPE_SECRET)
            .env("VAPI_WEBHOOK_SECRET", VAPI_SECRET)
            .env("STRIPE_URL", format!("{vendor}/stripe"))
            .env("VAPI_URL", format!("{vendor}/vapi"))
            .env("RINGWRIGHT_LOG", "error")
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let first = tokio::time::timeout(Duration::from_secs(60), lines.next_line()).await??;
        let line = first.ok_or("the server ended at once; is the database reachable?")?;
        let url = line.split_whitespace().last().unwrap_or_default();
        let address = url.strip_prefix("http://").ok_or("the server said no address")?.to_owned();
        Ok(Self { address, child, folder })
    }

    /// The mail address and the password of an operator, if this server has set the database up.
    pub fn login(&self) -> Result<(String, String), StartError> {
        let text = std::fs::read_to_string(self.folder.path().join("demo-login.txt"))
            .map_err(|_| "the database is in use already; give the bench an empty one")?;
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        Ok(value("email=").zip(value("password=")).ok_or("the login cannot be read")?)
    }

    /// Keeps the timing traces of the calls that are over.
    pub fn keep_traces(&self, folder: &Path) -> Result<(), StartError> {
        std::fs::create_dir_all(folder)?;
        for org in std::fs::read_dir(self.folder.path().join("traces"))? {
            for trace in std::fs::read_dir(org?.path())? {
                let trace = trace?;
                std::fs::copy(trace.path(), folder.join(trace.file_name()))?;
            }
        }
        Ok(())
    }

    /// The memory of the process, in MB (resident set, as Linux counts it).
    pub fn memory_mb(&self) -> Option<f64> {
        self.status_mb("VmRSS:")
    }

    /// The most memory that the process has had.
    pub fn peak_memory_mb(&self) -> Option<f64> {
        self.status_mb("VmHWM:")
    }

    fn status_mb(&self, field: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        Some(line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok()? / 1024.0)
    }

    /// Seconds of processor time that the process has used.
    pub fn cpu_seconds(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()?)).ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        // utime and stime (proc(5)), in hundredths of a second on Linux.
        Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
    }
}
