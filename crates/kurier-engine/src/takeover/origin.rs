//! From where a business calls.

use crate::Engine;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::NetworkKey;
use kurier_policy::token;
use std::net::IpAddr;

/// A network and a token, neither of which can be read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// From where.
    pub network: NetworkKey,
    /// SHA-256 of the token.
    pub token: [u8; 32],
}

impl Engine {
    /// Where a call of this business with this token comes from; `None` from the computer itself, which is no network.
    pub fn origin(&self, business: BusinessId, address: IpAddr, token: &str) -> Option<Origin> {
        let network = self.parts.keys.network_tag(business, &prefix(address)?);
        Some(Origin { network, token: token::hash(token) })
    }
}

/// What neighbours share: 24 bits of an IPv4 address, 48 of an IPv6 address, behind which of both it is.
fn prefix(address: IpAddr) -> Option<Vec<u8>> {
    let address = address.to_canonical();
    if address.is_loopback() || address.is_unspecified() {
        return None;
    }
    let (kind, bytes) = match address {
        IpAddr::V4(four) => (4, four.octets()[..3].to_vec()),
        IpAddr::V6(six) => (6, six.octets()[..6].to_vec()),
    };
    Some([vec![kind], bytes].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<Vec<u8>> {
        prefix(address.parse().unwrap())
    }

    #[test]
    fn neighbours_are_of_one_network_and_others_are_not() {
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:ff::9"));
        assert_ne!(of("2001:db8:1::1"), of("2001:db8:2::1"));
    }

    #[test]
    fn an_address_in_another_dress_is_the_same() {
        assert_eq!(of("::ffff:192.0.2.9"), of("192.0.2.1"));
    }

    #[test]
    fn the_computer_itself_is_no_network() {
        assert_eq!((of("127.0.0.1"), of("::1"), of("0.0.0.0")), (None, None, None));
    }
}
