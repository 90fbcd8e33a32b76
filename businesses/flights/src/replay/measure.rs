use super::run::LATE_MIN;
use super::{Aware, NoticeLog, ReplayReport};
use crate::model::Claim;
use crate::source::Flight;

/// A flight that was announced as late and left with less than this, in minutes, was a false alarm.
const FALSE_BELOW_MIN: i64 = 15;
/// Passengers are told within so many minutes of the fact (14 CFR 259.8).
const WITHIN_MIN: i64 = 30;

/// Counts over flown departures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    diverted: u64,
    diverted_told: u64,
    stale: u64,
    lags_min: Vec<i64>,
    facts: u64,
}

#[expect(clippy::cast_precision_loss, reason = "counts of flights are far below 2^52")]
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl Measure {
    /// Counts one flight with all notices about it.
    pub fn add(&mut self, flight: &Flight, log: &[NoticeLog], aware: &Aware) {
        let first = |claims: &[Claim]| {
            log.iter().find(|notice| claims.contains(&notice.claim)).map(|notice| notice.at)
        };
        let Some(delay_min) = flight.delay_min() else {
            let told = first(&[Claim::Cancelled]);
            self.cancelled += 1;
            self.cancelled_told += u64::from(told.is_some());
            self.fact(aware.cancelled, told);
            return;
        };
        if flight.actual.on_block.is_none() {
            let told = first(&[Claim::Diverted]);
            self.diverted += 1;
            self.diverted_told += u64::from(told.is_some());
            self.fact(aware.diverted, told);
        }
        self.add_departure(flight, delay_min, log, aware);
    }

    fn add_departure(&mut self, flight: &Flight, delay_min: i64, log: &[NoticeLog], aware: &Aware) {
        let of_departure =
            |notice: &&NoticeLog| !matches!(notice.claim, Claim::Diverted | Claim::Gate(_));
        let notices = log.iter().filter(of_departure).count() as u64;
        let first = log.iter().find(of_departure).map(|notice| notice.at);
        let (told, late) = (notices > 0, delay_min >= LATE_MIN);
        let before = first.is_some_and(|first| first < flight.plan.std);
        self.departures += 1;
        self.late += u64::from(late);
        self.late_told += u64::from(late && told);
        self.late_told_before += u64::from(late && before);
        self.told += u64::from(told);
        self.false_alarms += u64::from(told && delay_min < FALSE_BELOW_MIN);
        self.notices += notices;
        self.most_notices = self.most_notices.max(notices);
        let is_stale =
            |notice: &&NoticeLog| flight.actual.off_block.is_some_and(|off| notice.at >= off);
        self.stale += log.iter().filter(of_departure).filter(is_stale).count() as u64;
        if late {
            // At the latest when the clock shows it.
            let by_clock = flight.plan.std.plus_min(LATE_MIN);
            self.fact(Some(aware.late.map_or(by_clock, |at| at.min(by_clock))), first);
        }
    }

    fn fact(&mut self, known: Option<crate::model::Minute>, told: Option<crate::model::Minute>) {
        self.facts += 1;
        if let (Some(known), Some(told)) = (known, told) {
            self.lags_min.push(told.since_min(known).max(0));
        }
    }

    /// The figures.
    pub fn report(&self) -> ReplayReport {
        let in_time = self.lags_min.iter().filter(|lag| **lag <= WITHIN_MIN).count() as u64;
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
            facts: self.facts,
            told_within_30min: share(in_time, self.facts),
            longest_lag_min: self.lags_min.iter().copied().max().unwrap_or(0),
            stale: self.stale,
            cancelled: self.cancelled,
            cancelled_told: self.cancelled_told,
            diverted: self.diverted,
            diverted_told: self.diverted_told,
            ..ReplayReport::default()
        }
    }
}
