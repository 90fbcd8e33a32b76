//! Memory of a process, from `/proc`.

use anyhow::{Context, Result};

/// Proportional set size: shared pages are split among those who share them.
pub(crate) fn pss_mb(pid: u32) -> Result<f64> {
    Ok(kb(&format!("/proc/{pid}/smaps_rollup"), "Pss:")? / 1_000.0)
}

/// Resident set size.
pub(crate) fn rss_mb(pid: u32) -> Result<f64> {
    Ok(kb(&format!("/proc/{pid}/status"), "VmRSS:")? / 1_000.0)
}

/// Growth in kB from one size in MB to another.
pub(crate) fn grown_kb(before_mb: f64, after_mb: f64) -> f64 {
    (after_mb - before_mb) * 1_000.0
}

fn kb(path: &str, name: &str) -> Result<f64> {
    let text = std::fs::read_to_string(path)?;
    let line = text.lines().find(|line| line.starts_with(name)).context("no such line")?;
    let number: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    // The kernel's kB are 1,024 bytes.
    Ok(number * 1.024)
}
