use super::*;
use http::HeaderValue;

fn read(text: &'static str, now_s: i64) -> Option<i64> {
    let mut headers = HeaderMap::new();
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static(text));
    retry_after_s(&headers, now_s)
}

#[test]
fn reads_retry_after_in_seconds_and_as_a_date() {
    assert_eq!(read("120", 0), Some(120));
    assert_eq!(read(" 7 ", 0), Some(7));
    // 1445412480 s since 1970.
    assert_eq!(read("Wed, 21 Oct 2015 07:28:00 GMT", 1_445_412_450), Some(30));
    assert_eq!(read("Wed, 21 Oct 2015 07:28:00 GMT", 1_445_412_999), Some(0));
}

#[test]
fn takes_no_notice_of_a_broken_retry_after() {
    for text in ["", "soon", "-5", "1.5", "99999999999999999999", "Wed, 99 Oct 2015"] {
        assert_eq!(read(text, 0), None, "{text}");
    }
}
