//! How many messages a second are accepted for absent people: answered only when they are on disk.

use crate::http::Connection;
use crate::people::{Person, Sandbox};
use crate::probe;
use crate::report::Report;
use crate::stats::spread;
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const PEOPLE: usize = 1_000;
const FOR: Duration = Duration::from_secs(8);

pub(crate) async fn run() -> Result<Report> {
    println!("accept: durable accepts of a priced template");
    let mut report = Report::default();
    let sandbox = Sandbox::start().await?;
    let flushes = probe::flushes_per_s(sandbox.folder())?;
    let commits = probe::sqlite_commits_per_s(sandbox.folder())?;
    report.more("probe: disk flushes of 4 KiB", flushes, "/s", None);
    report.more("probe: one-row SQLite commits", commits, "/s", None);
    let people = sandbox.people(PEOPLE).await?;
    let (one, one_us) = load(&sandbox, &people, 1).await?;
    report.more("accepts, 1 connection", one, "/s", None);
    report.more("  ratio to one-row SQLite commits", one / commits, "x", Some(0.6));
    report.less("  p99, 1 connection", one_us, "us", None);
    let (many, many_us) = load(&sandbox, &people, 64).await?;
    report.more("accepts, 64 connections", many, "/s", Some(30_000.0));
    report.less("  p99, 64 connections", many_us / 1_000.0, "ms", Some(10.0));
    Ok(report)
}

/// Closed loop on so many connections: accepts per second and p99 in microseconds.
async fn load(sandbox: &Sandbox, people: &[Person], connections: usize) -> Result<(f64, f64)> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for lane in 0..connections {
        let requests: Vec<Vec<u8>> = people
            .iter()
            .skip(lane)
            .step_by(connections)
            .map(|person| sandbox.send(&person.wa_id))
            .collect();
        let address = sandbox.address.clone();
        tasks.spawn(async move { lane_load(&address, &requests).await });
    }
    let mut taken = Vec::new();
    while let Some(lane) = tasks.join_next().await {
        taken.extend(lane??);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of measurements is far below 2^52")]
    let rate = taken.len() as f64 / start.elapsed().as_secs_f64();
    let spread = spread(taken);
    #[expect(clippy::cast_precision_loss, reason = "microseconds of one request")]
    let p99_us = spread.p99_us as f64;
    Ok((rate, p99_us))
}

async fn lane_load(address: &str, requests: &[Vec<u8>]) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let start = Instant::now();
    let mut taken = Vec::new();
    for request in requests.iter().cycle() {
        let before = Instant::now();
        let (status, body) = connection.call(request).await?;
        ensure!(status == 200, "{status}: {}", String::from_utf8_lossy(body));
        taken.push(before.elapsed());
        if start.elapsed() > FOR {
            break;
        }
    }
    Ok(taken)
}
