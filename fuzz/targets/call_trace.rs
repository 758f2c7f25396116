//! A timing trace of a call, as `ringwright voice replay` reads it: what can be read can be replayed, twice the same, and
//! a call never holds more than its bounds, whatever happens in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_voice::trace::Trace;

fuzz_target!(|text: &[u8]| {
    let Ok(trace) = Trace::read(text) else { return };
    let (first, second) = (trace.replay(), trace.replay());
    assert!(first == second, "two replays differ");
    // Whatever it tells of its outputs, they can be held against a replay.
    trace.check();
    trace.ends_early();
});
