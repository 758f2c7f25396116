//! The answer of a transcription endpoint.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    ringwright_vendors::openai::read_transcript_for_fuzzing(body);
});
