//! JSON bodies: in with problems that name the field, out with their status.

use aide::generate::GenContext;
use aide::openapi::{Operation, Response as ApiResponse};
use aide::{OperationInput, OperationOutput};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Problem;

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = match Bytes::from_request(Request::from_parts(parts.clone(), body), state).await {
            Ok(bytes) => bytes,
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                return Err(Problem::of(FailureCode::BodyTooLarge));
            }
            Err(_) => return Err(Problem::of(FailureCode::MalformedBody)),
        };
        // A list would be read as the fields in their order; they have names.
        let is_object = bytes.trim_ascii_start().first() == Some(&b'{');
        match <Json<T> as FromRequest<S>>::from_request(Request::from_parts(parts, bytes.into()), state).await
        {
            Ok(Json(value)) if is_object => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) if is_object => Err(unfit(&error.body_text())),
            Ok(_) | Err(JsonRejection::JsonDataError(_)) => {
                Err(Problem::of(FailureCode::MalformedBody).because("The body is no JSON object."))
            }
            Err(JsonRejection::JsonSyntaxError(error)) => {
                Err(Problem::of(FailureCode::MalformedBody).because(error.body_text()))
            }
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::of(FailureCode::UnsupportedMediaType))
            }
            Err(_) => Err(Problem::of(FailureCode::MalformedBody)),
        }
    }
}

/// A JSON body that may be missing: an empty one is none.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let empty = axum::body::HttpBody::is_end_stream(request.body());
        if empty { Ok(None) } else { <Self as FromRequest<S>>::from_request(request, state).await.map(Some) }
    }
}

/// JSON that does not fit the form: the text names the field first (`field: what is wrong …`), or in
/// backquotes when it is missing.
fn unfit(text: &str) -> Problem {
    let text =
        text.strip_prefix("Failed to deserialize the JSON body into the target type: ").unwrap_or(text);
    let missing = text.split('`').nth(1).filter(|_| text.contains("missing field"));
    let (field, message) = match (missing, text.split_once(": ")) {
        (Some(field), _) => (field, "this is missing"),
        (None, Some((field, message))) if !field.contains(' ') => (field, message),
        _ => return Problem::of(FailureCode::MalformedBody).because(text),
    };
    let message = message.split(" at line ").next().unwrap_or(message);
    Problem::field(field, if missing.is_some() { "required" } else { "wrong_type" }, message)
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Json::<T>::operation_input(ctx, operation);
    }
}

/// Something that was made: 201 with its JSON.
pub(crate) struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> OperationOutput for Created<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<ApiResponse> {
        Json::<T>::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, operation).into_iter().map(|response| (Some(201), response)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_named() {
        let text = "Failed to deserialize the JSON body into the target type: missing field `phone` at line 1 column 2";
        let problem = serde_json::to_value(unfit(text).body()).unwrap();
        assert_eq!(problem["errors"][0]["field"], "phone");
        let text = "Failed to deserialize the JSON body into the target type: consent: invalid type: string \"yes\", \
             expected a boolean at line 1 column 20";
        let problem = serde_json::to_value(unfit(text).body()).unwrap();
        assert_eq!(problem["errors"][0]["field"], "consent");
        assert_eq!(problem["errors"][0]["message"], "invalid type: string \"yes\", expected a boolean");
    }
}
