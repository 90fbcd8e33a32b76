//! The decision: one pure function that answers the send, the dry run and every "why".

use crate::content::Content;
use crate::facts::Facts;
use crate::outbound::Outbound;
use crate::pricing::Price;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::trace::Evidence;

/// What is to be done with a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The inputs that decided; its trace explains the outcome.
    pub evidence: Evidence,
    /// Accept with these effects, or refuse.
    pub outcome: Result<Accepted, Refusal>,
}

/// The effects of an accepted message; the store applies them in the deciding transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// What to store and show.
    pub content: Content,
    /// What it costs.
    pub price: Price,
    /// New state of the sender's throughput limiter.
    pub throughput_tat: Timestamp,
    /// New state of the pair limiter.
    pub pair_tat: Timestamp,
}

/// Decides one outbound message.
pub fn admit(_facts: &Facts<'_>, _outbound: &Outbound, _now: Timestamp) -> Verdict {
    unimplemented!("written next")
}
