use jiff::{SpanRound, Timestamp, civil::Date, civil::DateTime, civil::Weekday, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// How often a reader wants to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every", content = "days")]
pub enum Rhythm {
    /// At once.
    Instant,
    /// Every day.
    Daily,
    /// On these days, one bit each, Monday first.
    Weekdays(u8),
    /// Once a week, on the day with this number, Monday 0.
    Weekly(u8),
}

/// When a reader's edition is due: a day by her own clock. There is one edition per reader and slot, whatever the clock does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    /// The day, where she is.
    pub day: Date,
    /// The moment.
    pub at: Timestamp,
}

impl Rhythm {
    /// Whether an edition comes on a day of the week.
    pub fn is_on(self, day: Weekday) -> bool {
        let number = u8::try_from(day.to_monday_zero_offset()).unwrap_or(0);
        match self {
            Self::Instant | Self::Daily => true,
            Self::Weekdays(days) => days & (1 << number) != 0,
            Self::Weekly(wanted) => wanted == number,
        }
    }
}

/// The moment of an hour on a day in a zone. An hour that a clock skips is the one it skips to; of one that comes twice, the first.
fn at(day: Date, hour: i8, zone: &TimeZone) -> Option<Timestamp> {
    let civil: DateTime = day.at(hour.clamp(0, 23), 0, 0, 0);
    zone.to_ambiguous_timestamp(civil).compatible().ok()
}

/// The next slot strictly after a moment. `None` when no day of the week is chosen.
pub fn next_slot(rhythm: Rhythm, hour: i8, zone: &TimeZone, after: Timestamp) -> Option<Slot> {
    let mut day = after.to_zoned(zone.clone()).date();
    for _ in 0..9 {
        if rhythm.is_on(day.weekday()) {
            let moment = at(day, hour, zone)?;
            if moment > after {
                return Some(Slot { day, at: moment });
            }
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// The slot that is due at `now`: the latest that has begun, unless it is older than `late_s`.
pub fn due_slot(
    rhythm: Rhythm,
    hour: i8,
    zone: &TimeZone,
    now: Timestamp,
    late_s: i64,
) -> Option<Slot> {
    let mut day = now.to_zoned(zone.clone()).date();
    for _ in 0..9 {
        if rhythm.is_on(day.weekday()) {
            let moment = at(day, hour, zone)?;
            if moment <= now {
                return (now.as_second() - moment.as_second() <= late_s)
                    .then_some(Slot { day, at: moment });
            }
        }
        day = day.yesterday().ok()?;
    }
    None
}

/// Whether a moment lies in the quiet hours (from, until), which may go over midnight.
pub fn is_quiet((from, until): (i8, i8), zone: &TimeZone, now: Timestamp) -> bool {
    let hour = now.to_zoned(zone.clone()).hour();
    if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until }
}

/// When the quiet hours end that hold now; now itself when none do.
pub fn quiet_until((from, until): (i8, i8), zone: &TimeZone, now: Timestamp) -> Timestamp {
    if !is_quiet((from, until), zone, now) {
        return now;
    }
    next_slot(Rhythm::Daily, until, zone, now).map_or(now, |slot| slot.at)
}

/// Whole days between two moments, for ages of stories.
pub(super) fn days_between(earlier: Timestamp, later: Timestamp) -> i64 {
    let span = earlier.until(later).unwrap_or_default();
    span.round(SpanRound::new().largest(jiff::Unit::Hour))
        .map_or(0, |span| i64::from(span.get_hours()) / 24)
}
