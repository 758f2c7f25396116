//! Vapi's webhooks (<https://docs.vapi.ai/server-url/events>).

use http::HeaderMap;
use ringwright_domain::Instant;
use serde_json::Number;
use sha2::{Digest, Sha256};

use super::auth::{HmacHash, HmacPlan, SignatureEncoding, VapiWebhookAuth};
use super::news::{Facts, tell};
use super::wire::{Analysis, Call, Envelope, Marked, Message};
use crate::carrier::CarrierMessage;
use crate::ending::Telling;
use crate::signature::{Algorithm, SignatureProblem, equal, fits_base64, fits_hex, mac, not_older, one};
use crate::{Secret, VendorError};

/// Judges a webhook of Vapi heard at `now`.
///
/// # Errors
/// [`SignatureProblem`] names the reason.
pub fn verify(
    auth: &VapiWebhookAuth,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    match auth {
        VapiWebhookAuth::Hmac { secret, plan, .. } => verify_signature(secret, plan, headers, raw_body, now),
        VapiWebhookAuth::StaticSecret { secret } => {
            same(one(headers, "x-vapi-secret")?, secret, "x-vapi-secret")
        }
        VapiWebhookAuth::Bearer { token } => {
            let header = one(headers, "authorization")?;
            let (scheme, given) = header.split_once(' ').unwrap_or_default();
            if !scheme.eq_ignore_ascii_case("bearer") {
                return Err(SignatureProblem::unreadable("authorization", "Bearer and a token"));
            }
            same(given.trim(), token, "authorization")
        }
    }
}

fn same(given: &str, secret: &Secret, header: &str) -> Result<(), SignatureProblem> {
    if equal(given.as_bytes(), secret.expose().as_bytes()) {
        Ok(())
    } else {
        Err(SignatureProblem::OtherSecret { header: header.to_owned() })
    }
}

fn verify_signature(
    secret: &Secret,
    plan: &HmacPlan,
    headers: &HeaderMap,
    raw_body: &[u8],
    now: Instant,
) -> Result<(), SignatureProblem> {
    let header = one(headers, &plan.signature_header)?;
    let given = header.strip_prefix(&*plan.signature_prefix).ok_or_else(|| {
        SignatureProblem::unreadable(&plan.signature_header, "the agreed prefix and the signature")
    })?;
    let time = plan.timestamp_header.as_deref().map(|name| one(headers, name)).transpose()?;
    let parts: &[&[u8]] = match time {
        Some(time) => &[time.as_bytes(), b".", raw_body],
        None => &[raw_body],
    };
    let algorithm = match plan.hash {
        HmacHash::Sha1 => Algorithm::Sha1,
        HmacHash::Sha256 => Algorithm::Sha256,
        HmacHash::Sha512 => Algorithm::Sha512,
    };
    let expected = mac(algorithm, secret.expose().as_bytes(), parts);
    let fits = match plan.encoding {
        SignatureEncoding::Hex => fits_hex(given, &expected),
        SignatureEncoding::Base64 => fits_base64(given, &expected),
    };
    if !fits {
        return Err(SignatureProblem::Differs);
    }
    match (plan.max_age, time, &plan.timestamp_header) {
        (Some(limit), Some(time), Some(name)) => not_older(signed_at(name, time)?, now, limit),
        _ => Ok(()),
    }
}

/// The time of a signature, in seconds or, when it is too large for that, in milliseconds.
fn signed_at(header: &str, text: &str) -> Result<Instant, SignatureProblem> {
    const FIRST_MILLIS: i64 = 100_000_000_000;
    match text.parse::<i64>() {
        Ok(time) if time >= FIRST_MILLIS => Ok(Instant::from_millis(time)),
        Ok(time) => Ok(Instant::from_seconds(time)),
        Err(_) => Err(SignatureProblem::unreadable(header, "a time in seconds or milliseconds since 1970")),
    }
}

/// Reads a webhook of Vapi that was heard at `now` and whose signature holds. Types of message that are
/// not known carry no news.
///
/// # Errors
/// [`VendorError::Unreadable`] when it is no message at all.
pub fn parse(raw_body: &[u8], now: Instant) -> Result<CarrierMessage, VendorError> {
    let Envelope { message } = serde_json::from_slice(raw_body)
        .map_err(|_| VendorError::unreadable("the webhook is no message of Vapi's"))?;
    let Some(kind) = message.kind.clone().filter(|kind| !kind.is_empty()) else {
        return Err(VendorError::unreadable("the webhook names no type"));
    };
    let none = Call::default();
    let call = message.call.as_ref().unwrap_or(&none);
    let telling = match &*kind {
        "status-update" => tell(&facts(&message, call, now, false)),
        "end-of-call-report" => tell(&facts(&message, call, now, true)),
        _ => Telling::Nothing,
    };
    Ok(CarrierMessage {
        dedupe_key: dedupe_key(&message, call, raw_body),
        vendor_ref: call.id.clone(),
        call: call.ours().or_else(|| message.assistant.as_ref().and_then(Marked::ours)),
        report_due: telling == Telling::ReportDue,
        news: if let Telling::News(news) = telling { Some(news) } else { None },
        kind: kind.chars().take(100).collect(),
    })
}

fn facts<'a>(message: &'a Message, call: &'a Call, now: Instant, report: bool) -> Facts<'a> {
    let analysis = message.analysis.as_ref().or(call.analysis.as_ref());
    Facts {
        vendor_ref: call.id.as_deref(),
        status: if report { "ended" } else { message.status.as_deref().unwrap_or_default() },
        ended_reason: message.ended_reason.as_deref().or(call.ended_reason.as_deref()),
        started_at: message.started_at.or(call.started_at),
        ended_at: message.ended_at.or(call.ended_at),
        as_of: message.timestamp.as_ref().and_then(sent_at).unwrap_or(now),
        screened: analysis.is_some_and(Analysis::screened),
        complete: report,
    }
}

/// The time of a message, in milliseconds; `None` when it lies outside this century.
fn sent_at(timestamp: &Number) -> Option<Instant> {
    const CENTURY: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;
    let text = timestamp.to_string();
    let whole = text.split_once('.').map_or(&*text, |(whole, _)| whole);
    let millis = whole.parse::<i64>().ok().filter(|millis| CENTURY.contains(millis))?;
    Some(Instant::from_millis(millis))
}

fn dedupe_key(message: &Message, call: &Call, raw_body: &[u8]) -> String {
    let short = |text: &str| text.len() <= 60 && text.bytes().all(|b| b.is_ascii_graphic() && b != b':');
    let timestamp = message.timestamp.as_ref().map(Number::to_string);
    let status = message.status.as_deref().unwrap_or("-");
    match (call.id.as_deref(), message.kind.as_deref(), timestamp.as_deref()) {
        (Some(id), Some(kind), Some(time)) if [id, kind, status, time].into_iter().all(short) => {
            format!("{id}:{kind}:{status}:{time}")
        }
        _ => format!("body:{}", hex::encode(Sha256::digest(raw_body))),
    }
}
