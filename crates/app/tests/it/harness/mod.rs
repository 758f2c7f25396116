//! What stories are told with: a house (the whole installation), its visitor, the sandbox's controls,
//! a clock that jumps, and real processes.

mod answer;
mod clock;
mod house;
mod operator;
mod process;
mod receiver;
mod sandbox;
mod sign;
mod speech;
mod sse;
mod telephone;
mod visitor;

pub use answer::Answer;
pub use clock::JumpingClock;
pub use house::{GREETING, House, serve_args};
pub use operator::{Operator, PASSWORD};
pub use process::{Process, program};
pub use receiver::{Posted, Receiver};
pub use ringwright_store::testing::row_counts as rows;
pub use sandbox::Sandbox;
pub use sign::{stripe_signature, vapi_signature};
pub use speech::{Mishap, Reply, Speech};
pub use sse::Stream;
pub use telephone::Telephone;
pub use visitor::{Booked, Visitor, form, states};

use std::time::Duration;

/// Long enough for a busy machine; nothing waits this long when all is well.
const PATIENCE: Duration = Duration::from_secs(300);

/// Waits for what must come, and fails loudly when it does not.
pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => panic!("{what}: not within {PATIENCE:?}"),
    }
}

/// A client that follows nothing by itself, and speaks to this machine only: it reads no certificates.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let client = client.tls_certs_only(Vec::new());
    client.connect_timeout(Duration::from_secs(10)).build().unwrap()
}

/// A telephone number of somebody in the sandbox; the last two digits say who.
pub fn phone(person: u32) -> String {
    format!("+120255501{person:02}")
}
