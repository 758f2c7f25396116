//! The public pages of organisations: the built page with an organisation's words in it, made once and kept for as
//! long as they stay the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use ringwright_domain::{FailureCode, Instant};
use sha2::{Digest, Sha256};

use crate::api::storefront;
use crate::page::{answer, shell};
use crate::seo::{self, Shown};
use crate::{HttpState, Problem};

/// How long a page is shown without looking whether its words are still the same. Whatever makes an event (such as a
/// change of the words) shows at once.
const FRESH: Duration = Duration::from_secs(10);
/// How long others may keep the lists for search engines.
const LISTS: &str = "public, max-age=3600";

/// A public page, ready to be sent.
pub(crate) struct Front {
    pub html: Bytes,
    pub sha: [u8; 32],
}

/// The public pages that were made, by their paths; one for each organisation at most, and one for the first.
#[derive(Default)]
pub(crate) struct Fronts(Mutex<HashMap<String, Kept>>);

struct Kept {
    made: Instant,
    /// The organisation's newest event when it was made.
    seq: i64,
    front: Arc<Front>,
}

/// The page of the organisation of this slug, or of the first one; none when there is no such organisation.
pub(crate) async fn front(state: &HttpState, slug: Option<&str>) -> Result<Option<Arc<Front>>, Problem> {
    let found = state.engine.store().read().await?.organisation_by_slug(slug).await?;
    let Some(organisation) = found else { return Ok(None) };
    let path = slug.map_or_else(|| "/".to_owned(), |slug| format!("/s/{slug}"));
    let now = state.engine.now();
    {
        let kept = state.fronts.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.get(&path)
            && kept.seq == organisation.event_seq
            && now.since(kept.made) < FRESH
        {
            return Ok(Some(Arc::clone(&kept.front)));
        }
    }
    let first = state.engine.store().read().await?.organisation_by_slug(None).await?;
    let canonical = if first.is_some_and(|first| first.id == organisation.id) { "/" } else { path.as_str() };
    let seq = organisation.event_seq;
    let storefront = storefront::of(state, &organisation).await?;
    let base = state.engine.public_url("");
    let shown = Shown { base: &base, path: &path, canonical, storefront: &storefront };
    let html = written(&shown).ok_or_else(|| Problem::of(FailureCode::Internal))?;
    let front = Arc::new(Front { sha: Sha256::digest(&html).into(), html: html.into() });
    let kept = Kept { made: now, seq, front: Arc::clone(&front) };
    state.fronts.0.lock().unwrap_or_else(PoisonError::into_inner).insert(path, kept);
    Ok(Some(front))
}

/// The built page with the words in their places.
fn written(shown: &Shown<'_>) -> Option<String> {
    let file = shell()?;
    let text = std::str::from_utf8(&file.data).ok()?;
    let (before, rest) = text.split_once("<!--seo-->")?;
    let (_, rest) = rest.split_once("<!--/seo-->")?;
    let (head, rest) = rest.split_once("<!--hero-->")?;
    let (middle, rest) = rest.split_once("<!--storefront-->")?;
    let (body, rest) = rest.split_once("<!--opening")?;
    let (template, after) = rest.split_once("opening-->")?;
    let before = before.replacen("<html ", &format!("<html {} ", shown.root()), 1);
    let (words, opening, data) = (shown.head(), shown.opening(template), shown.data());
    Some(format!("{before}{words}{head}{opening}{middle}{data}{body}{after}"))
}

/// Every organisation's page.
pub(crate) async fn sitemap(State(state): State<HttpState>, asked: HeaderMap) -> Result<Response, Problem> {
    let organisations = state.engine.store().read().await?.organisations().await?;
    let paths = organisations
        .into_iter()
        .enumerate()
        .map(|(place, one)| if place == 0 { "/".to_owned() } else { format!("/s/{}", one.slug) });
    let map = seo::sitemap(&state.engine.public_url(""), paths);
    let sha = Sha256::digest(&map);
    Ok(answer("application/xml", LISTS, &sha, map, &asked))
}

/// What search engines may look at.
pub(crate) async fn robots(State(state): State<HttpState>) -> Response {
    let kept = [(header::CACHE_CONTROL, LISTS), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kept, seo::robots(&state.engine.public_url(""))).into_response()
}
