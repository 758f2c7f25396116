//! How Vapi proves that a webhook is its own.

use std::time::Duration;

use crate::Secret;

/// How Vapi is told to prove its webhooks, and how they are judged
/// (<https://docs.vapi.ai/server-url/server-authentication>).
#[derive(Debug, Clone)]
pub enum VapiWebhookAuth {
    /// A signature by a credential that is kept at Vapi. The strongest: it covers the body.
    Hmac {
        /// The signing secret, entered in the credential at Vapi too.
        secret: Secret,
        /// The form of the signature, as in the credential.
        plan: HmacPlan,
        /// The id of the credential at Vapi, sent with every call. Without it the server settings of
        /// the assistant or the account at Vapi must name it.
        credential: Option<String>,
    },
    /// A shared secret in the header `X-Vapi-Secret`.
    StaticSecret {
        /// The secret, sent to Vapi with every call.
        secret: Secret,
    },
    /// A shared token in the header `Authorization: Bearer`.
    Bearer {
        /// The token, sent to Vapi with every call.
        token: Secret,
    },
}

/// The form of a signature (`HMACAuthenticationPlan` in Vapi's API). The default is Vapi's.
#[derive(Debug, Clone)]
pub struct HmacPlan {
    /// The hash.
    pub hash: HmacHash,
    /// How the signature is written.
    pub encoding: SignatureEncoding,
    /// The header with the signature: `x-signature`.
    pub signature_header: String,
    /// What stands before the signature in its header: nothing.
    pub signature_prefix: String,
    /// The header with the time: `x-timestamp`, and `{time}.{body}` is signed. `None` when only the body
    /// is signed.
    pub timestamp_header: Option<String>,
    /// The oldest signature taken. `None` unless told: Vapi documents neither a limit nor the unit of
    /// the time. Seconds and milliseconds since 1970 are understood.
    pub max_age: Option<Duration>,
}

impl Default for HmacPlan {
    fn default() -> Self {
        Self {
            hash: HmacHash::Sha256,
            encoding: SignatureEncoding::Hex,
            signature_header: "x-signature".to_owned(),
            signature_prefix: String::new(),
            timestamp_header: Some("x-timestamp".to_owned()),
            max_age: None,
        }
    }
}

/// The hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HmacHash {
    /// SHA-1, for old credentials.
    Sha1,
    /// SHA-256, the usual one.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// Hexadecimal.
    Hex,
    /// Base64.
    Base64,
}
