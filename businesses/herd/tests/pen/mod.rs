//! A pen of invented cows whose days are alike, with a little noise, for tests of the model.

use jiff::Timestamp;
use kurier_herd::evaluate::Chance;
use kurier_herd::model::{CowId, Facts, Finding, Herd, Hour, Settings};
use kurier_herd::{Metric, Reading};

/// The first hour of all tests: a midnight.
pub(crate) const FIRST: Hour = Hour(490_008);

pub(crate) fn id(cow: usize) -> CowId {
    CowId(format!("{cow:03}"))
}

/// How much of her usual a cow does of a measure in an hour; for temperature the degrees more.
pub(crate) type Change<'a> = &'a dyn Fn(usize, Metric, Hour) -> f32;

pub(crate) fn as_ever(_: usize, metric: Metric, _: Hour) -> f32 {
    if metric == Metric::Temperature { 0.0 } else { 1.0 }
}

/// What a collar sends.
pub(crate) const SENT: [(Metric, f32); 4] = [
    (Metric::Activity, 40.0),
    (Metric::Rumination, 24.0),
    (Metric::Eating, 14.0),
    (Metric::Temperature, 38.6),
];

pub(crate) struct Pen {
    pub(crate) herd: Herd,
    pub(crate) hour: Hour,
    pub(crate) told: Vec<Finding>,
    cows: usize,
    chance: Chance,
}

impl Pen {
    pub(crate) fn of(cows: usize) -> Self {
        let mut pen = Self {
            herd: Herd::new(Settings::default()),
            hour: FIRST,
            told: Vec::new(),
            cows,
            chance: Chance::of(3),
        };
        for cow in 0..cows {
            pen.know(cow, &Facts::default());
        }
        pen
    }

    pub(crate) fn know(&mut self, cow: usize, facts: &Facts) {
        let (collar, group) = (id(cow).0, "pen".to_owned());
        self.herd.put(id(cow), Facts { collar, group, ..facts.clone() });
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.hour.begins()
    }

    /// What all collars send for the running hour.
    pub(crate) fn readings(&mut self, change: Change<'_>) -> Vec<Reading> {
        let day = [0.5, 0.5, 0.6, 1.4, 1.2, 1.0, 1.6, 0.9][self.hour.of_day() / 3];
        let mut readings = Vec::new();
        for cow in 0..self.cows {
            for (metric, usual) in SENT {
                let noise = self.chance.share() - 0.5;
                let change = change(cow, metric, self.hour);
                let value = match metric {
                    Metric::Temperature => usual + 0.3 * noise + change,
                    Metric::Activity => usual * day * (1.0 + 0.4 * noise) * change,
                    _ => usual * (1.0 + 0.4 * noise) * change,
                };
                let begins = self.hour.begins();
                let collar = id(cow).0;
                // A negative change means that nothing comes.
                if change >= 0.0 {
                    readings.push(Reading { collar, metric, begins, seconds: 3600, value });
                }
            }
        }
        readings
    }

    /// Lives so many hours; every reading comes when its hour ends.
    pub(crate) fn live(&mut self, hours: i64, change: Change<'_>) {
        for _ in 0..hours {
            let readings = self.readings(change);
            self.hour = self.hour.plus(1);
            let now = self.now();
            self.herd.observe(&readings, now);
            self.told.extend(self.herd.tick(now));
        }
    }

    /// A pen that is warm: eleven days, of which nothing is told.
    pub(crate) fn warm(cows: usize) -> Self {
        let mut pen = Self::of(cows);
        pen.live(11 * 24, &as_ever);
        assert_eq!(pen.told, [], "nothing happens in a usual pen");
        pen
    }
}
