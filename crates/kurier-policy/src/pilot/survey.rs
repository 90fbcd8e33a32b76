//! What people are asked: little, seldom, and never twice.

use crate::id::{CohortId, PersonId, SurveyId};
use crate::rules::wilson::Share;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Most questions of one survey.
pub const QUESTIONS_MAX: usize = 3;
/// Days in which one person is asked once, whatever survey it was.
pub const PERSON_REST_DAYS: i64 = 30;
/// Fewer answers are shown to nobody.
pub const K_LEAST: u64 = 20;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody here.
    Everybody,
    /// People who have to do with a business of this cohort.
    Cohort(CohortId),
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// How often in seven days: never, once or twice, more often, daily.
    HowOften,
    /// How many unwanted messages: none, one, two or three, more.
    Unwanted,
    /// 0 to 10.
    Score,
}

impl QuestionKind {
    /// How many answers there are; an answer is a number below it.
    pub fn answers(self) -> u8 {
        match self {
            Self::HowOften | Self::Unwanted => 4,
            Self::Score => 11,
        }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its short name: `S1`.
    pub key: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// In English.
    pub en: String,
    /// In German.
    pub de: String,
}

impl Question {
    /// The three questions of the programme.
    pub fn core() -> Vec<Self> {
        let question = |key: &str, kind, en: &str, de: &str| Self {
            key: key.to_owned(),
            kind,
            en: en.to_owned(),
            de: de.to_owned(),
        };
        vec![
            question(
                "S1",
                QuestionKind::HowOften,
                "How often did you write with a business here in the last 7 days?",
                "Wie oft hast du in den letzten 7 Tagen hier mit einem Unternehmen geschrieben?",
            ),
            question(
                "S2",
                QuestionKind::Unwanted,
                "Did you get a message that you did not want?",
                "Hast du eine Nachricht bekommen, die du nicht wolltest?",
            ),
            question(
                "S3",
                QuestionKind::Score,
                "Should businesses stay here?",
                "Sollen Unternehmen hier bleiben?",
            ),
        ]
    }
}

/// A survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Its id.
    pub id: SurveyId,
    /// What operators call it.
    pub name: String,
    /// Who is asked.
    pub audience: Audience,
    /// What.
    pub questions: Vec<Question>,
    /// Which share of them is drawn.
    pub sampling: Share,
    /// From when on.
    pub opens: Timestamp,
    /// Until when (exclusive).
    pub closes: Timestamp,
}

/// Why something is no survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SurveyFault {
    /// None, or more than three.
    #[error("a survey has one to three questions")]
    Questions,
    /// Two questions of one name.
    #[error("two questions have the same key")]
    Twice,
    /// It ends before it begins.
    #[error("a survey ends after it begins")]
    NoTime,
    /// A share above all.
    #[error("the sampling is a share between 0 and all")]
    Sampling,
}

/// Why something is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// As many answers as questions are needed.
    #[error("each question needs an answer or null")]
    Count,
    /// No answer to choose.
    #[error("an answer is a number below the number of answers")]
    Value,
}

/// What one person said: per question its answer, or nothing.
pub type Said = Vec<Option<u8>>;

impl Survey {
    /// Whether it may be asked.
    pub fn check(&self) -> Result<(), SurveyFault> {
        let keys: std::collections::BTreeSet<&str> =
            self.questions.iter().map(|one| one.key.as_str()).collect();
        if self.questions.is_empty() || self.questions.len() > QUESTIONS_MAX {
            return Err(SurveyFault::Questions);
        }
        if keys.len() != self.questions.len() {
            return Err(SurveyFault::Twice);
        }
        if self.closes <= self.opens {
            return Err(SurveyFault::NoTime);
        }
        if self.sampling > Share::ALL { Err(SurveyFault::Sampling) } else { Ok(()) }
    }

    /// Whether it is asked at this moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.opens <= now && now < self.closes
    }

    /// Whether this person was drawn: the same for her however often it is looked at. `digest` is a uniform number that
    /// follows from a secret, the survey and her.
    pub fn draws(&self, digest: u64) -> bool {
        digest.rem_euclid(u64::from(Share::ALL.0)) < u64::from(self.sampling.0)
    }

    /// Whether these are answers to it.
    pub fn check_said(&self, said: &[Option<u8>]) -> Result<(), AnswerFault> {
        if said.len() != self.questions.len() {
            return Err(AnswerFault::Count);
        }
        let fits = |(question, answer): (&Question, &Option<u8>)| {
            answer.is_none_or(|answer| answer < question.kind.answers())
        };
        if self.questions.iter().zip(said).all(fits) { Ok(()) } else { Err(AnswerFault::Value) }
    }

    /// What a draw is made from, beside the secret.
    pub fn lot(&self, person: PersonId) -> String {
        format!("survey {} {}", self.id, person)
    }
}

/// Whether a person may be asked, who was last asked then.
pub fn may_ask(last: Option<Timestamp>, now: Timestamp) -> bool {
    let rest_s = PERSON_REST_DAYS.saturating_mul(DAY_S);
    last.is_none_or(|last| last.plus_s(rest_s) <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        Survey {
            id: SurveyId(1),
            name: "core".into(),
            audience: Audience::Everybody,
            questions: Question::core(),
            sampling: Share::percent(10),
            opens: Timestamp(0),
            closes: Timestamp(10),
        }
    }

    #[test]
    fn three_questions_at_most_each_of_its_own_name() {
        assert_eq!(survey().check(), Ok(()));
        let mut four = survey();
        four.questions.push(Question { key: "S4".into(), ..four.questions[0].clone() });
        assert_eq!(four.check(), Err(SurveyFault::Questions));
        four.questions = vec![four.questions[0].clone(), four.questions[0].clone()];
        assert_eq!(four.check(), Err(SurveyFault::Twice));
        assert_eq!(Survey { questions: vec![], ..survey() }.check(), Err(SurveyFault::Questions));
    }

    #[test]
    fn nobody_is_asked_twice_in_thirty_days() {
        let last = Timestamp::from_seconds(1_000);
        assert!(may_ask(None, last));
        assert!(!may_ask(Some(last), last.plus_s(30 * DAY_S - 1)));
        assert!(may_ask(Some(last), last.plus_s(30 * DAY_S)));
    }

    #[test]
    fn answers_are_numbers_of_the_question_or_nothing() {
        let survey = survey();
        assert_eq!(survey.check_said(&[Some(3), None, Some(10)]), Ok(()));
        assert_eq!(survey.check_said(&[Some(4), None, None]), Err(AnswerFault::Value));
        assert_eq!(survey.check_said(&[Some(0)]), Err(AnswerFault::Count));
    }

    #[test]
    fn about_as_many_are_drawn_as_the_share_says() {
        // Numbers spread like digests: an odd multiplier runs through all of them.
        let digest = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11;
        let drawn = (0..20_000).filter(|n| survey().draws(digest(*n))).count();
        assert!((1_850..2_150).contains(&drawn), "{drawn}");
        let all = Survey { sampling: Share::ALL, ..survey() };
        assert!((0..1_000).all(|n| all.draws(digest(n))));
    }
}
