use jiff::Timestamp;

use super::CowId;
use crate::reading::Metric;

/// What the model found, once per episode.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whom it is about.
    pub about: About,
    /// What it likely is.
    pub kind: Kind,
    /// How sure.
    pub sureness: Sureness,
    /// Begin of the first hour that was unusual.
    pub since: Timestamp,
    /// End of the last hour that was looked at.
    pub seen_until: Timestamp,
    /// How far beyond normal, in robust standard deviations.
    pub score: f32,
    /// At most two, the strongest first.
    pub reasons: Vec<Contribution>,
    /// How the others of her group are, when the group was large enough to compare.
    pub herd: Option<HerdView>,
}

/// Whom a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// One cow.
    Cow(CowId),
    /// A whole group, with those of its cows that stand out.
    Group {
        /// Its name.
        name: String,
        /// The cows concerned; empty when it is all of them.
        cows: Vec<CowId>,
    },
}

/// What a finding likely means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// In heat.
    Heat,
    /// Ill: moves and chews less, or has fever.
    Illness,
    /// About to calve.
    Calving,
    /// Moves less and less over days, or lies more.
    Lameness,
    /// Eats and chews less while she moves as ever.
    Feed,
    /// Unusual, and none of the others.
    Unusual,
    /// The whole group: feed, weather, disturbance.
    WholeGroup,
    /// Her collar says nothing.
    CollarSilent,
    /// Nothing comes from the group: likely the receiver, not the collars. Alerts on its cows pause.
    GroupSilent,
}

impl Kind {
    /// All of them, each at its [`index`](Self::index).
    pub const ALL: [Self; 9] = [
        Self::Heat,
        Self::Illness,
        Self::Calving,
        Self::Lameness,
        Self::Feed,
        Self::Unusual,
        Self::WholeGroup,
        Self::CollarSilent,
        Self::GroupSilent,
    ];

    /// Place in [`ALL`](Self::ALL).
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// One measure, or near the threshold, or against what is known of the cow.
    Perhaps,
    /// Several measures agree, or one far beyond the threshold.
    Likely,
}

/// What moved a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The measure.
    pub metric: Metric,
    /// Against her own normal, and her group's on the day. `None` where a share has no meaning: indices, temperature.
    pub change_percent: Option<f32>,
    /// The same in the unit of the measure, per hour (degrees for temperature).
    pub change: f32,
    /// Hours over which it was measured.
    pub hours: u32,
    /// In robust standard deviations.
    pub z: f32,
}

/// How many others of her group are as ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HerdView {
    /// Others that report and are not alarmed.
    pub normal: u32,
    /// Others that report.
    pub reporting: u32,
}

/// What the farmer said to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was right.
    Right,
    /// False alarm.
    Wrong,
}
