//! Calls for the control page, and what was said in them.

use serde_json::{Value, json};

use super::{Call, Carrier, Ending};
use crate::phones::script::{Speaker, Subject, lines};
use crate::world::iso;
use crate::{elevenlabs, retell, vapi};

/// A call for the control page: no words of a caller, no request.
pub fn summary(call: &Call) -> Value {
    json!({
        "id": call.id,
        "carrier": call.carrier,
        "account": call.org,
        "name": call.name,
        "number": call.number,
        "person": call.person.key(),
        "habit": call.person.habit(),
        "actsInBrowser": call.person.is_browser(),
        "state": call.phase.status(),
        "engaged": call.engaged,
        "createdAt": iso(call.created_ms),
        "startedAt": call.started_ms.map(iso),
        "endedAt": call.ended_ms.map(iso),
        "nextMoveAt": call.is_live().then(|| iso(call.due_ms)),
        "endedReason": call.ending.map(|ending| reason(call.carrier, ending)),
    })
}

/// Why a call ended, in its vendor's words.
fn reason(carrier: Carrier, ending: Ending) -> &'static str {
    match carrier {
        Carrier::Vapi => vapi::reason(ending),
        Carrier::Retell => retell::reason(ending),
        Carrier::ElevenLabs => elevenlabs::reason(ending),
    }
}

/// What was said in a call, as far as it went.
pub fn conversation(call: &Call, subject: &Subject<'_>) -> Vec<(Speaker, String)> {
    lines(call.person, subject, call.talked_seconds())
}
