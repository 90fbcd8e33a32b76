//! What the machine says about a stretch of work: time, processors, memory, flushes of the disk.

mod cpu;
mod disk;
mod memory;
mod stats;

pub(crate) use disk::Disk;
pub(crate) use memory::{grown_kb, pss_mb, rss_mb};
pub(crate) use stats::{Spread, count, ms, spread};

use anyhow::Result;
use cpu::Sample;
use std::time::Instant;

/// Runs from its start to [`Meter::stop`].
pub(crate) struct Meter {
    servers: Vec<u32>,
    disk: Disk,
    flushes: u64,
    sample: Sample,
    start: Instant,
}

/// What a stretch of work used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used {
    pub(crate) seconds: f64,
    /// Flushes of the disk, by whomever.
    pub(crate) flushes: f64,
    /// Processor seconds of the measured servers and their children.
    pub(crate) server_s: f64,
    /// Processor seconds of this program, which makes the load.
    pub(crate) client_s: f64,
    /// Cores that processes outside the run kept busy.
    pub(crate) foreign_cores: f64,
}

impl Meter {
    /// `servers` are the processes that are measured.
    pub(crate) fn start(servers: &[u32], disk: &Disk) -> Result<Self> {
        Ok(Self {
            servers: servers.to_vec(),
            disk: disk.clone(),
            flushes: disk.flushes()?,
            sample: Sample::take(servers)?,
            start: Instant::now(),
        })
    }

    pub(crate) fn stop(self) -> Result<Used> {
        let seconds = self.start.elapsed().as_secs_f64();
        let now = Sample::take(&self.servers)?;
        let flushes = self.disk.flushes()?.saturating_sub(self.flushes);
        Ok(Used {
            seconds,
            flushes: count(flushes),
            server_s: (now.servers - self.sample.servers).max(0.0),
            client_s: (now.own - self.sample.own).max(0.0),
            foreign_cores: (now.foreign - self.sample.foreign).max(0.0) / seconds.max(0.001),
        })
    }
}
