//! Everything a decision may look at, gathered by the store inside the deciding transaction.

use crate::id::{BusinessId, PersonId, SenderId};
use crate::market::Market;
use crate::marks::Marks;
use crate::money::Micros;
use crate::permission::Permission;
use crate::pilot::Access;
use crate::pricing::RateCard;
use crate::rate::Limits;
use crate::rules::budget::{Budget, Used};
use crate::rules::pacing::Seen;
use crate::rules::spending::Terms;
use crate::rules::takeover::{Guarded, Hijack};
use crate::spent::SpentNow;
use crate::template::Template;
use crate::template::quality::Quality;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The facts about one outbound message.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The sending side.
    pub sender: SenderFacts,
    /// The pair (business, person), if the recipient names one.
    pub relation: Option<RelationFacts<'a>>,
    /// The template asked for; `None` if none of that name and language exists, or none was asked.
    pub template: Option<&'a Template>,
    /// Whether the message replied or reacted to exists in this conversation.
    pub context_known: bool,
    /// Prices at the moment of the decision.
    pub rate_card: &'a RateCard,
    /// Money that can be reserved: prepaid, and what is left of a credit.
    pub balance: Micros,
    /// On which terms the business pays.
    pub terms: Terms,
    /// What it spent in the running day and month.
    pub spent: SpentNow,
    /// Limits in force for this business.
    pub limits: Limits,
    /// Registrable domains that the business has proven to own.
    pub domains: &'a [String],
    /// How many people the business reached, and may reach.
    pub portfolio: PortfolioFacts,
    /// Since when the message waits, if it was held before.
    pub held_since: Option<Timestamp>,
    /// What the business may do in the pilot of this installation; nothing is asked of it where there is none.
    pub access: Option<&'a Access>,
    /// Who got the template already, if it is being assessed and this message is no campaign's.
    pub pacing: Option<Seen>,
    /// Who got something of a business over which a guard is up.
    pub guarded: Option<Guarded>,
    /// When somebody else had the account, if that happened.
    pub hijack: Option<Hijack>,
}

/// The portfolio limit of the sending business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioFacts {
    /// Different people outside their windows in the last 24 hours.
    pub used: u32,
    /// How many there may be; `None` = any number.
    pub most: Option<u32>,
    /// The same for marketing, while the business grows (rule A3): stricter, or nothing.
    pub most_of_marketing: Option<u32>,
}

/// The sending side.
#[derive(Debug, Clone, Copy)]
pub struct SenderFacts {
    /// The business.
    pub business: BusinessId,
    /// Its sender.
    pub sender: SenderId,
    /// Whether the operator suspended the business.
    pub suspended: bool,
    /// Whether the sender is registered.
    pub registered: bool,
    /// Theoretical arrival time of the throughput limiter (see [`crate::rate`]).
    pub throughput_tat: Timestamp,
    /// Until when (exclusive) its marketing is paused, because people dislike it.
    pub marketing_paused_until: Option<Timestamp>,
    /// How its marketing is liked.
    pub quality: Quality,
    /// Whether that was better before.
    pub falling: bool,
    /// What it left as a bond.
    pub bond: Micros,
}

/// The pair.
#[derive(Debug, Clone, Copy)]
pub struct RelationFacts<'a> {
    /// The person.
    pub person: PersonId,
    /// Where she is, for the price.
    pub market: Market,
    /// What she allowed, live or ended, newest last; withdrawn ones are gone from here.
    pub permissions: &'a [Permission],
    /// Purposes she withdrew after having given them, so that the business is told the truth.
    pub withdrawn: WithdrawnPurposes,
    /// End of the customer-service window (exclusive).
    pub window_until: Option<Timestamp>,
    /// Until when (exclusive) the business may greet her with one free-form message, because she
    /// accepted an invitation and it has not greeted yet.
    pub greeting_until: Option<Timestamp>,
    /// Whether she blocked the business.
    pub blocked: bool,
    /// Theoretical arrival time of the pair limiter.
    pub pair_tat: Timestamp,
    /// When a template of each purpose last went: utility, authentication, marketing.
    pub last_sent: [Option<Timestamp>; 3],
    /// When she last read a message of the business or wrote to it.
    pub answered_at: Option<Timestamp>,
    /// When she was last counted for the portfolio limit.
    pub counted_at: Option<Timestamp>,
    /// What she chose of her budget.
    pub budget: &'a Budget,
    /// Marketing templates that went to her.
    pub marketing: Used,
    /// Utility and authentication templates of this business that went to her outside her windows.
    pub notices: Marks,
    /// Marketing templates of this business since she last read or wrote in the conversation.
    pub unanswered: u32,
}

/// A small set of purposes: utility, authentication, marketing.
pub type WithdrawnPurposes = [bool; 3];
