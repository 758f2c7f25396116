//! Messages of Twilio Media Streams: whatever comes is read or refused, and a payload never grows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ringwright_vendors::twilio::media::{self, FromTwilio};

fuzz_target!(|text: &str| {
    if let Ok(FromTwilio::Media(_, payload)) = media::parse(text) {
        let mut sound = Vec::new();
        if media::decode(&payload, &mut sound).is_ok() {
            assert!(sound.len() <= payload.len());
        }
    }
});
