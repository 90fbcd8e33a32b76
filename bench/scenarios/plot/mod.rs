//! Pictures of the saved results, drawn by hand as SVG: bars, because that is all they need.

mod bars;

use crate::batches::{CLASSES, class};
use crate::report::{Report, folder};
use crate::table;
use crate::targets::Verdict;
use anyhow::Result;
use bars::{Bar, chart};

/// Draws everything that the documents show.
pub(crate) fn draw(reports: &[Report]) -> Result<()> {
    let targets: Vec<Bar> = table::verdicts(reports)?.iter().filter_map(of_target).collect();
    save("summary", &chart("Measured against target (longer is better)", &targets, Some(1.0)))?;
    save("accept", &chart("Durable accepts per second, 64 connections", &accepts(reports), None))?;
    save("growth", &chart("Accept rate by messages already stored", &growth(reports), None))?;
    save(
        "batches",
        &chart(
            "Share of messages by size of their commit, 64 connections",
            &batches(reports),
            None,
        ),
    )?;
    println!("pictures: bench/results/*.svg");
    Ok(())
}

fn save(name: &str, svg: &str) -> Result<()> {
    Ok(std::fs::write(folder().join(format!("{name}.svg")), svg)?)
}

fn of_target(verdict: &Verdict) -> Option<Bar> {
    let score = verdict.score()?;
    Some(Bar {
        name: verdict.goal.to_owned(),
        // Scores beyond three say nothing more.
        length: score.min(3.0),
        label: format!(
            "{} {} ({})",
            table::short(verdict.value),
            verdict.unit,
            table::wanted(verdict).trim()
        ),
        good: score >= 1.0,
    })
}

/// Rates of ours and of peers, each with its flushes per message.
fn accepts(reports: &[Report]) -> Vec<Bar> {
    let rows = [
        ("Kurier on SQLite", "accept", "sqlite", "accepts, 64 connections"),
        ("Kurier on PostgreSQL", "accept", "postgres", "accepts, 64 connections"),
        ("ejabberd on PostgreSQL", "peers", "sqlite", "ejabberd: accepts, 64 connections"),
        ("Redis, flushed always", "peers", "sqlite", "Redis: appends, 64 connections"),
        ("bare probe of the stack", "peers", "sqlite", "probe: answers, 64 connections"),
        ("bare HTTP, keeps nothing", "peers", "sqlite", "echo: answers, 64 connections"),
    ];
    let bar = |(name, scenario, store, figure): &(&str, &str, &str, &str)| {
        let report = find(reports, scenario, store)?;
        let rate = report.value(figure)?;
        let flushes = report.value(&format!("{figure}: flushes each"))?;
        let label = format!("{}/s, {flushes:.3} flushes each", table::short(rate));
        Some(Bar { name: (*name).to_owned(), length: rate, label, good: flushes > 0.0005 })
    };
    rows.iter().filter_map(bar).collect()
}

fn growth(reports: &[Report]) -> Vec<Bar> {
    let Some(report) = find(reports, "growth", "sqlite") else { return Vec::new() };
    let bar = |size: &&str| {
        let rate = report.value(&format!("{size} stored: accepts, 64 a commit"))?;
        let label = format!("{}/s", table::short(rate));
        Some(Bar { name: format!("{size} stored"), length: rate, label, good: true })
    };
    ["10^4", "10^6", "10^7"].iter().filter_map(bar).collect()
}

fn batches(reports: &[Report]) -> Vec<Bar> {
    let Some(report) = find(reports, "accept", "sqlite") else { return Vec::new() };
    let bar = |end: &u64| {
        let share = report.value(&class("accepts, 64 connections", *end))?;
        let (name, label) = (format!("at most {end}"), format!("{} %", table::short(share)));
        Some(Bar { name, length: share, label, good: true })
    };
    CLASSES.iter().filter_map(bar).collect()
}

fn find<'a>(reports: &'a [Report], scenario: &str, store: &str) -> Option<&'a Report> {
    reports.iter().find(|report| report.scenario == scenario && report.store == store)
}
