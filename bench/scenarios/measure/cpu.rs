//! Processor time of this run and of everybody else, from `/proc`.

use anyhow::{Context, Result};
use std::collections::HashMap;

/// Linux reports processor time in hundredths of a second, whatever the kernel's own tick.
const TICKS_PER_S: f64 = 100.0;
/// The parent of all kernel threads: their work is ours as much as anybody's.
const KERNEL: u32 = 2;

/// Processor seconds used since the machine started.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sample {
    pub(super) own: f64,
    pub(super) servers: f64,
    pub(super) foreign: f64,
}

struct Process {
    parent: u32,
    /// Its own time, and with that of children that ended.
    seconds: f64,
    with_children: f64,
}

impl Sample {
    pub(super) fn take(servers: &[u32]) -> Result<Self> {
        let all = processes()?;
        let me = std::process::id();
        let mut sample = Self::default();
        for (id, process) in &all {
            if *id == me {
                sample.own += process.seconds;
            } else if descends(&all, *id, servers) {
                sample.servers += process.with_children;
            } else if !descends(&all, *id, &[me, KERNEL]) {
                // A short-lived process shows in its parent's children's time after its end.
                sample.foreign += process.with_children;
            }
        }
        Ok(sample)
    }
}

fn descends(all: &HashMap<u32, Process>, id: u32, from: &[u32]) -> bool {
    let mut at = id;
    while let Some(process) = all.get(&at) {
        if from.contains(&at) {
            return true;
        }
        at = process.parent;
    }
    false
}

fn processes() -> Result<HashMap<u32, Process>> {
    let mut all = HashMap::new();
    for entry in std::fs::read_dir("/proc")? {
        let entry = entry?;
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // It may have ended since the folder was listed.
        let Ok(text) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        all.insert(id, parse(&text).context("an unreadable line of /proc")?);
    }
    Ok(all)
}

/// The name in parentheses may hold anything; what follows it does not.
fn parse(stat: &str) -> Option<Process> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    let seconds = (ticks(11)? + ticks(12)?) / TICKS_PER_S;
    let children = (ticks(13)? + ticks(14)?) / TICKS_PER_S;
    let parent = fields.get(1)?.parse().ok()?;
    Some(Process { parent, seconds, with_children: seconds + children })
}
