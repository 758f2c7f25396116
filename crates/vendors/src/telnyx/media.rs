//! Media streaming: the sound of a call over a WebSocket
//! (<https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming>).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use crate::VendorError;
use crate::media_stream::{self, FromCarrier};

/// What Telnyx sends.
pub type FromTelnyx<'a> = FromCarrier<'a, Start>;

/// What a stream is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Start {
    /// Telnyx' id of the call.
    #[serde(default)]
    pub call_control_id: String,
    /// How the sound is written.
    #[serde(default)]
    pub media_format: Option<MediaFormat>,
}

/// How sound is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MediaFormat {
    /// `PCMU`.
    pub encoding: String,
    /// 8000.
    pub sample_rate: u32,
}

/// Reads a message.
///
/// # Errors
/// When it is none of Telnyx'.
pub fn parse(text: &str) -> Result<FromTelnyx<'_>, VendorError> {
    media_stream::parse(text)
}

/// Sound for the caller.
pub fn media(sound: &[u8]) -> String {
    let mut text = String::with_capacity(48 + sound.len().div_ceil(3) * 4);
    text.push_str(r#"{"event":"media","media":{"payload":""#);
    STANDARD.encode_string(sound, &mut text);
    text.push_str("\"}}");
    text
}

/// A mark after what was sent.
pub fn mark(name: &str) -> String {
    json!({ "event": "mark", "mark": { "name": name } }).to_string()
}

/// Throws away what was sent and is not played.
pub fn clear() -> String {
    r#"{"event":"clear"}"#.to_owned()
}

/// Overflow rule: so many frames wait for one that comes before them, then it is given up.
const MOST_HELD: usize = 3;
/// No frame is longer.
const LONGEST_FRAME: usize = 8_000;

/// Puts frames into their order, which Telnyx does not promise.
#[derive(Debug, Default)]
pub struct InOrder {
    /// The place of the next frame, once one was heard.
    next: Option<u64>,
    held: BTreeMap<u64, Vec<u8>>,
}

impl InOrder {
    /// Takes in a frame; appends to `sound` what is in order by now. A frame that comes too late is left out. Answers
    /// whether anything was appended.
    ///
    /// # Errors
    /// When the payload is no base64, or beyond all measure.
    pub fn push(
        &mut self,
        place: Option<u64>,
        payload: &str,
        sound: &mut Vec<u8>,
    ) -> Result<bool, VendorError> {
        let broken = || VendorError::unreadable("the sound of a media message");
        let frame = STANDARD.decode(payload).ok().filter(|frame| frame.len() <= LONGEST_FRAME);
        let frame = frame.ok_or_else(broken)?;
        let before = sound.len();
        let Some(place) = place else {
            sound.extend(frame);
            return Ok(sound.len() > before);
        };
        if self.next.is_some_and(|next| place < next) {
            return Ok(false);
        }
        self.held.insert(place, frame);
        self.next.get_or_insert(place);
        self.release(sound);
        if self.held.len() > MOST_HELD {
            self.next = self.held.first_key_value().map(|(place, _)| *place);
            self.release(sound);
        }
        Ok(sound.len() > before)
    }

    fn release(&mut self, sound: &mut Vec<u8>) {
        while let Some(frame) = self.next.and_then(|next| self.held.remove(&next)) {
            sound.extend(frame);
            self.next = self.next.and_then(|next| next.checked_add(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_message_of_the_documents_is_read() {
        let start = r#"{"event":"start","sequence_number":"1","start":{"user_id":"u","call_control_id":"v3:a",
            "client_state":"Yy04MQ==","media_format":{"encoding":"PCMU","sample_rate":8000,"channels":1}},
            "stream_id":"s"}"#;
        let FromTelnyx::Start(start) = parse(start).unwrap() else { panic!("no start") };
        let format = MediaFormat { encoding: "PCMU".into(), sample_rate: 8_000 };
        assert_eq!((start.call_control_id.as_str(), start.media_format), ("v3:a", Some(format)));
        for (text, expected) in [
            (r#"{"event":"connected","version":"1.0.0"}"#, FromTelnyx::Other),
            (
                r#"{"event":"media","sequence_number":"4","media":{"track":"inbound","chunk":"2","timestamp":"5",
                "payload":"//8A"},"stream_id":"s"}"#,
                FromTelnyx::Media(Some(2), "//8A".into()),
            ),
            (r#"{"event":"mark","stream_id":"s","mark":{"name":"4"}}"#, FromTelnyx::Mark("4".into())),
            (r#"{"event":"dtmf","stream_id":"s","dtmf":{"digit":"1"}}"#, FromTelnyx::Key('1')),
            (r#"{"event":"stop","stop":{"call_control_id":"v3:a"}}"#, FromTelnyx::Stop),
            (r#"{"event":"error","payload":{"code":100002}}"#, FromTelnyx::Other),
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text}");
        }
        assert_eq!(media(&[0xff, 0xff, 0]), r#"{"event":"media","media":{"payload":"//8A"}}"#);
        assert_eq!(mark("7"), r#"{"event":"mark","mark":{"name":"7"}}"#);
    }

    fn heard(places: &[u64]) -> Vec<u8> {
        let (mut order, mut sound) = (InOrder::default(), Vec::new());
        for place in places {
            let byte = u8::try_from(*place).unwrap();
            order.push(Some(*place), &STANDARD.encode([byte]), &mut sound).unwrap();
        }
        sound
    }

    #[test]
    fn frames_are_heard_in_their_order_and_none_waits_for_ever() {
        assert_eq!(heard(&[1, 2, 3]), [1, 2, 3]);
        assert_eq!(heard(&[1, 3, 2, 4]), [1, 2, 3, 4]);
        // The second never comes, or much too late.
        assert_eq!(heard(&[1, 3, 4, 5, 6, 2, 7]), [1, 3, 4, 5, 6, 7]);
        assert_eq!(heard(&[5, 5, 4]), [5]);
        let (mut order, mut sound) = (InOrder::default(), Vec::new());
        assert!(order.push(None, "//8A", &mut sound).unwrap() && sound.len() == 3);
        assert!(order.push(None, "?", &mut sound).is_err());
    }

    proptest! {
        #[test]
        fn what_is_held_back_is_bounded(places: Vec<u64>) {
            let (mut order, mut sound) = (InOrder::default(), Vec::new());
            for place in places {
                let _ = order.push(Some(place), "//8A", &mut sound);
                prop_assert!(order.held.len() <= MOST_HELD);
            }
        }

        #[test]
        fn no_text_breaks_the_reader(
            text in prop_oneof!["\\PC{0,120}", "\\{\"event\":\"(media|start|mark|dtmf|stop)\"(,\"[a-z]{1,6}\":(\\{\\}|1|\"x\")){0,3}\\}"],
        ) {
            let _ = parse(&text);
        }
    }
}
