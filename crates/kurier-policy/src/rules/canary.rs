//! A6: marketing to many begins with a few. Their answers decide whether the others get it at all.

use super::wilson::{Share, WilsonRule};
use crate::pricing::Category;
use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// The numbers of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CanaryRule {
    /// Marketing to so many people goes at once.
    pub free_people: u32,
    /// A business is young for so many days: whatever it sends to many goes in stages.
    pub young_days: i64,
    /// People in the first stage of a young business.
    pub young_first: u32,
    /// People in its second stage.
    pub young_second: u32,
    /// Least people in the first stage.
    pub first_least: u32,
    /// The first stage, in percent of all.
    pub first_percent: u32,
    /// Most people in the first stage.
    pub first_most: u32,
    /// The second stage, in percent of all.
    pub second_percent: u32,
    /// How long each stage but the last is watched, in seconds.
    pub wait_s: i64,
    /// It is watched no longer once so many percent of those who got it have read it.
    pub read_percent: u32,
    /// How long it is watched where somebody reported it, or more said "No" than may, but too few to be sure, in seconds.
    pub doubt_s: i64,
    /// The share of "No" among all answers that must not be exceeded.
    pub no: Share,
    /// Fewer answers say nothing.
    pub answers_least: u64,
    /// The same share for notices: who gets one asked for it, so hardly anybody may say "No".
    pub notice_no: Share,
    /// Fewer answers to notices say nothing.
    pub notice_answers_least: u64,
    /// The share of reports among those who got it that must not be exceeded.
    pub reports: Share,
    /// Fewer people who reported stop nothing: it is watched longer instead.
    pub reporters_least: u64,
    /// How sure that must be.
    pub wilson: WilsonRule,
}

impl Default for CanaryRule {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl CanaryRule {
    /// The rule in force.
    pub const DEFAULT: Self = Self {
        free_people: 60,
        young_days: 14,
        young_first: 20,
        young_second: 100,
        first_least: 50,
        first_percent: 2,
        first_most: 300,
        second_percent: 20,
        wait_s: 2 * HOUR_S,
        read_percent: 60,
        doubt_s: 12 * HOUR_S,
        no: Share::percent(10),
        answers_least: 8,
        notice_no: Share::percent(3),
        notice_answers_least: 5,
        reports: Share::per_thousand(5),
        reporters_least: 2,
        wilson: WilsonRule::DEFAULT,
    };

    /// Whether any number lets more through than another rule's.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.free_people > other.free_people
            || self.young_days < other.young_days
            || self.young_first > other.young_first
            || self.young_second > other.young_second
            || self.first_least > other.first_least
            || self.first_percent > other.first_percent
            || self.first_most > other.first_most
            || self.second_percent > other.second_percent
            || self.wait_s < other.wait_s
            || self.read_percent < other.read_percent
            || self.doubt_s < other.doubt_s
            || self.no > other.no
            || self.answers_least > other.answers_least
            || self.notice_no > other.notice_no
            || self.notice_answers_least > other.notice_answers_least
            || self.reports > other.reports
            || self.reporters_least > other.reporters_least
            || self.wilson.z_thousandths > other.wilson.z_thousandths
    }

    /// The rule as it holds for messages of this category.
    #[must_use]
    pub fn of(self, category: Category) -> Self {
        if category == Category::Utility {
            let (no, answers_least) = (self.notice_no, self.notice_answers_least);
            return Self { no, answers_least, ..self };
        }
        self
    }

    /// How a send to `people` goes: what stages it has.
    pub fn stages(&self, category: Category, people: u32, is_young: bool) -> Stages {
        let is_free = category != Category::Marketing || people <= self.free_people;
        let (first, second) = if is_young {
            (self.young_first, self.young_second)
        } else if is_free {
            return Stages { ends: [people; 3] };
        } else {
            let share = percent(people, self.first_percent);
            let first = share.max(self.first_least).min(self.first_most);
            (first, percent(people, self.second_percent))
        };
        let second = first.saturating_add(second);
        Stages { ends: [first.min(people), second.min(people), people] }
    }

    /// Whether a business that began at `since` is young at `now`.
    pub fn is_young(&self, since: Timestamp, now: Timestamp) -> bool {
        now < since.plus_s(self.young_days.saturating_mul(DAY_S))
    }

    /// Why it must stop; `None` = it may go on.
    pub fn stops(&self, heard: Heard) -> Option<Stop> {
        let is_reported = heard.reports >= self.reporters_least
            && self.wilson.exceeds(heard.reports, heard.sent, self.reports);
        if is_reported {
            return Some(Stop::Reports);
        }
        let said = heard.said();
        let is_no = said >= self.answers_least && self.wilson.exceeds(heard.no, said, self.no);
        is_no.then_some(Stop::Answers)
    }

    /// Whether those few who spoke speak against it: too few to be sure, enough to wait for more.
    fn is_doubtful(&self, heard: Heard) -> bool {
        heard.reports > 0 || self.no.is_passed_by(heard.no, heard.said())
    }

    /// Whether a stage that was complete at `since` has been watched long enough.
    pub fn is_watched(&self, heard: Heard, since: Timestamp, now: Timestamp) -> bool {
        if self.is_doubtful(heard) {
            return now >= since.plus_s(self.doubt_s.max(self.wait_s));
        }
        let read = heard.read.saturating_mul(100);
        let needed = heard.sent.saturating_mul(u64::from(self.read_percent));
        (heard.sent > 0 && read >= needed) || now >= since.plus_s(self.wait_s)
    }
}

fn percent(of: u32, percent: u32) -> u32 {
    let share = u64::from(of).saturating_mul(u64::from(percent)).div_ceil(100);
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// Where the stages of a send end: so many people have got it then, all in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stages {
    /// Rising; the last is everybody.
    pub ends: [u32; 3],
}

impl Stages {
    /// Whether all go at once.
    pub fn is_one(&self) -> bool {
        let [first, _, all] = self.ends;
        first == all
    }

    /// How many have got it when stage 0, 1 or 2 ends; everybody after those.
    pub fn end(&self, stage: u8) -> u32 {
        let [.., all] = self.ends;
        self.ends.get(usize::from(stage)).copied().unwrap_or(all)
    }

    /// Whether nobody is left after this stage.
    pub fn is_last(&self, stage: u8) -> bool {
        let [.., all] = self.ends;
        self.end(stage) >= all
    }

    /// Stages whose end somebody waits for.
    pub fn watched(&self) -> u8 {
        (0..2).fold(0_u8, |sum, stage| sum.saturating_add(u8::from(!self.is_last(stage))))
    }
}

/// What those who got it made of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// People it was sent to.
    pub sent: u64,
    /// Of these, who have it on a device.
    pub delivered: u64,
    /// Of these, who read it.
    pub read: u64,
    /// Who said that they wanted it.
    pub yes: u64,
    /// Who said that they did not.
    pub no: u64,
    /// Who reported it.
    pub reports: u64,
}

impl Heard {
    /// Both answers.
    fn said(&self) -> u64 {
        self.yes.saturating_add(self.no)
    }
}

/// Why a send stops by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Too many reported it.
    Reports,
    /// Too many said that they did not want it.
    Answers,
}

#[cfg(test)]
#[path = "canary_tests.rs"]
mod tests;
