//! The check of a URL before anything is resolved or connected.

use crate::address::reach;
use crate::error::Refused;
use crate::policy::{Policy, PrivateRanges, Schemes};
use url::{Host, Url};

/// Longest URL, in bytes.
const URL_MAX: usize = 2_048;

/// Ports where a POST could be taken for another protocol: the list of the Fetch standard (section
/// "port blocking"), and two line-based caches.
const PORTS_REFUSED: &[u16] = &[
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666,
    6667, 6668, 6669, 6679, 6697, 10080, 11211,
];

/// Parses and checks a URL, a literal address included. Names are resolved and checked later.
pub(crate) fn check(raw: &str, policy: &Policy) -> Result<Url, Refused> {
    // The parser would silently drop line breaks and turn backslashes round; who writes them is up
    // to something.
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if raw.len() > URL_MAX || raw.contains(odd) {
        return Err(Refused::Malformed);
    }
    let url = Url::parse(raw).map_err(|_| Refused::Malformed)?;
    match (url.scheme(), policy.schemes) {
        ("https", _) | ("http", Schemes::HttpAndHttps) => {}
        _ => return Err(Refused::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::UserInfo);
    }
    let port = url.port_or_known_default().ok_or(Refused::Malformed)?;
    if PORTS_REFUSED.contains(&port) {
        return Err(Refused::Port(port));
    }
    match url.host().ok_or(Refused::Malformed)? {
        Host::Domain(name) => check_name(name, policy)?,
        Host::Ipv4(ip) => check_ip(ip.into(), policy)?,
        Host::Ipv6(ip) => check_ip(ip.into(), policy)?,
    }
    Ok(url)
}

fn check_name(name: &str, policy: &Policy) -> Result<(), Refused> {
    let name = name.trim_end_matches('.');
    if name.is_empty() {
        return Err(Refused::Malformed);
    }
    // RFC 6761: these names mean this machine, whatever a resolver says.
    let local = name == "localhost" || name.ends_with(".localhost");
    if local && policy.private_ranges == PrivateRanges::Refuse {
        return Err(Refused::Host);
    }
    if policy.refused_hosts.iter().any(|host| host == name) {
        return Err(Refused::Host);
    }
    Ok(())
}

fn check_ip(ip: std::net::IpAddr, policy: &Policy) -> Result<(), Refused> {
    if reach(ip).allowed(policy.private_ranges) { Ok(()) } else { Err(Refused::Address) }
}

#[cfg(test)]
#[path = "target_tests.rs"]
mod tests;
