//! Who on an imported list is asked.

use super::relation::RelationCold;
use crate::record::{Card, CardKind, InvitationImport, NewInvitations};
use kurier_policy::id::{CardId, PersonId};
use kurier_policy::permission::Purpose;
use kurier_policy::rules::invitation::{Asked, CardAnswer, LastCard};
use kurier_policy::time::{HOUR_S, Timestamp};

/// Whether this person gets a card. A permission that ended for want of use counts as one, too: the renewal asks about
/// that.
pub(crate) fn asks(
    new: &NewInvitations,
    relation: Option<&RelationCold>,
    last: Option<LastCard>,
    now: Timestamp,
) -> bool {
    let (purpose, topic) = (new.import.purpose, new.import.topic.as_deref());
    let may_be_asked = |relation: &RelationCold| {
        let closed = relation.blocked || relation.barred;
        let (withdrawn, permissions) = (relation.withdrawn, &relation.permissions[..]);
        let asked = Asked { closed, withdrawn, permissions };
        asked.may_be_asked(purpose, topic, |one| one.is_live(now))
    };
    relation.is_none_or(may_be_asked) && new.rule.may_make(last, now)
}

/// The card for one person of an import.
pub(crate) fn card(import: &InvitationImport, id: CardId, person: PersonId) -> Card {
    Card {
        id,
        person,
        business: import.business,
        kind: CardKind::Invitation,
        import: import.number,
        used_at: Timestamp(0),
        purpose: import.purpose,
        topic: import.topic.clone(),
        made_at: import.at,
        shown_at: None,
        answered_at: None,
        answer: None,
    }
}

/// The hour in which `at` lies.
pub(crate) fn hour(at: Timestamp) -> Timestamp {
    Timestamp(at.0.saturating_sub(at.0.rem_euclid(HOUR_S * 1_000_000)))
}

pub(crate) fn kind_code(kind: CardKind) -> i64 {
    match kind {
        CardKind::Invitation => 0,
        CardKind::Renewal => 1,
    }
}

pub(crate) fn kind_of(code: i64) -> Option<CardKind> {
    match code {
        0 => Some(CardKind::Invitation),
        1 => Some(CardKind::Renewal),
        _ => None,
    }
}

pub(crate) fn answer_code(answer: Option<CardAnswer>) -> i64 {
    match answer {
        None => 0,
        Some(CardAnswer::Accepted) => 1,
        Some(CardAnswer::Declined) => 2,
    }
}

/// The answer of a code; an error = there is no such code.
pub(crate) fn answer_of(code: i64) -> Result<Option<CardAnswer>, &'static str> {
    match code {
        0 => Ok(None),
        1 => Ok(Some(CardAnswer::Accepted)),
        2 => Ok(Some(CardAnswer::Declined)),
        _ => Err("unknown answer"),
    }
}

/// Small numbers of columns.
pub(crate) fn purpose_code(purpose: Purpose) -> i64 {
    match purpose {
        Purpose::Utility => 0,
        Purpose::Authentication => 1,
        Purpose::Marketing => 2,
    }
}

pub(crate) fn purpose_of(code: i64) -> Option<Purpose> {
    Purpose::ALL.get(usize::try_from(code).ok()?).copied()
}
