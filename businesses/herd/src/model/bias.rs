use super::{Hour, Verdict};

/// What one false alarm adds to a threshold.
const WRONG: f32 = 0.5;
/// What one right alarm takes off it.
const RIGHT: f32 = -0.25;
/// A threshold moves so far at most: one deviation down, two up.
const LEAST: f32 = -1.0;
const MOST: f32 = 2.0;
/// What was said fades over so many hours: 30 days.
const FADES_H: f32 = 30.0 * 24.0;

/// How far the farmer's answers moved a threshold of one cow and one kind. It never moves anybody else's.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bias {
    pub(super) by: f32,
    pub(super) at: Hour,
}

impl Bias {
    /// What of it is left: it fades evenly to nothing.
    pub(super) fn now(self, hour: Hour) -> f32 {
        let age = i16::try_from(hour.since(self.at).max(0)).unwrap_or(i16::MAX);
        self.by * (1.0 - f32::from(age) / FADES_H).max(0.0)
    }

    pub(super) fn judge(&mut self, verdict: Verdict, hour: Hour) {
        let by = match verdict {
            Verdict::Wrong => WRONG,
            Verdict::Right => RIGHT,
        };
        *self = Self { by: (self.now(hour) + by).clamp(LEAST, MOST), at: hour };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(verdicts: &[Verdict]) -> Bias {
        let mut bias = Bias::default();
        for verdict in verdicts {
            bias.judge(*verdict, Hour(0));
        }
        bias
    }

    #[test]
    fn a_false_alarm_raises_the_threshold_by_a_half_and_by_two_at_most() {
        assert!((after(&[Verdict::Wrong]).now(Hour(0)) - 0.5).abs() < 1e-6);
        assert!((after(&[Verdict::Wrong; 9]).now(Hour(0)) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn a_right_alarm_lowers_it_by_a_quarter_and_by_one_at_most() {
        assert!((after(&[Verdict::Right]).now(Hour(0)) + 0.25).abs() < 1e-6);
        assert!((after(&[Verdict::Right; 9]).now(Hour(0)) + 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_was_said_fades_in_thirty_days() {
        let bias = after(&[Verdict::Wrong; 4]);
        assert!((bias.now(Hour(15 * 24)) - 1.0).abs() < 1e-6);
        assert!(bias.now(Hour(30 * 24)).abs() < 1e-6);
        assert!(bias.now(Hour(i64::MAX)).abs() < 1e-6);
    }
}
