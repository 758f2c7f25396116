//! What came of an order, by how the exchange went. Only an answer that surely leaves the telephone silent
//! is a refusal.

use crate::VendorError;
use crate::carrier::{Placing, Refusal};
use crate::http::{Answer, HttpError};

/// Reads what came of asking. `id` finds the vendor's id of the call in an answer that says yes, `words`
/// the vendor's own words in one that says no, without personal data, and `reason` what those mean.
pub(crate) fn placing(
    sent: Result<Answer, HttpError>,
    id: impl FnOnce(&Answer) -> Result<Option<String>, VendorError>,
    words: impl FnOnce(&Answer) -> String,
    reason: impl FnOnce(u16, &str) -> Refusal,
) -> Placing {
    let answer = match sent {
        Ok(answer) => answer,
        Err(HttpError::NotSent { detail }) => return Placing::NotSent { detail },
        Err(HttpError::Broken { detail }) => return Placing::Unknown { detail },
        Err(HttpError::Timeout) => return Placing::Unknown { detail: "no answer in time".to_owned() },
    };
    let status = answer.status.as_u16();
    match status {
        200..=299 => match id(&answer) {
            Ok(Some(vendor_ref)) => Placing::Accepted { vendor_ref },
            Ok(None) => Placing::Unknown { detail: "the answer names no call".to_owned() },
            Err(error) => Placing::Unknown { detail: error.to_string() },
        },
        300..=303 | 306 | 408 | 409 | 425 | 499.. => Placing::Unknown { detail: format!("status {status}") },
        _ => {
            let detail = words(&answer);
            Placing::Refused { reason: reason(status, &detail), detail }
        }
    }
}
