//! What carriers send over the socket of a call. Twilio and Telnyx write the same envelopes around what differs.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::VendorError;

/// What a carrier sends. `S` is what it tells when the stream begins.
#[derive(Debug, PartialEq, Eq)]
pub enum FromCarrier<'a, S> {
    /// The stream begins.
    Start(Box<S>),
    /// Sound of the caller: mu-law in base64, and its place among the frames where that is told.
    Media(Option<u64>, Cow<'a, str>),
    /// What was sent before this mark was played, or thrown away.
    Mark(Cow<'a, str>),
    /// The caller pressed a key.
    Key(char),
    /// The call is over, or its sound goes elsewhere.
    Stop,
    /// Something that does not matter here.
    Other,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "S: DeserializeOwned"))]
struct Envelope<'a, S> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(borrow, default)]
    media: Option<Media<'a>>,
    #[serde(borrow, default)]
    mark: Option<Mark<'a>>,
    #[serde(borrow, default)]
    dtmf: Option<Dtmf<'a>>,
    #[serde(default = "nothing")]
    start: Option<Box<S>>,
}

const fn nothing<S>() -> Option<Box<S>> {
    None
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow, default)]
    track: Cow<'a, str>,
    #[serde(default, deserialize_with = "number")]
    chunk: Option<u64>,
    #[serde(borrow, default)]
    payload: Cow<'a, str>,
}

/// A number that may be written as text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok())))
}

#[derive(Deserialize)]
struct Mark<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Dtmf<'a> {
    #[serde(borrow)]
    digit: Cow<'a, str>,
}

/// Reads a message.
pub(crate) fn parse<S: DeserializeOwned>(text: &str) -> Result<FromCarrier<'_, S>, VendorError> {
    let broken = || VendorError::unreadable("a message of the media stream");
    let envelope: Envelope<'_, S> = serde_json::from_str(text).map_err(|_| broken())?;
    Ok(match &*envelope.event {
        "media" => {
            let media = envelope.media.ok_or_else(broken)?;
            // A stream may also bring what we said ourselves.
            if media.track == "outbound" {
                FromCarrier::Other
            } else {
                FromCarrier::Media(media.chunk, media.payload)
            }
        }
        "mark" => FromCarrier::Mark(envelope.mark.ok_or_else(broken)?.name),
        "dtmf" => {
            let digit = envelope.dtmf.ok_or_else(broken)?.digit;
            digit.chars().next().map_or(FromCarrier::Other, FromCarrier::Key)
        }
        "start" => FromCarrier::Start(envelope.start.ok_or_else(broken)?),
        "stop" => FromCarrier::Stop,
        _ => FromCarrier::Other,
    })
}
