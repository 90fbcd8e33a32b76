//! Memory of a connection on which nothing happens.

use crate::people::Sandbox;
use crate::report::Report;
use crate::socket::Device;
use anyhow::{Context, Result};
use std::time::Duration;

const PEOPLE: usize = 1_000;
const SOCKETS: usize = 8_000;

pub(crate) async fn run() -> Result<Report> {
    println!("idle: {SOCKETS} WebSockets of {PEOPLE} people");
    let mut report = Report::default();
    let sandbox = Sandbox::start().await?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of one start")]
    let ready_ms = sandbox.ready.as_millis() as f64;
    report.less("cold start, empty store", ready_ms, "ms", Some(100.0));
    report.less("memory at rest (PSS)", pss_kb(sandbox.pid())? / 1_000.0, "MB", Some(25.0));
    let people = sandbox.people(PEOPLE).await?;
    let mut devices = Vec::with_capacity(SOCKETS);
    // The first ones warm caches and allocator up; they are not counted.
    for person in people.iter().cycle().take(PEOPLE) {
        devices.push(Device::connect(&sandbox.address, person).await?);
    }
    settle().await;
    let before = pss_kb(sandbox.pid())?;
    for person in people.iter().cycle().take(SOCKETS - PEOPLE) {
        devices.push(Device::connect(&sandbox.address, person).await?);
    }
    settle().await;
    let after = pss_kb(sandbox.pid())?;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let counted = (SOCKETS - PEOPLE) as f64;
    report.less("user memory per idle connection", (after - before) / counted, "kB", Some(6.0));
    Ok(report)
}

/// Lets the server finish what the last connection set off.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(2)).await;
}

/// Proportional set size of a process, in kB.
fn pss_kb(pid: u32) -> Result<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).context("no Pss line")?;
    Ok(line.split_whitespace().nth(1).context("no number")?.parse()?)
}
