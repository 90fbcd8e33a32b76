//! The figures in `docs/performance.md`: written from the saved results, between two marks.

use crate::report::Report;
use crate::table;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;

const BEGIN: &str = "<!-- figures: written by `cargo xtask bench` -->\n";
const END: &str = "<!-- end of figures -->";

/// Replaces what lies between the marks.
pub(crate) fn write(reports: &[Report]) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance.md");
    let text = std::fs::read_to_string(&path)?;
    let (before, rest) = text.split_once(BEGIN).context("performance.md has no marks")?;
    let (_, after) = rest.split_once(END).context("performance.md has no end mark")?;
    let figures = format!("{}{}{}", targets(reports)?, peers(reports)?, profile(reports)?);
    std::fs::write(&path, format!("{before}{BEGIN}{figures}{END}{after}"))?;
    println!("figures: docs/performance.md");
    Ok(())
}

fn targets(reports: &[Report]) -> Result<String> {
    let mut out = String::from("| goal | measured | wanted | |\n|---|---|---|---|\n");
    for verdict in table::verdicts(reports)? {
        let word = match verdict.score() {
            Some(score) if score >= 1.0 => "reached",
            Some(_) => "**missed**",
            None => "",
        };
        let noisy = if verdict.noisy { " (noisy)" } else { "" };
        let measured = format!("{} {}", table::short(verdict.value), verdict.unit);
        let wanted = table::wanted(&verdict);
        writeln!(
            out,
            "| {} | {} | {} | {word}{noisy} |",
            verdict.goal,
            measured.trim(),
            wanted.trim()
        )?;
    }
    Ok(out)
}

/// Rates of everybody, with what tells durable from not durable.
fn peers(reports: &[Report]) -> Result<String> {
    let mut out = String::from(
        "\n| rate | per second | flushes each | server CPU each |\n|---|---|---|---|\n",
    );
    for report in reports {
        for figure in report.figures.iter().filter(|figure| figure.unit == "/s") {
            let beside = |what: &str| report.value(&format!("{}: {what}", figure.name));
            let Some(flushes) = beside("flushes each") else { continue };
            let cpu = beside("server CPU each").map(|us| format!("{} µs", table::short(us)));
            let whose = match report.scenario.as_str() {
                "peers" => String::new(),
                _ => format!("Kurier on {}: ", store(&report.store)),
            };
            let (rate, flushes) = (table::short(figure.value), table::short(flushes));
            let cpu = cpu.unwrap_or_default();
            writeln!(out, "| {whose}{} | {rate} | {flushes} | {cpu} |", figure.name)?;
        }
    }
    Ok(out)
}

/// Where the server's time goes, and in which functions.
fn profile(reports: &[Report]) -> Result<String> {
    let Some(report) = reports.iter().find(|report| report.scenario == "profile") else {
        return Ok(String::new());
    };
    let mut out = String::from("\n| share of the server's time at 64 connections | |\n|---|---|\n");
    for figure in report.figures.iter().filter(|figure| figure.unit == "%") {
        let name = figure.name.replace('|', "\\|").replace('<', "&lt;");
        writeln!(out, "| {name} | {} % |", table::short(figure.value))?;
    }
    Ok(out)
}

fn store(name: &str) -> &str {
    if name == "postgres" { "PostgreSQL" } else { "SQLite" }
}
