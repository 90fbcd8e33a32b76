use super::{Hour, Settings};

/// An alarm with a memory: on above its threshold for some hours in a row, off well below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Alarm {
    /// Since when it is on.
    pub(super) on_since: Option<Hour>,
    /// The first of the hours in a row beyond the threshold.
    pub(super) beyond_since: Option<Hour>,
    /// Whether it was told, or need not be.
    pub(super) told: bool,
}

/// What one more hour did to an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Off, as before.
    Off,
    /// It went on.
    Began,
    /// On, as before.
    Stays,
    /// It went off.
    Ended,
}

impl Alarm {
    /// One more hour. Without a score an alarm that is on stays, and one that is off begins anew.
    pub(super) fn step(
        &mut self,
        hour: Hour,
        score: Option<f32>,
        theta: f32,
        settings: &Settings,
    ) -> Change {
        let Some(score) = score else {
            self.beyond_since = self.beyond_since.filter(|_| self.on_since.is_some());
            return if self.on_since.is_some() { Change::Stays } else { Change::Off };
        };
        if self.on_since.is_some() {
            if score >= theta - settings.hysteresis {
                return Change::Stays;
            }
            *self = Self::default();
            return Change::Ended;
        }
        if score < theta {
            self.beyond_since = None;
            return Change::Off;
        }
        let since = *self.beyond_since.get_or_insert(hour);
        if hour.since(since) + 1 < i64::from(settings.hours_in_a_row) {
            return Change::Off;
        }
        self.on_since = Some(hour);
        Change::Began
    }

    pub(super) const fn is_on(&self) -> bool {
        self.on_since.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(scores: &[Option<f32>]) -> Vec<Change> {
        let mut alarm = Alarm::default();
        let settings = Settings::default();
        let hours = (0..).map(Hour).zip(scores);
        hours.map(|(hour, score)| alarm.step(hour, *score, 4.0, &settings)).collect()
    }

    #[test]
    fn one_hour_beyond_the_threshold_is_no_alarm_and_two_in_a_row_are() {
        use Change::{Began, Off};
        assert_eq!(run(&[Some(9.0), Some(1.0), Some(9.0)]), [Off, Off, Off]);
        assert_eq!(run(&[Some(4.0), Some(4.0)]), [Off, Began]);
    }

    #[test]
    fn an_alarm_ends_only_well_below_its_threshold() {
        use Change::{Began, Ended, Off, Stays};
        let scores = [Some(5.0), Some(5.0), Some(2.6), Some(2.4), Some(3.9)];
        assert_eq!(run(&scores), [Off, Began, Stays, Ended, Off]);
    }

    #[test]
    fn an_hour_without_a_score_neither_begins_nor_ends_an_alarm() {
        use Change::{Began, Off, Stays};
        assert_eq!(run(&[Some(5.0), None, Some(5.0)]), [Off, Off, Off]);
        assert_eq!(run(&[Some(5.0), Some(5.0), None]), [Off, Began, Stays]);
    }
}
