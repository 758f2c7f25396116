//! Finding a call at Vapi by our own id.
//!
//! Vapi has no search by name, so the calls since the attempt are listed and compared. A `None` lets an
//! attempt be given up as never placed, so it is only said when the whole list was read.

use std::time::Duration;

use ringwright_domain::Instant;
use ringwright_domain::ids::CallId;

use super::client::{VapiClient, refused};
use super::wire::Call;
use crate::VendorError;

/// How far the clocks may be apart.
const SKEW: Duration = Duration::from_secs(120);
/// Calls per page. Vapi gives up to 1,000, but whole calls with their transcripts may be long.
const PAGE: usize = 100;
/// The most bytes of a page.
const PAGE_BYTES: usize = 32 << 20;
/// The most pages that are read.
const MOST_PAGES: usize = 100;

/// The part of the list that was not read yet. Both ends belong to it.
#[derive(Clone, Copy, PartialEq)]
struct Span {
    from: Instant,
    to: Option<Instant>,
}

/// The call that carries `ours`, created at `since` or later.
///
/// # Errors
/// When Vapi cannot be asked, or the list cannot be read to its end.
pub(super) async fn find(
    client: &VapiClient,
    ours: &CallId,
    since: Instant,
) -> Result<Option<Call>, VendorError> {
    let mut span = Span { from: since.minus(SKEW), to: None };
    let mut size = PAGE;
    for _ in 0..MOST_PAGES {
        let Some(mut page) = page(client, span, size).await? else {
            size = size.div_ceil(4);
            continue;
        };
        if let Some(at) = page.iter().position(|call| call.ours().as_ref() == Some(ours)) {
            return Ok(Some(page.swap_remove(at)));
        }
        if page.len() < size {
            return Ok(None);
        }
        span = rest(span, &page)?;
    }
    Err(VendorError::unreadable("there are more calls than can be looked through"))
}

/// One page; `None` when it is too long to be taken and can be made shorter.
async fn page(client: &VapiClient, span: Span, size: usize) -> Result<Option<Vec<Call>>, VendorError> {
    let (from, limit) = (span.from.to_string(), size.to_string());
    let to = span.to.map(|to| to.to_string());
    let mut query = vec![("createdAtGe", &*from), ("limit", &*limit)];
    query.extend(to.as_deref().map(|to| ("createdAtLe", to)));
    let answer = client.send(client.get(&["call"]).query(&query).body_limit(PAGE_BYTES)).await?;
    match answer.status.is_success() {
        true if answer.cut && size > 1 => Ok(None),
        true => answer.json().map(Some),
        false => Err(refused(&answer)),
    }
}

/// What is left after a full page. Vapi lists the newest first; should it ever turn that round, the list
/// is still read to its end.
fn rest(span: Span, page: &[Call]) -> Result<Span, VendorError> {
    let mut times = page.iter().filter_map(|call| call.created_at);
    let (Some(first), Some(last)) = (times.next(), times.next_back()) else {
        return Err(VendorError::unreadable("the calls carry no time"));
    };
    let next = if first >= last { Span { to: Some(last), ..span } } else { Span { from: last, ..span } };
    if next == span {
        return Err(VendorError::unreadable("the list of calls does not move on"));
    }
    Ok(next)
}
