//! What the public page says.

use aide::axum::ApiRouter;
use aide::axum::routing::get_with;
use axum::Json;
use axum::extract::State;
use ringwright_domain::permission::{StorefrontRead, StorefrontWrite};
use ringwright_domain::storefront::Content;
use ringwright_engine::auth::Caller;
use ringwright_engine::storefront::StorefrontView;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{Body, May};
use crate::{HttpState, Problem};

/// The public page.
#[derive(Serialize, JsonSchema)]
struct Page {
    /// The organisation's name in addresses.
    slug: String,
    /// The organisation's name as shown.
    name: String,
    /// Where the page is.
    url: String,
    /// What it says. Empty words for search engines are made of the others.
    content: Content,
}

/// The public page as it shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PageBody {
    /// The organisation's name, 1 to 60 characters.
    name: String,
    content: Content,
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/operator/storefront",
        get_with(read, |o| o.id("get_own_storefront").tag("operator").summary("What the public page says"))
            .put_with(change, |o| {
                o.id("put_own_storefront").tag("operator").summary("Change what the public page says")
            }),
    )
}

async fn page(state: &HttpState, operator: &Caller) -> Result<Page, Problem> {
    let StorefrontView { organisation, content, .. } = state.engine.storefront(operator.org()).await?;
    let url = state.engine.public_url(&format!("/s/{}", organisation.slug));
    Ok(Page { slug: organisation.slug, name: organisation.name, url, content })
}

async fn read(State(state): State<HttpState>, operator: May<StorefrontRead>) -> Result<Json<Page>, Problem> {
    Ok(Json(page(&state, &operator).await?))
}

async fn change(
    State(state): State<HttpState>,
    admin: May<StorefrontWrite>,
    Body(body): Body<PageBody>,
) -> Result<Json<Page>, Problem> {
    state.engine.change_storefront(admin.org(), &admin.actor, &body.name, &body.content).await?;
    Ok(Json(page(&state, &admin).await?))
}
