//! Heats against milk progesterone, which alone proves them.

use std::collections::BTreeMap;

use crate::data::{HormoneHour, Insemination};
use crate::model::{About, CowId, Facts, Herd, Hour, Kind, Settings};
use crate::reading::{Metric, Reading};

/// A sample from here on comes from a corpus luteum.
const LUTEAL: f32 = 5.0;
/// A luteal phase reaches this.
const FULL: f32 = 10.0;
/// The heat comes within so many hours of the end of a luteal phase.
const WITHIN_H: i64 = 9 * 24;
/// Hours after calving, and before the first luteal phase, in which an alert is neither right nor wrong.
const AFTER_CALVING_H: i64 = 10 * 24;
const BEFORE_FIRST_H: i64 = 8 * 24;
/// The hour of calving in the replay; any will do.
const CALVING: Hour = Hour(490_000);

/// Heats found.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct ProgesteroneScore {
    /// Proven heats with an alert.
    pub found: u64,
    /// Proven heats.
    pub total: u64,
    /// Alerts outside of proven heats.
    #[serde(rename = "false")]
    pub wrong: u64,
    /// Days outside of them, of all cows.
    pub cow_days: f64,
    /// Inseminations with an alert within the two days before or one after.
    #[serde(skip)]
    pub inseminations_found: u64,
    /// Inseminations.
    #[serde(skip)]
    pub inseminations: u64,
}

/// One cow: hours of proven heats, and those that are not judged.
#[derive(Debug, Default, PartialEq)]
struct Truth {
    heats: Vec<(i64, i64)>,
    first_luteal: Option<i64>,
}

/// Proven heats: from the end of a full luteal phase to the next phase, nine days at most.
fn truth(samples: &[(i64, f32)]) -> Truth {
    let mut truth = Truth::default();
    let mut phase: Option<(i64, f32)> = None;
    let mut ended: Option<i64> = None;
    for (hour, value) in samples {
        if *value >= LUTEAL {
            truth.first_luteal.get_or_insert(*hour);
            if let Some(end) = ended.take() {
                truth.heats.push((end, (*hour).min(end + WITHIN_H)));
            }
            let most = phase.map_or(*value, |(_, most)| most.max(*value));
            phase = Some((*hour, most));
        } else if let Some((last, most)) = phase.take() {
            ended = (most >= FULL).then_some(last);
        }
    }
    truth
}

/// Replays every cow, hour by hour, with nothing known but her calving, and holds the alerts against the hormone.
pub fn score_progesterone(
    rows: &[HormoneHour],
    inseminations: &[Insemination],
    settings: &Settings,
) -> ProgesteroneScore {
    let mut cows: BTreeMap<&str, Vec<&HormoneHour>> = BTreeMap::new();
    for row in rows {
        cows.entry(&row.cow).or_default().push(row);
    }
    let mut score = ProgesteroneScore::default();
    for (cow, mut hours) in cows {
        hours.sort_by_key(|row| row.hour);
        let alerts = alerts(cow, &hours, settings);
        let sampled = hours.iter().filter_map(|h| Some((i64::from(h.hour), h.progesterone?)));
        let truth = truth(&sampled.collect::<Vec<_>>());
        add_cow(&mut score, &truth, &alerts, hours.last().map_or(0, |h| i64::from(h.hour)));
        for insemination in inseminations.iter().filter(|i| i.cow == cow) {
            let alert_days = alerts.iter().map(|hour| days(*hour));
            let near = |day: f64| (-2.0..=1.0).contains(&(day - f64::from(insemination.days)));
            score.inseminations += 1;
            score.inseminations_found += u64::from(alert_days.into_iter().any(near));
        }
    }
    score
}

fn add_cow(score: &mut ProgesteroneScore, truth: &Truth, alerts: &[i64], last: i64) {
    let within = |hour: i64, heat: &(i64, i64)| (heat.0..=heat.1).contains(&hour);
    for heat in &truth.heats {
        score.total += 1;
        score.found += u64::from(alerts.iter().any(|alert| within(*alert, heat)));
    }
    let unjudged = |hour: i64| {
        let before =
            truth.first_luteal.is_some_and(|first| (first - BEFORE_FIRST_H..first).contains(&hour));
        hour < AFTER_CALVING_H || before || truth.heats.iter().any(|heat| within(hour, heat))
    };
    score.wrong += alerts.iter().filter(|alert| !unjudged(**alert)).count() as u64;
    let judged = (0..=last).filter(|hour| !unjudged(*hour)).count();
    score.cow_days += days(i64::try_from(judged).unwrap_or(0));
}

fn days(hours: i64) -> f64 {
    f64::from(i32::try_from(hours).unwrap_or(i32::MAX)) / 24.0
}

/// Hours after calving at which heat was told.
fn alerts(cow: &str, hours: &[&HormoneHour], settings: &Settings) -> Vec<i64> {
    let mut herd = Herd::new(settings.clone());
    let facts =
        Facts { collar: cow.to_owned(), calved: Some(CALVING.begins()), ..Facts::default() };
    herd.put(CowId(cow.to_owned()), facts);
    let mut alerts = Vec::new();
    for hour in hours {
        let at = CALVING.plus(i64::from(hour.hour));
        let now = at.plus(1).begins();
        if let Some(value) = hour.activity {
            let (metric, collar) = (Metric::Activity, cow.to_owned());
            let reading = Reading { collar, metric, begins: at.begins(), seconds: 3600, value };
            herd.observe(&[reading], now);
        }
        for finding in herd.tick(now) {
            if finding.kind == Kind::Heat && matches!(finding.about, About::Cow(_)) {
                alerts.push(Hour::of(now).since(CALVING));
            }
        }
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heat_lies_between_two_luteal_phases_and_nine_days_at_most_after_the_first() {
        let samples = [(100, 12.0), (150, 20.0), (200, 1.0), (300, 6.0), (320, 0.0), (900, 7.0)];
        let truth = truth(&samples);
        assert_eq!(truth.first_luteal, Some(100));
        // The phase at 300 is too weak to prove a heat after it.
        assert_eq!(truth.heats, [(150, 300)]);
    }
}
