//! What Telnyx tells about calls to numbers of ours (<https://developers.telnyx.com/api/call-control/callbacks>).

use serde::Deserialize;

use crate::VendorError;

/// News of a call. It has no `Debug` form: it holds numbers of people.
#[derive(Clone, PartialEq, Eq)]
pub enum CallNews {
    /// Somebody calls a number of ours.
    Rings {
        /// Telnyx' id of this message.
        id: String,
        /// Telnyx' id of the call.
        call: String,
        /// Who calls.
        from: Option<String>,
        /// The number that is called.
        to: String,
    },
    /// The sound of a call does not come any more.
    StreamEnded {
        /// Telnyx' id of this message.
        id: String,
        /// Telnyx' id of the call.
        call: String,
    },
    /// Something that does not matter here.
    Other,
}

#[derive(Deserialize)]
struct Message {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    id: String,
    event_type: String,
    #[serde(default)]
    payload: Payload,
}

#[derive(Default, Deserialize)]
struct Payload {
    #[serde(default)]
    call_control_id: String,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

/// Reads a message.
///
/// # Errors
/// When it is none of Telnyx'.
pub fn parse(body: &[u8]) -> Result<CallNews, VendorError> {
    let broken = || VendorError::unreadable("a message about a call");
    let Message { data } = serde_json::from_slice(body).map_err(|_| broken())?;
    let Payload { call_control_id: call, direction, from, to } = data.payload;
    Ok(match data.event_type.as_str() {
        "call.initiated" if direction.as_deref() == Some("incoming") => {
            if call.is_empty() {
                return Err(broken());
            }
            let from = from.filter(|from| !from.is_empty());
            CallNews::Rings { id: data.id, call, from, to: to.ok_or_else(broken)? }
        }
        "streaming.failed" | "streaming.stopped" if !call.is_empty() => {
            CallNews::StreamEnded { id: data.id, call }
        }
        _ => CallNews::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: &str, direction: &str) -> String {
        format!(
            r#"{{"data":{{"record_type":"event","event_type":"{kind}","id":"e1","payload":{{"call_control_id":"v3:a",
            "from":"+12025550142","to":"+12025550190","direction":"{direction}","state":"parked"}}}},
            "meta":{{"attempt":1}}}}"#
        )
    }

    #[test]
    fn who_calls_is_told_and_what_we_called_is_not_answered() {
        let rings = CallNews::Rings {
            id: "e1".into(),
            call: "v3:a".into(),
            from: Some("+12025550142".into()),
            to: "+12025550190".into(),
        };
        assert!(parse(message("call.initiated", "incoming").as_bytes()).unwrap() == rings);
        assert!(parse(message("call.initiated", "outgoing").as_bytes()).unwrap() == CallNews::Other);
        let ended = CallNews::StreamEnded { id: "e1".into(), call: "v3:a".into() };
        assert!(parse(message("streaming.failed", "incoming").as_bytes()).unwrap() == ended);
        assert!(parse(message("call.hangup", "incoming").as_bytes()).unwrap() == CallNews::Other);
        assert!(parse(b"{}").is_err() && parse(b"[").is_err());
    }
}
