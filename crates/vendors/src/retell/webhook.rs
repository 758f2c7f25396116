//! Retell's webhooks (<https://docs.retellai.com/features/webhook-overview>) and their signatures
//! (<https://docs.retellai.com/features/secure-webhook>).

use std::time::Duration;

use http::HeaderMap;
use ringwright_domain::Instant;
use sha2::{Digest, Sha256};

use super::news::tell;
use super::wire::{Call, Envelope};
use crate::carrier::CarrierMessage;
use crate::ending::Telling;
use crate::signature::{Algorithm, SignatureProblem, fits_hex, mac, not_newer, not_older, one};
use crate::{Secret, VendorError};

const SIGNATURE: &str = "x-retell-signature";
const TOLERANCE: Duration = Duration::from_secs(300);

/// Judges a webhook of Retell: HMAC-SHA256 over the body and the time in milliseconds, at most five
/// minutes away in either direction. `secret` is the API key that has the webhook badge.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    secret: &Secret,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let unreadable = || SignatureProblem::unreadable(SIGNATURE, "v=<milliseconds>,d=<hexadecimal digest>");
    let header = one(headers, SIGNATURE)?;
    let (time, digest) =
        header.strip_prefix("v=").and_then(|rest| rest.split_once(",d=")).ok_or_else(unreadable)?;
    let millis = time.parse().map_err(|_| unreadable())?;
    let expected = mac(Algorithm::Sha256, secret.expose().as_bytes(), &[raw_body, time.as_bytes()]);
    if !fits_hex(digest, &expected) {
        return Err(SignatureProblem::Differs);
    }
    let made = Instant::from_millis(millis);
    not_older(made, now, TOLERANCE)?;
    not_newer(made, now, TOLERANCE)
}

/// Reads a webhook of Retell that was heard at `now` and whose signature holds. Types of event that are
/// not known carry no news.
///
/// # Errors
/// [`VendorError::Unreadable`] when it is no event at all.
pub fn parse(raw_body: &[u8], now: Instant) -> Result<CarrierMessage, VendorError> {
    let Envelope { event, call } = serde_json::from_slice(raw_body)
        .map_err(|_| VendorError::unreadable("the webhook is no event of Retell's"))?;
    if event.is_empty() {
        return Err(VendorError::unreadable("the webhook names no type"));
    }
    let call = call.unwrap_or_default();
    let telling = match &*event {
        "call_started" | "call_ended" => tell(&call, now, false),
        "call_analyzed" => tell(&call, now, true),
        _ => Telling::Nothing,
    };
    Ok(CarrierMessage {
        dedupe_key: dedupe_key(&event, &call, raw_body),
        vendor_ref: call.call_id.clone(),
        call: call.ours(),
        report_due: telling == Telling::ReportDue,
        news: if let Telling::News(news) = telling { Some(news) } else { None },
        kind: event.chars().take(100).collect(),
    })
}

/// Of these types there is one event for each call; of others there may be many.
fn dedupe_key(event: &str, call: &Call, raw_body: &[u8]) -> String {
    let plain = |id: &&str| id.len() <= 100 && id.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    match (event, call.call_id.as_deref().filter(plain)) {
        ("call_started" | "call_ended" | "call_analyzed", Some(id)) => format!("{id}:{event}"),
        _ => format!("body:{}", hex::encode(Sha256::digest(raw_body))),
    }
}
