//! What is written down of one business in the pilot; kept with the business, so that a decision has it at hand.

use super::{
    Cohort, CohortState, Entitlement, Feature, FeatureSet, Resolution, Source, Stage, Standing,
    Why, resolve,
};
use crate::id::{CohortId, PersonId};
use crate::money::Micros;
use crate::rate::{Limits, Rate};
use crate::rules::canary::CanaryRule;
use crate::rules::spending::Terms;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most people who test what a business in the sandbox sends.
pub const TEST_PEOPLE_MAX: usize = 5;

/// The pilot of an installation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PilotRule {
    /// What every business has, in a cohort or not.
    pub plan: FeatureSet,
    /// What is off for everybody, whatever else says.
    pub killed: FeatureSet,
}

/// A business in the pilot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Rises by one with every change, so that of two changes at once neither is lost.
    pub revision: u32,
    /// Where it stands in its cohort.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<Enrolment>,
    /// What it was given and denied, in the order in which that was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitlements: Vec<Entitlement>,
    /// The end and the days before it of the last warning that it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned: Option<(Timestamp, i64)>,
}

/// The place of a business in a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Which cohort.
    pub cohort: CohortId,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub since: Timestamp,
    /// When it accepted.
    pub accepted_at: Timestamp,
    /// Why it is in the pilot, as everybody may read.
    pub why: String,
    /// Whether the cohort is frozen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub frozen: bool,
    /// SHA-256 of the code with which people say that they test, in hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_code: Option<String>,
    /// Who said so. No business is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test_people: Vec<PersonId>,
}

/// Nobody wrote anything down for the business.
pub(crate) static NOTHING: Access =
    Access { revision: 0, enrolment: None, entitlements: Vec::new(), warned: None };

/// The terms that hold for a business: as the operator set them, and no further than the pilot lets it. It pays
/// afterwards only where it was given that; a value that it was given is a credit line, or bounds the one it has.
#[must_use]
pub fn terms(access: Option<&Access>, limits: &Limits, set: Terms, now: Timestamp) -> Terms {
    let Some(rule) = limits.pilot else { return set };
    let found = |feature| access.unwrap_or(&NOTHING).resolve(Some(rule), feature, false, now);
    let units = |value: u32| Micros(i64::from(value).saturating_mul(1_000_000));
    let postpaid = found(Feature::Postpaid);
    let credit_limit = match (postpaid.allowed, postpaid.value().map(units)) {
        (false, _) => Micros::ZERO,
        (true, Some(most)) if set.credit_limit == Micros::ZERO => most,
        (true, Some(most)) => most.min(set.credit_limit),
        (true, None) => set.credit_limit,
    };
    let given = found(Feature::SpendPerDay).value().map(units);
    let spend_per_day = [set.spend_per_day, given].into_iter().flatten().min();
    Terms { credit_limit, spend_per_day, ..set }
}

impl Access {
    /// One that was written now, with these changes.
    #[must_use]
    pub fn next(self) -> Self {
        Self { revision: self.revision.saturating_add(1), ..self }
    }

    /// Its stage, if it is enrolled.
    pub fn stage(&self) -> Option<Stage> {
        self.enrolment.as_ref().map(|enrolment| enrolment.stage)
    }

    /// Takes a seat of a cohort, in the sandbox, with what the cohort gives until the cohort ends.
    #[must_use]
    pub fn enrolled(mut self, cohort: &Cohort, why: String, now: Timestamp) -> Self {
        self.entitlements.retain(|one| one.source != Source::Cohort);
        self = self.given_by(cohort, now);
        self.enrolment = Some(Enrolment {
            cohort: cohort.id,
            stage: Stage::Sandbox,
            since: now,
            accepted_at: now,
            why,
            frozen: cohort.state == CohortState::Frozen,
            test_code: None,
            test_people: Vec::new(),
        });
        self.next()
    }

    /// With what a cohort gives in place of what it gave. What it gave already goes on as it is.
    fn given_by(mut self, cohort: &Cohort, now: Timestamp) -> Self {
        let (before, others): (Vec<_>, Vec<_>) =
            self.entitlements.into_iter().partition(|one| one.source == Source::Cohort);
        let line = |(feature, value): &(Feature, Option<u32>)| {
            let goes_on = before.iter().find(|one| {
                (one.feature, one.value) == (*feature, *value) && one.expires == Some(cohort.closes)
            });
            goes_on.cloned().unwrap_or_else(|| Entitlement {
                feature: *feature,
                source: Source::Cohort,
                value: *value,
                starts: now,
                expires: Some(cohort.closes),
                granted_by: cohort.name.clone(),
                reason: cohort.goal.clone(),
            })
        };
        self.entitlements = cohort.features.iter().map(line).chain(others).collect();
        self
    }

    /// The same under its cohort as that reads now: frozen or not, and with what it gives. `None` = nothing changes.
    pub fn under(&self, cohort: &Cohort, now: Timestamp) -> Option<Self> {
        let enrolment =
            self.enrolment.as_ref().filter(|enrolment| enrolment.cohort == cohort.id)?;
        let enrolment =
            Enrolment { frozen: cohort.state == CohortState::Frozen, ..enrolment.clone() };
        let next = Self { enrolment: Some(enrolment), ..self.clone().given_by(cohort, now) };
        (next != *self).then(|| next.next())
    }

    /// What is known beside the entitlements.
    fn standing(&self, rule: PilotRule, feature: Feature, suspended: bool) -> Standing {
        let stage = self.stage();
        Standing {
            killed: rule.killed.has(feature),
            suspended,
            frozen: self.enrolment.as_ref().is_some_and(|it| it.frozen && it.stage.takes_a_seat()),
            active: stage.is_some_and(Stage::is_active),
            graduated: stage == Some(Stage::Graduated) && !feature.is_limit(),
            planned: rule.plan.has(feature),
        }
    }

    /// Whether it has a feature at this moment; `rule` = the pilot of this installation, if there is one.
    pub fn resolve(
        &self,
        rule: Option<PilotRule>,
        feature: Feature,
        suspended: bool,
        now: Timestamp,
    ) -> Resolution<'_> {
        match rule {
            None => Resolution::plain(feature, true, Why::NoPilot),
            Some(rule) => {
                let standing = self.standing(rule, feature, suspended);
                resolve(feature, &self.entitlements, standing, now)
            }
        }
    }

    /// How fast it may send by what it was given; `None` = nothing was said of it.
    pub fn rate(&self, rule: PilotRule, now: Timestamp) -> Option<Rate> {
        let given = self.resolve(Some(rule), Feature::MessagesPerSecond, false, now).value()?;
        let most = i64::from(given.max(1));
        Some(Rate { period_us: 1_000_000_i64.div_euclid(most).max(1), burst: most })
    }

    /// The limits for a business that stands here: those of its stage and of its values beside all others.
    #[must_use]
    pub fn limits(&self, limits: Limits, now: Timestamp) -> Limits {
        let Some(rule) = limits.pilot else { return limits };
        let stage = self.stage();
        let per_second = self.rate(rule, now);
        let slower = |rate: Option<Rate>, than: Option<Rate>| match (rate, than) {
            (Some(rate), Some(than)) if rate.period_us < than.period_us => Some(than),
            (rate, than) => rate.or(than),
        };
        let throughput = slower(slower(limits.throughput, per_second), stage.and_then(Stage::rate));
        let canary = match stage {
            Some(Stage::Limited) => {
                let canary = limits.canary.unwrap_or(CanaryRule::DEFAULT);
                Some(CanaryRule { free_people: 0, ..canary })
            }
            _ => limits.canary,
        };
        Limits { throughput, canary, ..limits }
    }

    /// Most people in 24 hours, by its stage and by what it was given; `None` = no bound from here.
    pub fn people(&self, rule: PilotRule, now: Timestamp) -> Option<u32> {
        let given = self.people_given(rule, now);
        let of_stage = self.stage().and_then(Stage::people);
        [given, of_stage].into_iter().flatten().min()
    }

    /// The same by what it was given alone.
    pub fn people_given(&self, rule: PilotRule, now: Timestamp) -> Option<u32> {
        self.resolve(Some(rule), Feature::PeoplePerDay, false, now).value()
    }

    /// The people whom alone it may write to, in the sandbox.
    pub fn only_people(&self) -> Option<&[PersonId]> {
        let enrolment = self.enrolment.as_ref()?;
        (enrolment.stage == Stage::Sandbox).then_some(enrolment.test_people.as_slice())
    }

    /// The next warning that it must be told: the end that is meant, and the days before it.
    pub fn warning(&self, now: Timestamp) -> Option<(Timestamp, i64)> {
        let due =
            self.entitlements.iter().filter_map(|one| Some((one.expires?, one.warning(now)?)));
        let due = due.min_by_key(|(end, days)| (*days, *end))?;
        let told = self.warned.filter(|(end, _)| *end == due.0);
        told.is_none_or(|(_, days)| days > due.1).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY_S;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    fn cohort() -> Cohort {
        Cohort {
            id: CohortId(5),
            name: "first".into(),
            state: CohortState::Open,
            goal: "to learn".into(),
            capacity: 3,
            opens: NOW,
            closes: NOW.plus_s(30 * DAY_S),
            features: vec![(Feature::Messages, None), (Feature::PeoplePerDay, Some(40))],
            created_at: NOW,
            frozen_because: None,
        }
    }

    fn enrolled(stage: Stage) -> Access {
        let mut access = Access::default().enrolled(&cohort(), "a farm".into(), NOW);
        access.enrolment.as_mut().unwrap().stage = stage;
        access
    }

    fn has(access: &Access, feature: Feature, now: Timestamp) -> bool {
        access.resolve(Some(PilotRule::default()), feature, false, now).allowed
    }

    #[test]
    fn what_a_cohort_gives_ends_with_it_to_the_second() {
        let access = enrolled(Stage::Full);
        let end = cohort().closes;
        assert!(has(&access, Feature::Messages, end.plus_s(-1)));
        assert!(!has(&access, Feature::Messages, end));
        assert!(!has(&access, Feature::Media, NOW));
    }

    #[test]
    fn what_a_cohort_gives_anew_reaches_who_is_in_it_and_grants_stay() {
        let mut access = enrolled(Stage::Full);
        let granted = Entitlement {
            feature: Feature::Media,
            source: Source::Grant,
            value: None,
            starts: NOW,
            expires: Some(NOW.plus_s(DAY_S)),
            granted_by: "ada".into(),
            reason: "pictures".into(),
        };
        access.entitlements.push(granted.clone());
        let later = NOW.plus_s(60);
        let was = access.under(&cohort(), later).unwrap_or(access);
        assert_eq!(was.under(&cohort(), later), None, "nothing changed");
        let mut other = cohort();
        other.features = vec![(Feature::Messages, None), (Feature::Lists, None)];
        let now = was.under(&other, later).unwrap();
        assert_eq!(now.revision, was.revision + 1);
        assert!(has(&now, Feature::Lists, later) && has(&now, Feature::Media, later));
        assert_eq!(now.people(PilotRule::default(), later), None, "that limit is given no more");
        let messages = now.entitlements.iter().find(|one| one.feature == Feature::Messages);
        assert_eq!(messages.map(|one| one.starts), Some(NOW), "what it gave before goes on");
        let frozen = Cohort { state: CohortState::Frozen, ..other };
        assert!(now.under(&frozen, later).unwrap().enrolment.unwrap().frozen);
        let elsewhere = Cohort { id: CohortId(6), ..cohort() };
        assert_eq!(now.under(&elsewhere, later), None);
    }

    #[test]
    fn without_a_pilot_everybody_has_everything() {
        for &feature in Feature::ALL {
            let nothing = Access::default();
            let found = nothing.resolve(None, feature, true, NOW);
            assert_eq!((found.allowed, found.why), (true, Why::NoPilot));
        }
        assert_eq!(enrolled(Stage::Sandbox).limits(Limits::REAL, NOW), Limits::REAL);
    }

    #[test]
    fn a_paused_or_expelled_business_has_nothing_of_its_cohort_and_a_graduated_one_everything() {
        assert!(!has(&enrolled(Stage::Paused), Feature::Messages, NOW));
        assert!(!has(&enrolled(Stage::Expelled), Feature::Messages, NOW));
        assert!(has(&enrolled(Stage::Graduated), Feature::Flows, NOW.plus_s(900 * DAY_S)));
    }

    #[test]
    fn stages_and_values_bound_what_goes() {
        let pilot = Limits { pilot: Some(PilotRule::default()), ..Limits::REAL };
        let sandbox = enrolled(Stage::Sandbox).limits(pilot, NOW);
        assert_eq!(sandbox.throughput, Stage::Sandbox.rate());
        assert_eq!(enrolled(Stage::Limited).limits(pilot, NOW).canary.unwrap().free_people, 0);
        assert_eq!(enrolled(Stage::Limited).people(PilotRule::default(), NOW), Some(40));
        assert_eq!(enrolled(Stage::Full).limits(pilot, NOW), pilot);
    }

    #[test]
    fn money_is_bounded_by_what_was_given_and_never_loosened() {
        let limits = Limits { pilot: Some(PilotRule::default()), ..Limits::REAL };
        let set = Terms { credit_limit: Micros(9_000_000), ..Terms::default() };
        let held = |access: &Access, set| terms(Some(access), &limits, set, NOW);
        let mut access = enrolled(Stage::Full);
        assert_eq!(held(&access, set).credit_limit, Micros::ZERO, "it was not given");
        assert_eq!(terms(None, &limits, set, NOW).credit_limit, Micros::ZERO);
        assert_eq!(terms(None, &Limits::REAL, set, NOW), set, "there is no pilot");
        let mut give = |feature, value| {
            access.entitlements.push(Entitlement {
                feature,
                source: Source::Grant,
                value,
                starts: NOW,
                expires: Some(NOW.plus_s(DAY_S)),
                granted_by: "ada".into(),
                reason: "pays by invoice".into(),
            });
            access.clone()
        };
        let plain = give(Feature::Postpaid, None);
        assert_eq!(held(&plain, set).credit_limit, Micros(9_000_000));
        let few = give(Feature::Postpaid, Some(5));
        assert_eq!(held(&few, set).credit_limit, Micros(5_000_000));
        assert_eq!(
            held(&few, Terms::default()).credit_limit,
            Micros(5_000_000),
            "the value is a line"
        );
        assert_eq!(terms(Some(&few), &limits, set, NOW.plus_s(DAY_S)).credit_limit, Micros::ZERO);
        let spends = give(Feature::SpendPerDay, Some(2));
        assert_eq!(held(&spends, set).spend_per_day, Some(Micros(2_000_000)));
        let strict = Terms { spend_per_day: Some(Micros(1)), ..set };
        assert_eq!(held(&spends, strict).spend_per_day, Some(Micros(1)));
    }

    #[test]
    fn each_warning_is_due_once() {
        let mut access = enrolled(Stage::Full);
        let end = cohort().closes;
        assert_eq!(access.warning(NOW), None);
        for days in [14, 3, 1] {
            let at = end.plus_s(-days * DAY_S);
            assert_eq!(access.warning(at), Some((end, days)));
            access.warned = Some((end, days));
            assert_eq!(access.warning(at.plus_s(1)), None);
        }
        assert_eq!(access.warning(end), None);
    }
}
