//! Messages of Telnyx' media streams, one a line: whatever comes is read or refused, and sound never grows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_vendors::telnyx::media::{self, FromTelnyx, InOrder};

fuzz_target!(|text: &str| {
    let (mut order, mut sound) = (InOrder::default(), Vec::new());
    for line in text.lines() {
        if let Ok(FromTelnyx::Media(place, payload)) = media::parse(line) {
            let before = sound.len();
            let appended = order.push(place, &payload, &mut sound);
            assert_eq!(appended.unwrap_or(false), sound.len() > before);
        }
    }
    assert!(sound.len() <= text.len());
});
