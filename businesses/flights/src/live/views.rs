use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use crate::model::{
    ConnectionRules, LegIndex, LegState, Minute, ScheduledLeg, Watch, alternatives, forecast,
};
use crate::mvt::Language;
use crate::rights::{Right, Trip, assess, claim, words};
use crate::source::Airports;
use crate::talk::{clock_words, date_words};
use kurier_wire::client::{ChoiceList, ChoiceRow};

/// Passengers need this long to come to another flight, minutes.
const REACH_MIN: i64 = 45;

/// What is known of a leg with passengers, for answers to them.
#[derive(Clone, Debug)]
pub(super) struct View {
    plan: ScheduledLeg,
    state: LegState,
    departs: Minute,
    others: Vec<(ScheduledLeg, Minute)>,
    known_at: Minute,
}

/// The latest views, by leg. Cheap to clone.
#[derive(Clone)]
pub(super) struct Views {
    all: Arc<Mutex<HashMap<String, View>>>,
    airports: Arc<Airports>,
    country: Option<String>,
}

impl Views {
    pub(super) fn new(airports: Arc<Airports>, country: Option<String>) -> Self {
        Self { all: Arc::default(), airports, country }
    }

    /// Notes what is known of a leg.
    pub(super) fn note(&self, watch: &Watch, leg: LegIndex, now: Minute) {
        let board = watch.board();
        let (plan, state) = (board.legs()[leg].clone(), board.state(leg).clone());
        let ready = now.plus_min(REACH_MIN);
        let others = alternatives(board, leg, ready, now, &ConnectionRules::default());
        let others =
            others.into_iter().map(|at| (board.legs()[at].clone(), forecast(board, at, now).etd));
        let departs = state.off_block.unwrap_or_else(|| forecast(board, leg, now).etd);
        let view = View { departs, others: others.collect(), known_at: now, state, plan };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(view.plan.key.to_string(), view);
    }

    /// Forgets a leg whose passengers are forgotten.
    pub(super) fn forget(&self, leg: &str) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(leg);
    }

    fn find(&self, leg: &str) -> Option<View> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).get(leg).cloned()
    }

    /// Other flights to choose from. `None` when there are none, or the leg is not known.
    pub(super) fn choices(&self, leg: &str, language: Language) -> Option<ChoiceList> {
        let view = self.find(leg)?;
        let zone = self.airports.zone(view.plan.key.from)?;
        let row = |(other, departs): &(ScheduledLeg, Minute)| ChoiceRow {
            id: format!("take {leg} {}", other.key),
            title: format!("{} {}", other.key.flight.carrier, other.key.flight.number),
            description: format!(
                "{}, {}",
                date_words(other.key.day, language),
                clock_words(*departs, zone, other.key.day, language)
            ),
        };
        let rows: Vec<ChoiceRow> = view.others.iter().map(row).collect();
        let (body, button) = match language {
            Language::English => (
                "These flights go to the same place. Choose one, and our people book it for you, free of charge. \
                 Your present booking stands until they confirm.",
                "Choose a flight",
            ),
            Language::German => (
                "Diese Flüge haben dasselbe Ziel. Wählen Sie einen, und wir buchen Sie kostenlos um. Ihre jetzige \
                 Buchung gilt, bis wir das bestätigen.",
                "Flug wählen",
            ),
        };
        (!rows.is_empty()).then(|| ChoiceList {
            body: body.to_owned(),
            button: button.to_owned(),
            rows,
        })
    }

    /// What a passenger of this leg has a right to now, with claims that are filled in, and when we look again.
    pub(super) fn rights(
        &self,
        leg: &str,
        told_at: Option<Minute>,
        language: Language,
    ) -> Option<String> {
        let view = self.find(leg)?;
        let trip = self.trip(&view, told_at)?;
        let rights = assess(&trip);
        let english = language == Language::English;
        let mut lines = vec![match (rights.is_empty(), english) {
            (true, true) => "As things stand, this delay gives you no further rights.".to_owned(),
            (true, false) => {
                "Nach jetzigem Stand haben Sie aus dieser Verspätung keine weiteren Rechte."
                    .to_owned()
            }
            (false, true) => "What you have a right to, as things stand:".to_owned(),
            (false, false) => "Das steht Ihnen nach jetzigem Stand zu:".to_owned(),
        }];
        lines.extend(rights.iter().map(|right| format!("- {}", words(right, language))));
        lines.extend(self.next_update(&view, language));
        let key = &view.plan.key;
        let flight = format!("{} {}", key.flight.carrier, key.flight.number);
        let place = |airport| format!("{} ({airport})", self.airports.city(airport));
        let route = format!("{} - {}", place(key.from), place(view.plan.to));
        lines.extend(
            rights
                .iter()
                .filter_map(|right: &Right| claim(&trip, right, &flight, &route, language)),
        );
        Some(lines.join("\n"))
    }

    fn next_update(&self, view: &View, language: Language) -> Option<String> {
        if view.state.is_closed() {
            return None;
        }
        let zone = self.airports.zone(view.plan.key.from)?;
        let next = view.state.next_information.filter(|at| *at > view.known_at);
        let at = next.map(|at| clock_words(at, zone, view.plan.key.day, language));
        Some(match (at, language) {
            (Some(at), Language::English) => format!("Next update: {at} at the latest."),
            (Some(at), Language::German) => format!("Nächste Nachricht: spätestens {at}."),
            (None, Language::English) => "Next update: as soon as anything changes.".to_owned(),
            (None, Language::German) => "Nächste Nachricht: sobald sich etwas ändert.".to_owned(),
        })
    }

    fn trip(&self, view: &View, told_at: Option<Minute>) -> Option<Trip> {
        let View { plan, state, departs, .. } = view;
        let late_min = departs.since_min(plan.std).max(0);
        let arrives = state.on_block.or(state.eta);
        let told = told_at.or(state.cancelled).unwrap_or(plan.std);
        let local = |at: Minute| Some(at.in_zone(self.airports.zone(plan.key.from)?).date());
        let days =
            |from: Date, to: Date| from.until(to).map_or(0, |span| i64::from(span.get_days()));
        Some(Trip {
            day: plan.key.day,
            from_country: self.airports.country(plan.key.from)?.to_owned(),
            to_country: self.airports.country(plan.to)?.to_owned(),
            carrier_country: self.country.clone(),
            distance_km: self.airports.distance_km(plan.key.from, plan.to)?,
            departure_delay_min: late_min,
            arrival_delay_min: arrives.map_or(late_min, |at| at.since_min(plan.sta)),
            is_cancelled: state.cancelled.is_some(),
            told_days_before: days(local(told)?, plan.key.day),
            often_extraordinary: state
                .reason
                .and_then(crate::mvt::DelayCode::reason)
                .is_some_and(|reason| reason.often_extraordinary),
        })
    }
}
