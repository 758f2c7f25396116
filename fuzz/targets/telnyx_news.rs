//! What Telnyx tells about calls: whatever comes is read or refused, who rings has a number that is called, and nothing
//! that a stranger makes up is signed.
#![no_main]

use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use ringwright_domain::Instant;
use ringwright_vendors::telnyx::news::{self, CallNews};
use ringwright_vendors::telnyx::webhook;

const KEY: &str = "d1qYrJvMZ8eLQkC1m6h1y6m3oV3m0c6V5mS1y1bQh2w=";

fuzz_target!(|input: (&str, &str, &[u8])| {
    let (signature, time, body) = input;
    match news::parse(body) {
        Ok(CallNews::Rings { call, .. } | CallNews::StreamEnded { call, .. }) => assert!(!call.is_empty()),
        Ok(CallNews::Other) | Err(_) => {}
    }
    let mut headers = HeaderMap::new();
    for (name, value) in [("telnyx-signature-ed25519", signature), ("telnyx-timestamp", time)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    assert!(webhook::verify(KEY, &headers, body, Instant::from_seconds(1_800_000_000)).is_err());
});
