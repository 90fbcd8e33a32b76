//! What people make of a cohort: the numbers of 28 days, and what follows from them.

use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, CohortId};
use kurier_policy::pilot::{
    Audience, Cohort, CohortState, Criterion, FreezeRule, QuestionKind, Said, Scorecard, Survey,
};
use kurier_policy::pricing::Category;
use kurier_policy::time::{DAY_S, Timestamp};

/// Days that count.
const DAYS: i64 = 28;
/// Seats, templates and events looked at in one step.
const STEP: u32 = 200;
const EVENTS_STEP: u32 = 2_000;
/// In whose name the rules freeze.
const RULES: &str = "rules";

/// A cohort with its numbers.
#[derive(Debug, Clone)]
pub struct CohortReport {
    /// Which.
    pub cohort: Cohort,
    /// Businesses that have a seat.
    pub seats: Vec<BusinessId>,
    /// The numbers, before anything is left out of them.
    pub card: Scorecard,
    /// What graduation asks, and how it stands.
    pub criteria: [Criterion; 4],
}

impl CohortReport {
    /// Whether its businesses may graduate.
    pub fn is_good(&self) -> bool {
        self.criteria.iter().all(|one| one.met)
    }

    /// What is missing for that.
    pub fn missing(&self) -> String {
        let missing = self.criteria.iter().filter(|one| !one.met).map(|one| one.name);
        missing.collect::<Vec<_>>().join(", ")
    }
}

/// What people said to a survey, as anybody may see it.
#[derive(Debug, Clone)]
pub struct Results {
    /// Which.
    pub survey: Survey,
    /// How many were asked.
    pub asked: u64,
    /// How many answered; `None` = fewer than twenty.
    pub answered: Option<u64>,
    /// Per question, how often each answer was given; empty while too few answered.
    pub counts: Vec<Vec<u64>>,
}

impl Results {
    pub(super) fn of(survey: Survey, asked: u64, said: &[(Option<Said>, u64)], least: u64) -> Self {
        let given = || said.iter().filter_map(|(said, count)| Some((said.as_ref()?, *count)));
        let all: u64 = given().map(|(_, count)| count).sum();
        let is_told = all >= least;
        let of_question = |at: usize, answers: u8| -> Vec<u64> {
            let mut counts = vec![0_u64; usize::from(answers)];
            for (said, count) in given() {
                let answer = said.get(at).copied().flatten();
                if let Some(slot) = answer.and_then(|it| counts.get_mut(usize::from(it))) {
                    *slot = slot.saturating_add(count);
                }
            }
            // A question that many left out could name the few who did not.
            if counts.iter().sum::<u64>() < least { Vec::new() } else { counts }
        };
        let questions = survey.questions.iter().enumerate().filter(|_| is_told);
        let counts = questions.map(|(at, one)| of_question(at, one.kind.answers())).collect();
        Self { asked, answered: is_told.then_some(all), counts, survey }
    }
}

impl Engine {
    /// A cohort with its numbers.
    pub async fn cohort_report(&self, id: CohortId) -> Result<CohortReport> {
        let mut report = self.seats_counted(id).await?;
        let since = self.parts.clock.now().plus_s(-DAYS * DAY_S);
        for business in &report.seats {
            let people = self.parts.store.opt_outs(*business, since).await?;
            report.card.allow = report.card.allow.saturating_add(people.allow);
            report.card.left = report.card.left.saturating_add(people.left);
        }
        report.criteria = report.card.criteria(&FreezeRule::DEFAULT);
        Ok(report)
    }

    /// The same without who allows its businesses something: a freeze does not ask for it, and to count it takes long.
    async fn seats_counted(&self, id: CohortId) -> Result<CohortReport> {
        let cohort = self.cohort(id).await?;
        let since = self.parts.clock.now().plus_s(-DAYS * DAY_S);
        let (mut card, mut seats, mut after) = (Scorecard::default(), Vec::new(), None);
        loop {
            let page = self.parts.store.seats(Some(id), after, STEP).await?;
            for seat in page.iter().filter(|seat| seat.taken) {
                self.count_business(seat.business, since, &mut card).await?;
                seats.push(seat.business);
            }
            after = page.last().map(|seat| seat.business);
            if page.len() < STEP as usize {
                break;
            }
        }
        self.count_answers(id, since, &mut card).await?;
        let criteria = card.criteria(&FreezeRule::DEFAULT);
        Ok(CohortReport { cohort, seats, card, criteria })
    }

    /// Freezes a cohort whose numbers are surely bad.
    pub(crate) async fn judge_cohort(&self, id: CohortId) -> Result<()> {
        let report = self.seats_counted(id).await?;
        let Some(why) = report.card.freezes(&FreezeRule::DEFAULT) else { return Ok(()) };
        if report.cohort.state.may_become(CohortState::Frozen) {
            self.move_cohort(id, CohortState::Frozen, why, RULES).await?;
        }
        Ok(())
    }

    async fn count_business(
        &self,
        business: BusinessId,
        since: Timestamp,
        card: &mut Scorecard,
    ) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let reports = store.report_counts(business, since, now).await?;
        let reports: u64 = reports.iter().map(|(_, count)| count).sum();
        card.reports = card.reports.saturating_add(reports);
        while store.count_signals(business, EVENTS_STEP).await? {}
        let mut after = None;
        loop {
            let page = store.templates(business, after, STEP).await?;
            let ids = page.iter().map(|template| template.id).collect();
            for signals in store.signals(business, ids, since).await? {
                card.delivered = card.delivered.saturating_add(signals.delivered);
                let of = page.iter().find(|template| template.id == signals.template);
                if of.is_some_and(|template| template.category == Category::Utility) {
                    card.utility = card.utility.saturating_add(signals.delivered);
                    card.utility_read = card.utility_read.saturating_add(signals.read);
                    card.utility_read_soon =
                        card.utility_read_soon.saturating_add(signals.read_soon);
                }
            }
            after = page.last().map(|template| template.id);
            if page.len() < STEP as usize {
                return Ok(());
            }
        }
    }

    async fn count_answers(
        &self,
        cohort: CohortId,
        since: Timestamp,
        card: &mut Scorecard,
    ) -> Result<()> {
        for survey in self.surveys().await? {
            let about = survey.questions.iter().position(|it| it.kind == QuestionKind::Unwanted);
            let (Some(at), Audience::Cohort(id)) = (about, survey.audience) else { continue };
            if id != cohort || survey.closes <= since {
                continue;
            }
            for (said, count) in self.parts.store.survey_counts(survey.id, since).await?.1 {
                let Some(answer) = said.and_then(|said| said.get(at).copied().flatten()) else {
                    continue;
                };
                card.answered = card.answered.saturating_add(count);
                if answer > 0 {
                    card.unwanted = card.unwanted.saturating_add(count);
                }
            }
        }
        Ok(())
    }
}
