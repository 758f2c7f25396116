//! The server, wired: database, vault, sandbox, vendors, engine, jobs, HTTP.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use ringwright_domain::booking::RetryPolicy;
use ringwright_domain::{Chance, Clock};
pub use ringwright_engine::desk::SANDBOX_CREDENTIAL;
use ringwright_engine::desk::{VendorDesk, secrets};
use ringwright_engine::intake::Intake;
use ringwright_engine::jobs::{Runner, RunnerOptions};
use ringwright_engine::live::{Live, LiveSettings, Providers};
use ringwright_engine::recording::Folder;
use ringwright_engine::setup::{DemoSetup, RETRY, set_up_demo};
use ringwright_engine::system::{SystemChance, SystemClock, random_bytes};
use ringwright_engine::traces::Traces;
use ringwright_engine::{Engine, EngineParts};
use ringwright_http::{HttpSettings, HttpState, router, system_router};
use ringwright_sandbox::{Sandbox, SandboxConfig};
use ringwright_store::vault::Vault;
use ringwright_store::{Mode, Store};
use ringwright_vendors::outgoing::{HttpCourier, Reach};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cli::{Role, ServeArgs};
use crate::config::data::{DataFolder, DemoLogin};
use crate::config::vendors;

/// What goes wrong at the start.
pub type StartError = Box<dyn Error + Send + Sync>;

/// How long open requests may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(5);
/// How long live calls may take to finish when the server stops; none is longer.
const LONGEST_CALLS: Duration = Duration::from_secs(20 * 60);

/// What is different from an ordinary server; for the demo, benches and tests.
#[derive(Clone)]
pub struct Tuning {
    /// How often and how soon people are called again, should the installation be new.
    pub retry: RetryPolicy,
    /// The length of a sandbox second in seconds.
    pub sandbox_pace: f64,
    /// Whether to measure (one recorder for each process).
    pub metrics: bool,
    /// The time, for the server and its sandbox; the machine's when missing.
    pub clock: Option<Arc<dyn Clock>>,
    /// Where the vendors of our own calls are; what the environment says when missing.
    pub live: Option<LiveSettings>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { retry: RETRY, sandbox_pace: 1.0, metrics: true, clock: None, live: None }
    }
}

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where visitors reach it.
    pub public_url: String,
    /// The engine.
    pub engine: Engine,
    /// The demo login, if this installation has one.
    pub login: Option<DemoLogin>,
    live: Live,
    sandbox: Option<Sandbox>,
    stop: watch::Sender<bool>,
    http: JoinHandle<std::io::Result<()>>,
    runner: Option<JoinHandle<()>>,
    relay: JoinHandle<()>,
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    /// When something that it needs is missing; the text says what.
    pub async fn start(args: &ServeArgs, tuning: Tuning) -> Result<Self, StartError> {
        if args.unsigned_media && !args.bind.is_loopback() {
            let bind = args.bind;
            return Err(format!("--unsigned-media is for this machine alone, not for {bind}").into());
        }
        let clock = tuning.clock.clone().unwrap_or_else(|| Arc::new(SystemClock));
        let chance: Arc<dyn Chance> = Arc::new(SystemChance);
        let data = DataFolder::open(&args.database)?;
        let vault = data.vault(&*chance)?;
        let (listener, address) = listen(args).await?;
        let public_url = public_url(args, address);
        let store = Store::open(&data.database_url()).await?;
        store.migrate().await?;
        let login = set_up(&data, &store, &vault, &tuning, &*chance, clock.now()).await?;
        let settings = vendors::from_env();
        let sandbox = if args.no_sandbox || !vendors::leave_room_for_sandbox(&settings) {
            None
        } else {
            Some(start_sandbox(args, &data, &store, &vault, &public_url, &tuning, &clock).await?)
        };
        let sandbox_url = sandbox.as_ref().map(|sandbox| format!("http://{}", sandbox.address()));
        let desk = VendorDesk::new(store.clone(), vault, settings, sandbox_url.clone());
        // In the sandbox everybody is whom they say they are: only for an installation that this machine alone reaches.
        let near = sandbox_url.as_deref().filter(|_| args.bind.is_loopback() && args.public_url.is_none());
        let desk = match vendors::google_from_env(near)? {
            Some(google) => desk.with_google(google)?,
            None => desk,
        };
        let reach = if args.loopback_webhooks { Reach::Loopback } else { Reach::Public };
        let engine = Engine::new(EngineParts {
            store,
            desk: Arc::new(desk),
            courier: Arc::new(HttpCourier::new(reach)),
            clock,
            chance,
            public_url: public_url.clone(),
            recordings: Folder::new(args.database.data.join("recordings")),
            traces: Traces::new(args.database.data.join("traces")),
        });
        let http_settings = HttpSettings {
            tls: public_url.starts_with("https://"),
            allowed_origins: args.allow_origin.clone(),
            behind_proxy: args.behind_proxy,
            task_secret: args.task_secret.clone(),
            sandbox: sandbox.as_ref().map(|sandbox| format!("http://{}", sandbox.address())),
            twilio_token: vendors::twilio_token(),
            telnyx: vendors::telnyx(sandbox.as_ref().map(|sandbox| format!("http://{}", sandbox.address())))?,
            unsigned_media: args.unsigned_media,
        };
        let metrics = if tuning.metrics { Some(record_metrics()?) } else { None };
        let from_env = || vendors::live_from_env(http_settings.sandbox.clone(), &args.listening);
        let providers = Providers::of(&tuning.live.clone().unwrap_or_else(from_env))?;
        let live =
            Live::new(engine.clone(), providers, args.database.data.join("prompts"), args.timing_traces);
        let parts = Running { live, listener, address, public_url, login, sandbox, metrics };
        Ok(Self::run(args, engine, http_settings, parts).await?)
    }

    async fn run(
        args: &ServeArgs,
        engine: Engine,
        settings: HttpSettings,
        parts: Running,
    ) -> Result<Self, ringwright_engine::Error> {
        let (stop, stopped) = watch::channel(false);
        let (runner, handed) = if has_role(args, Role::Worker) {
            engine.ensure_clean_up().await?;
            engine.make_event_months().await;
            let (runner, handed) = Runner::new(engine.clone(), RunnerOptions::default());
            (Some(tokio::spawn(runner.run(stopped.clone()))), Some(handed))
        } else {
            (None, None)
        };
        let relay = tokio::spawn({
            let engine = engine.clone();
            async move { engine.store().relay(engine.node()).await }
        });
        let intake = Intake::start(engine.clone(), handed);
        let live = parts.live.clone();
        let state = HttpState::new(engine.clone(), intake, live, settings, parts.metrics);
        // A node that only works answers for its health and nothing else.
        let app = if has_role(args, Role::Web) { router(state) } else { system_router(state) };
        let listener = parts.listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's algorithm");
            }
        });
        let service = app.into_make_service_with_connect_info::<SocketAddr>();
        let http = tokio::spawn(async move {
            axum::serve(listener, service).with_graceful_shutdown(until(stopped)).await
        });
        Ok(Self {
            address: parts.address,
            public_url: parts.public_url,
            engine,
            live: parts.live,
            login: parts.login,
            sandbox: parts.sandbox,
            stop,
            http,
            runner,
            relay,
        })
    }

    /// Where the sandbox listens, if it is on.
    pub fn sandbox_url(&self) -> Option<String> {
        self.sandbox.as_ref().map(|sandbox| format!("http://{}", sandbox.address()))
    }

    /// Stops: takes no more requests, finishes what is under way, gives jobs back.
    ///
    /// Live calls are finished first, while the rest goes on: their carriers may still ask something.
    pub async fn stop(mut self) {
        let dropped = self.live.drain(LONGEST_CALLS).await;
        if dropped > 0 {
            tracing::warn!(dropped, "live calls were still up");
        }
        let _ = self.stop.send(true);
        if let Some(runner) = self.runner.take()
            && tokio::time::timeout(2 * GRACE, runner).await.is_err()
        {
            tracing::warn!("jobs were still under way; others take them when their leases run out");
        }
        if tokio::time::timeout(GRACE, &mut self.http).await.is_err() {
            // Live streams never end by themselves; their pages connect again elsewhere.
            self.http.abort();
        }
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop().await;
        }
        self.relay.abort();
        self.engine.store().close().await;
    }
}

struct Running {
    live: Live,
    listener: TcpListener,
    address: SocketAddr,
    public_url: String,
    login: Option<DemoLogin>,
    sandbox: Option<Sandbox>,
    metrics: Option<PrometheusHandle>,
}

fn has_role(args: &ServeArgs, role: Role) -> bool {
    args.role.is_empty() || args.role.contains(&role)
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // The sender lives as long as the server; when it is gone, stopping is right as well.
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn listen(args: &ServeArgs) -> Result<(TcpListener, SocketAddr), StartError> {
    let wanted = SocketAddr::new(args.bind, args.port);
    let listener = TcpListener::bind(wanted)
        .await
        .map_err(|error| format!("cannot listen on {wanted}: {error}; choose another with --port"))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn public_url(args: &ServeArgs, address: SocketAddr) -> String {
    let listening = || {
        let ip = if address.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address.ip() };
        format!("http://{}", SocketAddr::new(ip, address.port()))
    };
    args.public_url.as_ref().map_or_else(listening, |url| url.trim_end_matches('/').to_owned())
}

async fn set_up(
    data: &DataFolder,
    store: &Store,
    vault: &Vault,
    tuning: &Tuning,
    chance: &dyn Chance,
    now: ringwright_domain::Instant,
) -> Result<Option<DemoLogin>, StartError> {
    let new = store.read().await?.organisation_by_slug(None).await?.is_none();
    if !new {
        return Ok(if data.has_demo_login() { Some(data.demo_login(chance)?) } else { None });
    }
    let login = data.demo_login(chance)?;
    let stripe_secret = format!("whsec_{}", hex::encode(random_bytes::<24>(chance)));
    let vapi_secret = hex::encode(random_bytes::<32>(chance));
    let demo = DemoSetup {
        vault,
        email: &login.email,
        password: &login.password,
        stripe_webhook_secret: &stripe_secret,
        vapi_credential: (SANDBOX_CREDENTIAL, &vapi_secret),
        retry: tuning.retry,
        accounts: 2,
        lines: 9,
        chance,
        now,
    };
    let made = set_up_demo(store, &demo).await?;
    // Another node may have been first; then its login holds, not this one.
    Ok(made.map(|_| login))
}

async fn start_sandbox(
    args: &ServeArgs,
    data: &DataFolder,
    store: &Store,
    vault: &Vault,
    public_url: &str,
    tuning: &Tuning,
    clock: &Arc<dyn Clock>,
) -> Result<Sandbox, StartError> {
    let mut system = store.read().await?;
    let mut vapi_credentials = Vec::new();
    for account in system.accounts_of_vendor("vapi").await? {
        let mut tx = store.org(&account.org).read().await?;
        let credential = tx.secret(vault, &secrets::credential(&account.id)).await?;
        let secret = tx.secret(vault, &secrets::webhook(&account.id)).await?;
        vapi_credentials.extend(credential.zip(secret));
    }
    let stripe = system.accounts_of_vendor("stripe").await?.into_iter().next();
    let stripe = stripe.ok_or("the installation has no Stripe account")?;
    let mut tx = store.org(&stripe.org).read().await?;
    let stripe_webhook_secret = tx.secret(vault, &secrets::webhook(&stripe.id)).await?.unwrap_or_default();
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), args.sandbox_port);
    let config = SandboxConfig {
        bind,
        state_file: Some(data.file("sandbox.ndjson")),
        stripe_webhook_url: format!("{public_url}/webhooks/stripe/{}", stripe.id),
        stripe_webhook_secret,
        vapi_credentials,
        clock: Arc::clone(clock),
        pace: tuning.sandbox_pace,
    };
    let sandbox = Sandbox::start(config).await.map_err(|error| {
        format!("the sandbox cannot listen on {bind}: {error}; choose another with --sandbox-port")
    })?;
    // What is connected later is followed by asking until the next start.
    for account in system.accounts_of_vendor("elevenlabs").await? {
        let mut tx = store.org(&account.org).read().await?;
        let key = tx.secret(vault, &secrets::key(&account.id)).await?;
        let secret = tx.secret(vault, &secrets::webhook(&account.id)).await?;
        if let (Mode::Sandbox, Some(key), Some(secret)) = (account.mode, key, secret) {
            let url = format!("{public_url}/webhooks/elevenlabs/{}", account.id);
            sandbox.set_elevenlabs_webhook(&key, url, secret);
        }
    }
    Ok(sandbox)
}

fn record_metrics() -> Result<PrometheusHandle, StartError> {
    let recorder = PrometheusBuilder::new().install_recorder()?;
    let handle = recorder.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            handle.run_upkeep();
        }
    });
    Ok(recorder)
}
