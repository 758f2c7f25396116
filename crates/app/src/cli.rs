//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// AI phone calls, from booking to hang-up.
#[derive(Debug, Parser)]
#[command(name = "ringwright", version, about, disable_version_flag = true, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server: web page, API, webhooks, jobs, and the sandbox unless real keys are set.
    Serve(Box<ServeArgs>),
    /// Bring the database up to date, and stop.
    Migrate(DatabaseArgs),
    /// Say what is configured, reachable and missing.
    Doctor(DoctorArgs),
    /// Play one whole booking against the sandbox, with a live timeline.
    Demo(DemoArgs),
    /// Judge webhooks.
    Webhook {
        /// What to do.
        #[command(subcommand)]
        command: WebhookCommand,
    },
    /// Run the sandbox alone.
    Sandbox(SandboxArgs),
    /// Look after the secrets.
    Vault {
        /// Where they are.
        #[command(flatten)]
        database: DatabaseArgs,
        /// What to do.
        #[command(subcommand)]
        command: VaultCommand,
    },
    /// Say who looks after the whole installation.
    Administrator {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseArgs,
        /// What to do.
        #[command(subcommand)]
        command: AdministratorCommand,
    },
    /// Look after the event log.
    Events {
        /// Where the data is.
        #[command(flatten)]
        database: DatabaseArgs,
        /// What to do.
        #[command(subcommand)]
        command: EventsCommand,
    },
    /// Measure this machine.
    Bench {
        /// What to measure.
        #[command(subcommand)]
        command: BenchCommand,
    },
    /// Simulate the whole system under a virtual clock, with vendors that fail and processes that die.
    Simulate(SimulateArgs),
    /// Look at recorded calls.
    Voice {
        /// What to do.
        #[command(subcommand)]
        command: VoiceCommand,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Print the version.
    Version,
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArgs {
    /// The folder for everything that is kept.
    #[arg(long, env = "RINGWRIGHT_DATA", default_value = "./data", value_name = "FOLDER")]
    pub data: PathBuf,
    /// A PostgreSQL (postgres://…) or SQLite (sqlite:PATH) address; SQLite in the data folder unless told.
    #[arg(long, env = "RINGWRIGHT_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Serves the page, the API and webhooks.
    Web,
    /// Works on jobs and dispatches calls.
    Worker,
}

/// Who listens to our own calls beside the vendors.
#[derive(Debug, Clone, Default, Args)]
pub struct ListeningArgs {
    /// Listen with this recogniser on this machine when no vendor's does: `pocketsphinx`, where this program was built
    /// with the feature of that name. It understands little.
    #[arg(long, env = "RINGWRIGHT_OFFLINE_RECOGNIZER", value_name = "NAME")]
    pub offline_recognizer: Option<String>,
}

/// How the server runs.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// The address to listen on.
    #[arg(long, env = "RINGWRIGHT_BIND", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "RINGWRIGHT_PORT", default_value_t = 8080)]
    pub port: u16,
    /// What this node does; all of it unless told.
    #[arg(long, env = "RINGWRIGHT_ROLE", value_delimiter = ',', value_enum)]
    pub role: Vec<Role>,
    /// Where visitors and vendors reach this installation, such as https://calls.example.com.
    #[arg(long, env = "RINGWRIGHT_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The port of the sandbox, on loopback; 0 takes a free one.
    #[arg(long, env = "RINGWRIGHT_SANDBOX_PORT", default_value_t = 8090)]
    pub sandbox_port: u16,
    /// Never start the sandbox, even when no keys are set.
    #[arg(long, env = "RINGWRIGHT_NO_SANDBOX")]
    pub no_sandbox: bool,
    /// Pages of these origins may book and follow bookings.
    #[arg(long, env = "RINGWRIGHT_ALLOW_ORIGIN", value_delimiter = ',', value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// Believe X-Forwarded-For: a proxy of ours stands in front.
    #[arg(long, env = "RINGWRIGHT_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Outgoing webhooks may also go to this machine, over plain HTTP: for development.
    #[arg(long, env = "RINGWRIGHT_LOOPBACK_WEBHOOKS")]
    pub loopback_webhooks: bool,
    /// Media sockets need no signature: for development and benches, on loopback only.
    #[arg(long, env = "RINGWRIGHT_UNSIGNED_MEDIA")]
    pub unsigned_media: bool,
    /// Write the timing trace of each call of our own voice to `traces` in the data folder, for `ringwright voice
    /// replay`. It holds what was said, and goes when the words do.
    #[arg(long, env = "RINGWRIGHT_TIMING_TRACES")]
    pub timing_traces: bool,
    /// Who listens without a vendor.
    #[command(flatten)]
    pub listening: ListeningArgs,
    /// The secret with which an external scheduler calls timed tasks.
    #[arg(long, env = "RINGWRIGHT_TASK_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub task_secret: Option<String>,
}

/// What the doctor looks at.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Where the data is.
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Who listens without a vendor.
    #[command(flatten)]
    pub listening: ListeningArgs,
    /// Only this.
    #[arg(value_enum)]
    pub only: Option<DoctorTopic>,
    /// One JSON object instead of lines.
    #[arg(long)]
    pub json: bool,
}

/// A topic of the doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DoctorTopic {
    /// Lines, who holds them, and since when.
    Capacity,
}

/// How the demo plays.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// A running installation; a throw-away one is started when missing.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The number to call; the sandbox's people behave by number (+1 202 555 0101 is busy).
    #[arg(long, default_value = "+12025550100", value_name = "NUMBER")]
    pub to: String,
    /// The card to pay with.
    #[arg(long, default_value = "4242424242424242", value_name = "NUMBER")]
    pub card: String,
    /// The plan to book.
    #[arg(long, default_value = "standard", value_name = "CODE")]
    pub plan: String,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
    /// Give up after so many seconds.
    #[arg(long, default_value_t = 1_200, value_name = "SECONDS")]
    pub timeout: u64,
}

/// Judging webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Read one JSON object {vendor, secret, now, raw_body, headers, …} on standard input and say whether
    /// the product would accept this webhook at that time, and why not.
    Verify,
}

/// How the sandbox runs alone.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "RINGWRIGHT_SANDBOX_PORT", default_value_t = 8090)]
    pub port: u16,
    /// The server that gets Stripe's webhooks.
    #[arg(long = "for", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
    /// The secret that signs Stripe's webhooks; give the server the same STRIPE_WEBHOOK_SECRET.
    #[arg(long, env = "STRIPE_WEBHOOK_SECRET", default_value = "whsec_sandbox", hide_env_values = true)]
    pub stripe_webhook_secret: String,
    /// The secret that signs Vapi's webhooks; give the server the same VAPI_WEBHOOK_SECRET.
    #[arg(long, env = "VAPI_WEBHOOK_SECRET", default_value = "sandbox-vapi-webhook", hide_env_values = true)]
    pub vapi_webhook_secret: String,
    /// Where to keep the state, so that a restart forgets nothing.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The length of a sandbox second in seconds: 0.1 is ten times faster.
    #[arg(long, default_value_t = 1.0)]
    pub pace: f64,
}

/// Looking after the secrets.
#[derive(Debug, Subcommand)]
pub enum VaultCommand {
    /// List accounts and the names of their secrets.
    List,
    /// Keep a secret of an account; its value comes on standard input. `key` sends the account live.
    Set {
        /// The account, such as acc_….
        account: String,
        /// key, webhook or credential; publishable (Stripe's key of the card form) or merchant (Cryptomus's id of
        /// whoever takes the money); or assistant or number, the vendor's ids of who calls and from where.
        #[arg(value_parser = [
            "key", "webhook", "credential", "publishable", "merchant", "assistant", "number",
        ])]
        name: String,
    },
    /// Make a new key and seal every secret with it.
    Rotate,
}

/// Saying who looks after the whole installation.
#[derive(Debug, Subcommand)]
pub enum AdministratorCommand {
    /// List who does.
    List,
    /// Let somebody who has an account look after it, from their next request on.
    Add {
        /// Their mail address, which they have confirmed.
        email: String,
    },
    /// Let somebody look after it no longer, from their next request on.
    Remove {
        /// Their mail address.
        email: String,
    },
}

/// Looking after the event log.
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Show the months, how many events each has, and the room that they take.
    List {
        /// JSON instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Write old months to compressed files and remove them from the database. Says what it would do; does it
    /// with --yes.
    Archive(EventsArchiveArgs),
}

/// Which months are archived, and where.
#[derive(Debug, Args)]
pub struct EventsArchiveArgs {
    /// The months before this one, such as 2026-01.
    #[arg(long, value_name = "YYYY-MM")]
    pub before: ringwright_domain::Month,
    /// The folder for the files; `archive` in the data folder unless told.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Only write the files: on PostgreSQL the months become tables beside the log, on SQLite they stay.
    #[arg(long)]
    pub keep: bool,
    /// Do it.
    #[arg(long)]
    pub yes: bool,
}

/// Looking at recorded calls.
#[derive(Debug, Subcommand)]
pub enum VoiceCommand {
    /// Replay a timing trace of a call, and say whether every decision is the same; or what other timings would
    /// have made of it.
    Replay(ReplayArgs),
}

/// Which trace, and to which timings.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The trace: JSON, a line each.
    #[arg(value_name = "TRACE")]
    pub trace: PathBuf,
    /// A timing that is to be different, such as plausible_end=500; may be repeated.
    #[arg(long, value_name = "NAME=MS")]
    pub policy: Vec<String>,
    /// JSON instead of lines.
    #[arg(long)]
    pub json: bool,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum BenchCommand {
    /// Durable webhook intake: signed Stripe webhooks over HTTP, each answered after its commit.
    Webhooks(WebhookBenchArgs),
    /// From payment webhook to call request, and from freed line to next call request.
    Dispatch(DispatchBenchArgs),
    /// Whole bookings, many at once, from the form to the end of the call.
    Hotline(HotlineBenchArgs),
    /// Pages, claims and the dispatcher's passes with very many bookings.
    Pages(PagesBenchArgs),
    /// What somebody who guesses a password costs the server, and what its owner notices meanwhile.
    SignIn(SignInBenchArgs),
    /// Live calls, many at once, with callers who pause and interrupt, and vendors of fixed latency.
    Voice(VoiceBenchArgs),
}

/// How live calls are measured.
#[derive(Debug, Args)]
pub struct VoiceBenchArgs {
    /// Calls at once; several numbers are measured one after the other.
    #[arg(long, default_value = "1,10,100,300", value_delimiter = ',', value_name = "N")]
    pub calls: Vec<usize>,
    /// The length of each call, in seconds.
    #[arg(long, default_value_t = 40)]
    pub seconds: u64,
    /// Milliseconds of sound between two interim results of the recogniser.
    #[arg(long, default_value_t = 500, value_name = "MS")]
    pub interim_every: u64,
    /// Tones instead of espeak-ng.
    #[arg(long)]
    pub tones: bool,
    /// Keep the timing traces of the calls in this folder, for `ringwright voice replay`.
    #[arg(long, value_name = "FOLDER")]
    pub traces: Option<std::path::PathBuf>,
}

/// How guesses are measured.
#[derive(Debug, Args)]
pub struct SignInBenchArgs {
    /// The database, which must be empty; SQLite in a temporary folder unless told.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Guesses.
    #[arg(long, default_value_t = 1_000)]
    pub attempts: u32,
    /// For how long, in seconds.
    #[arg(long, default_value_t = 60)]
    pub seconds: u64,
    /// From so many places on the internet, in turn.
    #[arg(long, default_value_t = 1)]
    pub places: u32,
}

/// How the intake is measured.
#[derive(Debug, Args)]
pub struct WebhookBenchArgs {
    /// The database; SQLite in a temporary folder unless told.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Connections at once.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// How long to measure, in seconds.
    #[arg(long, default_value_t = 10)]
    pub seconds: u64,
}

/// How dispatch is measured.
#[derive(Debug, Args)]
pub struct DispatchBenchArgs {
    /// The database; SQLite in a temporary folder unless told.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Bookings.
    #[arg(long, default_value_t = 300)]
    pub bookings: usize,
}

/// How pages are measured.
#[derive(Debug, Args)]
pub struct PagesBenchArgs {
    /// The database, which must be empty; SQLite in a temporary folder unless told.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Bookings.
    #[arg(long, default_value_t = 1_000_000)]
    pub bookings: usize,
    /// Of these, so many wait for a line; and so many jobs are due.
    #[arg(long, default_value_t = 100_000)]
    pub waiting: usize,
    /// How often each page is asked.
    #[arg(long, default_value_t = 200)]
    pub samples: usize,
}

/// What is simulated.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Where all chance comes from: the same seed is the same run, byte for byte.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many seeds, one after the other from the first.
    #[arg(long, default_value_t = 1)]
    pub seeds: u64,
    /// For how long people book, in virtual hours.
    #[arg(long, default_value_t = 6)]
    pub hours: u32,
    /// How many people book.
    #[arg(long, default_value_t = 12)]
    pub bookings: usize,
    /// What can go wrong: none, all, or names with commas between them: crash, unreachable, lost-request,
    /// lost-answer, server-error, garbage, rate-limit, slow, outage, webhook-lost, webhook-twice,
    /// webhook-late, forgery, overrun, hang-up, two-nodes, suspension, skew, interleaving.
    #[arg(long, default_value = "all", value_parser = crate::commands::faults, value_name = "FAULTS")]
    pub faults: ringwright_simulation::Faults,
    /// Only the people at these places.
    #[arg(long, value_delimiter = ',', value_name = "PLACES")]
    pub only: Vec<usize>,
    /// Stop after so many steps.
    #[arg(long)]
    pub steps: Option<u64>,
    /// Threads; as many as the machine has cores unless told.
    #[arg(long)]
    pub jobs: Option<usize>,
    /// Keep the database of one seed in this folder; in memory unless told.
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Write every line of what happened in one seed to this file.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Do not look for a smaller run that breaks the same promise.
    #[arg(long)]
    pub no_shrink: bool,
}

/// How whole bookings are measured.
#[derive(Debug, Args)]
pub struct HotlineBenchArgs {
    /// The database, which must be empty; SQLite in a temporary folder unless told.
    #[arg(long, visible_alias = "database", value_name = "URL")]
    pub database_url: Option<String>,
    /// Bookings.
    #[arg(long, default_value_t = 500)]
    pub bookings: usize,
    /// Lines of the carrier.
    #[arg(long, default_value_t = 100)]
    pub lines: u32,
    /// Visitors at once.
    #[arg(long, default_value_t = 50)]
    pub visitors: usize,
    /// The length of a second on the telephone, in seconds.
    #[arg(long, default_value_t = 0.01)]
    pub pace: f64,
}
