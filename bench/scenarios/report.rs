//! Results as JSON files: figures of one scenario on one store.

use crate::measure::{Spread, Used, ms};
use crate::options::Backend;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// More busy foreign cores than this, and a result says little.
pub(crate) const NOISE_CORES: f64 = 0.3;

/// Whether more or less is better; neither for what only explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Better {
    More,
    Less,
    Neither,
}

/// One figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) better: Better,
}

/// The figures of one scenario.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) scenario: String,
    pub(crate) store: String,
    /// Most cores that foreign processes kept busy during a measured stretch.
    pub(crate) foreign_cores: f64,
    /// Whether that makes the figures doubtful.
    pub(crate) noisy: bool,
    pub(crate) figures: Vec<Figure>,
    /// What was left out, and why.
    pub(crate) remarks: Vec<String>,
}

impl Report {
    pub(crate) fn new(scenario: &str, backend: Backend) -> Self {
        let (scenario, store) = (scenario.to_owned(), backend.to_string());
        Self { scenario, store, ..Self::default() }
    }

    pub(crate) fn more(&mut self, name: &str, value: f64, unit: &str) {
        self.add(name, value, unit, Better::More);
    }

    pub(crate) fn less(&mut self, name: &str, value: f64, unit: &str) {
        self.add(name, value, unit, Better::Less);
    }

    /// A figure that only explains others.
    pub(crate) fn plain(&mut self, name: &str, value: f64, unit: &str) {
        self.add(name, value, unit, Better::Neither);
    }

    pub(crate) fn remark(&mut self, text: impl Into<String>) {
        let text = text.into();
        println!("  ({text})");
        self.remarks.push(text);
    }

    /// Median and 99th percentile.
    pub(crate) fn spread(&mut self, what: &str, spread: &Spread) {
        self.less(&format!("{what}, p50"), ms(spread.p50_us), "ms");
        self.less(&format!("{what}, p99"), ms(spread.p99_us), "ms");
    }

    /// Rate, flushes and processor time per message of a stretch of work.
    pub(crate) fn rate(&mut self, what: &str, messages: f64, used: &Used) {
        self.more(what, messages / used.seconds, "/s");
        self.cost(what, messages, used);
    }

    /// Flushes and processor time per message.
    pub(crate) fn cost(&mut self, what: &str, messages: f64, used: &Used) {
        self.noise(used);
        let messages = messages.max(1.0);
        self.plain(&format!("{what}: flushes each"), used.flushes / messages, "");
        let us = used.server_s * 1e6 / messages;
        if us > 0.0 {
            self.less(&format!("{what}: server CPU each"), us, "us");
        }
        self.plain(&format!("{what}: client CPU each"), used.client_s * 1e6 / messages, "us");
    }

    pub(crate) fn noise(&mut self, used: &Used) {
        self.foreign_cores = self.foreign_cores.max(used.foreign_cores);
        self.noisy = self.foreign_cores > NOISE_CORES;
    }

    fn add(&mut self, name: &str, value: f64, unit: &str, better: Better) {
        println!("  {name:<58} {value:>12.3} {unit}");
        self.figures.push(Figure { name: name.to_owned(), value, unit: unit.to_owned(), better });
    }

    pub(crate) fn value(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|figure| figure.name == name).map(|figure| figure.value)
    }

    fn path(&self) -> PathBuf {
        folder().join(format!("{}-{}.json", self.scenario, self.store))
    }

    /// What was saved last for the same scenario and store.
    pub(crate) fn last(&self) -> Option<Self> {
        serde_json::from_str(&std::fs::read_to_string(self.path()).ok()?).ok()
    }

    pub(crate) fn save(&self) -> Result<()> {
        std::fs::create_dir_all(folder())?;
        Ok(std::fs::write(self.path(), serde_json::to_string_pretty(self)? + "\n")?)
    }
}

/// Where results are kept.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results")
}

/// What the fault catalogue saves in the same folder.
const OF_FAULTS: &str = "faults.json";

/// All saved results.
pub(crate) fn saved() -> Result<Vec<Report>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder())?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let is_ours = |file: &&PathBuf| {
        file.extension().is_some_and(|end| end == "json") && !file.ends_with(OF_FAULTS)
    };
    files.iter().filter(is_ours).map(read).collect()
}

fn read(file: &PathBuf) -> Result<Report> {
    let text = std::fs::read_to_string(file)?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}
