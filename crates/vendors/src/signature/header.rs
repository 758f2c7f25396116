//! Reading the headers that carry a proof.

use http::HeaderMap;
use ringwright_domain::Instant;

use super::SignatureProblem;

/// The one value of a header.
///
/// # Errors
/// When it is missing, came twice, or is no text.
pub(crate) fn one<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, SignatureProblem> {
    optional(headers, name)?.ok_or_else(|| SignatureProblem::MissingHeader { header: name.to_owned() })
}

/// The one value of a header that may be missing.
///
/// # Errors
/// When it came twice, or is no text.
pub(crate) fn optional<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, SignatureProblem> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(SignatureProblem::unreadable(name, "the header once"));
    }
    match value.to_str() {
        Ok(text) => Ok(Some(text.trim())),
        Err(_) => Err(SignatureProblem::unreadable(name, "printable text")),
    }
}

/// A time in whole seconds since 1970 as it stands in the header `name`.
pub(crate) fn seconds(name: &str, text: &str) -> Result<Instant, SignatureProblem> {
    text.parse()
        .map(Instant::from_seconds)
        .map_err(|_| SignatureProblem::unreadable(name, "a time in seconds since 1970"))
}
