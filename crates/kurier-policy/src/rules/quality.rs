//! How people like the marketing of a business, and what follows (rule A8): green, yellow, red; a pause at each
//! strike, longer each time; after the last one the business is closed and its bond is forfeited.

use super::wilson::{Share, WilsonRule};
use crate::template::quality::Quality;
use crate::time::{DAY_S, Timestamp};
use serde::{Deserialize, Serialize};

/// From what on a business is yellow, red, paused or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityRule {
    /// How sure a share must be.
    pub sure: WilsonRule,
    /// Days whose messages count.
    pub judged_days: i64,
    /// Fewer delivered marketing messages tell nothing good: no green below.
    pub least_delivered: u64,
    /// Persons who must have reported before it is red: one angry person, or two, stop nobody.
    pub least_reporters: u64,
    /// Persons who must have answered before their "No" counts.
    pub least_answers: u64,
    /// Reports beyond which it is yellow.
    pub yellow_reports: Share,
    /// Reports beyond which it is red.
    pub red_reports: Share,
    /// "No" answers beyond which it is red.
    pub red_no: Share,
    /// Reports beyond which it is closed at once.
    pub closing_reports: Share,
    /// How long marketing is paused at the first strikes, in days; the one after these closes.
    pub pause_days: [i64; 3],
    /// A business is young for so many days.
    pub young_days: i64,
    /// The strike that closes a young business.
    pub young_strikes: u8,
    /// Clean days after which a strike expires.
    pub strike_days: i64,
}

impl QualityRule {
    /// The rule of a new installation.
    pub const DEFAULT: Self = Self {
        sure: WilsonRule::DEFAULT,
        judged_days: 7,
        least_delivered: 20,
        least_reporters: 3,
        least_answers: 8,
        yellow_reports: Share::per_thousand(1),
        red_reports: Share::per_thousand(3),
        red_no: Share::percent(10),
        closing_reports: Share::percent(2),
        pause_days: [2, 7, 30],
        young_days: 14,
        young_strikes: 2,
        strike_days: 30,
    };

    /// Whether some number is more lenient than in `other`: such a rule is shown publicly.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        let shorter = |mine: i64, theirs: i64| mine < theirs;
        let mut pauses = self.pause_days.iter().zip(other.pause_days);
        self.sure.z_thousandths > other.sure.z_thousandths
            || shorter(self.judged_days, other.judged_days)
            || self.least_delivered < other.least_delivered
            || self.least_reporters > other.least_reporters
            || self.least_answers > other.least_answers
            || self.yellow_reports > other.yellow_reports
            || self.red_reports > other.red_reports
            || self.red_no > other.red_no
            || self.closing_reports > other.closing_reports
            || pauses.any(|(mine, theirs)| shorter(*mine, theirs))
            || shorter(self.young_days, other.young_days)
            || self.young_strikes > other.young_strikes
            || shorter(self.strike_days, other.strike_days)
    }

    /// Since when messages count at `now`: nothing from before the last pause ended.
    pub fn counted_since(&self, conduct: &Conduct, now: Timestamp) -> Timestamp {
        let days = now.plus_s(self.judged_days.saturating_mul(DAY_S).saturating_neg());
        conduct.counted_from.map_or(days, |from| from.max(days))
    }

    /// Whether a business that is watched since then, from its beginning or the end of its last pause, is young.
    pub fn is_young(&self, since: Timestamp, now: Timestamp) -> bool {
        now < since.plus_s(self.young_days.saturating_mul(DAY_S))
    }

    /// The strike that closes a business of that age.
    pub fn last_strike(&self, is_young: bool) -> u8 {
        let pauses = u8::try_from(self.pause_days.len()).unwrap_or(u8::MAX);
        let last = pauses.saturating_add(1);
        if is_young { last.min(self.young_strikes) } else { last }
    }

    /// The quality that follows from how marketing was received.
    pub fn quality(&self, of: &Liking) -> Quality {
        let reported = |share| self.sure.exceeds(of.reporters, of.delivered, share);
        let refused = of.answers() >= self.least_answers
            && self.sure.exceeds(of.no, of.answers(), self.red_no);
        if refused || (of.reporters >= self.least_reporters && reported(self.red_reports)) {
            Quality::Red
        } else if reported(self.yellow_reports) {
            Quality::Yellow
        } else if of.delivered < self.least_delivered {
            Quality::Unknown
        } else {
            Quality::Green
        }
    }

    fn closes_at_once(&self, of: &Liking) -> bool {
        of.reporters >= self.least_reporters
            && self.sure.exceeds(of.reporters, of.delivered, self.closing_reports)
    }

    /// Judges a business that is watched since `since`: the standing that follows, and what is to be done about it. Pure and cheap: the same for
    /// a node that judges in rounds and for a simulation of months.
    pub fn judge(
        &self,
        before: &Conduct,
        of: &Liking,
        since: Timestamp,
        now: Timestamp,
    ) -> (Conduct, Quality, Consequence) {
        if before.closed_at.is_some() {
            return (*before, Quality::Red, Consequence::None);
        }
        let quality = self.quality(of);
        let is_young = self.is_young(since, now);
        if self.closes_at_once(of) {
            return (before.closed(now), Quality::Red, Consequence::Closed);
        }
        if before.is_paused(now) {
            return (*before, Quality::Red, Consequence::None);
        }
        if let Some(after) = before.resumed(now) {
            return (after, Quality::Unknown, Consequence::Resumed);
        }
        if quality != Quality::Red {
            return self.expire_strike(before, quality, now);
        }
        let strikes = before.strikes.saturating_add(1);
        if strikes >= self.last_strike(is_young) {
            let after = Conduct { strikes, ..*before };
            return (after.closed(now), quality, Consequence::Closed);
        }
        let days = self.pause_days.get(usize::from(before.strikes)).copied().unwrap_or(i64::MAX);
        let until = now.plus_s(days.saturating_mul(DAY_S));
        let after = Conduct { strikes, paused_until: Some(until), ..*before };
        (after, quality, Consequence::Paused(until))
    }

    fn expire_strike(
        &self,
        before: &Conduct,
        quality: Quality,
        now: Timestamp,
    ) -> (Conduct, Quality, Consequence) {
        let clean_from = before.counted_from.filter(|_| before.strikes > 0);
        let is_clean =
            clean_from.is_some_and(|from| now >= from.plus_s(self.clean_s(before.expired)));
        if !is_clean {
            return (*before, quality, Consequence::None);
        }
        let strikes = before.strikes.saturating_sub(1);
        let expired = if strikes == 0 { 0 } else { before.expired.saturating_add(1) };
        (Conduct { strikes, expired, ..*before }, quality, Consequence::StrikeExpired)
    }

    /// Seconds after a pause until the next strike expires, when `expired` have since.
    fn clean_s(&self, expired: u8) -> i64 {
        let spans = i64::from(expired).saturating_add(1);
        self.strike_days.saturating_mul(spans).saturating_mul(DAY_S)
    }

    /// When the next strike expires if nothing happens.
    pub fn strike_expires_at(&self, of: &Conduct) -> Option<Timestamp> {
        let from = of.counted_from.max(of.paused_until).filter(|_| of.strikes > 0)?;
        let expired = if of.paused_until.is_some() { 0 } else { of.expired };
        Some(from.plus_s(self.clean_s(expired)))
    }
}

/// How the marketing of a business was received in the days that count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liking {
    /// Marketing messages that reached a device.
    pub delivered: u64,
    /// Different persons who reported one.
    pub reporters: u64,
    /// Persons who answered "wanted".
    pub yes: u64,
    /// Persons who answered "not wanted".
    pub no: u64,
}

impl Liking {
    /// Both answers.
    pub fn answers(&self) -> u64 {
        self.yes.saturating_add(self.no)
    }
}

/// What a business has behind it. Kept with its standing, and so at hand in every decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conduct {
    /// Strikes that count.
    #[serde(skip_serializing_if = "is_none")]
    pub strikes: u8,
    /// How many of them expired since the last pause.
    #[serde(skip_serializing_if = "is_none")]
    pub expired: u8,
    /// Until when (exclusive) marketing is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Timestamp>,
    /// Messages from before do not count: the end of the last pause, or a strike forgiven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Timestamp>,
    /// When it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_none(count: &u8) -> bool {
    *count == 0
}

/// What is to be done about a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing beyond the quality.
    None,
    /// Its marketing is paused until then.
    Paused(Timestamp),
    /// Its pause is over; what was said before counts no more.
    Resumed,
    /// Enough clean days: one strike less.
    StrikeExpired,
    /// It is closed, and its bond is forfeited.
    Closed,
}

impl Conduct {
    /// Whether marketing is paused at `now`.
    pub fn is_paused(&self, now: Timestamp) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    /// Without a pause whose time is over; `None` = there is none.
    fn resumed(&self, now: Timestamp) -> Option<Self> {
        let until = self.paused_until.filter(|until| *until <= now)?;
        Some(Self { paused_until: None, counted_from: Some(until), expired: 0, ..*self })
    }

    /// Closed: for good, unless a strike is forgiven.
    #[must_use]
    pub fn closed(&self, now: Timestamp) -> Self {
        Self { closed_at: Some(now), paused_until: None, ..*self }
    }

    /// Paused by hand until then, as an operator may; no strike.
    #[must_use]
    pub fn paused(&self, until: Timestamp) -> Self {
        Self { paused_until: Some(until.max(self.paused_until.unwrap_or(until))), ..*self }
    }

    /// With one strike less, its pause ended, and open again if that strike had closed it. What was said before does
    /// not count again.
    #[must_use]
    pub fn forgiven(&self, now: Timestamp) -> Self {
        let strikes = self.strikes.saturating_sub(1);
        Self { strikes, expired: 0, paused_until: None, counted_from: Some(now), closed_at: None }
    }
}

#[cfg(test)]
#[path = "quality_tests.rs"]
mod tests;
