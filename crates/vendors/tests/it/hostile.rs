//! Whatever comes in, nothing panics.

use std::collections::BTreeMap;

use proptest::prelude::*;
use ringwright_domain::Instant;
use ringwright_vendors::{WebhookVector, judge, stripe, vapi};

const VENDORS: [&str; 11] = [
    "stripe",
    "twilio",
    "retell",
    "elevenlabs",
    "resend",
    "sendgrid",
    "telnyx",
    "messagebird",
    "remotion",
    "calcom",
    "vapi",
];

fn samples() -> Vec<String> {
    let files = [
        "vapi/end-of-call-report",
        "vapi/status-update.ended",
        "vapi/status-update.in-progress",
        "stripe/checkout.session.completed",
        "stripe/payment_intent.payment_failed",
        "stripe/refund.updated",
        "stripe/charge.refunded",
    ];
    files.iter().map(|file| crate::webhooks::sample(file).to_string()).collect()
}

fn vectors() -> Vec<WebhookVector> {
    serde_json::from_str(include_str!("../fixtures/signatures.json")).unwrap()
}

/// A text with some bytes changed, left out or doubled.
fn mutate(text: &str, changes: &[(usize, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, change) in changes {
        let at = at % bytes.len().max(1);
        match (bytes.get(at).copied(), change % 4) {
            (Some(_), 0) => drop(bytes.remove(at)),
            (Some(byte), 1) => bytes.insert(at, byte),
            (Some(byte), _) => bytes[at] = byte ^ change,
            (None, _) => {}
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(usize, u8)>> {
    proptest::collection::vec((any::<usize>(), any::<u8>()), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mutated_webhooks_are_read_or_refused(which in 0_usize..7, changes in changes(), now in any::<i64>()) {
        let body = mutate(&samples()[which], &changes);
        if let Ok(message) = vapi::webhook::parse(&body, Instant::from_micros(now)) {
            prop_assert!(!message.dedupe_key.is_empty() && message.dedupe_key.len() <= 255);
        }
        if let Ok(event) = stripe::webhook::parse(&body) {
            prop_assert!(!event.dedupe_key.is_empty() && event.dedupe_key.len() <= 255);
        }
    }

    #[test]
    fn mutated_proofs_are_judged(which in 0_usize..72, changes in changes(), now in any::<i64>()) {
        let mut vector = vectors().swap_remove(which);
        for value in vector.headers.values_mut() {
            *value = String::from_utf8_lossy(&mutate(value, &changes)).into_owned();
        }
        vector.url = vector.url.map(|url| String::from_utf8_lossy(&mutate(&url, &changes)).into_owned());
        vector.now = now;
        let _ = judge(&vector);
    }

    #[test]
    fn any_text_is_judged(
        vendor in 0_usize..11, secret in ".*", raw_body in ".*", url in ".*", now in any::<i64>(),
        headers in proptest::collection::btree_map("[a-zA-Z0-9-]{0,20}", ".{0,40}", 0..4),
        proof in ".{0,60}",
    ) {
        const PROOFS: [&str; 12] = [
            "stripe-signature", "x-twilio-signature", "x-retell-signature", "elevenlabs-signature", "svix-signature",
            "x-twilio-email-event-webhook-signature", "telnyx-signature-ed25519", "messagebird-signature-jwt",
            "x-remotion-signature", "x-cal-signature-256", "x-vapi-secret", "svix-timestamp",
        ];
        let mut headers: BTreeMap<String, String> = headers;
        headers.extend(PROOFS.map(|name| (name.to_owned(), proof.clone())));
        let vendor = VENDORS[vendor].to_owned();
        let vector = WebhookVector { vendor, scheme: None, secret, now, raw_body, headers, url: Some(url) };
        prop_assert!(judge(&vector).is_err() || proof.trim() == vector.secret);
    }
}
