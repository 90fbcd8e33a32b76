use std::collections::HashMap;

use rusqlite::Transaction;

use super::config::Passenger;
use super::outbox::{self, Made, Memo};
use crate::model::{
    Claim, Decision, LegIndex, LegState, Minute, Question, Rules, ScheduledLeg, Told, Verdict,
    Watch, decide,
};
use crate::mvt::Language;
use crate::source::Airports;
use crate::talk::{Facts, notice};

/// A leg that must be thought about now.
pub(super) struct Case {
    leg: LegIndex,
    plan: ScheduledLeg,
    state: LegState,
    ask: Question,
}

/// Passengers of a leg who were told the same, and therefore hear the same now.
struct Group {
    memo: Memo,
    decision: Decision,
    people: Vec<Passenger>,
}

impl Group {
    const fn is_told(&self) -> bool {
        matches!(self.decision.verdict, Verdict::Send(_))
    }
}

/// Night is from 23 to 7 o'clock where the flight leaves from (R6).
fn night_ends(zone: Option<&jiff::tz::TimeZone>, now: Minute) -> Option<Minute> {
    let local = now.in_zone(zone?);
    let day = match local.hour() {
        0..=6 => local.date(),
        23 => local.date().tomorrow().ok()?,
        _ => return None,
    };
    let morning = zone?.to_timestamp(day.at(7, 0, 0, 0)).ok()?;
    Some(Minute::from_timestamp(morning))
}

impl Case {
    /// Opens it, and sets the alarm of the leg.
    pub(super) fn open(watch: &mut Watch, leg: LegIndex, now: Minute, airports: &Airports) -> Self {
        let forecast = watch.think(leg, now);
        let (plan, state) = (&watch.board().legs()[leg], watch.board().state(leg));
        let ask = Question {
            now,
            std: plan.std,
            has_left: state.off_block.is_some(),
            is_cancelled: state.cancelled.is_some(),
            is_diverted: state.diverted.is_some(),
            night_ends: night_ends(airports.zone(plan.key.from), now),
            next_information: state.next_information,
            forecast,
            gates: state.gates(),
            told: Told::default(),
        };
        Self { leg, plan: plan.clone(), state: state.clone(), ask }
    }

    /// Decides for everybody aboard, once for all who were told the same, and records it. Gives the leg and the time when
    /// it is to be thought of again. Who is aboard is asked only if it matters.
    pub(super) fn settle(
        &self,
        tx: &Transaction<'_>,
        airports: &Airports,
        aboard: impl FnOnce() -> rusqlite::Result<Vec<Passenger>>,
    ) -> rusqlite::Result<Option<(LegIndex, Minute)>> {
        let key = self.plan.key.to_string();
        if self.state.is_closed() {
            outbox::close(tx, &key)?;
        } else {
            outbox::open(tx, &key)?;
        }
        let again = self.decide_all(tx, airports, &key, aboard)?;
        outbox::hold(tx, &key, again.map(|(_, at)| at))?;
        Ok(again)
    }

    fn decide_all(
        &self,
        tx: &Transaction<'_>,
        airports: &Airports,
        key: &str,
        aboard: impl FnOnce() -> rusqlite::Result<Vec<Passenger>>,
    ) -> rusqlite::Result<Option<(LegIndex, Minute)>> {
        let memos = outbox::told_of_leg(tx, key)?;
        let decision = self.decide(Told::default());
        let nobody = Group { memo: Memo::default(), decision, people: Vec::new() };
        if memos.is_empty() && !nobody.is_told() {
            self.record(tx, key, outbox::EVERYBODY, &nobody, None)?;
            return Ok(self.again(&nobody));
        }
        let mut groups = self.groups(&memos, aboard()?);
        // Of those who hear nothing now, the most stand for everybody; they come first.
        groups.sort_by_key(|group| (group.is_told(), usize::MAX - group.people.len()));
        for (place, group) in groups.iter().enumerate() {
            if let Verdict::Send(claim) = group.decision.verdict {
                self.tell(tx, key, group, claim, airports)?;
            } else if place == 0 {
                self.record(tx, key, outbox::EVERYBODY, group, None)?;
            } else {
                for passenger in &group.people {
                    self.record(tx, key, &passenger.wa_id, group, None)?;
                }
            }
        }
        Ok(groups.iter().filter_map(|group| self.again(group)).min_by_key(|(_, at)| *at))
    }

    fn decide(&self, told: Told) -> Decision {
        decide(&Question { told, ..self.ask }, &Rules::default())
    }

    fn again(&self, group: &Group) -> Option<(LegIndex, Minute)> {
        match group.decision.verdict {
            Verdict::Hold(at) => Some((self.leg, at)),
            // One notice at a time: what else there is to say is thought of right after it.
            Verdict::Send(_) if self.ask.gates.is_some() => {
                Some((self.leg, self.ask.now.plus_min(1)))
            }
            Verdict::Send(_) | Verdict::Drop => None,
        }
    }

    fn groups(&self, memos: &HashMap<String, Memo>, aboard: Vec<Passenger>) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for passenger in aboard {
            let memo = memos.get(&passenger.wa_id).copied().unwrap_or_default();
            if let Some(group) = groups.iter_mut().find(|group| group.memo == memo) {
                group.people.push(passenger);
            } else {
                let decision = self.decide(memo.told);
                groups.push(Group { memo, decision, people: vec![passenger] });
            }
        }
        groups
    }

    fn record(
        &self,
        tx: &Transaction<'_>,
        leg: &str,
        passenger: &str,
        group: &Group,
        notice: Option<&str>,
    ) -> rusqlite::Result<()> {
        let (decision, told) = (&group.decision, group.memo.told);
        outbox::record(tx, Made { passenger, leg, at: self.ask.now, decision, told, notice })
    }

    /// Writes a notice to each of a group: worded once for a language.
    fn tell(
        &self,
        tx: &Transaction<'_>,
        leg: &str,
        group: &Group,
        claim: Claim,
        airports: &Airports,
    ) -> rusqlite::Result<()> {
        let facts = Facts {
            leg: &self.plan,
            airports,
            claim,
            told: group.memo.known,
            reason: self.state.reason,
            cause: self.ask.forecast.map(|seen| seen.cause),
            landing: self.state.diverted_to,
            gate: self.ask.gates.map(|(first, _)| group.memo.known_gate.unwrap_or(first)),
        };
        let word = |language| notice(&facts, language).map(|one| outbox::written(&one)).transpose();
        let (english, german) = (word(Language::English)?, word(Language::German)?);
        for passenger in &group.people {
            let notice = match passenger.language {
                Language::English => &english,
                Language::German => &german,
            };
            self.record(tx, leg, &passenger.wa_id, group, notice.as_deref())?;
        }
        Ok(())
    }
}
