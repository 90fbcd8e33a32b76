//! How a template is liked, and what follows: green, yellow, red; paused for 3 hours, for 6 hours, disabled.

use super::{Template, TemplateStatus};
use crate::rules::wilson::{Share, WilsonRule};
use crate::time::{DAY_S, HOUR_S, Timestamp};
use serde::{Deserialize, Serialize};

/// Quality of a template.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Quality {
    /// Too few messages to tell.
    #[default]
    Unknown,
    /// Liked.
    Green,
    /// Disliked by some.
    Yellow,
    /// Disliked by many.
    Red,
}

/// What became of the messages of one template in the last days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reception {
    /// Delivered.
    pub delivered: u64,
    /// Read.
    pub read: u64,
    /// After which the person blocked the business.
    pub blocked: u64,
    /// That the person reported.
    pub reported: u64,
}

impl Reception {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            delivered: self.delivered.saturating_add(other.delivered),
            read: self.read.saturating_add(other.read),
            blocked: self.blocked.saturating_add(other.blocked),
            reported: self.reported.saturating_add(other.reported),
        }
    }

    /// With one more person who blocked the business, or reported it.
    #[must_use]
    pub fn with(self, reported: bool) -> Self {
        let one = if reported {
            Self { reported: 1, ..Self::default() }
        } else {
            Self { blocked: 1, ..Self::default() }
        };
        self.and(one)
    }
}

/// What surely more than so many people say makes a template yellow or red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityRule {
    /// How sure a share must be.
    pub sure: WilsonRule,
    /// Fewer delivered messages tell nothing.
    pub least_delivered: u64,
    /// People who must have blocked or reported before it counts: one angry person, or two, stop nobody's notices.
    pub least_people: u64,
    /// Reports beyond which it is yellow.
    pub yellow_reports: Share,
    /// Reports beyond which it is red.
    pub red_reports: Share,
    /// Blocks and reports together beyond which it is yellow.
    pub yellow_complaints: Share,
    /// Blocks and reports together beyond which it is red.
    pub red_complaints: Share,
    /// Reads per 10,000 delivered messages below which it is yellow.
    pub yellow_reads_below: u64,
}

impl QualityRule {
    /// The rule of a new installation. The Cloud API tells only what counts, not the shares: these are Kurier's own, for
    /// reports those by which the business itself is judged.
    pub const DEFAULT: Self = Self {
        sure: WilsonRule::DEFAULT,
        least_delivered: 100,
        least_people: 3,
        yellow_reports: Share::per_thousand(1),
        red_reports: Share::per_thousand(3),
        yellow_complaints: Share::per_thousand(5),
        red_complaints: Share::percent(2),
        yellow_reads_below: 1_000,
    };

    /// Whether some number is more lenient than in `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.sure.z_thousandths > other.sure.z_thousandths
            || self.least_delivered > other.least_delivered
            || self.least_people > other.least_people
            || self.yellow_reports > other.yellow_reports
            || self.red_reports > other.red_reports
            || self.yellow_complaints > other.yellow_complaints
            || self.red_complaints > other.red_complaints
            || self.yellow_reads_below < other.yellow_reads_below
    }
}

/// Days whose messages count.
pub const JUDGED_DAYS: i64 = 7;

/// How long the first and the second pause last, in seconds. The third time a template is disabled.
pub const PAUSES_S: [i64; 2] = [3 * HOUR_S, 6 * HOUR_S];

const PER: u64 = 10_000;

/// The quality that follows from how messages were received.
pub fn quality(reception: Reception, rule: QualityRule) -> Quality {
    if reception.delivered < rule.least_delivered.max(1) {
        return Quality::Unknown;
    }
    let (reports, of) = (reception.reported, reception.delivered);
    let complaints = reception.blocked.saturating_add(reports);
    let surely = |of_reports: Share, of_all: Share| {
        complaints >= rule.least_people
            && (rule.sure.exceeds(reports, of, of_reports)
                || rule.sure.exceeds(complaints, of, of_all))
    };
    // Compared as products, so that no share is rounded.
    let read = u128::from(reception.read).saturating_mul(u128::from(PER));
    let least = u128::from(rule.yellow_reads_below).saturating_mul(u128::from(of));
    if surely(rule.red_reports, rule.red_complaints) {
        Quality::Red
    } else if surely(rule.yellow_reports, rule.yellow_complaints) || read < least {
        Quality::Yellow
    } else {
        Quality::Green
    }
}

/// What a new judgement of its quality makes of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing beyond the new quality.
    None,
    /// It is paused until then.
    Paused(Timestamp),
    /// It is disabled.
    Disabled,
}

/// Notes the quality of a template and pauses or disables an approved one that is red. Red again while
/// it is paused changes nothing: the pause runs.
pub fn judge(template: &mut Template, quality: Quality, now: Timestamp) -> Consequence {
    // Too few messages to tell are no reason to forget why it is paused.
    if quality == Quality::Unknown && template.status == TemplateStatus::Paused {
        return Consequence::None;
    }
    if template.life.quality != quality {
        if quality > template.life.quality.max(Quality::Green) {
            template.life.pacing = template.life.pacing.recalled();
        }
        template.life.quality = quality;
        template.life.quality_at = Some(now);
    }
    if quality != Quality::Red || template.status != TemplateStatus::Approved {
        return Consequence::None;
    }
    let pause = PAUSES_S.get(usize::from(template.life.pauses)).copied();
    template.life.pauses = template.life.pauses.saturating_add(1);
    if let Some(seconds) = pause {
        let until = now.plus_s(seconds);
        template.status = TemplateStatus::Paused;
        template.life.paused_until = Some(until);
        Consequence::Paused(until)
    } else {
        template.status = TemplateStatus::Disabled;
        template.life.paused_until = None;
        Consequence::Disabled
    }
}

/// Since when messages of a template count at `now`: [`JUDGED_DAYS`], but nothing from before its last pause ended.
pub fn counted_since(template: &Template, now: Timestamp) -> Timestamp {
    let days = now.plus_s(JUDGED_DAYS.saturating_mul(DAY_S).saturating_neg());
    template.life.counted_from.map_or(days, |from| from.max(days))
}

/// Ends a pause whose time is over; whether it did. What people said before counts no more.
pub fn resume(template: &mut Template, now: Timestamp) -> bool {
    let is_over = template.life.paused_until.is_some_and(|until| until <= now);
    if template.status != TemplateStatus::Paused || !is_over {
        return false;
    }
    template.status = TemplateStatus::Approved;
    template.life.paused_until = None;
    template.life.quality = Quality::Unknown;
    template.life.quality_at = Some(now);
    template.life.counted_from = Some(now);
    template.life.pacing = template.life.pacing.anew();
    true
}

#[cfg(test)]
#[path = "quality_tests.rs"]
mod tests;
