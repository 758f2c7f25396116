//! A file of speech as an endpoint streams it: however it is cut into pieces, it has the same sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_vendors::openai::read_speech_for_fuzzing as read;

fuzz_target!(|input: (u8, &[u8])| {
    let (size, body) = input;
    let whole = read(std::iter::once(body));
    let pieces = read(body.chunks(usize::from(size).max(1)));
    assert!(whole.is_none() || whole == pieces, "the pieces have other sound than the whole");
    // From 4 kHz up, two bytes of a sample become two of the telephone's at most.
    assert!(whole.is_none_or(|sound| sound <= body.len() + 64), "sound grows");
});
