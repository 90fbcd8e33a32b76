//! The steps of a template's life that its business or the operator may take, and when.

use super::life::Former;
use super::{Parts, Template, TemplateStatus};
use crate::pricing::Category;
use crate::time::{DAY_S, HOUR_S, Timestamp};

/// Templates of a business that the operator did not check, counted by name.
pub const NAMES_MAX_UNVERIFIED: usize = 250;
/// Templates of a checked business, counted by name.
pub const NAMES_MAX_VERIFIED: usize = 6_000;
/// Templates a business may make in an hour.
pub const CREATIONS_PER_HOUR: usize = 100;
/// Time between two edits of an approved template, in seconds.
pub const EDIT_EVERY_S: i64 = DAY_S;
/// Edits of an approved template in 30 days.
pub const EDITS_PER_MONTH: usize = 10;
/// How long edits are counted, in seconds.
pub const EDITS_COUNTED_S: i64 = 30 * DAY_S;
/// How long the name of a deleted template stays taken, in seconds.
pub const NAME_KEPT_S: i64 = 30 * DAY_S;
/// Longest time a message may wait: 30 days, in seconds. Asked for as `-1`.
pub const TTL_MAX_S: i64 = 30 * DAY_S;
/// Time to live of a template that names none, in seconds.
pub const TTL_DEFAULT_S: i64 = TTL_MAX_S;

/// Why a business may make no further template now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoomFault {
    /// It made as many in this hour as it may make.
    #[error("as many templates as a business may make in an hour")]
    TooFast,
    /// It has as many names as it may have.
    #[error("as many templates as a business may have")]
    TooMany,
}

/// The templates of a business, as far as a further one depends on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// Whether the operator checked the business.
    pub is_verified: bool,
    /// How many it made in the last hour.
    pub made: usize,
    /// How many names it has.
    pub names: usize,
    /// Whether the name of the new one is among them.
    pub is_named: bool,
}

impl Room {
    /// Whether one more may be made.
    ///
    /// # Errors
    /// The limit that is reached.
    pub fn check(self) -> Result<(), RoomFault> {
        let most = if self.is_verified { NAMES_MAX_VERIFIED } else { NAMES_MAX_UNVERIFIED };
        if self.made >= CREATIONS_PER_HOUR {
            return Err(RoomFault::TooFast);
        }
        if self.names >= most && !self.is_named {
            return Err(RoomFault::TooMany);
        }
        Ok(())
    }
}

/// Why a template may not be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifeFault {
    /// It is neither approved nor rejected nor paused.
    #[error("only an approved, rejected or paused template can be edited")]
    NotEditable,
    /// It was edited less than 24 hours ago.
    #[error("an approved template can be edited once in 24 hours")]
    EditedToday,
    /// It was edited ten times in 30 days.
    #[error("an approved template can be edited ten times in 30 days")]
    EditedTooOften,
    /// The category of an approved template is fixed, and of one that went as another category than it was.
    #[error("the category of an approved template cannot be changed")]
    CategoryFixed,
    /// It is not paused.
    #[error("the template is not paused")]
    NotPaused,
    /// It was paused for its quality and its time runs.
    #[error("the template is paused for its quality; the pause ends by itself")]
    PauseRuns,
    /// It can be archived no more, or is not archived.
    #[error(
        "only a template that is archived can be taken out of the archive, and only another be put into it"
    )]
    NotArchivable,
    /// It waits for no review.
    #[error("the template waits for no review")]
    NotPending,
    /// Only what may be sent can be paused, and only what is there can be disabled.
    #[error("only an approved template can be paused, and none that is deleted can be changed")]
    NotInForce,
}

/// A change of what a template says; `None` = stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// Its category.
    pub category: Option<Category>,
    /// Its parts.
    pub parts: Option<Parts>,
    /// How its parameters are named.
    pub parameter_format: Option<super::ParameterFormat>,
    /// How long a message may wait, in seconds.
    pub ttl_s: Option<i64>,
}

/// The times to live that a category allows, in seconds, both ends included.
pub fn ttl_range_s(category: Category) -> (i64, i64) {
    match category {
        Category::Authentication => (30, 15 * 60),
        Category::Utility | Category::Service => (30, 12 * HOUR_S),
        Category::Marketing => (12 * HOUR_S, TTL_MAX_S),
    }
}

/// Reads a `message_send_ttl_seconds`: `-1` stands for 30 days, where the category allows to wait at all.
/// `None` if the category does not allow it.
pub fn ttl_s(category: Category, asked: i64) -> Option<i64> {
    let (least, most) = ttl_range_s(category);
    match asked {
        -1 => Some(TTL_MAX_S),
        _ => (least..=most).contains(&asked).then_some(asked),
    }
}

/// Changes a template and puts it back to review. A change of the time to live alone needs no review.
///
/// # Errors
/// When its status, its former edits or its category do not allow it; then nothing is changed.
pub fn edit(template: &mut Template, mut edit: Edit, now: Timestamp) -> Result<(), LifeFault> {
    // What is named as it is already is no change.
    edit.category = edit.category.filter(|to| *to != template.category);
    edit.parameter_format = edit.parameter_format.filter(|to| *to != template.parameter_format);
    check_editable(template, &edit, now)?;
    let Edit { category, parts, parameter_format, ttl_s } = edit;
    if let Some(ttl_s) = ttl_s {
        template.life.ttl_s = Some(ttl_s);
    }
    let says_more = category.is_some() || parts.is_some() || parameter_format.is_some();
    if says_more {
        template.life.edited_at = Some(now);
        if template.status != TemplateStatus::Rejected {
            let former = Former { category: template.category, parts: template.parts.clone() };
            template.life.former = Some(Box::new(former));
        }
        if template.status == TemplateStatus::Approved {
            template.life.edits.retain(|at| now.seconds_since(*at) < EDITS_COUNTED_S);
            template.life.edits.push(now);
        }
        template.status = TemplateStatus::Pending;
        template.rejected_reason = None;
        template.life.review_note = None;
        template.life.paused_until = None;
    }
    template.category = category.unwrap_or(template.category);
    template.parts = parts.unwrap_or_else(|| std::mem::take(&mut template.parts));
    template.parameter_format = parameter_format.unwrap_or(template.parameter_format);
    template.updated_at = now;
    Ok(())
}

fn check_editable(template: &Template, edit: &Edit, now: Timestamp) -> Result<(), LifeFault> {
    if template.life.locked && edit.category.is_some() {
        return Err(LifeFault::CategoryFixed);
    }
    match template.status {
        TemplateStatus::Rejected | TemplateStatus::Paused => return Ok(()),
        TemplateStatus::Approved => {}
        _ => return Err(LifeFault::NotEditable),
    }
    if edit.category.is_some() {
        return Err(LifeFault::CategoryFixed);
    }
    if edit.parts.is_none() && edit.parameter_format.is_none() {
        return Ok(());
    }
    let since = |at: &&Timestamp, seconds: i64| now.seconds_since(**at) < seconds;
    let edits = &template.life.edits;
    if edits.iter().any(|at| since(&at, EDIT_EVERY_S)) {
        return Err(LifeFault::EditedToday);
    }
    if edits.iter().filter(|at| since(at, EDITS_COUNTED_S)).count() >= EDITS_PER_MONTH {
        return Err(LifeFault::EditedTooOften);
    }
    Ok(())
}

/// Deletes a template: it cannot be sent or seen any more, and its name stays taken for 30 days.
pub fn delete(template: &mut Template, now: Timestamp) {
    template.status = TemplateStatus::Deleted;
    template.life.deleted_at = Some(now);
    template.updated_at = now;
}

/// Whether the name of this template is free again.
pub fn frees_name(template: &Template, now: Timestamp) -> bool {
    let since = template.life.deleted_at.map(|at| now.seconds_since(at));
    template.status == TemplateStatus::Deleted && since.is_some_and(|since| since >= NAME_KEPT_S)
}

/// Ends a pause at the business's wish.
///
/// # Errors
/// When it is not paused, or is paused for its quality: such a pause ends by itself.
pub fn unpause(template: &mut Template, now: Timestamp) -> Result<(), LifeFault> {
    if template.status != TemplateStatus::Paused {
        return Err(LifeFault::NotPaused);
    }
    if template.life.paused_until.is_some_and(|until| until > now) {
        return Err(LifeFault::PauseRuns);
    }
    template.status = TemplateStatus::Approved;
    template.life.paused_until = None;
    template.life.pacing = template.life.pacing.anew();
    template.updated_at = now;
    Ok(())
}

/// Whether the operator may move a template to this status at once. What was never approved must not become
/// sendable by a pause and its end, and what is deleted stays so.
///
/// # Errors
/// [`LifeFault::NotInForce`] otherwise.
pub fn check_move(from: TemplateStatus, to: TemplateStatus) -> Result<(), LifeFault> {
    use TemplateStatus as S;
    let may = match to {
        S::Paused => matches!(from, S::Approved | S::Paused),
        S::Disabled => matches!(from, S::Approved | S::Paused | S::Archived | S::Disabled),
        _ => !matches!(from, S::Deleted | S::PendingDeletion),
    };
    if may { Ok(()) } else { Err(LifeFault::NotInForce) }
}

/// Puts a template into the archive, or takes it out. What comes out may be sent as before.
///
/// # Errors
/// When it is there already, or was not approved.
pub fn archive(template: &mut Template, into: bool, now: Timestamp) -> Result<(), LifeFault> {
    let both = (TemplateStatus::Approved, TemplateStatus::Archived);
    let (from, to) = if into { both } else { (both.1, both.0) };
    if template.status != from {
        return Err(LifeFault::NotArchivable);
    }
    template.status = to;
    template.updated_at = now;
    Ok(())
}

/// The operator's decision about a template that waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may be sent.
    Approve,
    /// It may not.
    Reject {
        /// Why, in the Cloud API's word.
        reason: RejectionReason,
        /// What to change, in the reviewer's words; may be empty.
        note: String,
    },
}

/// The Cloud API's reasons of a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RejectionReason {
    /// Abuses somebody.
    AbusiveContent,
    /// Belongs to another category.
    IncorrectCategory,
    /// Cannot be understood or filled in.
    InvalidFormat,
    /// Advertises in a category that must not.
    Promotional,
    /// Deceives.
    Scam,
    /// Says something else than its category or language tells.
    TagContentMismatch,
}

impl RejectionReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::AbusiveContent,
        Self::IncorrectCategory,
        Self::InvalidFormat,
        Self::Promotional,
        Self::Scam,
        Self::TagContentMismatch,
    ];

    /// Its name in the Cloud API.
    pub fn name(self) -> &'static str {
        match self {
            Self::AbusiveContent => "ABUSIVE_CONTENT",
            Self::IncorrectCategory => "INCORRECT_CATEGORY",
            Self::InvalidFormat => "INVALID_FORMAT",
            Self::Promotional => "PROMOTIONAL",
            Self::Scam => "SCAM",
            Self::TagContentMismatch => "TAG_CONTENT_MISMATCH",
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name().eq_ignore_ascii_case(name))
    }
}

/// Decides about a template that waits.
///
/// # Errors
/// When it does not wait (any more).
pub fn review(
    template: &mut Template,
    decision: Decision,
    now: Timestamp,
) -> Result<(), LifeFault> {
    if template.status != TemplateStatus::Pending {
        return Err(LifeFault::NotPending);
    }
    match decision {
        Decision::Approve => {
            template.status = TemplateStatus::Approved;
            template.life.former = None;
            template.life.pacing = template.life.pacing.anew();
        }
        Decision::Reject { reason, note } => {
            template.status = TemplateStatus::Rejected;
            template.rejected_reason = Some(reason.name().to_owned());
            template.life.review_note = Some(note).filter(|note| !note.is_empty());
        }
    }
    template.updated_at = now;
    Ok(())
}

/// Moves a template into another category; answers the former one. `None` if nothing changes.
pub fn recategorise(template: &mut Template, to: Category, now: Timestamp) -> Option<Category> {
    let former = template.category;
    if former == to {
        return None;
    }
    template.life.previous_category = Some(former);
    template.category = to;
    template.updated_at = now;
    Some(former)
}

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;
