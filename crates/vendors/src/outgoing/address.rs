//! Which addresses a message may go to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far messages may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To public addresses over TLS.
    Public,
    /// To this machine as well, and without TLS there: for development and for the sandbox.
    Loopback,
}

/// Why messages cannot go to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// Not an address with a host.
    #[error("this is not an address such as https://example.com/hooks")]
    NotAnAddress,
    /// Longer than 2,000 characters.
    #[error("the address is longer than 2,000 characters")]
    TooLong,
    /// A user name or password in it.
    #[error("an address must hold no user name and no password; the signature proves who sends")]
    Named,
    /// Plain HTTP.
    #[error("messages go over https only")]
    Plain,
    /// Inside of a private network.
    #[error("the address leads into a private network; messages go to public addresses only")]
    Private,
}

/// Reads the address of an endpoint and checks what can be seen without asking the network. Names are
/// looked up and judged at every try, since what they name can change.
///
/// # Errors
/// [`InvalidAddress`] says what is wrong.
pub fn check_address(text: &str, reach: Reach) -> Result<Url, InvalidAddress> {
    let text = text.trim();
    if text.len() > 2_000 {
        return Err(InvalidAddress::TooLong);
    }
    let mut url: Url = text.parse().map_err(|_| InvalidAddress::NotAnAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(InvalidAddress::NotAnAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidAddress::Named);
    }
    let own = match url.host() {
        None => return Err(InvalidAddress::NotAnAddress),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let local = name == "localhost" || name.ends_with(".localhost");
            // A name without a dot, or under a suffix that is never public, is looked up inside only.
            let inside = [".local", ".internal", ".intranet", ".lan", ".home.arpa"];
            if !local && (!name.contains('.') || inside.iter().any(|suffix| name.ends_with(suffix))) {
                return Err(InvalidAddress::Private);
            }
            local
        }
        Some(Host::Ipv4(ip)) => judge(IpAddr::V4(ip))?,
        Some(Host::Ipv6(ip)) => judge(IpAddr::V6(ip))?,
    };
    match (own, reach) {
        (true, Reach::Public) => return Err(InvalidAddress::Private),
        (true, Reach::Loopback) => {}
        (false, _) if url.scheme() == "http" => return Err(InvalidAddress::Plain),
        (false, _) => {}
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether an address is this machine's own; an error when it is neither that nor public.
fn judge(ip: IpAddr) -> Result<bool, InvalidAddress> {
    if is_loopback(ip) {
        Ok(true)
    } else if is_public(ip) {
        Ok(false)
    } else {
        Err(InvalidAddress::Private)
    }
}

/// Whether a connection to `ip` may be made.
pub(super) fn may_reach(ip: IpAddr, reach: Reach) -> bool {
    is_public(ip) || (reach == Reach::Loopback && is_loopback(ip))
}

fn is_loopback(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => embedded(ip).map_or_else(|| ip.is_loopback(), |inner| inner.is_loopback()),
    }
}

/// Whether an address belongs to the public internet: none of the IANA special-purpose registries
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>, `iana-ipv6-special-registry`).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_unspecified()
        || a == 0
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        // Shared address space (RFC 6598), protocol assignments (RFC 6890), old 6to4 relays (RFC 7526),
        // benchmarks (RFC 2544), reserved and broadcast (RFC 1112).
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Global unicast is 2000::/3; of it, protocol assignments and documentation are not public.
    a & 0xe000 == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && !(a == 0x3fff && b < 0x1000)
}

/// The IPv4 address that an IPv6 address stands for: mapped, translated (RFC 6052) or 6to4 (RFC 3056).
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([p, q], [r, s]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(p, q, r, s)
    };
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(v4(g, h)),
        // The unspecified address and the loopback are no IPv4 addresses.
        (0, 0, 0, 0, 0, 0) if g != 0 => Some(v4(g, h)),
        (0x2002, ..) => Some(v4(b, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_over_tls_are_taken() {
        for good in [
            "https://example.com/hooks?x=1",
            "https://hooks.example.com:8443/",
            "https://93.184.215.14/",
            "https://[2606:2800:220:1::1]/",
        ] {
            assert!(check_address(good, Reach::Public).is_ok(), "{good}");
        }
        let url = check_address(" https://example.com/a#b ", Reach::Public).unwrap();
        assert_eq!(url.as_str(), "https://example.com/a");
    }

    #[test]
    fn everything_else_is_refused() {
        for (wrong, why) in [
            ("example.com", InvalidAddress::NotAnAddress),
            ("ftp://example.com", InvalidAddress::NotAnAddress),
            ("https://user:pass@example.com", InvalidAddress::Named),
            ("http://example.com", InvalidAddress::Plain),
            ("https://localhost", InvalidAddress::Private),
            ("https://a.localhost", InvalidAddress::Private),
            ("https://127.0.0.1", InvalidAddress::Private),
            // Other spellings of the same addresses; the URL standard reads them as numbers.
            ("https://2130706433", InvalidAddress::Private),
            ("https://0x7f.1", InvalidAddress::Private),
            ("https://0177.0.0.1", InvalidAddress::Private),
            ("https://10.1.2.3", InvalidAddress::Private),
            ("https://172.16.0.1", InvalidAddress::Private),
            ("https://192.168.0.1", InvalidAddress::Private),
            ("https://169.254.169.254/latest/meta-data", InvalidAddress::Private),
            ("https://100.64.0.1", InvalidAddress::Private),
            ("https://0.0.0.0", InvalidAddress::Private),
            ("https://224.0.0.1", InvalidAddress::Private),
            ("https://255.255.255.255", InvalidAddress::Private),
            ("https://[::]", InvalidAddress::Private),
            ("https://[::1]", InvalidAddress::Private),
            ("https://[fd00::1]", InvalidAddress::Private),
            ("https://[fe80::1]", InvalidAddress::Private),
            ("https://[::ffff:10.0.0.1]", InvalidAddress::Private),
            ("https://[64:ff9b::10.0.0.1]", InvalidAddress::Private),
            ("https://[2002:0a00:0001::]", InvalidAddress::Private),
            ("https://[2001:db8::1]", InvalidAddress::Private),
            ("https://router", InvalidAddress::Private),
            ("https://db.internal", InvalidAddress::Private),
            ("https://printer.local.", InvalidAddress::Private),
        ] {
            assert_eq!(check_address(wrong, Reach::Public), Err(why), "{wrong}");
        }
        let long = format!("https://example.com/{}", "a".repeat(2_000));
        assert_eq!(check_address(&long, Reach::Public), Err(InvalidAddress::TooLong));
    }

    #[test]
    fn development_adds_this_machine_and_nothing_more() {
        assert!(check_address("http://127.0.0.1:9/x", Reach::Loopback).is_ok());
        assert!(check_address("http://localhost:9", Reach::Loopback).is_ok());
        assert_eq!(check_address("http://10.0.0.1", Reach::Loopback), Err(InvalidAddress::Private));
        assert_eq!(check_address("http://example.com", Reach::Loopback), Err(InvalidAddress::Plain));
        assert!(may_reach("::ffff:127.0.0.1".parse().unwrap(), Reach::Loopback));
        assert!(!may_reach("::ffff:127.0.0.1".parse().unwrap(), Reach::Public));
    }
}
