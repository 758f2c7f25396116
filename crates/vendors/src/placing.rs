//! What came of an order, by how the exchange went, and what a refusal means. Only an answer that surely leaves the
//! telephone silent is one.

use crate::VendorError;
use crate::carrier::{Placing, Refusal};
use crate::http::{Answer, HttpError};
use crate::redact::redact;

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

/// The words by which a vendor's refusals tell who is called from who calls.
pub(crate) struct Numbers {
    /// They name the number that was to be called.
    pub called: &'static [&'static str],
    /// They name the number that calls, or whoever it is of.
    pub calling: &'static [&'static str],
}

impl Numbers {
    /// What a refusal means. That a number is unsound is about the one that was to be called, unless the other
    /// is named.
    pub(crate) fn reason(&self, status: u16, detail: &str) -> Refusal {
        let detail = detail.to_ascii_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| detail.contains(word));
        let unsound = ["e.164", "e164", "valid phone number", "invalid phone number", "invalid number"];
        let of_called = || holds(self.called) || (!holds(self.calling) && holds(&unsound));
        if status == 429 || holds(&["concurren", "rate limit", "too many"]) {
            Refusal::Busy
        } else if matches!(status, 400 | 422) && of_called() {
            Refusal::InvalidNumber
        } else {
            Refusal::Misconfigured
        }
    }
}

/// A vendor's own words in an answer that says no, without personal data.
pub(crate) fn redacted(answer: &Answer, words: Option<String>) -> String {
    words.map_or_else(|| format!("status {} without words", answer.status.as_u16()), |text| redact(&text))
}

/// A refusal in a vendor's own words.
pub(crate) fn refused(answer: &Answer, detail: String) -> VendorError {
    VendorError::Refused { status: answer.status.as_u16(), code: None, detail }
}
