use rusqlite::Transaction;

use super::config::Passenger;
use super::outbox::{self, Made};
use crate::model::{
    LegIndex, LegState, Minute, Question, Rules, ScheduledLeg, Told, Verdict, Watch, decide,
};
use crate::source::Airports;
use crate::talk::{Facts, notice};

/// One passenger whose leg must be thought about now.
pub(super) struct Case {
    leg: LegIndex,
    plan: ScheduledLeg,
    state: LegState,
    ask: Question,
    passenger: Passenger,
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
    /// A case for everybody on a leg.
    pub(super) fn open(
        watch: &mut Watch,
        leg: LegIndex,
        now: Minute,
        aboard: &[Passenger],
        airports: &Airports,
    ) -> Vec<Self> {
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
            told: Told::default(),
        };
        let case = |passenger: &Passenger| Self {
            leg,
            plan: plan.clone(),
            state: state.clone(),
            ask,
            passenger: passenger.clone(),
        };
        aboard.iter().map(case).collect()
    }

    /// Decides and records. Gives the leg and the time when it is to be thought of again.
    pub(super) fn settle(
        self,
        tx: &Transaction<'_>,
        airports: &Airports,
    ) -> rusqlite::Result<Option<(LegIndex, Minute)>> {
        let Self { leg, plan, state, ask, passenger } = self;
        let key = plan.key.to_string();
        if state.is_closed() {
            outbox::close(tx, &key)?;
        } else {
            outbox::open(tx, &key)?;
        }
        let (told, known) = outbox::told(tx, &passenger.wa_id, &key)?;
        let decision = decide(&Question { told, ..ask }, &Rules::default());
        let (notice, again) = match decision.verdict {
            Verdict::Send(claim) => {
                let cause = ask.forecast.map(|seen| seen.cause);
                let reason = state.reason;
                let facts = Facts {
                    leg: &plan,
                    airports,
                    claim,
                    told: known,
                    reason,
                    cause,
                    landing: state.diverted_to,
                };
                (notice(&facts, passenger.language), None)
            }
            Verdict::Hold(at) => (None, Some((leg, at))),
            Verdict::Drop => (None, None),
        };
        let passenger = passenger.wa_id;
        outbox::record(tx, &Made { passenger, leg: key, at: ask.now, decision, told, notice })?;
        Ok(again)
    }
}
