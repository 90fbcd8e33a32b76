//! What to simulate.

use crate::regime::Regime;
use std::path::{Path, PathBuf};

/// What to simulate: every regime with every seed.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The first seed.
    pub first: u64,
    /// How many seeds, one after the other.
    pub seeds: u32,
    /// People of each world.
    pub people: u32,
    /// Days of each run.
    pub days: u32,
    /// Which regimes.
    pub regimes: Vec<Regime>,
    /// Runs at the same time.
    pub threads: usize,
    /// Where data folders are made; memory is best.
    pub parent: PathBuf,
}

impl Plan {
    /// Runs in the order in which they are begun: seed by seed, so that a report that is broken off compares regimes fairly.
    pub(crate) fn runs(&self) -> Vec<(Regime, u64)> {
        let seeds = (0..self.seeds).map(|index| self.first.wrapping_add(u64::from(index)));
        seeds.flat_map(|seed| self.regimes.iter().map(move |regime| (*regime, seed))).collect()
    }

    /// Memory if there is some, else the folder of temporary files.
    pub fn default_parent() -> PathBuf {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
    }
}
