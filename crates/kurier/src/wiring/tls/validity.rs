//! From when until when a certificate is valid: the one thing in it that the renewal must know.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Begin and end in seconds since 1970; `None` for what is no certificate.
pub(crate) fn of(der: &[u8]) -> Option<(i64, i64)> {
    let (_, certificate, _) = element(der, Some(SEQUENCE))?;
    let (_, mut rest, _) = element(certificate, Some(SEQUENCE))?;
    if rest.first() == Some(&VERSION) {
        rest = element(rest, None)?.2;
    }
    // Serial number, algorithm, issuer.
    for _ in 0..3 {
        rest = element(rest, None)?.2;
    }
    let (_, validity, _) = element(rest, Some(SEQUENCE))?;
    let (begin_kind, begin, after) = element(validity, None)?;
    let (end_kind, end, _) = element(after, None)?;
    Some((time(begin_kind, begin)?, time(end_kind, end)?))
}

/// When it should be replaced: after two thirds of its time.
pub(crate) fn renewal_s(der: &[u8]) -> Option<i64> {
    let (begin, end) = of(der)?;
    let span = end.checked_sub(begin).filter(|span| *span > 0)?;
    end.checked_sub(span / 3)
}

/// Kind, content and what follows of the first DER element.
fn element(der: &[u8], kind: Option<u8>) -> Option<(u8, &[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    if kind.is_some_and(|kind| kind != found) {
        return None;
    }
    let (&first, mut rest) = rest.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let digits = usize::from(first & 0x7f);
        let (bytes, after) = rest.split_at_checked(digits).filter(|_| (1..=4).contains(&digits))?;
        length = bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((found, content, after))
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
fn time(kind: u8, text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let whole = match kind {
        UTC_TIME => format!("{}{text}", if text < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| whole.get(from..to)?.parse::<i8>().ok();
    let year: i16 = whole.get(..4)?.parse().ok()?;
    let (month, day) = (part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let day = Date::new(year, month, day).ok().filter(|_| whole.len() == 14)?;
    let time = Time::new(hour, minute, second, 0).ok()?;
    Some(day.to_datetime(time).to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    fn made(from: i32, to: i32) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        params.not_before = date_time_ymd(from, 1, 31);
        params.not_after = date_time_ymd(to, 2, 28);
        let key = KeyPair::generate().unwrap();
        params.self_signed(&key).unwrap().der().to_vec()
    }

    fn seconds(year: i16, month: i8, day: i8) -> i64 {
        date(year, month, day).to_zoned(TimeZone::UTC).unwrap().timestamp().as_second()
    }

    #[test]
    fn both_ways_to_write_a_time_are_read() {
        for (from, to) in [(2026_i16, 2027_i16), (1975, 4096), (2049, 2050)] {
            let expected = (seconds(from, 1, 31), seconds(to, 2, 28));
            assert_eq!(of(&made(from.into(), to.into())), Some(expected));
        }
    }

    #[test]
    fn it_is_renewed_after_two_thirds() {
        let der = made(2026, 2027);
        let (begin, end) = of(&der).unwrap();
        assert_eq!(renewal_s(&der), Some(end - (end - begin) / 3));
    }

    #[test]
    fn what_is_cut_or_garbled_has_no_validity() {
        let der = made(2026, 2027);
        for length in 0..60 {
            assert_eq!(of(&der[..length]), None);
        }
        assert_eq!(of(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), None);
        assert_eq!(of(&[0xff; 40]), None);
    }
}
