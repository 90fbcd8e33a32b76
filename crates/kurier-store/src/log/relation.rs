//! The part of a relation that its log does not tell.

use super::state::{Pair, RelationHot};
use crate::record::Relation;
use kurier_policy::event::PairIds;
use kurier_policy::id::SenderId;
use kurier_policy::permission::{Permission, Purpose};
use kurier_policy::time::Timestamp;

/// What of a relation rarely changes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelationCold {
    pub(crate) wa_id: u64,
    pub(crate) user_id: String,
    pub(crate) blocked: bool,
    /// Whether the business bars her from writing to it.
    pub(crate) barred: bool,
    /// Purposes she withdrew after having given them: utility, authentication, marketing.
    pub(crate) withdrawn: [bool; 3],
    pub(crate) created_at: Timestamp,
    /// Oldest first.
    pub(crate) permissions: Vec<Permission>,
}

impl RelationCold {
    pub(crate) fn ids(&self, name: &str) -> PairIds {
        PairIds {
            wa_id: self.wa_id.to_string(),
            user_id: self.user_id.clone(),
            name: name.to_owned(),
        }
    }

    /// Bar and withdrawn purposes, as they are stored together.
    pub(crate) fn bits(&self) -> i64 {
        withdrawn_to_bits(self.withdrawn) | barred_to_bits(self.barred)
    }

    /// The relation as the port shows it.
    pub(crate) fn shown(&self, pair: Pair, hot: RelationHot, name: &str) -> Relation {
        let time = |micros: i64| (micros != 0).then_some(Timestamp(micros));
        Relation {
            business: pair.0,
            person: pair.1,
            ids: self.ids(name),
            permissions: self.permissions.clone(),
            blocked: self.blocked,
            barred: self.barred,
            withdrawn: self.withdrawn,
            window_until: (hot.window_until > 0).then_some(Timestamp(hot.window_until)),
            last_sender: (hot.last_sender != 0).then_some(SenderId(hot.last_sender)),
            answered_at: time(hot.answered_at),
            last_sent: hot.last_sent.map(time),
            created_at: self.created_at,
        }
    }
}

/// How the business knows the recipient of a refused message.
pub(crate) fn anonymous(address: &str) -> PairIds {
    PairIds { wa_id: address.to_owned(), user_id: String::new(), name: String::new() }
}

/// Place of a purpose in [`kurier_policy::facts::WithdrawnPurposes`].
pub(crate) fn purpose_index(purpose: Purpose) -> usize {
    match purpose {
        Purpose::Utility => 0,
        Purpose::Authentication => 1,
        Purpose::Marketing => 2,
    }
}

/// The bit beside those of withdrawn purposes; an index counts on it.
const BARRED: i64 = 8;

pub(crate) fn barred_from_bits(bits: i64) -> bool {
    bits & BARRED != 0
}

pub(crate) fn barred_to_bits(barred: bool) -> i64 {
    if barred { BARRED } else { 0 }
}

pub(crate) fn withdrawn_from_bits(bits: i64) -> [bool; 3] {
    [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0]
}

pub(crate) fn withdrawn_to_bits(withdrawn: [bool; 3]) -> i64 {
    let [utility, authentication, marketing] = withdrawn.map(i64::from);
    utility | (authentication << 1) | (marketing << 2)
}
