//! Problems as people and programs read them (RFC 9457), from the failure catalogue.

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as ApiResponse, SchemaObject};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ringwright_domain::FailureCode;
use ringwright_domain::failure::FailureKind;
use ringwright_engine::{Error, FieldProblem};
use schemars::JsonSchema;
use serde::Serialize;

/// A problem, as an answer.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemBody>, u64);

/// A problem. `type` is a relative reference that names the entry of the failure catalogue.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Problem")]
struct ProblemBody {
    /// The entry of the failure catalogue, such as `/problems/trial_used`.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in one plain sentence.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable code, such as `trial_used`.
    code: String,
    /// What happened here.
    detail: String,
    /// What to do about it.
    remedy: String,
    /// Names this request in the logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemField>,
}

/// A field that is wrong.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProblemField {
    /// The field's name in the request.
    field: String,
    /// A stable word for the rule that was broken.
    code: String,
    /// What is wrong and how to mend it.
    message: String,
}

impl From<FieldProblem> for ProblemField {
    fn from(problem: FieldProblem) -> Self {
        Self { field: problem.field.into_owned(), code: problem.code.to_owned(), message: problem.message }
    }
}

impl Problem {
    /// A problem with the words of the catalogue.
    pub fn of(code: FailureCode) -> Self {
        Self(
            Box::new(ProblemBody {
                kind: format!("/problems/{}", code.code()),
                title: code.sentence().to_owned(),
                status: status(code).as_u16(),
                code: code.code().to_owned(),
                detail: code.sentence().to_owned(),
                remedy: code.remedy().to_owned(),
                request_id: None,
                errors: Vec::new(),
            }),
            10,
        )
    }

    /// Its stable code.
    pub(crate) fn code(&self) -> &str {
        &self.0.code
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn wait(mut self, seconds: u64) -> Self {
        self.1 = seconds;
        self
    }

    /// The same, with a sentence about this case.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = detail.into();
        self
    }

    /// What it says.
    #[cfg(test)]
    pub(crate) fn body(&self) -> impl Serialize + '_ {
        &*self.0
    }

    /// A field that is wrong.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        let mut problem = Self::of(FailureCode::ValidationFailed);
        problem.0.errors.push(ProblemField {
            field: field.to_owned(),
            code: code.to_owned(),
            message: message.into(),
        });
        problem
    }
}

const fn status(code: FailureCode) -> StatusCode {
    match code.kind() {
        FailureKind::Malformed if matches!(code, FailureCode::MethodNotAllowed) => {
            StatusCode::METHOD_NOT_ALLOWED
        }
        FailureKind::Malformed => StatusCode::BAD_REQUEST,
        FailureKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        FailureKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        FailureKind::Forbidden => StatusCode::FORBIDDEN,
        FailureKind::NotFound => StatusCode::NOT_FOUND,
        FailureKind::Conflict | FailureKind::Outcome => StatusCode::CONFLICT,
        FailureKind::Stale => StatusCode::PRECONDITION_FAILED,
        FailureKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FailureKind::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        FailureKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        FailureKind::Vendor => StatusCode::BAD_GATEWAY,
        FailureKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FailureKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused { code, detail, fields } => {
                let mut problem = Self::of(code);
                if let Some(detail) = detail {
                    problem.0.detail = detail;
                }
                problem.0.errors = fields.into_iter().map(ProblemField::from).collect();
                problem
            }
            Error::TooSoon { code, wait } => Self::of(code).wait(wait.as_secs().max(1)),
            Error::Mail(error) => {
                tracing::warn!(%error, "mail failed while somebody waited for it");
                Self::of(FailureCode::Internal)
            }
            Error::Carrier(error) => {
                tracing::warn!(%error, "the carrier failed while somebody waited for it");
                Self::of(FailureCode::CarrierUnavailable)
            }
            Error::Payments(error) => {
                tracing::warn!(%error, "the payment vendor failed while somebody waited for it");
                Self::of(FailureCode::PaymentVendorUnavailable)
            }
            Error::Store(error) if error.is_transient() => {
                tracing::error!(%error, "the database is out of reach");
                Self::of(FailureCode::StoreUnavailable)
            }
            error => {
                tracing::error!(%error, "a request failed by a mistake of ours");
                Self::of(FailureCode::Internal)
            }
        }
    }
}

impl From<ringwright_store::StoreError> for Problem {
    fn from(error: ringwright_store::StoreError) -> Self {
        Error::Store(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        self.0.request_id = crate::requests::current();
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(self.1));
        }
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        let json_schema = ctx.schema.subschema_for::<ProblemBody>();
        let media = MediaType {
            schema: Some(SchemaObject { json_schema, example: None, external_docs: None }),
            ..MediaType::default()
        };
        Some(ApiResponse {
            description: "What went wrong, and what to do about it".to_owned(),
            content: [("application/problem+json".to_owned(), media)].into_iter().collect(),
            ..ApiResponse::default()
        })
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, operation).into_iter().map(|response| (None, response)).collect()
    }
}
