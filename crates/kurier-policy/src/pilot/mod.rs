//! The pilot programme: businesses are admitted a few at a time, each with the features it needs and no others, until
//! a date and for a reason that are written down. Source: decision 0025.
//!
//! An installation without a pilot ([`crate::rate::Limits::pilot`] is `None`) knows none of this: everybody may do
//! everything. With one, what a business may do is one pure function, [`resolve()`], of what was written down for it and
//! of the moment; nothing has to run for an end to hold.

mod access;
mod application;
mod cohort;
mod entitlement;
mod feature;
mod invitation;
mod needs;
mod resolve;
mod scorecard;
mod stage;
mod survey;

#[cfg(test)]
mod resolve_tests;

pub(crate) use access::NOTHING;
pub use access::{Access, Enrolment, PilotRule, TEST_PEOPLE_MAX, terms};
pub use application::{
    ANSWER_DAYS, Application, ApplicationState, Asked, QUESTIONS, SCORE_LEAST, Score, ScoreFault,
    Verdict,
};
pub use cohort::{Cohort, CohortState, KIND_MAX};
pub use entitlement::{Entitlement, EntitlementFault, Source, WARN_DAYS};
pub use feature::{Feature, FeatureSet};
pub use invitation::{INVITATION_DAYS, Invitation, InvitationFault};
pub use needs::needs;
pub use resolve::{Resolution, Standing, Why, resolve};
pub use scorecard::{Criterion, FreezeRule, Scorecard};
pub use stage::Stage;
pub use survey::{
    AnswerFault, Audience, K_LEAST, PERSON_REST_DAYS, QUESTIONS_MAX, Question, QuestionKind, Said,
    Survey, SurveyFault, may_ask,
};
