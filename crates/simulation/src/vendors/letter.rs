//! A webhook on its way.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use ringwright_domain::Instant;
use ringwright_domain::ids::AccountId;
use sha2::Sha256;

/// A webhook on its way.
#[derive(Clone)]
pub(crate) struct Letter {
    /// Who sends it.
    pub vendor: &'static str,
    /// For which account.
    pub account: AccountId,
    /// What it is, for the trace.
    pub kind: String,
    /// The body.
    pub body: String,
    /// Whether the vendor never sent it.
    pub forged: bool,
}

impl Letter {
    /// The headers with its signature as made at `now`.
    pub(crate) fn headers(&self, secret: &str, now: Instant) -> HeaderMap {
        let secret = if self.forged { "somebody else's secret" } else { secret };
        let seconds = now.seconds().to_string();
        let signature = sign(secret, &[seconds.as_bytes(), b".", self.body.as_bytes()]);
        let pairs = match self.vendor {
            "stripe" => vec![("stripe-signature", format!("t={seconds},v1={signature}"))],
            _ => vec![("x-signature", signature), ("x-timestamp", seconds)],
        };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        headers
    }
}

fn sign(secret: &str, parts: &[&[u8]]) -> String {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    parts.iter().for_each(|part| mac.update(part));
    hex::encode(mac.finalize().into_bytes())
}
