//! Messages of streaming synthesisers (ElevenLabs `stream-input`, Deepgram `/v1/speak`), one a line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for line in text.lines() {
        let sound = ringwright_vendors::elevenlabs::read_for_fuzzing(line).unwrap_or(0);
        assert!(sound <= line.len(), "sound grows");
    }
    let done = ringwright_vendors::deepgram::speak_for_fuzzing(3, text.lines());
    assert!(done <= 3, "more is done than was asked for");
});
