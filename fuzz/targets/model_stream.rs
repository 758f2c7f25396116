//! The streamed answer of a chat endpoint: however it is cut into pieces, it says the same and ends once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_vendors::language_model::Thought;
use ringwright_vendors::openai::read_for_fuzzing as read;

fuzz_target!(|input: (u8, &[u8])| {
    let (size, body) = input;
    let whole = read(std::iter::once(body));
    let pieces = read(body.chunks(usize::from(size).max(1)));
    assert!(whole == pieces, "the pieces say something else than the whole");
    let ends = |thought: &&Thought| matches!(thought, Thought::Done(_) | Thought::Trouble(_));
    assert_eq!(whole.iter().filter(ends).count(), 1);
    assert!(whole.last().is_some_and(|last| ends(&last)));
});
