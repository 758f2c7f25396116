//! Who is signed in.
//!
//! Operator routes are mounted under [`guard`], which lets nobody through without a session of the
//! role asked for; a handler there takes [`Operator`] to know who it is, or [`Admin`] where more than
//! that role is needed.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use ringwright_domain::FailureCode;
use ringwright_domain::ids::OrgId;
use ringwright_store::{Organisation, User};

use crate::{HttpState, Problem};

/// The name of the session cookie.
pub(crate) const COOKIE: &str = "ringwright_session";

/// What somebody may do, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Looks.
    Viewer,
    /// Works with bookings and calls.
    Operator,
    /// Sets the organisation up.
    Admin,
    /// All of it.
    Owner,
}

impl Role {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "viewer" => Self::Viewer,
            "operator" => Self::Operator,
            "admin" => Self::Admin,
            "owner" => Self::Owner,
            _ => return None,
        })
    }
}

/// Who is signed in, and for which organisation.
#[derive(Clone)]
pub(crate) struct Operator {
    pub user: User,
    pub organisation: Organisation,
}

impl Operator {
    /// The organisation that they work for.
    pub const fn org(&self) -> &OrgId {
        &self.organisation.id
    }
}

impl OperationInput for Operator {}

/// Somebody who is signed in and may set the organisation up. The API's document names the role
/// (`x-role`), and a test tries every route that does.
pub(crate) struct Admin(pub Operator);

impl OperationInput for Admin {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        operation.extensions.insert("x-role".to_owned(), "admin".into());
    }
}

impl FromRequestParts<HttpState> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Problem> {
        let operator = Operator::from_request_parts(parts, state).await?;
        match Role::parse(&operator.user.role) {
            Some(role) if role >= Role::Admin => Ok(Self(operator)),
            _ => Err(Problem::of(FailureCode::RoleForbids)),
        }
    }
}

impl FromRequestParts<HttpState> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &HttpState) -> Result<Self, Problem> {
        // The guard put it there. A route that was mounted outside of it lets nobody in.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::of(FailureCode::NotSignedIn))
    }
}

/// Lets through who holds a session: to read with any role, to change something from operator on.
pub(crate) async fn guard(
    State(state): State<HttpState>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(cookie) = jar.get(COOKIE) else {
        return Problem::of(FailureCode::NotSignedIn).into_response();
    };
    let (signed_in, organisation) = match state.engine.session(cookie.value()).await {
        Ok(session) => session,
        Err(error) => return Problem::from(error).into_response(),
    };
    let needed = if request.method().is_safe() { Role::Viewer } else { Role::Operator };
    if Role::parse(&signed_in.user.role).is_none_or(|role| role < needed) {
        return Problem::of(FailureCode::RoleForbids).into_response();
    }
    request.extensions_mut().insert(Operator { user: signed_in.user, organisation });
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered_and_unknown_ones_open_nothing() {
        assert!(Role::Viewer < Role::Operator && Role::Operator < Role::Admin && Role::Admin < Role::Owner);
        assert_eq!(Role::parse("root"), None);
    }
}
