//! The address of whoever calls: of the connection, or, behind proxies that the operator trusts, what these say.

use crate::state::App;
use axum::extract::ConnectInfo;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Hops that are looked at; more of them nobody has.
const HOPS_MAX: usize = 32;

/// Proxies whose word is taken for where a call comes from.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Those in these ranges.
    pub fn new(ranges: Vec<IpNet>) -> Self {
        Self(ranges)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(&address))
    }

    /// The rightmost hop that is no trusted proxy. Whoever calls may have written whatever stands further left.
    fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut found = peer;
        let mut hops = hops(headers).into_iter().rev().take(HOPS_MAX);
        while self.trusts(found) {
            match hops.next() {
                Some(Some(hop)) => found = hop,
                // Nobody stands before it, or nobody knows who.
                Some(None) | None => break,
            }
        }
        found.to_canonical()
    }
}

/// Where a call comes from; `None` if the listener does not say.
pub(crate) fn of(app: &App, parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(app.config.proxies.caller(peer.ip(), &parts.headers))
}

/// What proxies wrote down, the nearest last: `X-Forwarded-For`, and `Forwarded` (RFC 7239) only where there is none.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let of = |name: &str| -> Vec<String> {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(|hop| hop.trim().to_owned()).collect()
    };
    let listed = of("x-forwarded-for");
    if !listed.is_empty() {
        return listed.iter().map(|hop| address(hop)).collect();
    }
    of("forwarded").iter().map(|hop| address(forwarded_for(hop)?)).collect()
}

/// The value of `for` in one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let found = pairs.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    Some(found.1.trim())
}

/// An address, with or without quotes, brackets and a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches('"');
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    text.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    const PROXY: &str = "10.0.0.1";

    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        proxies.caller(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn whoever_calls_directly_is_not_asked_where_he_is() {
        assert_eq!(seen("192.0.2.1", &[("x-forwarded-for", "198.51.100.7")]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_says_who_calls_and_what_stands_further_left_is_not_believed() {
        assert_eq!(
            seen(PROXY, &[("x-forwarded-for", "203.0.113.9, 198.51.100.7")]),
            "198.51.100.7"
        );
        let two =
            [("x-forwarded-for", "203.0.113.9, 198.51.100.7"), ("x-forwarded-for", "10.9.9.9")];
        assert_eq!(seen(PROXY, &two), "198.51.100.7");
        assert_eq!(seen(PROXY, &[]), PROXY);
        assert_eq!(seen(PROXY, &[("x-forwarded-for", "unknown")]), PROXY);
        assert_eq!(seen("::ffff:10.0.0.1", &[("x-forwarded-for", "198.51.100.7")]), "198.51.100.7");
    }

    #[test]
    fn the_standard_header_is_read_where_there_is_no_other() {
        let forwarded = [("forwarded", "for=203.0.113.9, For=\"[2001:db8::7]:4711\";proto=https")];
        assert_eq!(seen(PROXY, &forwarded), "2001:db8::7");
        let both = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "198.51.100.7:80")];
        assert_eq!(seen(PROXY, &both), "198.51.100.7");
    }
}
