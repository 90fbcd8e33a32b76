use super::*;
use proptest::prelude::*;

fn of(text: &str) -> Reach {
    reach(text.parse().unwrap_or_else(|_| panic!("{text} is no address")))
}

#[test]
fn every_special_range_is_known_at_both_ends() {
    let table = [
        ("0.0.0.0", "0.255.255.255", Reach::Never),
        ("10.0.0.0", "10.255.255.255", Reach::Private),
        ("100.64.0.0", "100.127.255.255", Reach::Private),
        ("127.0.0.0", "127.255.255.255", Reach::Loopback),
        ("168.63.129.16", "168.63.129.16", Reach::Never),
        ("169.254.0.0", "169.254.255.255", Reach::Never),
        ("172.16.0.0", "172.31.255.255", Reach::Private),
        ("192.0.0.0", "192.0.0.255", Reach::Never),
        ("192.0.2.0", "192.0.2.255", Reach::Never),
        ("192.88.99.0", "192.88.99.255", Reach::Never),
        ("192.168.0.0", "192.168.255.255", Reach::Private),
        ("198.18.0.0", "198.19.255.255", Reach::Private),
        ("198.51.100.0", "198.51.100.255", Reach::Never),
        ("203.0.113.0", "203.0.113.255", Reach::Never),
        ("224.0.0.0", "239.255.255.255", Reach::Never),
        ("240.0.0.0", "255.255.255.255", Reach::Never),
        ("::", "::", Reach::Never),
        ("::1", "::1", Reach::Loopback),
        ("::2", "::ffff", Reach::Never),
        ("::7f00:1", "::808:808", Reach::Never),
        ("64:ff9b::", "64:ff9b::ffff:ffff", Reach::Never),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("100::", "100::ffff:ffff:ffff:ffff", Reach::Never),
        ("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Private),
        ("fd00:ec2::254", "fd00:ec2::254", Reach::Never),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
        ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Reach::Never),
    ];
    for (first, last, expected) in table {
        assert_eq!(of(first), expected, "{first}");
        assert_eq!(of(last), expected, "{last}");
    }
}

#[test]
fn neighbours_of_the_special_ranges_are_public() {
    for text in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "8.8.8.8",
        "2000::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "3ffe::1",
    ] {
        assert_eq!(of(text), Reach::Public, "{text}");
    }
}

#[test]
fn an_address_mapped_into_ipv6_counts_as_what_it_is() {
    assert_eq!(of("::ffff:127.0.0.1"), Reach::Loopback);
    assert_eq!(of("::ffff:10.0.0.1"), Reach::Private);
    assert_eq!(of("::ffff:169.254.169.254"), Reach::Never);
    assert_eq!(of("::ffff:8.8.8.8"), Reach::Public);
}

#[test]
fn each_policy_opens_only_what_it_names() {
    use PrivateRanges::{Allow, LoopbackOnly, Refuse};
    for (reach, open) in [
        (Reach::Public, [true, true, true]),
        (Reach::Loopback, [false, true, true]),
        (Reach::Private, [false, false, true]),
        (Reach::Never, [false, false, false]),
    ] {
        assert_eq!([Refuse, LoopbackOnly, Allow].map(|ranges| reach.allowed(ranges)), open);
    }
}

proptest! {
    #[test]
    fn no_address_that_the_standard_library_calls_special_is_public(bits: u32) {
        let ip = Ipv4Addr::from(bits);
        if ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
            || ip.is_broadcast() || ip.is_documentation() || ip.is_unspecified()
        {
            prop_assert_ne!(reach(ip.into()), Reach::Public);
            prop_assert_ne!(reach(ip.to_ipv6_mapped().into()), Reach::Public);
        }
        // No IPv4 address may be reached through an IPv6 form that hides it.
        let [a, b, c, d] = ip.octets();
        let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        for hidden in [
            ip.to_ipv6_mapped().octets().map(|octet| if octet == 0xff { 0 } else { octet }).into(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
            Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !high, !low),
        ] {
            let reached = reach(IpAddr::V6(hidden));
            prop_assert!(matches!(reached, Reach::Never | Reach::Loopback), "{hidden}: {reached:?}");
        }
    }
}
