//! Start, memory at rest, and memory of a connection on which nothing happens.

use crate::client::socket::Device;
use crate::measure::{count, grown_kb, pss_mb};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::Sandbox;
use anyhow::Result;
use std::time::Duration;

const PEOPLE: usize = 1_000;
const SOCKETS: usize = 10_000;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("idle", backend);
    let sandbox = Sandbox::start(backend).await?;
    report.less("cold start, empty store", sandbox.ready.as_secs_f64() * 1e3, "ms");
    settle(run).await;
    report.less("memory at rest (PSS)", pss_mb(sandbox.pid())?, "MB");
    let people = sandbox.people(run.much(PEOPLE, 50)).await?;
    let sockets = run.much(SOCKETS, 200);
    let mut devices = Vec::with_capacity(sockets);
    // The first ones warm caches and allocator up; they are not counted.
    for person in &people {
        devices.push(Device::connect(&sandbox.address, person, 0).await?);
    }
    settle(run).await;
    let before = pss_mb(sandbox.pid())?;
    let counted = sockets - people.len();
    let meter = sandbox.meter()?;
    for person in people.iter().cycle().take(counted) {
        devices.push(Device::connect(&sandbox.address, person, 0).await?);
    }
    report.rate("connections opened one after the other", count(counted), &meter.stop()?);
    settle(run).await;
    let meter = sandbox.meter()?;
    tokio::time::sleep(run.span(5)).await;
    let used = meter.stop()?;
    report.noise(&used);
    report.less("cores used by idle connections", used.server_s / used.seconds, "");
    let grown = grown_kb(before, pss_mb(sandbox.pid())?);
    report.less("user memory per idle connection", grown / count(counted), "kB");
    report.plain("idle connections", count(devices.len()), "");
    Ok(report)
}

/// Lets the server finish what the last connection set off.
async fn settle(run: &Run) {
    tokio::time::sleep(run.span(2).min(Duration::from_secs(2))).await;
}
