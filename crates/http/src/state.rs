//! What every handler has at hand.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use ringwright_engine::Engine;
use ringwright_engine::intake::Intake;
use ringwright_engine::live::Live;
use ringwright_vendors::Secret;

use crate::front::Fronts;
use crate::headers::Policies;
use crate::limits::Limits;
use crate::media::Telnyx;
use crate::page;

/// How the HTTP side is set up.
#[derive(Debug, Clone, Default)]
pub struct HttpSettings {
    /// Whether visitors come over TLS (the public address is `https://`): cookies are marked `Secure`
    /// and HSTS is sent.
    pub tls: bool,
    /// Other origins whose pages may call the API, such as `https://shop.example.com`.
    pub allowed_origins: Vec<String>,
    /// Whether a proxy in front sets `X-Forwarded-For`. Only then is it believed.
    pub behind_proxy: bool,
    /// The secret with which an external scheduler calls timed tasks; without one, nobody can.
    pub task_secret: Option<String>,
    /// Where the sandbox listens, if it is on; the page says that it is, and may load its card form.
    pub sandbox: Option<String>,
    /// The secret by which Twilio signs its requests.
    pub twilio_token: Option<Secret>,
    /// Telnyx, if its calls are taken.
    pub telnyx: Option<Telnyx>,
    /// Whether media sockets need no signature: on loopback only.
    pub unsigned_media: bool,
}

/// What every handler has at hand; cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    pub(crate) engine: Engine,
    pub(crate) intake: Intake,
    pub(crate) live: Live,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) fronts: Arc<Fronts>,
    pub(crate) metrics: Option<PrometheusHandle>,
    /// What pages may load and from where.
    pub(crate) policies: Policies,
}

impl HttpState {
    /// The state of a server.
    pub fn new(
        engine: Engine,
        intake: Intake,
        live: Live,
        settings: HttpSettings,
        metrics: Option<PrometheusHandle>,
    ) -> Self {
        let (limits, fronts) = (Arc::default(), Arc::default());
        let policies = Policies::new(&page::own_scripts(), settings.sandbox.as_deref());
        Self { engine, intake, live, settings: Arc::new(settings), limits, fronts, metrics, policies }
    }
}
