//! What came out of many runs: each figure with its spread over the seeds, beside the goals.

mod bars;
mod page;
mod picture;
mod table;

pub use page::files;

use crate::figures::{Counts, FIGURES, Figure, Figures};
use crate::goals::Judged;
use crate::regime::Regime;
use crate::run::Done;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A figure over the seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// On average.
    pub mean: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Of these values; zeros if there are none.
    pub fn of(values: &[f64]) -> Self {
        let count = u32::try_from(values.len()).unwrap_or(u32::MAX).max(1);
        let mean = values.iter().sum::<f64>() / f64::from(count);
        let least = values.iter().copied().reduce(f64::min).unwrap_or(0.0);
        let most = values.iter().copied().reduce(f64::max).unwrap_or(0.0);
        Self { mean, min: least, max: most }
    }
}

/// One regime.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name.
    pub regime: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The figures of each seed.
    pub figures: Vec<Figures>,
    /// The counts of each seed.
    pub counts: Vec<Counts>,
}

impl Row {
    /// A figure over the seeds.
    pub fn spread(&self, name: &str) -> Option<Spread> {
        let figure = FIGURES.iter().find(|figure| figure.name == name)?;
        Some(self.spread_of(figure))
    }

    fn spread_of(&self, figure: &Figure) -> Spread {
        Spread::of(&self.figures.iter().map(figure.of).collect::<Vec<f64>>())
    }
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Report {
    /// Which seeds.
    pub seeds: Vec<u64>,
    /// People of each world.
    pub people: u32,
    /// Days of each run.
    pub days: u32,
    /// One for each regime, in the order of [`Regime::ALL`].
    pub rows: Vec<Row>,
}

impl Report {
    /// Sums runs up.
    pub fn of(runs: &[Done], people: u32, days: u32) -> Self {
        let row = |regime: &Regime| {
            let counts: Vec<Counts> = runs
                .iter()
                .filter(|done| done.regime.name == regime.name)
                .map(|done| done.counts.clone())
                .collect();
            let figures: Vec<Figures> = counts.iter().map(Figures::of).collect();
            let Regime { name, title, .. } = *regime;
            (!counts.is_empty()).then_some(Row { regime: name, title, figures, counts })
        };
        let mut seeds: Vec<u64> = runs.iter().map(|done| done.seed).collect();
        seeds.sort_unstable();
        seeds.dedup();
        let rows = Regime::ALL.iter().filter_map(row).collect();
        Self { seeds, people, days, rows }
    }

    /// One JSON document: the regimes, each figure with mean, min and max, and the goals.
    pub fn to_json(&self) -> Value {
        let regime = |row: &Row| {
            let mut members = Map::new();
            members.insert("regime".to_owned(), json!(row.regime));
            for figure in FIGURES {
                members.insert(figure.name.to_owned(), json!(row.spread_of(figure)));
            }
            members.insert("counts".to_owned(), json!(row.counts));
            Value::Object(members)
        };
        json!({
            "seeds": self.seeds,
            "people": self.people,
            "days": self.days,
            "regimes": self.rows.iter().map(regime).collect::<Vec<Value>>(),
            "goals": Judged::all(self),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let done = |(seed, unwanted): (u64, u32)| Done {
            regime: Regime::named("kurier").unwrap(),
            seed,
            counts: Counts { days: 60, delivered: 10_000, unwanted, ..Counts::default() },
        };
        Report::of(&[(1, 100), (2, 300), (3, 230)].map(done), 300, 60)
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn a_figure_is_told_with_its_spread_over_the_seeds() {
        let spread = report().rows[0].spread("unwanted_per_10k").unwrap();
        assert_eq!(spread, Spread { mean: 210.0, min: 100.0, max: 300.0 });
        assert_eq!(Spread::of(&[]).max, 0.0);
    }

    #[test]
    fn the_json_names_every_figure_of_a_regime_with_mean_min_and_max() {
        let json = report().to_json();
        assert_eq!(json["seeds"], json!([1, 2, 3]));
        let regime = &json["regimes"][0];
        assert_eq!(regime["regime"], "kurier");
        for name in [
            "unwanted_per_10k",
            "spam_per_10k",
            "p99_person_week",
            "honest_utility_blocked_per_10k",
            "honest_marketing_blocked",
            "honest_closed",
            "hijack_unwanted",
            "brigade_paused",
        ] {
            for member in ["mean", "min", "max"] {
                assert!(regime[name][member].is_number(), "{name}.{member}");
            }
        }
        assert_eq!(json["goals"][0]["met"], true);
    }
}
