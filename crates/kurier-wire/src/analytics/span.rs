//! The time that is asked for.

use super::{Args, Report, fault};
use crate::error::{self, GraphError, WireError};
use kurier_policy::tally::Granularity;
use kurier_policy::time::{DAY_S, Timestamp};

/// How far back messages, conversations and prices are told, in days: a year, and a day for time zones.
const BACK_DAYS: i64 = 366;
/// How far back templates are told, and the longest span of half hours and of templates, in days.
const SHORT_DAYS: i64 = 90;

/// A span of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) granularity: Granularity,
    /// Begin of the first stretch.
    pub(super) from: Timestamp,
    /// End of the last stretch.
    pub(super) until: Timestamp,
}

impl Span {
    pub(super) fn read(report: Report, args: &Args<'_>, now: Timestamp) -> Result<Self, WireError> {
        let (start, end) = (moment(args, "start")?, moment(args, "end")?);
        let granularity = granularity(report, args)?;
        if start >= end {
            return Err(fault("`end` must be later than `start`."));
        }
        let back = if report == Report::Templates { SHORT_DAYS } else { BACK_DAYS };
        let from = granularity.start_of(start);
        // A day or month that begins within reach is told as a whole.
        if start < granularity.start_of(now.plus_s(-back * DAY_S)) {
            return Err(fault(format!("`start` may lie at most {back} days back.")));
        }
        let is_fine = report == Report::Templates || granularity == Granularity::HalfHour;
        if is_fine && end.seconds_since(start) > SHORT_DAYS * DAY_S {
            return Err(fault("The span may be at most 90 days long."));
        }
        let last = granularity.start_of(Timestamp(end.0.saturating_sub(1)));
        Ok(Self { granularity, from, until: granularity.next(last) })
    }
}

fn required(name: &str) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER)
        .message(format!("(#100) The parameter {name} is required."))
        .details(format!("`{name}` is missing."))
        .boxed()
}

fn moment(args: &Args<'_>, name: &str) -> Result<Timestamp, WireError> {
    let text = args.text(name).ok_or_else(|| required(name))?;
    let text = text.trim_matches(['"', '\'']);
    let seconds: i64 =
        text.parse().map_err(|_| fault(format!("`{name}` must be a time in Unix seconds.")))?;
    Ok(Timestamp::from_seconds(seconds))
}

fn granularity(report: Report, args: &Args<'_>) -> Result<Granularity, WireError> {
    let given = args.text("granularity");
    let word = given.as_deref().map(|word| word.trim_matches(['"', '\'']).to_ascii_uppercase());
    match (report, word.as_deref()) {
        (Report::Templates, None | Some("DAILY" | "DAY")) => Ok(Granularity::Day),
        (Report::Templates, Some(_)) => Err(fault("`granularity` must be DAILY.")),
        (_, None) => Err(required("granularity")),
        (_, Some("HALF_HOUR")) => Ok(Granularity::HalfHour),
        (_, Some("DAY" | "DAILY")) => Ok(Granularity::Day),
        (_, Some("MONTH" | "MONTHLY")) => Ok(Granularity::Month),
        (Report::Messaging, Some(_)) => {
            Err(fault("`granularity` must be HALF_HOUR, DAY or MONTH."))
        }
        _ => Err(fault("`granularity` must be HALF_HOUR, DAILY or MONTHLY.")),
    }
}
