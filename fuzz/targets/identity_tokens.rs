//! Identity tokens and what else Google answers: whatever comes is read or refused, and no token of a stranger is believed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_vendors::google;

fuzz_target!(|body: &[u8]| {
    google::read_for_fuzzing(body);
    if let Ok(token) = std::str::from_utf8(body) {
        assert!(!google::believes_for_fuzzing(token));
    }
});
