//! What messages are to people: no rule ever sees that.

use kurier_policy::pricing::Category;
use kurier_policy::rules::reason::Reason;
use kurier_policy::time::Timestamp;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Truth {
    /// About something she has with the business.
    Notice,
    /// An offer; not liked by this share of people.
    Offer(f64),
    /// An offer that comes as a notice.
    Disguised(f64),
    /// A lie.
    Fraud,
}

impl Truth {
    /// Why somebody does not want it, as she says when she reports it.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Self::Notice => Reason::Other,
            Self::Offer(_) => Reason::NotRelevant,
            Self::Disguised(_) => Reason::AdvertisingAsNotice,
            Self::Fraud => Reason::Scam,
        }
    }

    /// As what the business sends it.
    pub(crate) fn category(self) -> Category {
        match self {
            Self::Notice | Self::Disguised(_) => Category::Utility,
            Self::Offer(_) | Self::Fraud => Category::Marketing,
        }
    }
}

/// Who is behind a message; what is counted follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Author {
    /// An honest business.
    Honest,
    /// One that sends too much.
    Aggressive,
    /// A spammer, also while he behaves.
    Spammer,
    /// Who took an honest account over.
    Hijacker,
}

/// A template with what is behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Letter {
    pub(crate) account: u32,
    pub(crate) author: Author,
    pub(crate) truth: Truth,
    /// When it was sent last.
    pub(crate) sent_at: Timestamp,
}
