//! How often the disk was told to flush: what tells a durable answer from one out of memory.

use anyhow::{Context, Result};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Place of the count of flushes in a line of `/sys/block/*/stat`.
const FLUSHES: usize = 15;

/// The disk under a folder.
#[derive(Debug, Clone)]
pub(crate) struct Disk {
    stat: Option<PathBuf>,
}

impl Disk {
    /// A file system without a disk of its own (memory, overlay) counts nothing.
    pub(crate) fn under(folder: &Path) -> Result<Self> {
        let device = std::fs::metadata(folder)?.dev();
        let (major, minor) = ((device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00));
        let Ok(block) = std::fs::canonicalize(format!("/sys/dev/block/{major}:{minor}")) else {
            return Ok(Self { stat: None });
        };
        // Partitions count no flushes; their disk does.
        let is_part = block.join("partition").exists();
        let whole = if is_part { block.parent().map(Path::to_owned) } else { Some(block) };
        Ok(Self { stat: whole.map(|disk| disk.join("stat")) })
    }

    /// Flushes since the machine started.
    pub(crate) fn flushes(&self) -> Result<u64> {
        let Some(stat) = &self.stat else { return Ok(0) };
        let text = std::fs::read_to_string(stat)?;
        let field = text.split_whitespace().nth(FLUSHES);
        Ok(field.context("this kernel counts no flushes")?.parse()?)
    }
}
