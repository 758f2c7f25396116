//! ElevenLabs' webhooks (<https://elevenlabs.io/docs/agents-platform/workflows/post-call-webhooks>) and their
//! signatures (<https://elevenlabs.io/docs/overview/administration/webhooks>).

use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::Instant;
use sha2::{Digest, Sha256};

use super::calls::news::{tell, tell_failure};
use super::calls::wire::{Conversation, Envelope};
use crate::carrier::CarrierMessage;
use crate::ending::Telling;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, not_older, one, seconds};
use crate::{Secret, VendorError};

const SIGNATURE: &str = "elevenlabs-signature";
const TOLERANCE: Duration = Duration::from_secs(1_800);

/// Judges a webhook of ElevenLabs: HMAC-SHA256 over `{seconds}.{body}`, at most half an hour old. The
/// vendor's SDKs take times in the future, and so does this.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let header = one(headers, SIGNATURE)?;
    let field = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (Some(time), Some(digest)) = (field("t="), field("v0=")) else {
        return Err(SignatureProblem::unreadable(SIGNATURE, "t=<seconds>,v0=<hexadecimal digest>"));
    };
    let made = seconds(SIGNATURE, time)?;
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[time.as_bytes(), b".", raw_body]);
    if !fits_hex(digest, &expected) {
        return Err(SignatureProblem::Differs);
    }
    not_older(made, now, TOLERANCE)
}

/// Reads a webhook of ElevenLabs that was heard at `now` and whose signature holds. Types of message that
/// are not known carry no news.
///
/// # Errors
/// [`VendorError::Unreadable`] when it is no message at all.
pub fn parse(raw_body: &[u8], now: Instant) -> Result<CarrierMessage, VendorError> {
    let Envelope { kind, event_timestamp, data } = serde_json::from_slice(raw_body)
        .map_err(|_| VendorError::unreadable("the webhook is no message of ElevenLabs'"))?;
    if kind.is_empty() {
        return Err(VendorError::unreadable("the webhook names no type"));
    }
    let data = data.unwrap_or_default();
    let as_of = event_timestamp.map_or(now, Instant::from_seconds);
    let telling = match (&*kind, &data.conversation_id) {
        ("post_call_transcription", Some(_)) => tell(&data, as_of),
        ("call_initiation_failure", Some(_)) => tell_failure(&data, as_of),
        _ => Telling::Nothing,
    };
    Ok(CarrierMessage {
        dedupe_key: dedupe_key(&kind, &data, raw_body),
        vendor_ref: data.conversation_id.clone(),
        call: data.ours(),
        report_due: false,
        news: if let Telling::News(news) = telling { Some(news) } else { None },
        kind: kind.chars().take(100).collect(),
    })
}

/// Of these types there is one message for each call; of others there may be many.
fn dedupe_key(kind: &str, data: &Conversation, raw_body: &[u8]) -> String {
    let plain = |id: &&str| id.len() <= 100 && id.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    match (kind, data.conversation_id.as_deref().filter(plain)) {
        ("post_call_transcription" | "call_initiation_failure", Some(id)) => format!("{id}:{kind}"),
        _ => format!("body:{}", hex::encode(Sha256::digest(raw_body))),
    }
}
