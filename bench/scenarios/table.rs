//! What is printed: a report beside the saved one, and the table of targets at the end.

use crate::report::Report;
use crate::targets::{self, Bound, Verdict};
use anyhow::Result;

/// Each figure with its ratio to the last saved one.
pub(crate) fn compare(report: &Report, last: &Report) {
    println!("  against the last saved result:");
    for figure in &report.figures {
        let Some(before) = last.value(&figure.name).filter(|value| *value != 0.0) else { continue };
        println!("    {:<58} {:>8.2} x", figure.name, figure.value / before);
    }
}

/// Every target whose figures were measured.
pub(crate) fn verdicts(reports: &[Report]) -> Result<Vec<Verdict>> {
    Ok(targets::all()?.iter().filter_map(|target| target.judge(reports)).collect())
}

/// Names the targets that a whole run should have judged and did not.
pub(crate) fn print_unmeasured(reports: &[Report]) -> Result<()> {
    for target in targets::all()?.iter().filter(|target| target.judge(reports).is_none()) {
        println!("not measured: {}", target.goal());
    }
    Ok(())
}

/// Targets that name a figure nobody gives.
pub(crate) fn dangling(reports: &[Report]) -> Result<Vec<String>> {
    let all = targets::all()?;
    let dangling = all.iter().filter(|target| target.dangles(reports));
    Ok(dangling.map(|target| format!("target without a figure: {}", target.goal())).collect())
}

pub(crate) fn print(verdicts: &[Verdict]) {
    println!("\n{:<44} {:>14} {:>16}", "target", "measured", "wanted");
    for verdict in verdicts {
        let word = match verdict.score() {
            Some(score) if score >= 1.0 => "reached",
            Some(_) => "MISSED",
            None => "",
        };
        let measured = format!("{} {}", short(verdict.value), verdict.unit);
        let noisy = if verdict.noisy { ", noisy" } else { "" };
        println!("{:<44} {measured:>14} {:>16}  {word}{noisy}", verdict.goal, wanted(verdict));
    }
    let missed = verdicts.iter().filter(|one| one.score().is_some_and(|score| score < 1.0));
    let judged = verdicts.iter().filter(|one| one.score().is_some());
    println!("\n{} targets judged, {} missed", judged.count(), missed.count());
}

pub(crate) fn wanted(verdict: &Verdict) -> String {
    match verdict.bound {
        Bound::AtLeast(bound) => format!("≥ {} {}", short(bound), verdict.unit),
        Bound::AtMost(bound) => format!("≤ {} {}", short(bound), verdict.unit),
        Bound::Shown => String::new(),
    }
}

/// Three significant digits are enough.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
