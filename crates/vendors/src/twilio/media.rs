//! Media Streams: the sound of a call over a WebSocket (<https://www.twilio.com/docs/voice/media-streams/websocket-messages>).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::VendorError;
use crate::media_stream::{self, FromCarrier};

/// What Twilio sends.
pub type FromTwilio<'a> = FromCarrier<'a, Start>;

/// What a stream is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// Twilio's id of the stream; everything that is sent names it.
    pub stream_sid: String,
    /// Twilio's id of the call.
    #[serde(default)]
    pub call_sid: String,
    /// Twilio's id of the account.
    #[serde(default)]
    pub account_sid: String,
    /// What our TwiML gave along.
    #[serde(default)]
    pub custom_parameters: BTreeMap<String, String>,
    /// How the sound is written.
    #[serde(default)]
    pub media_format: Option<MediaFormat>,
}

/// How sound is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaFormat {
    /// `audio/x-mulaw`.
    pub encoding: String,
    /// 8000.
    pub sample_rate: u32,
    /// 1.
    #[serde(default)]
    pub channels: u32,
}

/// Reads a message.
///
/// # Errors
/// When it is none of Twilio's.
pub fn parse(text: &str) -> Result<FromTwilio<'_>, VendorError> {
    media_stream::parse(text)
}

/// Appends the bytes of a media message's payload.
///
/// # Errors
/// When it is no base64.
pub fn decode(payload: &str, sound: &mut Vec<u8>) -> Result<(), VendorError> {
    let before = sound.len();
    STANDARD.decode_vec(payload, sound).map_err(|_| {
        sound.truncate(before);
        VendorError::unreadable("the sound of a media message")
    })
}

/// Sound for the caller.
pub fn media(stream: &str, sound: &[u8]) -> String {
    let mut text = String::with_capacity(96 + stream.len() + sound.len().div_ceil(3) * 4);
    text.push_str(r#"{"event":"media","streamSid":"#);
    push_text(&mut text, stream);
    text.push_str(r#","media":{"payload":""#);
    STANDARD.encode_string(sound, &mut text);
    text.push_str("\"}}");
    text
}

/// A mark after what was sent.
pub fn mark(stream: &str, name: &str) -> String {
    serde_json::json!({ "event": "mark", "streamSid": stream, "mark": { "name": name } }).to_string()
}

/// Throws away what was sent and is not played.
pub fn clear(stream: &str) -> String {
    serde_json::json!({ "event": "clear", "streamSid": stream }).to_string()
}

/// Appends a JSON text.
fn push_text(out: &mut String, text: &str) {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn every_message_of_the_documents_is_read() {
        let start = r#"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1",
            "callSid":"CA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,
            "channels":1},"customParameters":{"call_id":"c-81"}},"streamSid":"MZ1"}"#;
        let FromTwilio::Start(start) = parse(start).unwrap() else { panic!("no start") };
        assert_eq!((&*start.stream_sid, &*start.call_sid), ("MZ1", "CA1"));
        assert_eq!(start.custom_parameters["call_id"], "c-81");
        let media = r#"{"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"1",
            "timestamp":"5","payload":"//8A"},"streamSid":"MZ1"}"#;
        let FromTwilio::Media(_, payload) = parse(media).unwrap() else { panic!("no media") };
        let mut sound = vec![7];
        decode(&payload, &mut sound).unwrap();
        assert_eq!(sound, [7, 0xff, 0xff, 0]);
        for (text, expected) in [
            (r#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#, FromTwilio::Other),
            (r#"{"event":"mark","streamSid":"MZ1","mark":{"name":"4"}}"#, FromTwilio::Mark("4".into())),
            (r#"{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"1"}}"#, FromTwilio::Key('1')),
            (r#"{"event":"stop","stop":{"accountSid":"AC1","callSid":"CA1"}}"#, FromTwilio::Stop),
            (r#"{"event":"media","media":{"track":"outbound","payload":"//8A"}}"#, FromTwilio::Other),
        ] {
            assert_eq!(parse(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_sent_is_as_documented() {
        let text: Value = serde_json::from_str(&media("MZ1", &[0xff, 0xff, 0])).unwrap();
        let expected =
            serde_json::json!({ "event": "media", "streamSid": "MZ1", "media": { "payload": "//8A" } });
        assert_eq!(text, expected);
        let odd: Value = serde_json::from_str(&media("a\"b", &[])).unwrap();
        assert_eq!(odd["streamSid"], "a\"b");
        assert_eq!(clear("MZ1"), r#"{"event":"clear","streamSid":"MZ1"}"#);
        let text: Value = serde_json::from_str(&mark("MZ1", "7")).unwrap();
        assert_eq!(text["mark"]["name"], "7");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(
            text in prop_oneof!["\\PC{0,120}", "\\{\"event\":\"(media|start|mark|dtmf|stop)\"(,\"[a-z]{1,6}\":(\\{\\}|1|\"x\")){0,3}\\}"],
            payload in "\\PC{0,40}",
        ) {
            let _ = parse(&text);
            let mut sound = Vec::new();
            if decode(&payload, &mut sound).is_err() {
                prop_assert!(sound.is_empty());
            }
        }

        #[test]
        fn sound_arrives_as_it_was_sent(sound in proptest::collection::vec(any::<u8>(), 0..400)) {
            let text = media("MZ1", &sound).replace("\"event\":\"media\"", "\"event\":\"media\",\"x\":1");
            let FromTwilio::Media(_, payload) = parse(&text).unwrap() else { panic!("no media") };
            let mut back = Vec::new();
            decode(&payload, &mut back).unwrap();
            prop_assert_eq!(back, sound);
        }
    }
}
