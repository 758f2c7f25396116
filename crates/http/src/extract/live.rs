//! Live streams (server-sent events), documented with what each message carries.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::time::Duration;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as ApiResponse, SchemaObject};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use schemars::JsonSchema;

/// A stream of server-sent events whose data is a `T` in JSON. A comment every 15 s keeps proxies from
/// closing it.
pub(crate) struct Live<S, T> {
    stream: S,
    carries: PhantomData<fn() -> T>,
}

impl<S, T> Live<S, T> {
    /// A stream of these messages.
    pub const fn new(stream: S) -> Self {
        Self { stream, carries: PhantomData }
    }
}

impl<S, T> IntoResponse for Live<S, T>
where
    S: Stream<Item = Result<Event, Infallible>> + Send + 'static,
{
    fn into_response(self) -> Response {
        Sse::new(self.stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
    }
}

impl<S, T: JsonSchema> OperationOutput for Live<S, T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<ApiResponse> {
        let json_schema = ctx.schema.subschema_for::<T>();
        let media = MediaType {
            schema: Some(SchemaObject { json_schema, example: None, external_docs: None }),
            ..MediaType::default()
        };
        Some(ApiResponse {
            description: "Server-sent events; the data of each is this object".to_owned(),
            content: [("text/event-stream".to_owned(), media)].into_iter().collect(),
            ..ApiResponse::default()
        })
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<u16>, ApiResponse)> {
        Self::operation_response(ctx, operation).into_iter().map(|response| (Some(200), response)).collect()
    }
}
