//! Whether, when and to whom a finding is told.

use std::collections::HashMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Transaction;

use super::config::{Person, TellRules};
use crate::memory::{self, AlertState, Cow, Letter, NewAlert, Urgency};
use crate::model::{Finding, Herd, Kind};
use crate::reading::Metric;
use crate::talk::{Noted, Subject, notice, png};

/// Hours in which the same cow and kind is not told again.
const MERGE: SignedDuration = SignedDuration::from_hours(72);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// A finding about hours longer ago was made while catching up: the page shows it, nobody is called.
const HISTORY: SignedDuration = SignedDuration::from_hours(24);
/// A diagnosis explains for so long why a cow is not well.
const KNOWN_ILL: SignedDuration = SignedDuration::from_hours(7 * 24);
/// From this score on an illness is urgent without fever.
const GRAVE: f32 = 8.0;
/// Fever: degrees above her own normal.
const FEVER_DEGREES: f32 = 1.0;

/// Tells findings.
pub(super) struct Teller<'a> {
    pub(super) people: &'a [Person],
    pub(super) zone: &'a TimeZone,
    pub(super) rules: &'a TellRules,
    pub(super) cows: &'a HashMap<String, Cow>,
}

/// What becomes of a finding.
struct Plan {
    urgency: Urgency,
    state: AlertState,
    due: Timestamp,
    why: String,
}

impl Teller<'_> {
    /// Keeps a finding and writes the letters it needs.
    pub(super) fn tell(
        &self,
        tx: &Transaction<'_>,
        herd: &Herd,
        finding: &Finding,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let noted = Noted::of(finding, herd, &|id| self.cows.get(id).cloned());
        let plan = self.plan(tx, &noted, now)?;
        let alert = NewAlert {
            noted: &noted,
            urgency: plan.urgency,
            state: plan.state,
            why: &plan.why,
            // What was found while catching up belongs where it happened.
            found_at: if plan.state == AlertState::Closed { plan.due } else { now },
        };
        let id = memory::add_alert(tx, &alert)?;
        if plan.state == AlertState::Told {
            let first = self.people.iter().filter(|person| !person.is_second);
            self.write(tx, &noted, id, plan.due, "alert", first)?;
        }
        Ok(())
    }

    /// Writes the same letter to several people.
    pub(super) fn write<'p>(
        &self,
        tx: &Transaction<'_>,
        noted: &Noted,
        alert: i64,
        due: Timestamp,
        what: &str,
        people: impl Iterator<Item = &'p Person>,
    ) -> rusqlite::Result<()> {
        let is_urgent = urgency(noted) == Urgency::Now;
        let picture = noted.plot.as_ref().and_then(png).filter(|_| noted.kind.0 != Kind::Calving);
        for person in people {
            let notice = notice(noted, alert, picture.is_some(), self.zone, person.language);
            let Some(notice) = notice else { continue };
            let letter = Letter {
                key: format!("herd/{what}/{alert}/{}", person.to),
                person: person.to.clone(),
                due,
                is_urgent,
                notice,
                picture: picture.clone(),
            };
            memory::add_letter(tx, &letter)?;
        }
        Ok(())
    }

    fn plan(&self, tx: &Transaction<'_>, noted: &Noted, now: Timestamp) -> rusqlite::Result<Plan> {
        let urgency = urgency(noted);
        let quiet = |state, why: String| Ok(Plan { urgency, state, due: now, why });
        let until = Timestamp::from_microsecond(noted.until).unwrap_or(now);
        if now.duration_since(until) > HISTORY {
            let why = "found while catching up: nobody is called".to_owned();
            return Ok(Plan { urgency, state: AlertState::Closed, due: until, why });
        }
        if memory::is_snoozed(tx, noted, now)? {
            return quiet(AlertState::Snoozed, "snoozed by the farmer".to_owned());
        }
        if let Some(first) = memory::merge_into(tx, noted, earlier(now, MERGE))? {
            return quiet(AlertState::Merged, format!("the same as no. {first}, within 72 hours"));
        }
        if let Some(disease) = known_ill(tx, noted, now)? {
            let why = format!("the farm's records name {disease} already: with the next digest");
            return quiet(AlertState::Listed, why);
        }
        let is_group = matches!(noted.subject, Subject::Group { .. });
        let most = match urgency {
            Urgency::Now if is_group => u32::MAX,
            Urgency::Now => self.rules.urgent_per_day,
            Urgency::Soon => self.rules.soon_per_day,
            Urgency::Digest => {
                return quiet(AlertState::Listed, "not urgent: with the next digest".to_owned());
            }
        };
        if memory::urgent_since(tx, urgency, earlier(now, DAY))? >= most {
            let why = format!("{most} such messages in 24 hours already: with the next digest");
            return quiet(AlertState::Listed, why);
        }
        let (due, why) = match urgency {
            Urgency::Soon => {
                let due = in_hours(now, self.rules.working, self.zone);
                (due, "in working hours".to_owned())
            }
            _ => (now, "urgent: at once".to_owned()),
        };
        Ok(Plan { urgency, state: AlertState::Told, due, why })
    }
}

/// What the farm's records say that a cow has, when she seems unwell: whoever looks after her knows.
fn known_ill(
    tx: &Transaction<'_>,
    noted: &Noted,
    now: Timestamp,
) -> rusqlite::Result<Option<String>> {
    let Subject::Cow { id, .. } = &noted.subject else { return Ok(None) };
    match noted.kind.0 {
        Kind::Illness | Kind::Lameness | Kind::Feed | Kind::Unusual => {
            memory::diagnosis(tx, id, earlier(now, KNOWN_ILL))
        }
        _ => Ok(None),
    }
}

/// How soon the farmer must know.
pub(super) fn urgency(noted: &Noted) -> Urgency {
    let fever = noted.changes.iter().any(|change| {
        change.metric == Metric::Temperature.index() && change.change >= FEVER_DEGREES
    });
    match noted.kind.0 {
        Kind::Calving | Kind::WholeGroup => Urgency::Now,
        Kind::Illness if fever || (noted.likely && noted.score >= GRAVE) => Urgency::Now,
        Kind::Heat | Kind::GroupSilent => Urgency::Soon,
        _ => Urgency::Digest,
    }
}

/// Some time ago.
pub(super) fn earlier(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Now, if it is within these hours of the day, else when they begin next.
fn in_hours(now: Timestamp, (from, until): (Time, Time), zone: &TimeZone) -> Timestamp {
    let local = now.to_zoned(zone.clone());
    let clock = local.time();
    if from <= clock && clock < until {
        return now;
    }
    let date = if clock < from { Some(local.date()) } else { local.date().tomorrow().ok() };
    let begin = date.and_then(|date| date.to_datetime(from).to_zoned(zone.clone()).ok());
    begin.map_or(now, |begin| begin.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn what_can_wait_for_the_morning_waits_for_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let hours = (time(6, 0, 0, 0), time(20, 0, 0, 0));
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let due = |now: &str| in_hours(at(now), hours, &zone);
        assert_eq!(due("2026-11-03T11:00:00Z"), at("2026-11-03T11:00:00Z"));
        assert_eq!(due("2026-11-03T01:00:00Z"), at("2026-11-03T05:00:00Z"));
        assert_eq!(due("2026-11-03T19:00:00Z"), at("2026-11-04T05:00:00Z"));
    }
}
