//! What somebody had before them: `ETag` goes out with a setting, and comes back as `If-Match` with its change.

use aide::generate::GenContext;
use aide::openapi::{Operation, Response as ApiResponse};
use aide::operation::{ParamLocation, add_parameters, parameters_from_schema};
use aide::{OperationInput, OperationOutput};
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ringwright_engine::seen::{Seen, Tag};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Problem;

/// What the `If-Match` of a request names.
pub(crate) struct IfMatch(pub Seen);

/// How the API's document tells of it.
#[derive(JsonSchema)]
struct Header {
    /// The `ETag` that came with what is changed. When it is not the newest, nothing is changed, and the answer is 412.
    #[expect(dead_code, reason = "it is only told of")]
    #[schemars(rename = "If-Match")]
    if_match: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let lines = parts.headers.get_all(header::IF_MATCH);
        // What cannot be read is a tag that nothing has.
        let lines: Vec<_> = lines.iter().map(|line| line.to_str().unwrap_or_default()).collect();
        Ok(Self(read(&lines)))
    }
}

fn read(lines: &[&str]) -> Seen {
    if lines.is_empty() || lines.iter().any(|line| line.trim() == "*") {
        return Seen::Anything;
    }
    // Weak tags (`W/"…"`) match nothing here.
    let tags = lines.iter().flat_map(|line| line.split(',')).filter_map(|tag| {
        let tag = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
        Some(Tag::from(tag.to_owned()))
    });
    Seen::OneOf(tags.collect())
}

impl OperationInput for IfMatch {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let schema = ctx.schema.subschema_for::<Header>();
        let schema = ctx.resolve_schema(&schema).clone();
        let parameters = parameters_from_schema(ctx, schema, ParamLocation::Header);
        add_parameters(ctx, operation, parameters);
    }
}

/// JSON with the tag of what it says.
pub(crate) struct Tagged<T>(pub Tag, pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        // A tag is digits and letters: it is always fit for a header.
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

impl<T: JsonSchema> OperationOutput for Tagged<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<ApiResponse> {
        Json::<T>::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        Json::<T>::inferred_responses(ctx, operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_tags_and_what_cannot_be_read_matches_nothing() {
        let tag = |text: &str| Tag::from(text.to_owned());
        assert_eq!(read(&[]), Seen::Anything);
        assert_eq!(read(&["*"]), Seen::Anything);
        assert_eq!(read(&["\"a\", \"b\"", "\"c\""]), Seen::OneOf(vec![tag("a"), tag("b"), tag("c")]));
        assert_eq!(read(&["W/\"a\""]), Seen::OneOf(vec![]));
        assert_eq!(read(&["a"]), Seen::OneOf(vec![]));
    }
}
