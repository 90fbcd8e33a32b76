use std::sync::Arc;

use rusqlite::Transaction;

use super::super::case::Case;
use super::super::config::Passenger;
use super::super::outbox;
use super::super::views::Views;
use super::seats::{self, Parties, Party};
use crate::model::{
    Claim, Connection, ConnectionRules, Decision, LegIndex, Minute, Rule, Told, Verdict, Watch,
    outlook,
};
use crate::mvt::Language;
use crate::source::Airports;
use crate::talk::{Facts, connection_notice};

/// Passengers are forgotten, and with them every reason to write, this long after landing, minutes.
const FORGET_AFTER_MIN: i64 = 24 * 60;
/// An onward flight leaves within this of the arrival, minutes.
const LONGEST_LAYOVER_MIN: i64 = 24 * 60;

/// The board, who sits where, and what is known for answers.
pub(super) struct State {
    pub(super) watch: Watch,
    pub(super) airports: Arc<Airports>,
    pub(super) parties: Parties,
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
        let landed = self.watch.board().state(leg).on_block.unwrap_or(plan.sta);
        if now.since_min(landed) > FORGET_AFTER_MIN {
            self.parties.remove(&key);
            self.views.forget(&key);
            return seats::forget(tx, &key).map(|_| ());
        }
        let aboard: Vec<Passenger> = self
            .parties
            .get(&key)
            .into_iter()
            .flatten()
            .map(|(address, party)| Passenger {
                wa_id: address.clone(),
                language: party.language.unwrap_or(Language::English),
                leg: plan.key,
            })
            .collect();
        for case in Case::open(&mut self.watch, leg, now, &aboard, &self.airports) {
            if let Some((leg, at)) = case.settle(tx, &self.airports)? {
                self.watch.remind(leg, at);
            }
        }
        if !aboard.is_empty() {
            self.views.note(&self.watch, leg, now);
            self.watch.remind(leg, landed.plus_min(FORGET_AFTER_MIN + 1));
        }
        self.decide_connections(tx, leg, now)
    }

    /// R9, for those who change from this leg, and for those who change to it.
    fn decide_connections(
        &mut self,
        tx: &Transaction<'_>,
        leg: LegIndex,
        now: Minute,
    ) -> rusqlite::Result<()> {
        let mut firsts = vec![leg];
        firsts.extend(self.watch.board().arriving_before(leg, LONGEST_LAYOVER_MIN));
        for first in firsts {
            let key = self.watch.board().legs()[first].key.to_string();
            let changing: Vec<(String, Party)> = self
                .parties
                .get(&key)
                .into_iter()
                .flatten()
                .filter(|(_, party)| party.onward.is_some())
                .map(|(address, party)| (address.clone(), party.clone()))
                .collect();
            for (address, party) in changing {
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
        let arrives = &board.legs()[first];
        let days = [arrives.key.day, arrives.key.day.tomorrow().ok()?];
        let fits = |leg: &LegIndex| {
            let plan = &board.legs()[*leg];
            plan.key.from == arrives.to
                && to.is_none_or(|to| to == plan.to)
                && (0..=LONGEST_LAYOVER_MIN).contains(&plan.std.since_min(arrives.sta))
        };
        days.into_iter().flat_map(|day| board.named(flight, day)).copied().find(fits)
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
        let (told, _) = outbox::told(tx, address, &key)?;
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
        };
        let language = party.language.unwrap_or(Language::English);
        let notice = connection_notice(&facts, &seen, language);
        let made = outbox::Made {
            passenger: address.to_owned(),
            leg: key,
            at: now,
            decision,
            told: Told::default(),
            notice,
        };
        self.views.note(&self.watch, at.then, now);
        outbox::record(tx, &made)
    }
}
