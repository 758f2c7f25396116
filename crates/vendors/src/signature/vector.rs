//! One webhook as it was recorded, for `ringwright webhook verify`.

use std::collections::BTreeMap;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use ringwright_domain::Instant;
use serde::Deserialize;

use super::SignatureProblem;
use crate::vapi::{HmacPlan, VapiWebhookAuth};
use crate::{
    Secret, calcom, cryptomus, elevenlabs, messagebird, remotion, resend, retell, sendgrid, stripe, telnyx,
    twilio, vapi,
};

/// A recorded webhook with the secret to judge it by. Fields that are not listed here are passed over.
#[derive(Clone, Deserialize)]
pub struct WebhookVector {
    /// The vendor's name in lower case, such as `stripe`.
    pub vendor: String,
    /// The way of signing, where the vendor has several: for Vapi `hmac-default`, `static-secret` or
    /// `bearer`.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The signing secret, or for SendGrid and Telnyx the public key.
    pub secret: String,
    /// The time at which it was heard, in seconds since 1970.
    pub now: i64,
    /// The body, byte for byte.
    pub raw_body: String,
    /// The headers; upper and lower case of the names do not matter.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The whole address that was called, for Twilio and MessageBird.
    #[serde(default)]
    pub url: Option<String>,
}

impl fmt::Debug for WebhookVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVector").field("vendor", &self.vendor).finish_non_exhaustive()
    }
}

/// Judges a recorded webhook as the vendor's own SDK would.
///
/// # Errors
/// [`SignatureProblem`] names the reason and the remedy.
pub fn judge(vector: &WebhookVector) -> Result<(), SignatureProblem> {
    let headers = header_map(&vector.headers)?;
    let (secret, body) = (Secret::new(&*vector.secret), vector.raw_body.as_bytes());
    let now = Instant::from_seconds(vector.now);
    let url = || vector.url.as_deref().ok_or(SignatureProblem::AddressNeeded);
    match vector.vendor.as_str() {
        "stripe" => stripe::webhook::verify(&secret, &headers, body, now),
        "twilio" => twilio::webhook::verify(&secret, &headers, url()?, body),
        "retell" => retell::webhook::verify(&secret, &headers, body, now),
        "elevenlabs" => elevenlabs::webhook::verify(&secret, &headers, body, now),
        "resend" => resend::webhook::verify(&secret, &headers, body, now),
        "sendgrid" => sendgrid::webhook::verify(&vector.secret, &headers, body),
        "telnyx" => telnyx::webhook::verify(&vector.secret, &headers, body, now),
        "messagebird" => messagebird::webhook::verify(&secret, &headers, url()?, body, now),
        "remotion" => remotion::webhook::verify(&secret, &headers, body),
        "calcom" => calcom::webhook::verify(&secret, &headers, body),
        "cryptomus" => cryptomus::webhook::verify(&secret, body),
        "vapi" => vapi::webhook::verify(&vapi_auth(vector.scheme.as_deref(), secret)?, &headers, body, now),
        other => Err(SignatureProblem::UnknownVendor { vendor: other.chars().take(40).collect() }),
    }
}

fn vapi_auth(scheme: Option<&str>, secret: Secret) -> Result<VapiWebhookAuth, SignatureProblem> {
    match scheme.unwrap_or("static-secret") {
        "hmac" | "hmac-default" => {
            Ok(VapiWebhookAuth::Hmac { secret, plan: HmacPlan::default(), credential: None })
        }
        "static-secret" => Ok(VapiWebhookAuth::StaticSecret { secret }),
        "bearer" => Ok(VapiWebhookAuth::Bearer { token: secret }),
        other => Err(SignatureProblem::UnknownScheme {
            scheme: other.chars().take(40).collect(),
            known: "hmac-default, static-secret, bearer",
        }),
    }
}

fn header_map(headers: &BTreeMap<String, String>) -> Result<HeaderMap, SignatureProblem> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let header = name.parse::<HeaderName>();
        let value = HeaderValue::from_str(value);
        let (Ok(header), Ok(value)) = (header, value) else {
            return Err(SignatureProblem::unreadable(name, "a header name and a value on one line"));
        };
        map.append(header, value);
    }
    Ok(map)
}
