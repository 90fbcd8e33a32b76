//! How businesses ask to be admitted, and how that is judged.

use crate::id::{ApplicationId, CohortId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Days within which an application is answered.
pub const ANSWER_DAYS: i64 = 10;
/// Fewer points admit nobody.
pub const SCORE_LEAST: u8 = 12;
/// Operators whose sheets are needed.
const SHEETS: usize = 2;
/// Most points of one question.
const POINTS_MAX: u8 = 4;

/// The questions of the sheet, in order; each is worth 0 to 4 points.
pub const QUESTIONS: [&str; 5] = [
    "What is it worth to the person who gets these messages?",
    "How well can the business prove that each person allowed it?",
    "How few messages does a person get?",
    "How easily is harm undone if something goes wrong?",
    "How different is it from those who are in the pilot already?",
];

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// It came in.
    Submitted,
    /// Somebody looked at it, and asks more.
    Talk,
    /// It may come in.
    Accepted,
    /// It may come in later.
    Waitlisted,
    /// Not now, for a reason that it is told.
    Rejected,
    /// The business took it back.
    Withdrawn,
}

impl ApplicationState {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Talk => "talk",
            Self::Accepted => "accepted",
            Self::Waitlisted => "waitlisted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it may follow.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Submitted | Self::Talk | Self::Waitlisted => {
                next != self && next != Self::Submitted
            }
            Self::Accepted => matches!(next, Self::Withdrawn | Self::Waitlisted),
            Self::Rejected | Self::Withdrawn => false,
        }
    }
}

/// What a business says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Its name.
    pub business: String,
    /// Two letters.
    pub country: String,
    /// What kind of business: at most [`super::KIND_MAX`] of one kind come into one cohort.
    pub kind: String,
    /// What people get, and why they want it.
    pub use_case: String,
    /// The features it needs.
    pub features: Vec<super::Feature>,
    /// People it would write to in a week.
    pub people_per_week: u32,
    /// Where the page or the code can be seen with which people allow it.
    pub consent: String,
    /// One to three messages as people would read them.
    pub samples: Vec<String>,
    /// The mail address of whoever answers.
    pub email: String,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// What it says.
    pub asked: Asked,
    /// When it came.
    pub at: Timestamp,
    /// Where it stands.
    pub state: ApplicationState,
    /// The sheets of the operators, one each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// Why it stands there, as the business is told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The cohort that it is to come into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort: Option<CohortId>,
    /// Rises by one with every change.
    #[serde(default)]
    pub revision: u32,
}

/// One operator's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Points of the five questions, 0 to 4 each.
    pub points: [u8; 5],
}

/// Why a sheet does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScoreFault {
    /// More points than there are.
    #[error("each question is worth 0 to 4 points")]
    Points,
}

impl Score {
    /// Whether its points are points.
    pub fn check(&self) -> Result<(), ScoreFault> {
        let fits = self.points.iter().all(|points| *points <= POINTS_MAX);
        if fits { Ok(()) } else { Err(ScoreFault::Points) }
    }

    /// The sum.
    pub fn sum(&self) -> u8 {
        self.points.iter().fold(0, |sum, points| sum.saturating_add(*points))
    }

    fn is_good(&self) -> bool {
        self.sum() >= SCORE_LEAST && !self.points.contains(&0)
    }
}

/// What the sheets say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Another operator has to look.
    Waits,
    /// Both sheets are good.
    Good,
    /// One of them is not.
    Weak,
}

impl Application {
    /// What the sheets say: two operators, at least twelve points each, and no question with none.
    pub fn verdict(&self) -> Verdict {
        if self.scores.iter().any(|score| !score.is_good()) {
            Verdict::Weak
        } else if self.scores.len() >= SHEETS {
            Verdict::Good
        } else {
            Verdict::Waits
        }
    }

    /// With this sheet in place of an earlier one of the same operator.
    #[must_use]
    pub fn scored(mut self, score: Score) -> Self {
        self.scores.retain(|one| one.by != score.by);
        self.scores.push(score);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(sheets: &[(&str, [u8; 5])]) -> Application {
        let asked = Asked {
            business: "Farm".into(),
            country: "DE".into(),
            kind: "farm".into(),
            use_case: "cows".into(),
            features: vec![],
            people_per_week: 3,
            consent: "https://example.org".into(),
            samples: vec!["Cow 7 is calving.".into()],
            email: "a@example.org".into(),
        };
        let new = Application {
            id: ApplicationId(1),
            asked,
            at: Timestamp(0),
            state: ApplicationState::Submitted,
            scores: vec![],
            reason: String::new(),
            cohort: None,
            revision: 0,
        };
        sheets.iter().fold(new, |it, (by, points)| {
            it.scored(Score { by: (*by).into(), at: Timestamp(1), points: *points })
        })
    }

    #[test]
    fn two_operators_twelve_points_and_no_question_without_any() {
        let verdict = |sheets: &[(&str, [u8; 5])]| application(sheets).verdict();
        assert_eq!(verdict(&[("ada", [4, 4, 2, 1, 1])]), Verdict::Waits);
        assert_eq!(verdict(&[("ada", [4; 5]), ("ada", [4; 5])]), Verdict::Waits);
        assert_eq!(verdict(&[("ada", [4, 4, 2, 1, 1]), ("ben", [3, 3, 2, 2, 2])]), Verdict::Good);
        assert_eq!(verdict(&[("ada", [4, 4, 4, 4, 0]), ("ben", [4; 5])]), Verdict::Weak);
        assert_eq!(verdict(&[("ada", [3, 2, 2, 2, 2]), ("ben", [4; 5])]), Verdict::Weak);
    }

    #[test]
    fn a_sheet_has_at_most_four_points_a_question() {
        let score = |points| Score { by: "ada".into(), at: Timestamp(0), points };
        assert_eq!(score([4; 5]).check(), Ok(()));
        assert_eq!(score([4, 4, 5, 0, 0]).check(), Err(ScoreFault::Points));
    }

    #[test]
    fn what_was_rejected_or_withdrawn_stays_so() {
        use ApplicationState::{Accepted, Rejected, Submitted, Talk, Waitlisted, Withdrawn};
        for next in [Submitted, Talk, Accepted, Waitlisted] {
            assert!(!Rejected.may_become(next) && !Withdrawn.may_become(next));
        }
        assert!(Submitted.may_become(Accepted) && Waitlisted.may_become(Accepted));
        assert!(Accepted.may_become(Withdrawn) && !Accepted.may_become(Rejected));
    }
}
