//! Readings as a table: a line names the collar, the time and what was measured.

use csv::{ByteRecord, ReaderBuilder};

use super::measure::{HOUR_S, MEASURES_MAX, Span, device, metric, time};
use super::{Broken, Parcel};
use crate::reading::Metric;

/// Lines that are read of one table.
const LINES_MAX: usize = MEASURES_MAX;

struct Columns {
    collar: usize,
    time: usize,
    seconds: Option<usize>,
    measures: Vec<(usize, Metric)>,
}

/// Reads a table with a first line of names: `collar` or `device`, `time` (begin of the span, RFC 3339), optionally
/// `seconds`, and measures. Separated by comma, semicolon (decimal commas then) or tab.
pub fn parse(body: &[u8]) -> Parcel {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let separator = [b';', b'\t'].into_iter().find(|mark| first.contains(mark)).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(body);
    let Some(columns) = reader.byte_headers().ok().and_then(columns) else {
        return Parcel::broken(Broken::NotATable, "the first line");
    };
    let mut parcel = Parcel::default();
    let mut record = ByteRecord::new();
    for line in 2.. {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Err(fault) => {
                parcel.fault(Broken::NotATable, fault.to_string());
                break;
            }
            Ok(true) if line > LINES_MAX + 1 => {
                parcel.fault(Broken::TooLarge, "more lines than one table may hold");
                break;
            }
            Ok(true) => take(&record, &columns, separator, line, &mut parcel),
        }
    }
    parcel.or_empty()
}

fn columns(names: &ByteRecord) -> Option<Columns> {
    let names: Vec<String> = names
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
        .collect();
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let measures =
        names.iter().enumerate().filter_map(|(at, name)| Some((at, metric(name)?))).collect();
    Some(Columns {
        collar: find(&["collar", "device"])?,
        time: find(&["time", "t", "begins", "timestamp"])?,
        seconds: find(&["seconds", "bucket_s"]),
        measures,
    })
}

fn take(record: &ByteRecord, columns: &Columns, separator: u8, line: usize, parcel: &mut Parcel) {
    let cell = |at: usize| std::str::from_utf8(record.get(at).unwrap_or_default());
    let (Ok(collar), Ok(begins)) = (cell(columns.collar), cell(columns.time)) else {
        return parcel.fault(Broken::CharacterSet, format!("line {line}"));
    };
    let Some(collar) = device(collar) else {
        return parcel.fault(Broken::NoDevice, format!("line {line}"));
    };
    let seconds = match columns.seconds.map(cell) {
        None | Some(Ok("")) => Some(u64::from(HOUR_S)),
        Some(Ok(text)) => text.trim().parse().ok(),
        Some(Err(_)) => None,
    };
    let span = time(begins).zip(seconds).and_then(|(at, seconds)| Span::new(collar, at, seconds));
    let Some(span) = span else { return parcel.fault(Broken::BadTime, format!("line {line}")) };
    for (at, metric) in &columns.measures {
        let Ok(text) = cell(*at) else {
            parcel.fault(Broken::CharacterSet, format!("line {line}"));
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let number =
            if separator == b',' { text.parse::<f64>() } else { text.replace(',', ".").parse() };
        match number {
            Ok(number) => span.add(parcel, *metric, number),
            Err(_) => parcel.fault(Broken::BadNumber, format!("line {line}")),
        }
    }
}
