//! What comes by the clock: digests, the weekly summary, the second person, and the end of what nobody judged.

use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rusqlite::Transaction;

use super::config::Person;
use super::tell::{Teller, earlier, urgency};
use crate::memory::{self, Alert, AlertState, Letter, Urgency};
use crate::model::{CowId, Herd, Kind, Verdict};
use crate::reading::Metric;
use crate::talk::{Answer, Noted, Notice, Subject, WeekSums, digest, week};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Unanswered for so long, an alert is not judged any more.
const UNJUDGED: SignedDuration = SignedDuration::from_hours(72);
/// Unanswered alerts come again in the digest half a day later.
const AGAIN_US: i64 = 12 * 3600 * 1_000_000;
/// Alerts of a week that are counted, at most.
const WEEK_ALERTS: u32 = 2_000;

impl Teller<'_> {
    /// Does what is due.
    pub(super) fn recur(
        &self,
        tx: &Transaction<'_>,
        herd: &Herd,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        self.escalate(tx, now)?;
        for person in self.people.iter().filter(|person| !person.is_second) {
            self.digest_of(tx, person, now)?;
            self.week_of(tx, herd, person, now)?;
        }
        memory::close_old(tx, earlier(now, UNJUDGED))
    }

    fn escalate(&self, tx: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
        if !self.people.iter().any(|person| person.is_second) {
            return Ok(());
        }
        let patience = SignedDuration::from_mins(self.rules.escalate_after_min);
        for alert in memory::unanswered(tx, AlertState::Told, earlier(now, patience))? {
            if urgency(&alert.noted) == Urgency::Now {
                let second = self.people.iter().filter(|person| person.is_second);
                self.write(tx, &alert.noted, alert.id, now, "second", second)?;
                memory::set_alert(tx, alert.id, AlertState::Escalated, None, None)?;
            }
        }
        Ok(())
    }

    /// Everything since the last digest. A time that passed while nothing ran is made up for.
    fn digest_of(
        &self,
        tx: &Transaction<'_>,
        person: &Person,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some(slot) = self.last_slot(person, now) else { return Ok(()) };
        let name = format!("digest {}", person.to);
        let last = memory::slot(tx, &name)?;
        if last.is_some_and(|last| last >= slot) {
            return Ok(());
        }
        let after = last.unwrap_or(earlier(slot, DAY));
        let found = memory::digest_lines(tx, after, slot, AGAIN_US)?;
        let noted: Vec<&Noted> = found.iter().map(|alert| &alert.noted).collect();
        if let Some(notice) = digest(&noted, slot, self.zone, person.language) {
            memory::add_letter(tx, &letter("digest", person, slot, now, notice))?;
        }
        memory::set_slot(tx, &name, slot)
    }

    fn week_of(
        &self,
        tx: &Transaction<'_>,
        herd: &Herd,
        person: &Person,
        now: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some(slot) = self.last_slot(person, now) else { return Ok(()) };
        let name = format!("week {}", person.to);
        let last = memory::slot(tx, &name)?;
        if last.is_none() {
            // The first summary comes with the first whole week.
            return memory::set_slot(tx, &name, slot);
        }
        let is_monday = slot.to_zoned(self.zone.clone()).weekday() == Weekday::Monday;
        let is_due = last
            .is_some_and(|last| slot.duration_since(last) >= SignedDuration::from_hours(6 * 24));
        if !is_monday || !is_due {
            return Ok(());
        }
        let sums = sums(herd, &memory::recent(tx, earlier(slot, WEEK), WEEK_ALERTS)?);
        if let Some(notice) = week(&sums, slot, self.zone, person.language) {
            memory::add_letter(tx, &letter("week", person, slot, now, notice))?;
        }
        memory::set_slot(tx, &name, slot)
    }

    /// The latest of the person's times that has passed.
    fn last_slot(&self, person: &Person, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned(self.zone.clone()).date();
        let days = [Some(today), today.checked_sub(1.day()).ok()];
        let slots = days.into_iter().flatten().flat_map(|day| {
            person.digests.iter().filter_map(move |time| {
                day.to_datetime(*time).to_zoned(self.zone.clone()).ok().map(|at| at.timestamp())
            })
        });
        slots.filter(|slot| *slot <= now).max()
    }
}

fn letter(what: &str, person: &Person, slot: Timestamp, due: Timestamp, notice: Notice) -> Letter {
    Letter {
        key: format!("herd/{what}/{}/{}", slot.as_second(), person.to),
        person: person.to.clone(),
        due,
        is_urgent: false,
        notice,
        picture: None,
    }
}

fn sums(herd: &Herd, alerts: &[Alert]) -> WeekSums {
    let mut sums = WeekSums::default();
    let told = alerts
        .iter()
        .filter(|alert| !matches!(alert.state, AlertState::Merged | AlertState::Snoozed));
    for alert in told {
        let place = match (&alert.noted.subject, alert.noted.kind.0) {
            (Subject::Group { .. }, _) => 4,
            (_, Kind::Heat) => 0,
            (_, Kind::Illness) => 1,
            (_, Kind::Calving) => 2,
            _ => 3,
        };
        if let Some(count) = sums.counts.get_mut(place) {
            *count += 1;
        }
        if alert.urgency != Urgency::Digest {
            sums.asked += 1;
        }
        if let Some(word) = &alert.verdict {
            sums.judged += 1;
            let answer = Answer::of(word);
            let is_right = answer.and_then(Answer::verdict) == Some(Verdict::Right);
            sums.right += u32::from(is_right);
        }
    }
    sums.asked = sums.asked.max(sums.judged);
    sums.rumination_percent = herd_trend(herd, Metric::Rumination);
    sums.milk_percent = herd_trend(herd, Metric::Milk);
    sums
}

/// The herd's last week against the week before, in percent.
fn herd_trend(herd: &Herd, metric: Metric) -> Option<f32> {
    let ids: Vec<CowId> = herd.cows().map(|(id, _)| id.clone()).collect();
    let trends = ids.iter().filter_map(|id| herd.trend(id, metric));
    let (now, before) = trends.fold((0.0, 0.0), |(now, before), trend| {
        (now + trend.last_week, before + trend.week_before)
    });
    (before > 0.0).then(|| (now / before - 1.0) * 100.0)
}
