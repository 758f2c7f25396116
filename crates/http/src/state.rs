//! What every handler has at hand.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use ringwright_engine::Engine;
use ringwright_engine::intake::Intake;

use crate::limits::Limits;

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
    /// Whether the sandbox is on; the page says so.
    pub sandbox: bool,
    /// The origin of the sandbox while it is on: pages on which somebody pays may load its form.
    pub sandbox_url: Option<String>,
}

/// What every handler has at hand; cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    pub(crate) engine: Engine,
    pub(crate) intake: Intake,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Option<PrometheusHandle>,
}

impl HttpState {
    /// The state of a server.
    pub fn new(
        engine: Engine,
        intake: Intake,
        settings: HttpSettings,
        metrics: Option<PrometheusHandle>,
    ) -> Self {
        Self { engine, intake, settings: Arc::new(settings), limits: Arc::new(Limits::default()), metrics }
    }
}
