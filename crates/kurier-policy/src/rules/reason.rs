//! Why a person reports a message: a closed list, so that it can be counted without being read.

use serde::{Deserialize, Serialize};

/// What a person says of a message that she reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// She did not ask for messages of this business.
    NotSignedUp,
    /// Too many of them.
    TooOften,
    /// Nothing in it is for her.
    NotRelevant,
    /// Advertising that came as a notice.
    AdvertisingAsNotice,
    /// Somebody wants to cheat her.
    Scam,
    /// It insults or threatens.
    Offensive,
    /// Something else, or she did not say.
    Other,
}

impl Reason {
    /// Every reason, in the order in which people are asked.
    pub const ALL: [Self; 7] = [
        Self::NotSignedUp,
        Self::TooOften,
        Self::NotRelevant,
        Self::AdvertisingAsNotice,
        Self::Scam,
        Self::Offensive,
        Self::Other,
    ];

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotSignedUp => "not_signed_up",
            Self::TooOften => "too_often",
            Self::NotRelevant => "not_relevant",
            Self::AdvertisingAsNotice => "advertising_as_notice",
            Self::Scam => "scam",
            Self::Offensive => "offensive",
            Self::Other => "other",
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_named_as_in_json_and_found_by_its_name() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
            assert_eq!(Reason::named(reason.name()), Some(reason));
        }
        assert_eq!(Reason::named("advertising"), None);
    }
}
