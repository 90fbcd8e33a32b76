//! A person: what she wants, how often she looks, and what she does about what she does not want.

use super::letter::Truth;
use crate::assume;
use crate::random::Random;
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::rules::budget::Budget;
use kurier_policy::rules::feedback::Wanted;
use kurier_policy::rules::reason::Reason;

/// A message that she has not looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unseen {
    /// Of which account.
    pub(crate) account: u32,
    /// Where in her inbox.
    pub(crate) seq: InboxSeq,
    /// Why she does not want it; `None` = she wants it.
    pub(crate) unwanted: Option<Reason>,
    /// Whether it came as marketing.
    pub(crate) is_offer: bool,
}

/// What she does about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// Nothing more.
    None,
    /// Reports the business, and blocks it; whether she shows the message.
    Report(Reason, bool),
    /// Stops its offers.
    Stop,
}

/// One person.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    random: Random,
    /// Offers a week that she takes.
    tolerance: f64,
    offers: Week,
    /// Whom she harms as a member of a brigade.
    pub(crate) victim: Option<u32>,
    /// Newest place of her inbox that came to a device.
    pub(crate) newest: InboxSeq,
    pub(crate) unseen: Vec<Unseen>,
    /// Accounts that she allowed something, with her place among their customers.
    pub(crate) links: Vec<(u32, u32)>,
    /// Unwanted messages that reached her.
    pub(crate) unwanted: u32,
}

impl Person {
    pub(crate) fn new(id: PersonId, seed: u64, index: u32) -> Self {
        let mut random = Random::of(seed, "person", index);
        let tolerance = random.lognormal(assume::TOLERANCE.0, assume::TOLERANCE.1);
        Self {
            id,
            random,
            tolerance,
            offers: Week::default(),
            victim: None,
            newest: InboxSeq(0),
            unseen: Vec::new(),
            links: Vec::new(),
            unwanted: 0,
        }
    }

    /// Why she does not want a message that reaches her on this day; `None` = she wants it.
    pub(crate) fn dislikes(&mut self, truth: Truth, day: u32) -> Option<Reason> {
        match truth {
            Truth::Notice => None,
            Truth::Fraud => Some(truth.reason()),
            Truth::Offer(share) | Truth::Disguised(share) => {
                let is_tired = f64::from(self.offers.add(day)) > self.tolerance;
                let (dislikes, tires) =
                    (self.random.chance(share), self.random.chance(assume::TIRED));
                let too_many = (is_tired && tires).then_some(Reason::TooOften);
                if dislikes { Some(truth.reason()) } else { too_many }
            }
        }
    }

    /// Offers a week that she sets her budget to, if she sets it.
    pub(crate) fn own_budget(&mut self) -> Option<u32> {
        let sets = !self.random.chance(assume::DEFAULT_BUDGET);
        sets.then(|| super::whole(self.tolerance).clamp(1, Budget::MOST))
    }

    /// Whether she looks at her messages now.
    pub(crate) fn looks(&mut self) -> bool {
        self.random.chance(assume::LOOKS)
    }

    /// Whether a message that she looks at is read.
    pub(crate) fn reads(&mut self) -> bool {
        self.random.chance(assume::READS)
    }

    /// What she answers if she is asked about a message that she read; `None` = nothing.
    pub(crate) fn answers(&mut self, unseen: &Unseen) -> Option<Wanted> {
        if self.victim == Some(unseen.account) && unseen.is_offer {
            return Some(Wanted::No);
        }
        let answer = if unseen.unwanted.is_some() { Wanted::No } else { Wanted::Yes };
        self.random.chance(assume::ANSWERS).then_some(answer)
    }

    /// What she does about a message that she read.
    pub(crate) fn reacts(&mut self, unseen: &Unseen) -> Reaction {
        if self.victim == Some(unseen.account) && unseen.is_offer {
            return Reaction::Stop;
        }
        let shows = self.random.chance(assume::SHOWS);
        let Some(reason) = unseen.unwanted else {
            let by_mistake = self.random.chance(assume::MISTAKES);
            return if by_mistake {
                Reaction::Report(Reason::Other, shows)
            } else {
                Reaction::None
            };
        };
        let (offer, fraud) = assume::REPORTS;
        let reports = if reason == Reason::Scam { fraud } else { offer };
        if self.random.chance(reports) {
            Reaction::Report(reason, shows)
        } else if self.random.chance(assume::STOPS) {
            Reaction::Stop
        } else {
            Reaction::None
        }
    }
}

/// Offers of the last seven days.
#[derive(Debug, Default)]
struct Week {
    day: u32,
    counts: [u32; 7],
}

impl Week {
    /// Counts one more on this day; answers how many there are with it.
    fn add(&mut self, day: u32) -> u32 {
        for gone in 0..day.saturating_sub(self.day).min(7) {
            if let Some(count) = self.place(day.saturating_sub(gone)) {
                *count = 0;
            }
        }
        self.day = self.day.max(day);
        if let Some(count) = self.place(day) {
            *count = count.saturating_add(1);
        }
        self.counts.iter().sum()
    }

    fn place(&mut self, day: u32) -> Option<&mut u32> {
        self.counts.get_mut(usize::try_from(day % 7).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_count_for_seven_days() {
        let mut week = Week::default();
        assert_eq!((week.add(3), week.add(3), week.add(5)), (1, 2, 3));
        assert_eq!(week.add(9), 4);
        assert_eq!(week.add(10), 3);
        assert_eq!(week.add(40), 1);
    }
}
