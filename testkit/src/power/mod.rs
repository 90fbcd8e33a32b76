//! Power cuts: everything the real program writes is recorded, and from each prefix of the record
//! come the images that a disk may hold when the power goes at that moment.
//!
//! What is not modelled: names (a file made, removed or renamed is so at once, as on a journalling file
//! system that orders them), reordering across a successful flush, and a disk that lies about flushes
//! (but see [`Trust`]).

mod image;
mod record;
#[cfg(test)]
mod tests;

pub use image::{Cut, Disk, Image, Trust};
pub use record::{Op, Record, Recording};

use crate::disk::preload;
use crate::process::ProcessOptions;
use std::path::{Path, PathBuf};

/// Prepares a program to be recorded.
#[derive(Debug, Clone)]
pub struct Recorder {
    /// Where the record lies.
    pub log: PathBuf,
    library: PathBuf,
}

impl Recorder {
    /// Builds the recorder into `dir`.
    pub fn build(dir: &Path) -> anyhow::Result<Self> {
        let library = preload::build(dir, "recorder", include_str!("recorder.c"))?;
        Ok(Self { log: dir.join("record.log"), library })
    }

    /// The program started with these options is recorded.
    pub fn attach(&self, options: &mut ProcessOptions) {
        let text = |path: &Path| path.display().to_string();
        options.environment.extend([
            ("LD_PRELOAD".to_owned(), text(&self.library)),
            ("RECORD_DIR".to_owned(), text(&options.dir.join("data"))),
            ("RECORD_LOG".to_owned(), text(&self.log)),
        ]);
    }

    /// How long the record is now: what is acknowledged by now must be in every later image.
    pub fn length(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |found| found.len())
    }

    /// The record so far.
    pub fn read(&self) -> anyhow::Result<Recording> {
        Recording::parse(std::fs::read(&self.log)?)
    }
}
