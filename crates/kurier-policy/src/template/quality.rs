//! How a template is liked, and what follows: green, yellow, red; paused for 3 hours, for 6 hours, disabled.

use super::{Template, TemplateStatus};
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

/// From which share on a template is yellow or red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityRule {
    /// Fewer delivered messages tell nothing.
    pub least_delivered: u64,
    /// Blocks and reports per 10,000 delivered messages from which it is yellow.
    pub yellow_complaints: u64,
    /// Blocks and reports per 10,000 delivered messages from which it is red.
    pub red_complaints: u64,
    /// Reads per 10,000 delivered messages below which it is yellow.
    pub yellow_reads_below: u64,
}

impl QualityRule {
    /// The rule of a new installation. The Cloud API tells only what counts, not the shares: these are Kurier's own. A
    /// report weighs as much as five blocks, because it takes more to write one.
    pub const DEFAULT: Self = Self {
        least_delivered: 100,
        yellow_complaints: 50,
        red_complaints: 200,
        yellow_reads_below: 1_000,
    };

    /// Whether some number is more lenient than in `other`.
    pub fn is_looser_than(&self, other: &Self) -> bool {
        self.least_delivered > other.least_delivered
            || self.yellow_complaints > other.yellow_complaints
            || self.red_complaints > other.red_complaints
            || self.yellow_reads_below < other.yellow_reads_below
    }
}

/// Days whose messages count.
pub const JUDGED_DAYS: i64 = 7;

/// Blocks that a report weighs.
pub const REPORT_WEIGHT: u64 = 5;

/// How long the first and the second pause last, in seconds. The third time a template is disabled.
pub const PAUSES_S: [i64; 2] = [3 * HOUR_S, 6 * HOUR_S];

const PER: u64 = 10_000;

/// The quality that follows from how messages were received.
pub fn quality(reception: Reception, rule: QualityRule) -> Quality {
    if reception.delivered < rule.least_delivered.max(1) {
        return Quality::Unknown;
    }
    let weighed = reception.reported.saturating_mul(REPORT_WEIGHT);
    let complaints = reception.blocked.saturating_add(weighed);
    // Compared as products, so that no share is rounded.
    let reaches = |count: u64, share: u64| {
        let found = u128::from(count).saturating_mul(u128::from(PER));
        found >= u128::from(share).saturating_mul(u128::from(reception.delivered))
    };
    if reaches(complaints, rule.red_complaints) {
        Quality::Red
    } else if reaches(complaints, rule.yellow_complaints)
        || !reaches(reception.read, rule.yellow_reads_below)
    {
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
