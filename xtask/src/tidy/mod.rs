//! `cargo xtask tidy`: the house rules that no other tool checks.

mod budget;
mod functions;
mod graph;
mod layout;
mod mask;
mod migrations;
mod names;
mod pointers;
mod sql;
mod words;

use crate::sources;
use anyhow::Result;
use std::process::ExitCode;

/// What one rule found.
#[derive(Default)]
pub(crate) struct Report {
    /// What was measured, one line each.
    pub(crate) figures: Vec<String>,
    /// What is wrong, one sentence each, with the place.
    pub(crate) findings: Vec<String>,
}

impl Report {
    fn of(findings: Vec<String>) -> Self {
        Self { figures: Vec::new(), findings }
    }
}

/// Runs every rule and prints what it measured and found.
pub(crate) fn run(_words: &[String]) -> Result<ExitCode> {
    let report = check()?;
    for figure in &report.figures {
        println!("{figure}");
    }
    for finding in &report.findings {
        println!("✗ {finding}");
    }
    if report.findings.is_empty() {
        println!("tidy: all rules hold");
        return Ok(ExitCode::SUCCESS);
    }
    println!("tidy: {} findings", report.findings.len());
    Ok(ExitCode::FAILURE)
}

/// Runs every rule.
pub(crate) fn check() -> Result<Report> {
    let files = sources::all()?;
    let mut all = Report::default();
    for part in [
        Report::of(graph::check()?),
        budget::check(&files),
        functions::check(&files),
        Report::of(names::check(&files)),
        Report::of(words::check(&files)),
        Report::of(sql::check(&files)),
        Report::of(migrations::check(&files)),
        Report::of(layout::check(&files)),
        Report::of(pointers::check(&files)),
    ] {
        all.figures.extend(part.figures);
        all.findings.extend(part.findings);
    }
    Ok(all)
}

/// The value below which `share` (0 to 100 percent) of the sorted values lie.
fn percentile(sorted: &[usize], share: usize) -> usize {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * share / 100).copied().unwrap_or(0)
}
