//! Addresses of the vendors' APIs.

use std::net::IpAddr;

use url::{Host, Url};

/// Where a vendor's API is: `https`, or plain `http` on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is no address of an API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBaseUrl {
    /// Not an address with a host.
    #[error("this is not an address such as https://api.example.com")]
    NotAnAddress,
    /// A user name, query or fragment.
    #[error("an API address has no user name, no `?` and no `#`")]
    Ornate,
    /// Plain HTTP to another machine.
    #[error("plain http is only taken for this machine; use https, or allow plain http explicitly")]
    Plain,
}

impl BaseUrl {
    /// Reads an address: `https`, or `http` when the host is this machine.
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] says what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidBaseUrl> {
        let base = Self::parse_allowing_plain(text)?;
        if base.0.scheme() == "http" && !is_loopback(&base.0) {
            return Err(InvalidBaseUrl::Plain);
        }
        Ok(base)
    }

    /// Reads an address that may also be plain `http` to another machine, because the operator said so.
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] says what is wrong.
    pub fn parse_allowing_plain(text: &str) -> Result<Self, InvalidBaseUrl> {
        let url: Url = text.trim().parse().map_err(|_| InvalidBaseUrl::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(InvalidBaseUrl::NotAnAddress);
        }
        let named = !url.username().is_empty() || url.password().is_some();
        if named || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidBaseUrl::Ornate);
        }
        Ok(Self(url))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address with path segments appended, each one escaped.
    pub(crate) fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Whether `other` is served by the same scheme, host and port.
    pub(crate) fn same_origin(&self, other: &Url) -> bool {
        self.0.origin() == other.origin()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

/// Whether `text` can be an id of a vendor: a short run of letters, digits, `_` and `-`, which cannot
/// lead a path elsewhere.
pub(crate) fn is_plain_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for good in ["https://api.vapi.ai", "http://127.0.0.1:9/x", "http://localhost:1", "http://[::1]:5"] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        assert_eq!(BaseUrl::parse("http://sandbox:8080"), Err(InvalidBaseUrl::Plain));
        assert!(BaseUrl::parse_allowing_plain("http://sandbox:8080").is_ok());
        assert_eq!(BaseUrl::parse("https://u:p@api.vapi.ai"), Err(InvalidBaseUrl::Ornate));
        assert_eq!(BaseUrl::parse("ftp://api.vapi.ai"), Err(InvalidBaseUrl::NotAnAddress));
        assert_eq!(BaseUrl::parse("api.vapi.ai"), Err(InvalidBaseUrl::NotAnAddress));
    }

    #[test]
    fn segments_are_appended_and_escaped() {
        let base = BaseUrl::parse("http://127.0.0.1:9/stripe/").unwrap();
        assert_eq!(base.join(&["v1", "a/b?c"]).as_str(), "http://127.0.0.1:9/stripe/v1/a%2Fb%3Fc");
        assert!(is_plain_id("cs_test_a1-B") && !is_plain_id("../call") && !is_plain_id(""));
    }
}
