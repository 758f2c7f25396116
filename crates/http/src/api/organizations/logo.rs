//! The picture of a business: sent by whoever may change it, shown to everybody under the hash of its bytes.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, put_with};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_domain::business::LOGO_MOST;
use ringwright_domain::permission::OrganisationWrite;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::extract::{May, Path};
use crate::{HttpState, Problem};

/// What is known by its hash never changes.
const KEPT: &str = "public, max-age=31536000, immutable";

/// Where a picture is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct LogoView {
    logo_url: String,
}

/// The path of a picture.
#[derive(Deserialize, JsonSchema)]
struct ByHash {
    /// The SHA-256 of its bytes.
    hash: String,
}

/// A picture, as it is sent.
struct Picture(Vec<u8>);

impl aide::OperationInput for Picture {}

impl<S: Send + Sync> FromRequest<S> for Picture {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes.into())),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::of(FailureCode::BodyTooLarge))
            }
            Err(_) => Err(Problem::of(FailureCode::MalformedBody)),
        }
    }
}

/// Where the picture of this hash is.
pub(super) fn address(hash: &str) -> String {
    format!("/api/organizations/logo/{hash}")
}

pub(super) fn routes() -> ApiRouter<HttpState> {
    let summary = "Send the business's picture: the bytes of a PNG, JPEG or WebP of up to 512 kB";
    let route = put_with(put, |o| o.id("put_logo").tag("organization").summary(summary));
    ApiRouter::new().api_route("/api/organizations/logo", route.layer(DefaultBodyLimit::max(LOGO_MOST)))
}

pub(super) fn open_routes() -> ApiRouter<HttpState> {
    ApiRouter::new().api_route(
        "/api/organizations/logo/{hash}",
        get_with(show, |o| o.id("get_logo").tag("organization").summary("A business's picture")),
    )
}

async fn put(
    State(state): State<HttpState>,
    caller: May<OrganisationWrite>,
    Picture(bytes): Picture,
) -> Result<Json<LogoView>, Problem> {
    let hash = state.engine.put_logo(caller.org(), &caller.actor, bytes).await?;
    Ok(Json(LogoView { logo_url: address(&hash) }))
}

async fn show(
    State(state): State<HttpState>,
    Path(ByHash { hash }): Path<ByHash>,
) -> Result<Response, Problem> {
    let logo = state.engine.logo(&hash).await?.ok_or(Problem::of(FailureCode::LogoNotFound))?;
    let media_type = HeaderValue::from_str(&logo.media_type);
    let media_type = media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers =
        [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, HeaderValue::from_static(KEPT))];
    Ok((headers, logo.bytes).into_response())
}
