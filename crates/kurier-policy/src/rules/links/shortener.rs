//! Hosts that hide where a link leads. Those that lead to pages of one well-known site alone (such as `youtu.be`) are no
//! shorteners in this sense.

/// Lower case, sorted; the hosts below them count as well.
const SHORTENERS: [&str; 62] = [
    "adf.ly",
    "bit.do",
    "bit.ly",
    "bitly.com",
    "bl.ink",
    "buff.ly",
    "chilp.it",
    "clck.ru",
    "cli.re",
    "cutt.ly",
    "cutt.us",
    "db.tt",
    "dlvr.it",
    "dub.sh",
    "fb.me",
    "gg.gg",
    "goo.gl",
    "hyperurl.co",
    "ift.tt",
    "is.gd",
    "j.mp",
    "kurzelinks.de",
    "kurzlink.de",
    "lc.chat",
    "lnk.to",
    "lnkd.in",
    "mcaf.ee",
    "n9.cl",
    "ow.ly",
    "po.st",
    "qr.ae",
    "qr.net",
    "qrco.de",
    "rb.gy",
    "rebrand.ly",
    "rebrandly.com",
    "s.id",
    "short.gy",
    "short.io",
    "shorte.st",
    "shorturl.at",
    "shrtco.de",
    "smarturl.it",
    "snip.ly",
    "soo.gd",
    "t.co",
    "t.ly",
    "t1p.de",
    "tiny.cc",
    "tiny.one",
    "tinu.be",
    "tinyurl.com",
    "tr.im",
    "trib.al",
    "tny.im",
    "u.to",
    "urlz.fr",
    "v.gd",
    "v.ht",
    "x.co",
    "y2u.be",
    "zpr.io",
];

/// Whether a host (lower case) is one of them or lies below one.
pub(super) fn is_one(host: &str) -> bool {
    let is_listed = |name: &str| SHORTENERS.contains(&name);
    let below = host.match_indices('.').filter_map(|(dot, _)| host.get(dot.saturating_add(1)..));
    is_listed(host) || below.into_iter().any(is_listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_below_a_shortener_count_and_hosts_that_only_end_alike_do_not() {
        for host in ["bit.ly", "shop.bit.ly", "t.co"] {
            assert!(is_one(host), "{host}");
        }
        for host in ["rabbit.ly", "example.org", "t.com", "youtu.be", ""] {
            assert!(!is_one(host), "{host}");
        }
    }

    #[test]
    fn each_stands_in_the_list_once() {
        let distinct: std::collections::BTreeSet<_> = SHORTENERS.iter().collect();
        assert_eq!(distinct.len(), SHORTENERS.len());
    }
}
