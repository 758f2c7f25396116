//! Messages of a streaming recogniser (Deepgram `/v1/listen`).
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    ringwright_vendors::deepgram::read_for_fuzzing(text);
});
