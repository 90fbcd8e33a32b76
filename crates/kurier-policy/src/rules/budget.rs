//! Rule A4: how much one person takes. Her budget of offers in a week over all businesses and from each, her
//! quiet hours, and a ceiling on what else one business tells her in a day. She chooses; what she did not choose,
//! the operator's rule says.
//!
//! Offers beyond it wait for a while and are dropped then, uncharged. Notices beyond the ceiling are refused,
//! unless she called their topic urgent.

use super::quiet::{DayTime, QuietHours};
use super::zone::Zone;
use crate::id::{BusinessId, TemplateId};
use crate::marks::Marks;
use crate::time::{HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// A week, in days of UTC, the running one among them.
pub const WEEK_DAYS: u32 = 7;

/// How many offers of one business may wait for one person.
pub const WAITING_MAX: u32 = 2;

/// The numbers of the rule: what holds for people who chose nothing, and what nobody chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BudgetRule {
    /// Offers in seven days from all businesses together.
    pub week: u32,
    /// Offers in seven days from one business.
    pub each: u32,
    /// Places of the week that are kept for businesses without an offer in it: who writes often leaves room for who writes seldom.
    pub kept: u32,
    /// Hours in which no offer comes.
    pub quiet: QuietHours,
    /// Notices and codes of one business in a day of UTC, outside open conversations.
    pub notices: u32,
    /// How long an offer waits for its time, in seconds.
    pub defer_s: i64,
}

impl BudgetRule {
    /// Seven a week, two of each business, the last place for one that had none; none from 21 to 8; ten notices a day; offers wait for 48 hours.
    pub const DEFAULT: Self = Self {
        week: 7,
        each: 2,
        kept: 1,
        quiet: QuietHours::daily(DayTime::of(21, 0), DayTime::of(8, 0)),
        notices: 10,
        defer_s: 48 * HOUR_S,
    };

    /// Whether it lets anything through that `other` would not.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.week > other.week
            || self.each > other.each
            || self.kept < other.kept
            || self.notices > other.notices
            || self.defer_s > other.defer_s
            || !self.quiet.is_at_least(&other.quiet)
    }
}

impl Default for BudgetRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a person chose; what is `None`, the rule says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// Where her clock hangs; `None` = UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// Offers in seven days from all businesses together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week: Option<u32>,
    /// Offers in seven days from one business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<u32>,
    /// Hours in which no offer comes, and nothing rings but what is urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
    /// Notices that may come and ring whenever there is something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urgent: Vec<Urgent>,
}

/// Notices that a person called urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgent {
    /// Whose.
    pub business: BusinessId,
    /// About what; `None` = all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// Why a budget cannot be as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BudgetFault {
    /// A number is too large.
    #[error("at most {} offers in a week", Budget::MOST)]
    TooMany,
    /// The list of urgent topics is too long.
    #[error("at most {} urgent topics", Budget::URGENT_MAX)]
    TooManyUrgent,
}

impl Budget {
    /// What holds for somebody who chose nothing.
    pub const NOTHING: Self =
        Self { zone: None, week: None, each: None, quiet: None, urgent: Vec::new() };
    /// Largest number of offers; a day's count ends at 15, and nobody may come beyond it unseen.
    pub const MOST: u32 = 14;
    /// Most urgent topics.
    pub const URGENT_MAX: usize = 50;

    /// Whether it can be kept.
    pub fn check(&self) -> Result<(), BudgetFault> {
        let too_many = |number: Option<u32>| number.is_some_and(|number| number > Self::MOST);
        if too_many(self.week) || too_many(self.each) {
            return Err(BudgetFault::TooMany);
        }
        if self.urgent.len() > Self::URGENT_MAX {
            return Err(BudgetFault::TooManyUrgent);
        }
        Ok(())
    }

    /// Whether she called notices of this business about this topic urgent.
    pub fn is_urgent(&self, business: BusinessId, topic: Option<&str>) -> bool {
        self.urgent.iter().any(|urgent| {
            urgent.business == business
                && (urgent.topic.is_none() || urgent.topic.as_deref() == topic)
        })
    }

    /// What holds, her choices before the rule; `rule` `None` = limits are lifted.
    pub fn in_force(&self, rule: Option<&BudgetRule>) -> InForce<'_> {
        let most = |number: u32| number.min(Self::MOST);
        InForce {
            week: self.week.or(rule.map(|rule| rule.week)).map(most),
            each: self.each.or(rule.map(|rule| rule.each)).map(most),
            kept: rule.map_or(0, |rule| rule.kept),
            quiet: self.quiet.or(rule.map(|rule| rule.quiet)),
            zone: self.zone.as_ref(),
        }
    }
}

/// The budget that holds for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce<'a> {
    /// Offers in seven days from all businesses together; `None` = any number.
    pub week: Option<u32>,
    /// Offers in seven days from one business; `None` = any number.
    pub each: Option<u32>,
    /// Of the first number, how many only a business without an offer in these days may take.
    pub kept: u32,
    /// Quiet hours; `None` = there are none.
    pub quiet: Option<QuietHours>,
    /// Where her clock hangs.
    pub zone: Option<&'a Zone>,
}

/// What offers of all businesses, and of one, used of a budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Of all businesses together.
    pub of_all: Marks,
    /// Of the one that asks.
    pub of_this: Marks,
}

/// Whether an offer may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Now.
    Now,
    /// From then on, if nothing else comes in between.
    From(Timestamp, Waits),
    /// Not unless she changes her budget.
    Never,
}

/// What an offer waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waits {
    /// For room in her budget.
    Budget,
    /// For the end of her quiet hours.
    QuietHours,
    /// For the judgement of those who got its template first (rule A6).
    QualityAssessment,
    /// For two people who say that the business is still itself (rule A14).
    TakeoverGuard,
}

/// An offer that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// When it could go next, as things stand.
    #[serde(rename = "n")]
    pub next_at: Timestamp,
    /// When it is dropped.
    #[serde(rename = "g")]
    pub gives_up_at: Timestamp,
    /// What it waits for.
    #[serde(rename = "w")]
    pub waits: Waits,
    /// The template whose assessment it waits for, or [`crate::rules::takeover::GUARDED`].
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
}

impl Hold {
    /// When it is to be decided again.
    pub fn due_at(&self) -> Timestamp {
        // Whoever judges the template, or ends the guard, wakes it.
        let is_woken = matches!(self.waits, Waits::QualityAssessment | Waits::TakeoverGuard);
        if is_woken { self.gives_up_at } else { self.next_at.min(self.gives_up_at) }
    }
}

/// Rounds in which budget and quiet hours push each other on.
const ROUNDS: u32 = 9;

impl InForce<'_> {
    /// Whether one more offer may go at `now`.
    pub fn room(&self, used: Used, now: Timestamp) -> Room {
        let has_room = self.budget_from(used, now) == Some(now);
        let waits = if has_room { Waits::QuietHours } else { Waits::Budget };
        let mut moment = now;
        for _ in 0..ROUNDS {
            let later = self.budget_from(used, moment).and_then(|free| self.awake_from(free));
            match later {
                None => return Room::Never,
                Some(same) if same == moment => break,
                Some(later) => moment = later,
            }
        }
        if moment == now { Room::Now } else { Room::From(moment, waits) }
    }

    /// Until when it is quiet at `now`; `None` = it is not.
    pub fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        let quiet = self.quiet.filter(|quiet| quiet.is_quiet(now, self.zone))?;
        Some(quiet.ends_after(now, self.zone).unwrap_or(Timestamp(i64::MAX)))
    }

    fn awake_from(&self, at: Timestamp) -> Option<Timestamp> {
        self.quiet.map_or(Some(at), |quiet| quiet.ends_after(at, self.zone))
    }

    fn budget_from(&self, used: Used, at: Timestamp) -> Option<Timestamp> {
        let from = |limit: Option<u32>, marks: Marks| match limit {
            Some(limit) => marks.falls_below(limit, WEEK_DAYS, at),
            None => Some(at),
        };
        let of_all = from(self.week, used.of_all)?.max(from(self.each, used.of_this)?);
        let Some(week) = self.week.filter(|_| self.kept > 0) else { return Some(of_all) };
        let as_first = from(Some(1), used.of_this)?;
        if as_first <= at {
            return Some(of_all);
        }
        // A second offer leaves the kept places alone, or waits until it is the first again.
        let as_second = from(Some(week.saturating_sub(self.kept)), used.of_all);
        let of_week = as_second.map_or(as_first, |second| second.min(as_first));
        Some(of_all.max(of_week))
    }
}

#[cfg(test)]
#[path = "budget_tests.rs"]
mod tests;
