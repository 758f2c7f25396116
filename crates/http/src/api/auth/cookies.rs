//! The cookies of a session, and what a request says of the device that it comes from.

use std::time::Duration;

use aide::OperationInput;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use ringwright_engine::auth::{Device, Opened, REFRESH_HOLDS};

use crate::extract::{COOKIE, Client};
use crate::{HttpState, Problem};

/// The name of the cookie with the refresh token.
pub(super) const REFRESH_COOKIE: &str = "ringwright_refresh";
/// The name of the cookie by which a device is known.
const DEVICE_COOKIE: &str = "ringwright_device";
/// For how long, in whole days.
const DEVICE_HOLDS: Duration = Duration::from_secs(365 * 24 * 3_600);
/// The only addresses that it is sent to.
const REFRESH_PATH: &str = "/api/auth";

/// Whom a request comes from, and their cookies.
pub(crate) struct Browser {
    /// The device.
    pub device: Device,
    /// The cookies.
    pub jar: CookieJar,
    /// Where it asks from, for rate limits.
    pub client: std::net::IpAddr,
    secure: bool,
}

impl OperationInput for Browser {}

impl FromRequestParts<HttpState> for Browser {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Problem> {
        let Client(client) = Client::from_request_parts(parts, state).await?;
        let jar = CookieJar::from_headers(&parts.headers);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let name = agent.map_or_else(|| "Unknown device".to_owned(), device_name);
        let token = jar.get(DEVICE_COOKIE).map(|cookie| cookie.value().to_owned());
        let token = token.filter(|token| (20..=64).contains(&token.len()));
        let device = Device { name, address: client.to_string(), token };
        Ok(Self { device, jar, client, secure: state.settings.tls })
    }
}

impl Browser {
    /// The refresh token that it sends.
    pub fn refresh_token(&self) -> Option<&str> {
        self.jar.get(REFRESH_COOKIE).map(|cookie| cookie.value())
    }

    /// The cookies of a session that was opened or goes on.
    pub fn with_session(self, opened: &Opened) -> CookieJar {
        let refresh = Cookie::build((REFRESH_COOKIE, opened.refresh.clone()))
            .path(REFRESH_PATH)
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.secure)
            .max_age(REFRESH_HOLDS.try_into().unwrap_or_default())
            .build();
        let mut jar = self.jar.add(refresh);
        if let Some(token) = &opened.device {
            let device = Cookie::build((DEVICE_COOKIE, token.clone()))
                .path(REFRESH_PATH)
                .http_only(true)
                .same_site(SameSite::Strict)
                .secure(self.secure)
                .max_age(DEVICE_HOLDS.try_into().unwrap_or_default())
                .build();
            jar = jar.add(device);
        }
        jar.add(access_cookie(opened.access.clone(), self.secure))
    }

    /// Another access token for the same session.
    pub fn with_access(self, access: String) -> CookieJar {
        self.jar.add(access_cookie(access, self.secure))
    }

    /// Without the cookies of the session.
    pub fn without_session(self) -> CookieJar {
        let jar = self.jar.remove(Cookie::build(COOKIE).path("/"));
        jar.remove(Cookie::build(REFRESH_COOKIE).path(REFRESH_PATH))
    }
}

/// A cookie that no script reads and no other site sends. It ends with the browser; the refresh token gets
/// the next one.
fn access_cookie(token: String, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .build()
}

/// What people would call a device, from what its browser says of itself.
fn device_name(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "A program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn devices_are_named_as_people_would() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge on Windows",
            ),
            ("curl/8.5.0", "curl"),
            ("something else", "A program"),
        ] {
            assert_eq!(device_name(agent), name);
        }
    }
}
