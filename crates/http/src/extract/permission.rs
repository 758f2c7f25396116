//! Who is asking, and whether they may.
//!
//! Routes that need somebody are mounted under [`guard`], which finds out who it is. A handler there says by
//! what it takes what is needed: [`May`] names a permission, [`SignedIn`] asks for a person who is signed in,
//! whatever they may do. The API's document says which (`x-permission`), and a test finds the route that says
//! nothing.

use std::marker::PhantomData;
use std::ops::Deref;

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::SessionId;
use ringwright_domain::permission::Needed;
use ringwright_engine::auth::Caller;
use ringwright_store::User;

use super::Client;
use crate::{HttpState, Problem};

/// The name of the cookie with the access token.
pub(crate) const COOKIE: &str = "ringwright_session";

/// Where the API's document says what a route needs.
pub(crate) const NEEDS: &str = "x-permission";

/// What `x-permission` says of a route that anybody may use who is signed in.
pub(crate) const SIGNED_IN: &str = "signed-in";

/// Somebody who may do what is named.
pub(crate) struct May<P> {
    caller: Caller,
    needed: PhantomData<fn() -> P>,
}

impl<P> Deref for May<P> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<P: Needed> OperationInput for May<P> {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert(NEEDS.to_owned(), P::PERMISSION.code().into());
    }
}

impl<P: Needed> FromRequestParts<HttpState> for May<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Problem> {
        let caller = caller(parts)?;
        caller.must(P::PERMISSION)?;
        Ok(Self { caller, needed: PhantomData })
    }
}

/// A person who is signed in, whatever they may do.
pub(crate) struct SignedIn {
    /// All about it.
    pub caller: Caller,
    /// Who.
    pub user: User,
    /// The session.
    pub session: SessionId,
}

impl OperationInput for SignedIn {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert(NEEDS.to_owned(), SIGNED_IN.into());
    }
}

impl FromRequestParts<HttpState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Problem> {
        let caller = caller(parts)?;
        let (user, session) = caller.person()?;
        let (user, session) = (user.clone(), session.clone());
        Ok(Self { caller, user, session })
    }
}

fn caller(parts: &Parts) -> Result<Caller, Problem> {
    // The guard put it there. A route that was mounted outside of it lets nobody in.
    parts.extensions.get::<Caller>().cloned().ok_or_else(|| Problem::of(FailureCode::NotSignedIn))
}

/// Finds out who is asking, by the cookie or by `Authorization: Bearer`. Nobody gets past it unknown.
pub(crate) async fn guard(
    State(state): State<HttpState>,
    Client(client): Client,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let bearer = request.headers().get(header::AUTHORIZATION);
    let bearer = bearer.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(token) = bearer.or_else(|| jar.get(COOKIE).map(|cookie| cookie.value())) else {
        return Problem::of(FailureCode::NotSignedIn).into_response();
    };
    match state.engine.caller(token, Some(client.to_string())).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(error) => Problem::from(error).into_response(),
    }
}
