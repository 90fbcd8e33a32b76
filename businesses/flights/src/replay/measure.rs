use super::{NoticeLog, ReplayReport};
use crate::model::Claim;
use crate::source::Flight;

/// The delay that passengers should hear of, minutes.
const LATE_MIN: i64 = 30;
/// A flight that was announced as late and left with less than this, in minutes, was a false alarm.
const FALSE_BELOW_MIN: i64 = 15;

/// Counts over flown departures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    departures: u64,
    late: u64,
    late_told: u64,
    late_told_before: u64,
    told: u64,
    notices: u64,
    most_notices: u64,
    false_alarms: u64,
    cancelled: u64,
    cancelled_told: u64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of flights are far below 2^52")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Measure {
    /// Counts one flight with all notices about it.
    pub fn add(&mut self, flight: &Flight, log: &[NoticeLog]) {
        let Some(delay_min) = flight.delay_min() else {
            self.cancelled += 1;
            self.cancelled_told += u64::from(log.iter().any(|n| n.claim == Claim::Cancelled));
            return;
        };
        let notices = log.len() as u64;
        let (told, late) = (notices > 0, delay_min >= LATE_MIN);
        let before = log.first().is_some_and(|first| first.at < flight.plan.std);
        self.departures += 1;
        self.late += u64::from(late);
        self.late_told += u64::from(late && told);
        self.late_told_before += u64::from(late && before);
        self.told += u64::from(told);
        self.false_alarms += u64::from(told && delay_min < FALSE_BELOW_MIN);
        self.notices += notices;
        self.most_notices = self.most_notices.max(notices);
    }

    /// The figures.
    pub fn report(&self) -> ReplayReport {
        ReplayReport {
            departures: self.departures,
            late30: self.late,
            told: self.told,
            notices: self.notices,
            notices_per_told_mean: share(self.notices, self.told),
            notices_per_told_max: self.most_notices,
            recall_late30: share(self.late_told, self.late),
            told_before_departure: share(self.late_told_before, self.late),
            false_under15: share(self.false_alarms, self.told),
            cancelled: self.cancelled,
            cancelled_told: self.cancelled_told,
            ..ReplayReport::default()
        }
    }
}
