//! Which addresses are on the public internet.
//!
//! Sources: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and followers). For IPv6
//! the rule is turned round: only global unicast space (2000::/3) can be public.

use crate::policy::PrivateRanges;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far an address may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the public internet.
    Public,
    /// This very machine.
    Loopback,
    /// A private network.
    Private,
    /// Never a destination of ours, whatever the policy: link-local (metadata services), multicast,
    /// reserved, documentation, and forms that hide another address inside.
    Never,
}

impl Reach {
    /// Whether a policy lets us go there.
    pub fn allowed(self, ranges: PrivateRanges) -> bool {
        match self {
            Self::Public => true,
            Self::Loopback => ranges != PrivateRanges::Refuse,
            Self::Private => ranges == PrivateRanges::Allow,
            Self::Never => false,
        }
    }
}

/// How far `address` may be reached.
pub fn reach(address: IpAddr) -> Reach {
    let address = address.to_canonical();
    for (net, reach) in SPECIAL {
        if net.contains(&address) {
            return *reach;
        }
    }
    match address {
        IpAddr::V4(_) => Reach::Public,
        IpAddr::V6(v6) if GLOBAL_UNICAST.contains(&v6) => Reach::Public,
        IpAddr::V6(_) => Reach::Never,
    }
}

const GLOBAL_UNICAST: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> IpNet {
    IpNet::V4(Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), bits))
}

const fn v6(a: u16, b: u16, c: u16, bits: u8) -> IpNet {
    IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits))
}

const SPECIAL: &[(IpNet, Reach)] = &[
    (v4(0, 0, 0, 0, 8), Reach::Never), // "this network"; 0.0.0.0 reaches loopback on Linux
    (v4(10, 0, 0, 0, 8), Reach::Private),
    (v4(100, 64, 0, 0, 10), Reach::Private), // carrier-grade NAT
    (v4(127, 0, 0, 0, 8), Reach::Loopback),
    (v4(168, 63, 129, 16, 32), Reach::Never), // a cloud's host service on a public number
    (v4(169, 254, 0, 0, 16), Reach::Never),   // link-local, metadata services
    (v4(172, 16, 0, 0, 12), Reach::Private),
    (v4(192, 0, 0, 0, 24), Reach::Never), // protocol assignments; 192.0.0.192 is a metadata service
    (v4(192, 0, 2, 0, 24), Reach::Never), // documentation
    (v4(192, 88, 99, 0, 24), Reach::Never), // 6to4 relays
    (v4(192, 168, 0, 0, 16), Reach::Private),
    (v4(198, 18, 0, 0, 15), Reach::Private), // benchmarking
    (v4(198, 51, 100, 0, 24), Reach::Never), // documentation
    (v4(203, 0, 113, 0, 24), Reach::Never),  // documentation
    (v4(224, 0, 0, 0, 4), Reach::Never),     // multicast
    (v4(240, 0, 0, 0, 4), Reach::Never),     // reserved, broadcast
    (IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128)), Reach::Loopback),
    (v6(0x2001, 0, 0, 23), Reach::Never), // Teredo, ORCHID, benchmarking
    (v6(0x2001, 0xdb8, 0, 32), Reach::Never), // documentation
    (v6(0x2002, 0, 0, 16), Reach::Never), // 6to4 hides an IPv4 address
    (v6(0x3fff, 0, 0, 20), Reach::Never), // documentation
    (v6(0xfd00, 0xec2, 0, 32), Reach::Never), // metadata service inside the private range
    (v6(0xfc00, 0, 0, 7), Reach::Private), // unique local
];

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
