//! Whatever a source answers: no panic, no blow-up, nothing harmful, and the good items of a bad feed.

use std::time::{Duration, Instant};

use kurier_press::read::{Fault, NotAFeed, moment, read, text};
use proptest::prelude::*;

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>News</title><link>https://news.example/</link><ttl>30</ttl>
<item><title>One &amp; all</title><guid isPermaLink="false">a1</guid><link>https://news.example/1?utm_source=rss</link>
<pubDate>Thu, 26 Nov 2026 07:00:00 +0100</pubDate><description><![CDATA[<p>Words</p><script>alert(1)</script>]]></description>
<enclosure url="https://news.example/1.mp3" type="audio/mpeg" length="1000"/></item>
<item><title>Two</title><guid>https://news.example/2</guid><dc:date>2026-11-26</dc:date></item></channel></rss>"#;
const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>tag:x</id><link rel="hub" href="https://hub.example/"/>
<entry><title type="html">&lt;b&gt;One&lt;/b&gt;</title><id>tag:1</id><link href="https://news.example/1"/><updated>2026-11-26T07:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x()">Words</p></div></content></entry></feed>"#;
const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"News","items":[
{"id":1,"url":"https://news.example/1","title":"One","content_html":"<p>Words</p>","date_published":"2026-11-26T07:00:00Z",
"attachments":[{"url":"https://news.example/1.mp3","mime_type":"audio/mpeg","duration_in_seconds":60}]},{"id":"2","title":"Two"},7]}"#;

fn harmless(shown: &str) -> bool {
    let opens = shown
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_alphabetic() || "/!?".contains(c)));
    !opens && !shown.to_ascii_lowercase().contains("javascript:")
}

fn look(bytes: &[u8]) {
    let Ok(feed) = read(bytes, None, None) else { return };
    for item in &feed.items {
        let shown = text::for_message(&format!("{} {}", item.title, item.summary));
        assert!(harmless(&shown), "{shown:?}");
        let body = item.body_html.clone().unwrap_or_default().to_ascii_lowercase();
        assert!(
            !body.contains("<script")
                && !body.contains("<img")
                && !body.contains("href=\"javascript"),
            "{body:?}"
        );
    }
}

#[test]
fn the_three_kinds_are_read_alike() {
    for sample in [RSS, ATOM, JSON] {
        let feed = read(sample.as_bytes(), None, None).expect("a feed");
        assert_eq!(feed.title, "News");
        assert!(
            feed.items[0].title.starts_with("One") && feed.items[0].summary == "Words",
            "{feed:?}"
        );
        assert!(
            feed.items[0]
                .link
                .as_deref()
                .is_some_and(|link| link.starts_with("https://news.example/1"))
        );
        let moment = feed.items[0].published.or(feed.items[0].updated).expect("a date").to_string();
        assert!(moment == "2026-11-26T06:00:00Z" || moment == "2026-11-26T07:00:00Z", "{moment}");
    }
    let rss = read(RSS.as_bytes(), None, None).expect("a feed");
    assert_eq!((rss.pace.every_min, rss.items[0].enclosures[0].bytes), (30, Some(1000)));
    assert_eq!(read(ATOM.as_bytes(), None, None).expect("a feed").hubs, ["https://hub.example/"]);
    let json = read(JSON.as_bytes(), None, None).expect("a feed");
    assert_eq!(
        (json.items.len(), json.items[0].id.as_deref(), json.items[0].duration_s),
        (2, Some("1"), Some(60))
    );
    assert_eq!(json.faults, [Fault::ItemUnreadable]);
}

#[test]
fn a_feed_that_ends_in_the_middle_keeps_what_had_arrived() {
    let cut = RSS.find("<dc:date").expect("there");
    let feed = read(&RSS.as_bytes()[..cut], None, None).expect("a feed");
    assert_eq!(feed.items.len(), 2);
    assert!(feed.faults.contains(&Fault::Malformed));
    let feed = read(&RSS.as_bytes()[..cut + 12], None, None).expect("a feed");
    assert!(feed.faults.contains(&Fault::Truncated), "{:?}", feed.faults);
}

#[test]
fn a_wrong_character_set_is_noticed_and_the_right_one_taken() {
    let latin: Vec<u8> = RSS
        .replace("One &amp; all", "M\u{fc}nchen")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let feed = read(&latin, Some("text/xml; charset=utf-8"), None).expect("a feed");
    assert_eq!(feed.items[0].title, "München");
    assert!(feed.faults.contains(&Fault::WrongCharset));
    let utf_8 = RSS.replace("One &amp; all", "München");
    let feed = read(utf_8.as_bytes(), Some("text/xml; charset=iso-8859-1"), None).expect("a feed");
    assert_eq!(feed.items[0].title, "München");
}

#[test]
fn entities_of_a_document_are_never_expanded() {
    let bomb = format!(
        "<!DOCTYPE rss [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]>{}",
        "x".repeat(1000),
        RSS.trim_start_matches("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
            .replace("Two", "&b;&f;")
    );
    let feed = read(bomb.as_bytes(), None, None).expect("a feed");
    assert_eq!(feed.items[1].title, "&b;&f;");
}

#[test]
fn hostile_forms_cost_no_more_than_their_length() {
    let deep = format!("<rss><channel><item><title>{}", "<b>".repeat(100_000));
    let comments = "<rss><channel>".to_owned() + &"<!-- ".repeat(100_000);
    let quotes = "<rss><channel>".to_owned() + &"<a b=\" c=' ".repeat(50_000);
    let declarations = "<!DOCTYPE [".repeat(50_000) + "<rss/>";
    let sections = "<rss><![CDATA[".repeat(50_000);
    let amps = "<rss><channel><title>".to_owned() + &"&".repeat(250_000);
    let attributes = format!("<rss {}>", "a='b' ".repeat(75_000));
    let items = format!("<rss><channel>{}", "<item><title>x</title></item>".repeat(12_500));
    // What costs the square of its length would take minutes.
    for hostile in [deep, comments, quotes, declarations, sections, amps, attributes, items] {
        let begin = Instant::now();
        look(hostile.as_bytes());
        let took = begin.elapsed();
        assert!(took < Duration::from_secs(8), "{took:?} for {hostile:.40}");
    }
}

#[test]
fn what_is_no_feed_is_named() {
    assert_eq!(read(b" \n", None, None), Err(NotAFeed::Empty));
    assert_eq!(
        read(b"<!DOCTYPE html><html><body>Hi</body></html>", None, None),
        Err(NotAFeed::WebPage)
    );
    assert_eq!(read(b"hello", None, None), Err(NotAFeed::Unknown));
    assert_eq!(read(b"{\"items\": []}", None, None), Err(NotAFeed::BadJson));
}

#[test]
fn dates_are_read_as_they_are_meant() {
    for (written, meant) in [
        ("2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"),
        ("2003-12-31T10:14Z", "2003-12-31T10:14:00Z"),
        ("20031231", "2003-12-31T00:00:00Z"),
        ("2003-12", "2003-12-01T00:00:00Z"),
        ("2003", "2003-01-01T00:00:00Z"),
        ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"),
        ("01 Jan 04 19:48 EST", "2004-01-02T00:48:00Z"),
        ("Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"),
        ("Sat, 31 Dec 2016 24:00:00 +0000", "2017-01-01T00:00:00Z"),
        ("2003-12-31 10:14:55.123+0100", "2003-12-31T09:14:55Z"),
    ] {
        assert_eq!(moment(written).map(|at| at.to_string()).as_deref(), Some(meant), "{written}");
    }
    for none in ["", "yesterday", "99 Foo 2004", "2003-99-99", "00/00/0000"] {
        assert_eq!(moment(none), None, "{none}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        look(&bytes);
    }

    #[test]
    fn any_text_is_survived_as_a_date(text in "\\PC{0,60}") {
        moment(&text);
        text::plain(&text);
        prop_assert!(harmless(&text::for_message(&text)));
    }

    #[test]
    fn any_change_of_a_good_feed_is_survived(
        which in 0_usize..3,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..40),
    ) {
        let mut bytes = [RSS, ATOM, JSON][which].as_bytes().to_vec();
        for (place, byte, what) in changes {
            let at = place.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => { let tail = bytes[at..].to_vec(); bytes.extend_from_slice(&tail[..tail.len().min(200)]); }
            }
            if bytes.is_empty() { bytes.push(b'<'); }
        }
        look(&bytes);
    }

    #[test]
    fn any_markup_is_shown_harmlessly(pieces in proptest::collection::vec(prop::sample::select(vec![
        "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href=\"java\nscript:x\">", "<svg/onload=x>", "<!--", "-->",
        "<![CDATA[", "]]>", "&lt;script&gt;", "&#60;b&#62;", "javascript:", "<style>", "<iframe src=//x>", "\"", "'", ">", "<", "a",
        "<p>", "</p>", "<math><mi>", "&amp;lt;", "\u{202e}", "\u{0}",
    ]), 0..30)) {
        let html = pieces.concat();
        let shown = text::for_message(&text::plain(&html));
        prop_assert!(harmless(&shown), "{shown:?}");
        let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
        look(format!("<rss><channel><item><title>{escaped}</title><description>{html}</description></item></channel></rss>").as_bytes());
    }
}
