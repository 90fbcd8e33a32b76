//! Results as JSON files, each figure beside its target.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Whether more or less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Better {
    More,
    Less,
}

/// One figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) target: Option<f64>,
    pub(crate) better: Better,
}

impl Figure {
    /// How well it did: 1 = exactly the target, more is better.
    pub(crate) fn score(&self) -> Option<f64> {
        let target = self.target?;
        Some(match self.better {
            Better::More => self.value / target,
            Better::Less if self.value > 0.0 => target / self.value,
            // Nothing at all was wanted, and nothing it was.
            Better::Less => 1.0,
        })
    }
}

/// The figures of one benchmark.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) figures: Vec<Figure>,
}

impl Report {
    pub(crate) fn more(&mut self, name: &str, value: f64, unit: &str, target: Option<f64>) {
        self.add(name, value, unit, target, Better::More);
    }

    pub(crate) fn less(&mut self, name: &str, value: f64, unit: &str, target: Option<f64>) {
        self.add(name, value, unit, target, Better::Less);
    }

    fn add(&mut self, name: &str, value: f64, unit: &str, target: Option<f64>, better: Better) {
        let figure = Figure { name: name.to_owned(), value, unit: unit.to_owned(), target, better };
        let verdict = match figure.score() {
            Some(score) if score >= 1.0 => "reached",
            Some(_) => "MISSED",
            None => "",
        };
        let goal = target.map(|target| format!("target {target}")).unwrap_or_default();
        println!("  {name:<44} {value:>12.1} {unit:<10} {goal:<16} {verdict}");
        self.figures.push(figure);
    }
}

/// Where results are kept.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results")
}

pub(crate) fn save(name: &str, report: &Report) -> Result<()> {
    std::fs::create_dir_all(folder())?;
    let text = serde_json::to_string_pretty(report)?;
    std::fs::write(folder().join(format!("{name}.json")), text + "\n")?;
    Ok(())
}
