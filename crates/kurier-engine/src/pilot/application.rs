//! Applications: they come in, two operators score them, and they are answered.

use super::{conflict, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{ApplicationId, CohortId};
use kurier_policy::pilot::{Application, ApplicationState, Asked, KIND_MAX, Score, Verdict};
use kurier_store::record::{Paper, PilotStep};

/// Applications that may wait for an answer at once; a fuller desk takes none.
pub const APPLICATIONS_OPEN_MAX: usize = 200;
/// Longest short text of an application, in characters.
const SHORT_MAX: usize = 200;
/// Longest long one.
const LONG_MAX: usize = 1_024;
/// Messages that are shown with it.
const SAMPLES_MAX: usize = 3;

/// What became of an application.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Where it stands.
    pub state: ApplicationState,
    /// Why, as the business is told.
    pub reason: String,
    /// Into which cohort, where it is accepted.
    pub cohort: Option<CohortId>,
}

impl Engine {
    /// A business asks to be admitted.
    pub async fn apply(&self, asked: Asked) -> Result<Application> {
        check(&asked)?;
        let waiting = self.applications().await?;
        let is_open = |one: &&Application| {
            matches!(one.state, ApplicationState::Submitted | ApplicationState::Talk)
        };
        if waiting.iter().filter(is_open).count() >= APPLICATIONS_OPEN_MAX {
            let says = "too many applications wait for an answer; try again in some days";
            return Err(EngineError::invalid("try_again", says));
        }
        let email = asked.email.trim().to_lowercase();
        if waiting.iter().filter(is_open).any(|one| one.asked.email == email) {
            let says = "an application of this mail address waits for an answer already";
            return Err(EngineError::invalid("conflict", says));
        }
        let application = Application {
            id: ApplicationId::from_random(bits(&*self.parts.entropy)),
            asked: Asked { email, ..asked },
            at: self.parts.clock.now(),
            state: ApplicationState::Submitted,
            scores: Vec::new(),
            reason: String::new(),
            cohort: None,
            revision: 0,
        };
        self.parts.store.file_paper(Paper::Application(application.clone())).await?;
        Ok(application)
    }

    /// An operator's sheet about an application.
    pub async fn score(&self, id: ApplicationId, points: [u8; 5], by: &str) -> Result<Application> {
        let was = self.application(id).await?;
        let score = Score { by: by.to_owned(), at: self.parts.clock.now(), points };
        score.check().map_err(|fault| EngineError::invalid("bad_request", fault.to_string()))?;
        let sum = score.sum();
        let next = was.clone().scored(score);
        self.change(was, next, self.step(by, "score", format!("{sum} points for {id}"))).await
    }

    /// Answers an application. Accepted is only what two operators scored well, and what finds room in its cohort among
    /// others of its kind.
    pub async fn decide(
        &self,
        id: ApplicationId,
        decided: Decided,
        by: &str,
    ) -> Result<Application> {
        let was = self.application(id).await?;
        if !was.state.may_become(decided.state) {
            let (from, to) = (was.state.name(), decided.state.name());
            let says = format!("an application that is {from} cannot become {to}");
            return Err(EngineError::invalid("conflict", says));
        }
        let mut next = was.clone();
        next.state = decided.state;
        next.reason = text(&decided.reason, "a reason")?;
        if decided.state == ApplicationState::Accepted {
            next.cohort = Some(self.cohort_for(&was, decided.cohort).await?);
        }
        let says = format!("{id}: {}", next.reason);
        let step = self.step(by, decided.state.name(), says);
        let step = PilotStep { cohort: next.cohort, ..step };
        self.change(was, next, step).await
    }

    async fn cohort_for(
        &self,
        application: &Application,
        cohort: Option<CohortId>,
    ) -> Result<CohortId> {
        let says = match application.verdict() {
            Verdict::Good => None,
            Verdict::Waits => Some("two operators score an application before it is accepted"),
            Verdict::Weak => Some("fewer than 12 points, or a question with none: not accepted"),
        };
        if let Some(says) = says {
            return Err(EngineError::invalid("score", says));
        }
        let Some(cohort) = cohort else {
            return Err(EngineError::invalid("bad_request", "cohort says where it comes in"));
        };
        self.cohort(cohort).await?;
        let kind = &application.asked.kind;
        let alike = self.applications().await?.into_iter().filter(|one| {
            let is_in = one.state == ApplicationState::Accepted && one.cohort == Some(cohort);
            is_in && one.asked.kind.eq_ignore_ascii_case(kind)
        });
        if alike.count() >= KIND_MAX {
            let says = format!("{KIND_MAX} of the kind {kind} are in this cohort already");
            return Err(EngineError::invalid("kind_full", says));
        }
        Ok(cohort)
    }

    async fn change(
        &self,
        was: Application,
        mut next: Application,
        step: PilotStep,
    ) -> Result<Application> {
        next.revision = was.revision.saturating_add(1);
        let papers = (Paper::Application(was), Paper::Application(next.clone()));
        self.parts.store.change_paper(papers.0, papers.1).await.map_err(conflict)?;
        self.parts.store.file_paper(Paper::Step(step)).await?;
        Ok(next)
    }
}

/// Whether an application says what it has to, and not more than is read.
fn check(asked: &Asked) -> Result<()> {
    let bad = |says: &str| Err(EngineError::invalid("bad_request", says));
    let fits = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    let short = [&asked.business, &asked.kind, &asked.email];
    if !short.iter().all(|text| fits(text, SHORT_MAX)) {
        return bad("business, kind and email have 1 to 200 characters");
    }
    if !fits(&asked.use_case, LONG_MAX) || !fits(&asked.consent, LONG_MAX) {
        return bad("use_case and consent have 1 to 1,024 characters");
    }
    let is_country = |country: &str| {
        country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase())
    };
    if !is_country(&asked.country) {
        return bad("country is two capital letters");
    }
    if asked.samples.is_empty()
        || asked.samples.len() > SAMPLES_MAX
        || !asked.samples.iter().all(|sample| fits(sample, LONG_MAX))
    {
        return bad("samples are one to three messages of 1 to 1,024 characters");
    }
    if asked.features.len() > kurier_policy::pilot::Feature::ALL.len() {
        return bad("features names each feature once");
    }
    match asked.email.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') => Ok(()),
        _ => bad("email is a mail address"),
    }
}
