//! Errors in Stripe's form.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::cards::{Decline, NOT_A_TEST_CARD};

/// An error answer.
#[derive(Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    kind: &'static str,
    code: Option<Cow<'static, str>>,
    param: Option<String>,
    message: String,
    /// More about what went wrong.
    more: Map<String, Value>,
    /// The request was valid and was worked on, so that its idempotency key now stands for this answer.
    pub executed: bool,
}

/// A result or an error answer.
pub type Answer<T> = Result<T, Refusal>;

impl Refusal {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            code: None,
            param: None,
            message: message.into(),
            more: Map::new(),
            executed: false,
        }
    }

    /// A mistake in the request.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// A mistake in a parameter.
    pub fn param(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Some(code.into()), param: Some(param.to_owned()), ..Self::invalid(message) }
    }

    /// A parameter that does not exist.
    pub fn unknown(param: &str) -> Self {
        Self::param(param, "parameter_unknown", format!("Received unknown parameter: {param}"))
    }

    /// A parameter that is needed.
    pub fn missing(param: &str) -> Self {
        Self::param(param, "parameter_missing", format!("Missing required param: {param}."))
    }

    /// A parameter that names something that does not exist.
    pub fn no_such(what: &str, id: &str, param: &str) -> Self {
        Self::param(param, "resource_missing", format!("No such {what}: '{id}'"))
    }

    /// A path that names something that does not exist.
    pub fn not_found(what: &str, id: &str, param: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::no_such(what, id, param) }
    }

    /// A path or method that does not exist.
    pub fn unrecognized(method: &str, path: &str) -> Self {
        let message = format!("Unrecognized request URL ({method}: {path}).");
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
    }

    /// No usable key.
    pub fn unauthorized() -> Self {
        let message = "You did not provide an API key. You need to provide your API key in the Authorization \
                       header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// An idempotency key that was used for something else.
    pub fn other_parameters(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. \
             Try using a key other than '{key}' if you meant to execute a different request."
        );
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// An idempotency key whose first request is still being worked on.
    pub fn key_in_use(key: &str) -> Self {
        let message = format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you \
             submitted twice, and the other request is still going through): {key}. Please try again later."
        );
        Self {
            code: Some("idempotency_key_in_use".into()),
            ..Self::new(StatusCode::CONFLICT, "idempotency_error", message)
        }
    }

    /// A failure on the vendor's side.
    pub fn broken(status: StatusCode) -> Self {
        Self::new(status, "api_error", "Sorry! There was an error while talking to Stripe (sandbox fault).")
    }

    /// Adds a code.
    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code.into()), ..self }
    }

    /// A card that was not charged.
    pub fn of_card(status: StatusCode, code: String, message: impl Into<String>) -> Self {
        Self { code: Some(code.into()), ..Self::new(status, "card_error", message) }
    }

    /// A card that never reached its bank, because what was typed can't be right.
    pub fn card_input(decline: Decline) -> Self {
        let refusal =
            |code: &str| Self::of_card(StatusCode::PAYMENT_REQUIRED, code.to_owned(), decline.message);
        let at = |refusal: Self, param: &str| Self { param: Some(param.to_owned()), ..refusal };
        if decline == NOT_A_TEST_CARD {
            return refusal("card_declined").with("decline_code", "test_mode_live_card".into());
        }
        match decline.code {
            "invalid_expiry" => at(refusal("invalid_expiry_year"), "exp_year"),
            "invalid_cvc" => at(refusal("invalid_cvc"), "cvc"),
            code => at(refusal(code), "number"),
        }
    }

    /// A key for browsers where a key for shops is needed.
    pub fn secret_key_required() -> Self {
        let message = "This API call cannot be made with a publishable API key. Please use a secret API key. You \
                       can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message).code("secret_key_required")
    }

    /// A key that nobody knows.
    pub fn unknown_key(key: &str) -> Self {
        let head: String = key.chars().take(8).collect();
        let message = format!("Invalid API Key provided: {head}****");
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// Adds something to know.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// Marks it as the outcome of a valid request.
    pub fn executed(self) -> Self {
        Self { executed: true, ..self }
    }

    /// What went wrong, in a sentence.
    pub fn sentence(self) -> String {
        self.message
    }

    /// The body.
    pub fn body(&self) -> Value {
        let mut error = self.more.clone();
        if let Some(code) = &self.code {
            error.insert("code".into(), code.as_ref().into());
            error.insert(
                "doc_url".into(),
                format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")).into(),
            );
        }
        error.insert("message".into(), self.message.clone().into());
        if let Some(param) = &self.param {
            error.insert("param".into(), param.clone().into());
        }
        error.insert("type".into(), self.kind.into());
        json!({"error": error})
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
