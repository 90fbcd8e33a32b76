//! What a group does as a whole: the part of every cow's day that is the weather's, the feed's or the milker's.

use super::alarm::Alarm;
use super::cow::Stage;
use super::normal::{MAD_TO_SD, middle};
use super::ring::{HOURS, PLACES, place};
use super::{Hour, METRICS, WINDOWS};

/// The group's own deviation counts as at least this.
const FLOOR: f32 = 0.04;
/// Hours at the end that are not part of what is normal for the group.
const NOT_YET_NORMAL: i64 = 24;
/// Hours of its own history that a group needs before it is judged.
const WARM_UP: usize = 96;

/// The median of one mean over the cows of a group, over ten days; not a number where too few reported.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Median {
    pub(super) hours: [f32; PLACES],
    /// Median over the cows of their own spread: what deviation is usual here. Nought when unknown.
    pub(super) usual_mad: f32,
    /// The middle of the hours that are known: stands for those that are not, so that a group which grows large enough is not a
    /// change.
    pub(super) level: f32,
}

impl Default for Median {
    fn default() -> Self {
        Self { hours: [f32::NAN; PLACES], usual_mad: 0.0, level: 0.0 }
    }
}

impl Median {
    /// What is taken off the cows at a place of the ring.
    pub(super) fn at(&self, place: usize) -> f32 {
        let value = self.hours[place];
        if value.is_nan() { self.level } else { value }
    }

    /// Takes the level of the hours before one.
    pub(super) fn find_level(&mut self, hour: Hour) {
        let length = i64::try_from(HOURS).unwrap_or(0);
        let past = (1..length).map(|back| self.hours[place(hour.plus(-back))]);
        let mut known: Vec<f32> = past.filter(|value| !value.is_nan()).collect();
        self.level = middle(&mut known);
    }

    /// How far the group is from its own normal, in robust deviations.
    pub(super) fn z(&self, hour: Hour) -> Option<f32> {
        let (distance, spread) = self.compare(hour)?;
        Some(distance / spread)
    }

    /// The same as a logarithm of a share, or a difference.
    pub(super) fn distance(&self, hour: Hour) -> Option<f32> {
        Some(self.compare(hour)?.0)
    }

    fn compare(&self, hour: Hour) -> Option<(f32, f32)> {
        let now = self.hours[place(hour)];
        let length = i64::try_from(HOURS).unwrap_or(0);
        let mut past: Vec<f32> = (NOT_YET_NORMAL..length)
            .map(|back| self.hours[place(hour.plus(-back))])
            .filter(|value| !value.is_nan())
            .collect();
        if now.is_nan() || past.len() < WARM_UP {
            return None;
        }
        let centre = middle(&mut past);
        for value in &mut past {
            *value = (*value - centre).abs();
        }
        let spread = (middle(&mut past) * MAD_TO_SD).max(FLOOR);
        Some((now - centre, spread))
    }
}

/// The state of one group.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Group {
    /// The last hour that was decided.
    pub(super) decided: Hour,
    /// By measure and mean.
    pub(super) medians: [[Median; WINDOWS.len()]; METRICS],
    /// The last hour that was looked at before it was settled.
    pub(super) early: Hour,
    /// By stage.
    pub(super) alarms: [Alarm; 2],
    /// When the whole group was last told.
    pub(super) told_whole: Option<Hour>,
    /// When cows of this group were last told together.
    pub(super) told_together: Option<Hour>,
    /// Whether it is known to be silent.
    pub(super) silent: bool,
}

impl Group {
    /// The last hour that was reached.
    pub(super) const fn reached(&mut self, stage: Stage) -> &mut Hour {
        match stage {
            Stage::Settled => &mut self.decided,
            Stage::Early => &mut self.early,
        }
    }
}
