use std::sync::Arc;

use rusqlite::Transaction;

use super::super::case::Case;
use super::super::config::Passenger;
use super::super::outbox;
use super::super::views::Views;
use super::seats::{self, Party};
use crate::model::{
    Claim, Connection, ConnectionRules, Decision, LegIndex, LegKey, Minute, Rule, Told, Verdict,
    Watch, outlook,
};
use crate::mvt::Language;
use crate::source::Airports;
use crate::talk::{Facts, connection_notice};

/// Passengers are forgotten, and with them every reason to write, this long after landing, or after it was last expected,
/// minutes.
const FORGET_AFTER_MIN: i64 = 24 * 60;
/// What was thought of longer ago rings by the schedule alone, not by when it was thought of, minutes.
const RESUMED_MIN: i64 = 60;
/// An onward flight leaves within this of the arrival, minutes.
const LONGEST_LAYOVER_MIN: i64 = 24 * 60;

/// The board, and what is known for answers. Who sits where is in the database alone: millions of seats are too many to hold.
pub(super) struct State {
    pub(super) watch: Watch,
    pub(super) airports: Arc<Airports>,
    pub(super) views: Views,
}

const LAST_NOTICE: &str = "SELECT coalesce(max(id), 0) FROM notices";
const AWARE: &str = "INSERT INTO aware (notice, at_s) SELECT id, ?1 FROM notices WHERE id > ?2";

impl State {
    /// Decides about everybody on these legs. Notices are on disk with the transaction, and when we became aware of their
    /// reason, in seconds.
    pub(super) fn decide(
        &mut self,
        tx: &Transaction<'_>,
        mut legs: Vec<LegIndex>,
        now: Minute,
        now_s: i64,
    ) -> rusqlite::Result<()> {
        let last: i64 = tx.query_row(LAST_NOTICE, [], |row| row.get(0))?;
        legs.sort_unstable();
        legs.dedup();
        for leg in legs {
            self.decide_leg(tx, leg, now)?;
        }
        tx.execute(AWARE, (now_s, last)).map(|_| ())
    }

    fn decide_leg(
        &mut self,
        tx: &Transaction<'_>,
        leg: LegIndex,
        now: Minute,
    ) -> rusqlite::Result<()> {
        let plan = self.watch.board().legs()[leg].clone();
        let key = plan.key.to_string();
        if now >= self.forgotten_at(leg) {
            self.views.forget(&key);
            outbox::forget(tx, &key)?;
            outbox::hold(tx, &key, None)?;
            return seats::forget(tx, &key).map(|_| ());
        }
        let case = Case::open(&mut self.watch, leg, now, &self.airports);
        if seats::any(tx, &key)? {
            let aboard = || {
                let passenger = |(wa_id, party): (String, Party)| Passenger {
                    wa_id,
                    language: party.language.unwrap_or(Language::English),
                    leg: plan.key,
                };
                Ok(seats::aboard(tx, &key)?.into_iter().map(passenger).collect())
            };
            if let Some((leg, at)) = case.settle(tx, &self.airports, aboard)? {
                self.watch.remind(leg, at);
            }
            self.views.note(&self.watch, leg, now);
            self.watch.remind(leg, self.forgotten_at(leg));
        }
        self.decide_connections(tx, leg, now)
    }

    /// Goes on where a former run stood, at `last`: what it decided is on disk, so that nothing is decided anew. Alarms of
    /// that minute may not have rung yet; who is thought of twice in a minute hears nothing twice.
    pub(super) fn resume(&mut self, tx: &Transaction<'_>, last: Minute) -> rusqlite::Result<()> {
        let before = last.plus_min(-1);
        let thought = outbox::thought_of(tx, last.plus_min(-RESUMED_MIN))?;
        for leg in self.watch.near(last) {
            let key = self.watch.board().legs()[leg].key.to_string();
            let then = thought.get(&key).copied().unwrap_or(before);
            self.watch.think_again(leg, then, last);
        }
        for (key, until) in outbox::holds(tx)? {
            if let Some(leg) = self.find(&key) {
                self.watch.remind(leg, until.max(last));
            }
        }
        for key in seats::legs(tx)? {
            let Some(leg) = self.find(&key) else { continue };
            self.views.note(&self.watch, leg, last);
            self.watch.remind(leg, self.forgotten_at(leg).max(last));
        }
        Ok(())
    }

    fn find(&self, key: &str) -> Option<LegIndex> {
        let key: LegKey = key.parse().ok()?;
        let board = self.watch.board();
        board.named(key.flight, key.day).iter().copied().find(|at| board.legs()[*at].key == key)
    }

    fn forgotten_at(&self, leg: LegIndex) -> Minute {
        let board = self.watch.board();
        let (plan, state) = (&board.legs()[leg], board.state(leg));
        let block_min = plan.sta.since_min(plan.std);
        let departs = state.off_block.or(state.stated_ed).or(state.retimed);
        let expected = state.eta.max(departs.map(|at| at.plus_min(block_min)));
        let landed = match (state.on_block, state.cancelled) {
            (Some(landed), _) => landed,
            (None, Some(_)) => plan.sta,
            (None, None) => plan.sta.max(expected.unwrap_or(plan.sta)),
        };
        landed.plus_min(FORGET_AFTER_MIN + 1)
    }

    /// R9, for those who change from this leg, and for those who change to it.
    fn decide_connections(
        &mut self,
        tx: &Transaction<'_>,
        leg: LegIndex,
        now: Minute,
    ) -> rusqlite::Result<()> {
        let plan = self.watch.board().legs()[leg].key;
        let mut firsts = vec![(leg, plan.to_string())];
        for key in seats::changing_to(tx, plan.flight)? {
            let first = self.find(&key).filter(|first| self.meets(*first, leg));
            firsts.extend(first.map(|first| (first, key)));
        }
        for (first, key) in firsts {
            for (address, party) in seats::changing(tx, &key)? {
                let Some(then) =
                    self.onward(first, &party).filter(|then| first == leg || *then == leg)
                else {
                    continue;
                };
                self.decide_connection(tx, Connection { first, then }, &address, &party, now)?;
            }
        }
        Ok(())
    }

    fn onward(&self, first: LegIndex, party: &Party) -> Option<LegIndex> {
        let (flight, to) = party.onward?;
        let board = self.watch.board();
        let day = board.legs()[first].key.day;
        let days = [day, day.tomorrow().ok()?];
        let fits = |then: &LegIndex| {
            to.is_none_or(|to| to == board.legs()[*then].to) && self.meets(first, *then)
        };
        days.into_iter().flat_map(|day| board.named(flight, day)).copied().find(fits)
    }

    /// Whether one can change from the first leg to the other by plan.
    fn meets(&self, first: LegIndex, then: LegIndex) -> bool {
        let legs = self.watch.board().legs();
        let (first, then) = (&legs[first], &legs[then]);
        let layover_min = then.std.since_min(first.sta);
        then.key.from == first.to && (0..=LONGEST_LAYOVER_MIN).contains(&layover_min)
    }

    fn decide_connection(
        &mut self,
        tx: &Transaction<'_>,
        at: Connection,
        address: &str,
        party: &Party,
        now: Minute,
    ) -> rusqlite::Result<()> {
        let board = self.watch.board();
        let then = board.legs()[at.then].clone();
        let key = format!("{}/connection", then.key);
        let Some(seen) = outlook(board, at, now, &ConnectionRules::default()) else {
            return outbox::close(tx, &key);
        };
        let told = outbox::told(tx, address, &key)?.told;
        if !seen.at_risk || told.next_number() > 1 || told.connections > 0 {
            return Ok(());
        }
        let claim = Claim::Connection(seen.departs);
        let reason = format!(
            "{} min left to change after {}: less than needed",
            seen.slack_min + ConnectionRules::default().change_min,
            board.legs()[at.first].key.flight
        );
        let decision = Decision { verdict: Verdict::Send(claim), rule: Rule::R9, reason };
        let facts = Facts {
            leg: &then,
            airports: &self.airports,
            claim,
            told: None,
            reason: board.state(at.first).reason,
            cause: Some(crate::model::Cause::Inbound),
            landing: None,
            gate: None,
        };
        let language = party.language.unwrap_or(Language::English);
        let notice = connection_notice(&facts, &seen, language);
        let notice = notice.map(|one| outbox::written(&one)).transpose()?;
        let made = outbox::Made {
            passenger: address,
            leg: &key,
            at: now,
            decision: &decision,
            told: Told::default(),
            notice: notice.as_deref(),
        };
        self.views.note(&self.watch, at.then, now);
        outbox::record(tx, made)
    }
}
