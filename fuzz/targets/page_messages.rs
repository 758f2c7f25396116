//! Messages of a page that calls: whatever comes is read or refused, and no more is taken than may be.
#![no_main]

#[path = "../../crates/http/src/media/page.rs"]
mod page;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut sound = Vec::new();
    page::append(input, &mut sound);
    assert_eq!(sound.len(), input.len() / 2);
    let Some(message) = std::str::from_utf8(input).ok().and_then(page::read) else { return };
    match message {
        page::FromPage::Say { words } => assert!(words.chars().count() <= 1_000),
        page::FromPage::Start { agent } => drop(agent),
        page::FromPage::Mark { name } => drop(name.parse::<u32>()),
        page::FromPage::Key { key: _ } | page::FromPage::Stop => {}
    }
});
