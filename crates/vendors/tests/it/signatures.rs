//! All recorded signatures, valid and invalid, which the vendors' own SDKs made or judged.

use ringwright_vendors::{SignatureProblem, WebhookVector, judge};
use serde_json::Value;

const VECTORS: &str = include_str!("../fixtures/signatures.json");

fn rows() -> Vec<(Value, WebhookVector)> {
    let rows: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    rows.into_iter().map(|row| (row.clone(), serde_json::from_value(row).unwrap())).collect()
}

fn row(vendor: &str, name: &str) -> WebhookVector {
    let hit = rows().into_iter().find(|(row, _)| row["vendor"] == vendor && row["name"] == name);
    hit.unwrap_or_else(|| panic!("{vendor} {name}")).1
}

#[test]
fn every_verdict_is_that_of_the_vendor() {
    let rows = rows();
    assert_eq!(rows.len(), 72);
    for (row, vector) in rows {
        let verdict = judge(&vector);
        let name = format!("{} {}", row["vendor"], row["name"]);
        assert_eq!(verdict.is_ok(), row["valid"].as_bool().unwrap(), "{name}: {verdict:?}");
        if let Err(problem) = verdict {
            let sentence = problem.to_string();
            assert!(sentence.len() > 20 && !sentence.contains(&vector.secret), "{name}: {sentence}");
        }
    }
}

#[test]
fn the_reason_is_named() {
    use SignatureProblem::*;
    let reason = |vendor, name| judge(&row(vendor, name)).unwrap_err();
    assert!(matches!(reason("stripe", "no-header"), MissingHeader { .. }));
    assert!(matches!(reason("stripe", "garbage-header"), UnreadableHeader { .. }));
    assert_eq!(reason("stripe", "tampered-body"), Differs);
    assert_eq!(reason("elevenlabs", "expired"), TooOld { seconds: 1_801, limit: 1_800 });
    assert_eq!(reason("retell", "expired"), TooOld { seconds: 301, limit: 300 });
    assert_eq!(reason("telnyx", "future"), FromTheFuture { seconds: 301, limit: 300 });
    assert!(matches!(reason("twilio", "unknown-algorithm"), UnknownAlgorithm { .. }));
    assert!(matches!(reason("messagebird", "alg-none"), UnknownAlgorithm { .. }));
    assert!(matches!(reason("messagebird", "wrong-issuer"), OtherIssuer { .. }));
    assert_eq!(reason("calcom", "no-secret-provided"), SenderHasNoSecret);
    assert_eq!(reason("remotion", "no-secret-provided"), SenderHasNoSecret);
    assert!(matches!(reason("vapi", "wrong-static-secret"), OtherSecret { .. }));
}

#[test]
fn names_of_headers_come_in_any_case() {
    for (row, mut vector) in rows().into_iter().filter(|(row, _)| row["valid"] == true) {
        vector.headers =
            vector.headers.into_iter().map(|(name, value)| (name.to_uppercase(), value)).collect();
        assert_eq!(judge(&vector), Ok(()), "{} {}", row["vendor"], row["name"]);
    }
}

#[test]
fn a_forgotten_secret_takes_nothing() {
    for (row, mut vector) in rows() {
        vector.secret = String::new();
        assert!(judge(&vector).is_err(), "{} {}", row["vendor"], row["name"]);
    }
}

#[test]
fn what_is_unknown_is_refused() {
    let mut vector = row("stripe", "valid-at-299s");
    vector.vendor = "acme".into();
    assert!(matches!(judge(&vector), Err(SignatureProblem::UnknownVendor { .. })));
    let mut vector = row("vapi", "valid-bearer");
    vector.scheme = Some("none".into());
    assert!(matches!(judge(&vector), Err(SignatureProblem::UnknownScheme { .. })));
    let mut vector = row("twilio", "valid-form");
    vector.url = None;
    assert_eq!(judge(&vector), Err(SignatureProblem::AddressNeeded));
    assert_eq!(format!("{:?}", row("stripe", "valid-at-299s")), "WebhookVector { vendor: \"stripe\", .. }");
}
