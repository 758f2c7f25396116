//! Errors in Cryptomus's form.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// An error answer.
pub struct Refusal {
    status: StatusCode,
    body: Value,
}

impl Refusal {
    /// With a sentence.
    pub fn message(status: StatusCode, message: &str) -> Self {
        Self { status, body: json!({"state": 1, "message": message}) }
    }

    /// Nobody is known who signs so.
    pub fn sign() -> Self {
        Self::message(StatusCode::UNAUTHORIZED, "Invalid Sign.")
    }

    /// What is wrong with which fields, as the framework's rules are called.
    pub fn fields(problems: &[(&str, &str)]) -> Self {
        let mut errors = Map::new();
        for (field, rule) in problems {
            let list = errors.entry(*field).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.push(format!("validation.{rule}").into());
            }
        }
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, body: json!({"state": 1, "errors": errors}) }
    }

    /// There is no such invoice.
    pub fn not_found() -> Self {
        Self::message(StatusCode::NOT_FOUND, "Payment was not found")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}
