//! Surveys of people: who is asked, what she says, and what the numbers say.

use super::{Results, text};
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{PersonId, SurveyId};
use kurier_policy::pilot::{Audience, K_LEAST, PERSON_REST_DAYS, Question, Said, Survey};
use kurier_policy::rules::wilson::Share;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::{Paper, SurveyAsk};

/// The name of the secret that draws people.
const LOT: &str = "survey_lot";

/// A survey to be made.
#[derive(Debug, Clone)]
pub struct NewSurvey {
    /// What operators call it.
    pub name: String,
    /// Who is asked.
    pub audience: Audience,
    /// What; the three of the programme if nothing is said.
    pub questions: Option<Vec<Question>>,
    /// Which share of them.
    pub sampling: Share,
    /// Until when.
    pub closes: Timestamp,
}

impl Engine {
    /// Begins a survey.
    pub async fn create_survey(&self, new: NewSurvey, by: &str) -> Result<Survey> {
        if let Audience::Cohort(cohort) = new.audience {
            self.cohort(cohort).await?;
        }
        let survey = Survey {
            id: SurveyId::from_random(bits(&*self.parts.entropy)),
            name: text(&new.name, "a name")?,
            audience: new.audience,
            questions: new.questions.unwrap_or_else(Question::core),
            sampling: new.sampling,
            opens: self.parts.clock.now(),
            closes: new.closes,
        };
        survey.check().map_err(|fault| EngineError::invalid("bad_request", fault.to_string()))?;
        for question in &survey.questions {
            text(&question.en, "a question")?;
            text(&question.de, "a question")?;
            text(&question.key, "a key")?;
        }
        self.parts.store.file_paper(Paper::Survey(survey.clone())).await?;
        let step = self.step(by, "survey", format!("began {}", survey.name));
        self.parts.store.file_paper(Paper::Step(step)).await?;
        Ok(survey)
    }

    /// The survey that asks this person now, if one does.
    pub async fn survey_for(&self, person: PersonId) -> Result<Option<Survey>> {
        let now = self.parts.clock.now();
        let open = self.surveys().await?.into_iter().filter(|survey| survey.is_open(now));
        let mut lot = None;
        for survey in open {
            let secret = match lot {
                Some(secret) => secret,
                None => *lot.insert(self.lot().await?),
            };
            let drawn = survey.draws(digest(secret, &survey.lot(person)));
            if !drawn || !self.is_meant(&survey, person).await? {
                continue;
            }
            let ask = SurveyAsk {
                person,
                survey: survey.id,
                asked_at: now,
                settled_at: None,
                said: None,
            };
            let rested = now.plus_s(-PERSON_REST_DAYS * DAY_S);
            if self.parts.store.ask_person(ask, rested).await? {
                return Ok(Some(survey));
            }
        }
        Ok(None)
    }

    /// What a person answers; `None` = she does not want to, and is not asked again.
    pub async fn settle_survey(
        &self,
        person: PersonId,
        id: SurveyId,
        said: Option<Said>,
    ) -> Result<()> {
        let survey = self.survey(id).await?;
        let now = self.parts.clock.now();
        if let Some(said) = &said {
            let checked = survey.check_said(said);
            checked.map_err(|fault| EngineError::invalid("bad_request", fault.to_string()))?;
        }
        let settled = self.parts.store.settle_ask(person, id, said, now).await;
        settled.map_err(|error| match error {
            StoreError::NotFound("ask") => {
                EngineError::invalid("not_asked", "this survey does not ask you")
            }
            StoreError::Conflict("answered") => {
                EngineError::invalid("conflict", "you answered this survey already")
            }
            other => other.into(),
        })?;
        if let Audience::Cohort(cohort) = survey.audience {
            self.judge_cohort(cohort).await?;
        }
        Ok(())
    }

    /// What people said to a survey; nothing of fewer than twenty.
    pub async fn survey_results(&self, id: SurveyId) -> Result<Results> {
        let survey = self.survey(id).await?;
        let (asked, said) = self.parts.store.survey_counts(id, survey.opens).await?;
        Ok(Results::of(survey, asked, &said, K_LEAST))
    }

    /// Whether a survey is about somebody she has to do with.
    async fn is_meant(&self, survey: &Survey, person: PersonId) -> Result<bool> {
        let Audience::Cohort(cohort) = survey.audience else { return Ok(true) };
        for relation in self.parts.store.relations(person).await? {
            let business = self.parts.store.business(relation.business).await?;
            let enrolment = business.access.and_then(|access| access.enrolment);
            if enrolment.is_some_and(|enrolment| enrolment.cohort == cohort) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The secret of this installation that draws people: who is drawn can be foretold by nobody.
    async fn lot(&self) -> Result<[u8; 8]> {
        let new = crate::entropy::draw::<8>(&*self.parts.entropy).to_vec();
        let kept = self.parts.store.keep_secret(LOT, new).await?;
        let kept = kept.try_into();
        kept.map_err(|_| EngineError::invalid("try_again", "the secret of the draw is damaged"))
    }
}

/// A uniform number that follows from the secret and what is drawn.
fn digest(secret: [u8; 8], lot: &str) -> u64 {
    let hashed = token::hash(&format!("{:016x} {lot}", u64::from_le_bytes(secret)));
    hashed
        .iter()
        .take(8)
        .fold(0_u64, |all, byte| all.wrapping_mul(256).wrapping_add(u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// χ² of who is drawn, over sixteen groups of people: a fair draw exceeds 37.7 once in a thousand times, and this
    /// one is the same each time.
    #[test]
    fn the_draw_is_uniform_over_people_and_close_to_the_share() {
        let survey = Survey {
            id: SurveyId(100_000_000_000_007),
            name: String::new(),
            audience: Audience::Everybody,
            questions: Question::core(),
            sampling: Share::percent(20),
            opens: Timestamp(0),
            closes: Timestamp(1),
        };
        let mut groups = [0_u32; 16];
        for n in 0..16_000_i64 {
            let person = PersonId(100_000_000_000_000 + n);
            if survey.draws(digest([7; 8], &survey.lot(person))) {
                groups[usize::try_from(n / 1_000).unwrap()] += 1;
            }
        }
        let expected = 200.0_f64;
        let chi: f64 = groups
            .iter()
            .map(|seen| (f64::from(*seen) - expected).powi(2) / (expected * 0.8))
            .sum();
        assert!(chi < 37.7, "{chi} {groups:?}");
    }
}
