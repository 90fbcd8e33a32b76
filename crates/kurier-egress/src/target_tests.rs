use super::*;
use proptest::prelude::*;

fn policy(private_ranges: PrivateRanges) -> Policy {
    Policy { private_ranges, schemes: Schemes::HttpAndHttps, ..Policy::default() }
}

fn refused(url: &str, ranges: PrivateRanges) -> Option<&'static str> {
    check(url, &policy(ranges)).err().map(Refused::code)
}

const LOOPBACK: &[&str] = &[
    "http://127.0.0.1",
    "http://127.0.0.1:8080/hook",
    "http://127.1",
    "http://127.0.1",
    "http://0x7f.1",
    "http://0x7f000001",
    "http://0X7F.0.0.1",
    "http://2130706433",
    "http://017700000001",
    "http://0177.0.0.1",
    "http://0177.0.0.01",
    "http://127.0.0.1.",
    "http://①②⑦.⓪.⓪.①",
    "http://１２７.０.０.１",
    "http://127。0。0。1",
    "http://%31%32%37.0.0.1",
    "http://[::1]",
    "http://[0:0:0:0:0:0:0:1]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[0:0:0:0:0:ffff:127.0.0.1]",
    "http://127.0.0.1#@ok.example",
    "http://127.0.0.1?@ok.example",
    "https://127.0.0.1/",
    "http:127.0.0.1",
    "http:/127.0.0.1",
    "HTTP://127.0.0.1",
];

const PRIVATE: &[&str] = &[
    "http://10.0.0.1",
    "http://0xa.1",
    "http://172.16.0.1",
    "http://192.168.1.1",
    "http://3232235777",
    "http://100.64.0.1",
    "http://100.100.100.200",
    "http://198.18.0.1",
    "http://[fc00::1]",
    "http://[fd12:3456::1]",
    "http://[::ffff:10.0.0.1]",
];

const NEVER: &[&str] = &[
    "http://0",
    "http://10", // 0.0.0.10
    "http://0.0.0.0",
    "http://[::]",
    "http://169.254.169.254/latest/meta-data",
    "http://0xA9FEA9FE",
    "http://2852039166",
    "http://[::ffff:169.254.169.254]",
    "http://[fd00:ec2::254]",
    "http://192.0.0.192",
    "http://168.63.129.16",
    "http://192.0.2.1",
    "http://192.88.99.1",
    "http://198.51.100.1",
    "http://203.0.113.1",
    "http://224.0.0.1",
    "http://240.0.0.1",
    "http://255.255.255.255",
    "http://[fe80::1]",
    "http://[fec0::1]",
    "http://[ff02::1]",
    "http://[64:ff9b::7f00:1]",
    "http://[64:ff9b::8.8.8.8]",
    "http://[64:ff9b:1::7f00:1]",
    "http://[2002:7f00:1::]",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "http://[2001:db8::1]",
    "http://[3fff::1]",
    "http://[100::1]",
    "http://[5f00::1]",
    "http://[::127.0.0.1]",
    "http://[::10.0.0.1]",
    "http://[::8.8.8.8]",
];

#[test]
fn no_notation_of_a_loopback_address_gets_through() {
    for url in LOOPBACK {
        assert_eq!(refused(url, PrivateRanges::Refuse), Some("url_address"), "{url}");
        assert_eq!(refused(url, PrivateRanges::LoopbackOnly), None, "{url}");
        assert_eq!(refused(url, PrivateRanges::Allow), None, "{url}");
    }
}

#[test]
fn private_networks_need_their_own_switch() {
    for url in PRIVATE {
        assert_eq!(refused(url, PrivateRanges::Refuse), Some("url_address"), "{url}");
        assert_eq!(refused(url, PrivateRanges::LoopbackOnly), Some("url_address"), "{url}");
        assert_eq!(refused(url, PrivateRanges::Allow), None, "{url}");
    }
}

#[test]
fn reserved_addresses_stay_closed_under_every_policy() {
    for url in NEVER {
        for ranges in [PrivateRanges::Refuse, PrivateRanges::LoopbackOnly, PrivateRanges::Allow] {
            assert_eq!(refused(url, ranges), Some("url_address"), "{url} {ranges:?}");
        }
    }
}

#[test]
fn names_of_this_machine_are_refused_unless_loopback_is_open() {
    for url in [
        "http://localhost",
        "http://LOCALHOST:8080",
        "http://localhost.",
        "http://localhost../",
        "http://app.localhost",
        "http://ｌｏｃａｌｈｏｓｔ",
        "http://loc%61lhost",
    ] {
        assert!(refused(url, PrivateRanges::Refuse).is_some(), "{url}");
    }
    assert_eq!(refused("http://localhost:3000/hook", PrivateRanges::LoopbackOnly), None);
    assert_eq!(refused("http://localhost.example/", PrivateRanges::Refuse), None);
}

#[test]
fn what_is_no_plain_web_address_is_refused() {
    for (url, code) in [
        ("http://a@127.0.0.1", "url_user_info"),
        ("http://ok.example@127.0.0.1", "url_user_info"),
        ("https://user:secret@ok.example", "url_user_info"),
        ("https://:secret@ok.example", "url_user_info"),
        ("http://ok.example:22", "url_port"),
        ("http://ok.example:25/", "url_port"),
        ("https://ok.example:6379", "url_port"),
        ("https://ok.example:0", "url_port"),
        ("https://ok.example:70000", "url_malformed"),
        ("file:///etc/passwd", "url_scheme"),
        ("gopher://ok.example", "url_scheme"),
        ("ftp://ok.example", "url_scheme"),
        ("data:text/plain,x", "url_scheme"),
        ("javascript:alert(1)", "url_scheme"),
        ("ws://ok.example", "url_scheme"),
        ("http://ok.example/\r\nHost: evil", "url_malformed"),
        ("http://ok.exa\r\nmple/", "url_malformed"),
        ("http://ok.example/a\tb", "url_malformed"),
        ("http://ok.example/a b", "url_malformed"),
        (" http://ok.example/", "url_malformed"),
        ("http://ok.example\\@127.0.0.1/", "url_malformed"),
        ("http://127.0.0.1\\@ok.example/", "url_malformed"),
        ("http://ok.example/\u{0}", "url_malformed"),
        ("http://[fe80::1%25eth0]/", "url_malformed"),
        ("http://[::1", "url_malformed"),
        ("http://1.2.3.4.5", "url_malformed"),
        ("http://0x100000000", "url_malformed"),
        ("http:///", "url_malformed"),
        ("http://.", "url_malformed"),
        ("http://", "url_malformed"),
        ("ok.example/hook", "url_malformed"),
        ("", "url_malformed"),
    ] {
        assert_eq!(refused(url, PrivateRanges::Refuse), Some(code), "{url:?}");
    }
    let long = format!("https://ok.example/{}", "a".repeat(URL_MAX));
    assert_eq!(refused(&long, PrivateRanges::Refuse), Some("url_malformed"));
}

#[test]
fn ordinary_addresses_pass() {
    for url in [
        "https://shop.example/hook?tenant=7",
        "https://shop.example:8443/",
        "http://shop.example",
        "https://8.8.8.8/hook",
        "https://[2606:4700::1111]/hook",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
    ] {
        assert_eq!(refused(url, PrivateRanges::Refuse), None, "{url}");
    }
}

#[test]
fn plain_http_needs_a_switch_and_own_names_stay_closed() {
    let strict = Policy { refused_hosts: vec!["kurier.example".to_owned()], ..Policy::default() };
    let code = |url| check(url, &strict).err().map(Refused::code);
    assert_eq!(code("http://shop.example/"), Some("url_scheme"));
    assert_eq!(code("https://shop.example/"), None);
    assert_eq!(code("https://kurier.example/"), Some("url_host"));
    assert_eq!(code("https://KURIER.example.:8443/"), Some("url_host"));
}

proptest! {
    #[test]
    fn checking_never_panics(text in ".*") {
        drop(check(&text, &policy(PrivateRanges::Refuse)));
        drop(check(&format!("http://{text}"), &policy(PrivateRanges::Refuse)));
    }

    #[test]
    fn no_number_form_of_a_loopback_address_passes(last in 0_u32..0x100_0000) {
        let bits = 0x7f00_0000 | last;
        for host in [format!("{bits}"), format!("{bits:#x}"), format!("0{bits:o}")] {
            prop_assert_eq!(refused(&format!("http://{host}"), PrivateRanges::Refuse), Some("url_address"));
        }
    }
}
