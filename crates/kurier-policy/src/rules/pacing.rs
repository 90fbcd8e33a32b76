//! A6 for templates that are sent one by one: marketing that is new, was paused or is not yet green begins with a few
//! people, and so does every notice of a young business; codes do not, they say nothing of their own. Further messages wait until it is known what these made of it; then they go, or the template is paused.

use super::canary::{CanaryRule, Heard, Stop};
use crate::pricing::Category;
use crate::rate::Limits;
use crate::template::Template;
use crate::template::quality::Quality;
use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// The numbers of the rule. What is watched, for how long, and what stops, [`CanaryRule`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PacingRule {
    /// People in the first stage of a young business.
    pub young_first: u32,
    /// People in the first stage of any other.
    pub first: u32,
    /// People in the second stage.
    pub second: u32,
    /// A template that people like goes to everybody for so many days.
    pub released_days: i64,
    /// How long a message waits for the others' judgement, in seconds.
    pub defer_s: i64,
    /// How many messages of one template may wait.
    pub waiting_most: u32,
}

impl Default for PacingRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl PacingRule {
    /// The rule in force.
    pub const DEFAULT: Self = Self {
        young_first: 20,
        first: 60,
        second: 100,
        released_days: 7,
        defer_s: 48 * HOUR_S,
        waiting_most: 10_000,
    };

    /// Whether any number lets more through than another rule's.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.young_first > other.young_first
            || self.first > other.first
            || self.second > other.second
            || self.released_days > other.released_days
            || self.defer_s > other.defer_s
            || self.waiting_most > other.waiting_most
    }

    /// So many people have it when this stage is complete, all in all.
    pub fn end(&self, stage: u8, is_young: bool) -> u32 {
        let first = if is_young { self.young_first } else { self.first };
        if stage == 0 { first } else { first.saturating_add(self.second) }
    }

    /// Whether one more message may go now. Who has it may get it again.
    pub fn lets_through(&self, pacing: Pacing, seen: &Seen) -> bool {
        seen.is_among || seen.people < self.end(pacing.stage, seen.is_young)
    }

    /// When a complete stage is judged at the latest; `None` while it is not complete.
    pub fn judged_at(&self, canary: &CanaryRule, pacing: Pacing, seen: &Seen) -> Option<Timestamp> {
        let is_complete = seen.people >= self.end(pacing.stage, seen.is_young);
        seen.last_at.filter(|_| is_complete).map(|last| last.plus_s(canary.wait_s))
    }

    /// What follows from what those who got it made of it.
    pub fn judge(
        &self,
        canary: &CanaryRule,
        pacing: Pacing,
        (heard, seen): (Heard, &Seen),
        now: Timestamp,
    ) -> Judgement {
        if let Some(stop) = canary.stops(heard) {
            return Judgement::Stops(stop);
        }
        let is_complete = seen.people >= self.end(pacing.stage, seen.is_young);
        match seen.last_at.filter(|_| is_complete) {
            Some(since) if canary.is_watched(heard, since, now) => {
                Judgement::GoesOn(self.after(pacing, now))
            }
            _ => Judgement::Stays,
        }
    }

    fn after(&self, pacing: Pacing, now: Timestamp) -> Pacing {
        if pacing.stage == 0 { Pacing { stage: 1, ..pacing } } else { self.released(pacing, now) }
    }

    /// As it stands once people liked it: it goes to everybody for some days, and then begins anew.
    pub fn released(&self, pacing: Pacing, now: Timestamp) -> Pacing {
        let until = now.plus_s(self.released_days.saturating_mul(DAY_S));
        Pacing { released_until: Some(until), ..pacing.anew() }
    }
}

/// How far a template is. Kept with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pacing {
    /// Counts its assessments: only who got it in the running one counts for that.
    pub round: u32,
    /// The running stage, 0 or 1.
    pub stage: u8,
    /// Until when (exclusive) it goes to everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_until: Option<Timestamp>,
}

impl Pacing {
    /// Before its next assessment.
    #[must_use]
    pub fn anew(self) -> Self {
        Self { round: self.round.saturating_add(1), stage: 0, released_until: None }
    }

    /// After its quality fell: what it earned is gone.
    #[must_use]
    pub fn recalled(self) -> Self {
        Self { released_until: None, ..self }
    }

    /// Whether it goes to everybody at `now`. What a young business sends must be liked anew every few days.
    pub fn is_released(self, quality: Quality, is_young: bool, now: Timestamp) -> bool {
        self.released_until.is_some_and(|until| now < until)
            || (quality == Quality::Green && !is_young)
    }

    /// Whether nothing is known yet.
    pub fn is_first(&self) -> bool {
        *self == Self::default()
    }
}

/// Who got a template in its running assessment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How many people.
    pub people: u32,
    /// Whether the recipient is one of them.
    pub is_among: bool,
    /// When the last of them got it.
    pub last_at: Option<Timestamp>,
    /// Whether the business is young.
    pub is_young: bool,
}

/// What follows from a look at an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing yet.
    Stays,
    /// It goes to more people.
    GoesOn(Pacing),
    /// People dislike it.
    Stops(Stop),
}

/// Whether messages of this template are paced at `now`, of a business that began at `since`: whether that is young,
/// or nothing where they go as they come.
pub fn paces(
    limits: &Limits,
    template: &Template,
    since: Timestamp,
    now: Timestamp,
) -> Option<bool> {
    let canary = limits.canary?;
    let is_young = canary.is_young(since, now);
    let is_concerned = match template.category {
        Category::Marketing => true,
        Category::Utility => is_young,
        Category::Authentication | Category::Service => false,
    };
    if !is_concerned {
        return None;
    }
    let life = &template.life;
    (!life.pacing.is_released(life.quality, is_young, now)).then_some(is_young)
}

/// Whether an earlier call with the same key may have been kept because its message had to wait, of a business that began at `since`.
pub fn may_wait(limits: &Limits, category: Category, since: Timestamp, now: Timestamp) -> bool {
    let defer_s = limits.rules.unwrap_or_default().pacing.defer_s;
    let earlier = now.plus_s(defer_s.saturating_neg());
    match category {
        Category::Marketing => true,
        Category::Utility => limits.canary.is_some_and(|rule| rule.is_young(since, earlier)),
        Category::Authentication | Category::Service => false,
    }
}

#[cfg(test)]
#[path = "pacing_tests.rs"]
mod tests;
