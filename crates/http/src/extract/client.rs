//! The address of the client, for rate limits.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use aide::OperationInput;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use crate::{HttpState, Problem};

/// The address of the client. Behind a proxy that is trusted, the last address it names: in the last line, since
/// some proxies add a line of their own below the client's.
#[derive(Clone, Copy)]
pub(crate) struct Client(pub IpAddr);

impl OperationInput for Client {}

impl FromRequestParts<HttpState> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Problem> {
        let lines = parts.headers.get_all("x-forwarded-for");
        let forwarded = lines.iter().next_back().and_then(|value| value.to_str().ok());
        let forwarded = forwarded.filter(|_| state.settings.behind_proxy);
        let named = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let address = named.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(Self(address.to_canonical()))
    }
}
