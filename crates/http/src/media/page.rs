//! What a page says on the socket of its call. Also read by `fuzz/`.

use ringwright_voice::frame::ulaw_encode;
use serde::Deserialize;

/// More characters are not taken in one message.
const LONGEST_WORDS: usize = 1_000;

/// What a page says.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum FromPage {
    /// The call begins, with the agent that is named.
    Start {
        #[serde(default)]
        agent: Option<String>,
    },
    /// What came before this mark was played.
    Mark { name: String },
    /// A key.
    Key { key: char },
    /// What the caller wrote in place of saying it.
    Say { words: String },
    /// The caller hangs up.
    Stop,
}

/// Reads a message. `None` for one that is none, or says too much.
pub(super) fn read(text: &str) -> Option<FromPage> {
    let message = serde_json::from_str(text).ok()?;
    match &message {
        FromPage::Say { words } if words.chars().count() > LONGEST_WORDS => None,
        _ => Some(message),
    }
}

/// Appends 16-bit little-endian samples as mu-law. A byte too many belongs to no sample.
pub(super) fn append(bytes: &[u8], sound: &mut Vec<u8>) {
    let samples = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    sound.extend(samples.map(ulaw_encode));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_little_endian_and_a_byte_too_many_is_none() {
        let mut sound = Vec::new();
        append(&[0xff, 0x7f, 0x00, 0x80, 0x01], &mut sound);
        assert_eq!(sound, [ulaw_encode(i16::MAX), ulaw_encode(i16::MIN)]);
    }

    #[test]
    fn the_page_is_understood() {
        let start = read(r#"{"event":"start","agent":"agt_1"}"#);
        assert!(matches!(start, Some(FromPage::Start { agent: Some(agent) }) if agent == "agt_1"));
        assert!(matches!(read(r#"{"event":"key","key":"*"}"#), Some(FromPage::Key { key: '*' })));
        assert!(read(r#"{"event":"other"}"#).is_none());
        let say = |letters| format!(r#"{{"event":"say","words":"{}"}}"#, "x".repeat(letters));
        assert!(read(&say(1_000)).is_some() && read(&say(1_001)).is_none());
    }
}
