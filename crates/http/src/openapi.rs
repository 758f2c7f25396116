//! The OpenAPI document, generated from the handlers.

use std::sync::OnceLock;

use aide::openapi::{Info, OpenApi, SecurityScheme};
use aide::transform::TransformOpenApi;

/// The document as JSON text, indented, with a newline at the end.
pub fn document() -> &'static str {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        aide::generate::extract_schemas(true);
        aide::generate::infer_responses(true);
        aide::generate::all_error_responses(false);
        let mut api = OpenApi {
            info: Info {
                title: "Ringwright".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                description: Some(
                    "Book AI phone calls, follow them, and run them. Times are RFC 3339 in UTC, money is in \
                     minor units, phone numbers are E.164. Problems follow RFC 9457 with stable codes."
                        .to_owned(),
                ),
                ..Info::default()
            },
            ..OpenApi::default()
        };
        let _ = crate::router::api_routes().finish_api_with(&mut api, describe);
        let mut text = serde_json::to_string_pretty(&api).unwrap_or_default();
        text.push('\n');
        text
    })
}

fn describe(api: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    let bearer = |description: &str| SecurityScheme::Http {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: Some(description.to_owned()),
        extensions: indexmap::IndexMap::default(),
    };
    api.security_scheme("bookingToken", bearer("The token of a booking"))
        .security_scheme("taskSecret", bearer("The secret of timed tasks"))
}
