//! From means to evidence: how many robust deviations each measure is away, and how strongly they speak together.

use super::group::Median;
use super::normal::{Look, MAD_TO_SD, Scale};
use super::{METRICS, Settings, WINDOWS};
use crate::reading::Metric;

/// What was normal when an alarm began: an illness must not become her normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frozen {
    /// By measure and mean: middle and deviation; not a number where unknown.
    pub(super) normal: [[(f32, f32); WINDOWS.len()]; METRICS],
}

/// One measure over one mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Signal {
    pub(super) z: f32,
    /// Distance from normal: a logarithm of a share, or a difference.
    pub(super) distance: f32,
    /// The deviation that counts as one.
    pub(super) spread: f32,
}

/// All that speaks for or against something at one hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Evidence {
    pub(super) looks: [Option<Look>; METRICS],
    pub(super) signals: [[Option<Signal>; WINDOWS.len()]; METRICS],
    /// A shorter mean must be so much further away than the longest to count as much.
    shorter_less: f32,
}

impl Evidence {
    pub(super) fn of(
        looks: &[Option<Look>; METRICS],
        medians: &[[Median; WINDOWS.len()]; METRICS],
        place: usize,
        settings: &Settings,
        frozen: Option<&Frozen>,
    ) -> Self {
        let mut signals = [[None; WINDOWS.len()]; METRICS];
        for metric in Metric::ALL {
            let at = metric.index();
            let Some(look) = &looks[at] else { continue };
            for window in 0..WINDOWS.len() {
                let Some(mean) = look.means[window] else { continue };
                let median = &medians[at][window];
                let floor = floor(metric, look.scale)
                    .max(median.usual_mad * MAD_TO_SD * settings.floor_share);
                let mut normal = (mean.middle, (mean.mad * MAD_TO_SD).max(floor));
                if let Some(frozen) = frozen.map(|frozen| frozen.normal[at][window])
                    && !frozen.0.is_nan()
                {
                    normal = frozen;
                }
                let distance = mean.now - median.at(place) - normal.0;
                signals[at][window] =
                    Some(Signal { z: distance / normal.1, distance, spread: normal.1 });
            }
        }
        Self { looks: *looks, signals, shorter_less: settings.shorter_less }
    }

    /// What is normal now, to be kept while an alarm lasts.
    pub(super) fn freeze(&self) -> Frozen {
        let mut normal = [[(f32::NAN, f32::NAN); WINDOWS.len()]; METRICS];
        for (kept, (look, signals)) in normal.iter_mut().zip(self.looks.iter().zip(&self.signals)) {
            let Some(look) = look else { continue };
            for ((kept, mean), signal) in kept.iter_mut().zip(look.means).zip(signals) {
                if let (Some(mean), Some(signal)) = (mean, signal) {
                    *kept = (mean.middle, signal.spread);
                }
            }
        }
        Frozen { normal }
    }

    /// How far above normal, and over which mean; `None` while unknown.
    pub(super) fn up(&self, metric: Metric) -> Option<(f32, usize)> {
        self.strongest(metric, 1.0)
    }

    /// How far below normal, and over which mean.
    pub(super) fn down(&self, metric: Metric) -> Option<(f32, usize)> {
        self.strongest(metric, -1.0)
    }

    fn strongest(&self, metric: Metric, sign: f32) -> Option<(f32, usize)> {
        let longest = WINDOWS.len() - 1;
        let counted = self.signals[metric.index()].iter().enumerate().filter_map(|(at, signal)| {
            let less = if at == longest { 0.0 } else { self.shorter_less };
            signal.map(|signal| (signal.z * sign - less, at))
        });
        counted.max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// The least deviation that a measure is given, whatever her history says.
const fn floor(metric: Metric, scale: Scale) -> f32 {
    match (metric, scale) {
        // Degrees.
        (Metric::Temperature, _) => 0.1,
        // Five percent.
        (_, Scale::Share | Scale::Count) => 0.05,
        (_, Scale::Difference) => 0.02,
    }
}

/// How strongly several voices speak together: the most that the strongest few make, each few weighed as independent ones.
pub(super) fn together(voices: &mut [f32]) -> f32 {
    voices.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut most = f32::MIN;
    let mut sum = 0.0;
    let mut count = 0.0_f32;
    for voice in voices.iter() {
        sum += voice;
        count += 1.0;
        most = most.max(sum / count.sqrt());
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_that_agree_are_stronger_than_one_and_silent_ones_do_not_weaken_it() {
        assert!((together(&mut [4.0]) - 4.0).abs() < 1e-6);
        assert!(together(&mut [3.0, 3.0]) > 4.2);
        assert!((together(&mut [4.0, 0.0, -2.0]) - 4.0).abs() < 1e-6);
    }
}
