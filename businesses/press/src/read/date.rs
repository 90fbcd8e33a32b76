use jiff::{Timestamp, civil::Date, civil::DateTime, tz::Offset};

/// Longest text that is looked at.
const LONGEST: usize = 80;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Zones as letters say them, in hours from UTC.
const ZONES: [(&str, i32); 24] = [
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 1),
    ("west", 1),
    ("cet", 1),
    ("met", 1),
    ("cest", 2),
    ("mest", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("ist", 0),
    ("jst", 9),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
];

/// A moment as feeds write it: ISO 8601 in all its lengths, RFC 822 and what is meant by it, and the form of C's `asctime`.
/// What names no time of day is midnight, what names no zone UTC.
pub fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    iso(&lower).or_else(|| wordy(&lower))
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        None
    } else {
        text.parse().ok()
    }
}

/// `2003`, `2003-12`, `2003-12-31`, `20031231`, `2003-335`, each with `T10:14:55.5-08:00` or a part of it behind.
fn iso(text: &str) -> Option<Timestamp> {
    let (day, time) = match text.find(['t', ' ']) {
        Some(place) => (text.get(..place)?, text.get(place + 1..)?.trim()),
        None => (text, ""),
    };
    let date = iso_date(day.trim_end_matches('z'))?;
    clock(date, time)
}

fn iso_date(day: &str) -> Option<Date> {
    let parts: Vec<&str> = day.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [year, month, day] if year.len() == 2 => {
            (century(number(year)?), number(month)?, number(day)?)
        }
        [year, rest] if year.len() == 4 && rest.len() == 3 => {
            return Date::new(number(year)?, 1, 1)
                .ok()?
                .checked_add(jiff::Span::new().days(number::<i64>(rest)? - 1))
                .ok();
        }
        [year, month] if year.len() == 4 => (number(year)?, number(month)?, 1),
        [all] if all.len() == 8 => {
            (number(all.get(..4)?)?, number(all.get(4..6)?)?, number(all.get(6..)?)?)
        }
        [all] if all.len() == 4 => (number(all)?, 1, 1),
        _ => return None,
    };
    Date::new(year, month, day).ok()
}

const fn century(year: i16) -> i16 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// A time of day with its zone: `10:14:55.5-08:00`, `10:14z`, `101455`, or nothing.
fn clock(date: Date, time: &str) -> Option<Timestamp> {
    let end = time
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(time.len());
    let (digits, zone) = time.split_at_checked(end)?;
    let (hour, minute, second) = hours(digits)?;
    let offset = zone_seconds(zone.trim())?;
    let offset = Offset::from_seconds(offset).ok()?;
    // 24:00 is the end of the day, a leap second the one before it.
    let midnight: DateTime = date.at(0, 0, 0, 0);
    let seconds = hour * 3600 + minute * 60 + second.min(59);
    let local = midnight.checked_add(jiff::Span::new().seconds(seconds)).ok()?;
    offset.to_timestamp(local).ok()
}

fn hours(digits: &str) -> Option<(i64, i64, i64)> {
    let whole = digits.split(['.', ',']).next().unwrap_or_default();
    let parts: Vec<&str> = whole.split(':').collect();
    let (hour, minute, second) = match parts.as_slice() {
        [""] => (0, 0, 0),
        [hour, minute, second] => (number(hour)?, number(minute)?, number(second)?),
        [hour, minute] => (number(hour)?, number(minute)?, 0),
        [all] if all.len() == 6 => {
            (number(all.get(..2)?)?, number(all.get(2..4)?)?, number(all.get(4..)?)?)
        }
        [all] if all.len() == 4 => (number(all.get(..2)?)?, number(all.get(2..)?)?, 0),
        [hour] if hour.len() <= 2 => (number(hour)?, 0, 0),
        _ => return None,
    };
    (hour <= 24 && minute < 60 && second <= 60).then_some((hour, minute, second))
}

fn zone_seconds(zone: &str) -> Option<i32> {
    let plain = zone.split(['(', ' ']).next().unwrap_or_default();
    if plain.is_empty() {
        return Some(0);
    }
    let plain = plain
        .strip_prefix("gmt")
        .or_else(|| plain.strip_prefix("utc"))
        .filter(|rest| rest.len() > 1)
        .unwrap_or(plain);
    let sign = match plain.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        // A zone nobody knows is no reason to lose the date.
        _ => {
            return Some(
                ZONES.iter().find(|(name, _)| *name == plain).map_or(0, |(_, hours)| hours * 3600),
            );
        }
    };
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number::<i32>(&digits)?, 0),
        3 => (number(digits.get(..1)?)?, number(digits.get(1..)?)?),
        4 | 6 => (number(digits.get(..2)?)?, number(digits.get(2..4)?)?),
        _ => return Some(0),
    };
    (hours <= 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// `Thu, 01 Jan 2004 19:48:21 GMT`, `Sun Jan  4 16:29:06 PST 2004`, and what lies between.
fn wordy(text: &str) -> Option<Timestamp> {
    let (mut day, mut month, mut year, mut time) =
        (None::<i8>, None::<i8>, None::<i16>, None::<&str>);
    let mut zone = String::new();
    for word in text.split([' ', ',', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        if word.contains(':') && time.is_none() {
            time = Some(word);
        } else if let Some(found) = month_of(word).filter(|_| month.is_none()) {
            month = Some(found);
        } else if let Some(plain) = number::<i16>(word) {
            if day.is_none() && (1..=31).contains(&plain) && word.len() <= 2 {
                day = i8::try_from(plain).ok();
            } else if year.is_none() {
                year = Some(if word.len() <= 2 { century(plain) } else { plain });
            }
        } else if let Some((d, m, y)) = dashed(word) {
            (day, month, year) = (Some(d), Some(m), Some(y));
        } else if time.is_some() || word.starts_with(['+', '-']) {
            zone.push_str(word);
        }
    }
    let date = Date::new(year?, month?, day?).ok()?;
    clock(date, &format!("{}{zone}", time.unwrap_or_default()))
}

/// `04-jan-2004`.
fn dashed(word: &str) -> Option<(i8, i8, i16)> {
    let mut parts = word.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let written: i16 = number(year)?;
    Some((number(day)?, month_of(month)?, if year.len() <= 2 { century(written) } else { written }))
}

fn month_of(word: &str) -> Option<i8> {
    let head = word.get(..3)?;
    let place = MONTHS.iter().position(|month| *month == head)?;
    i8::try_from(place + 1).ok()
}
