//! From POST to the person's socket: durable first, then delivered.

use crate::client::http::Connection;
use crate::client::socket::Device;
use crate::load;
use crate::measure::{count, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::Sandbox;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

const GAP: Duration = Duration::from_millis(2);
const PAIRS: usize = 64;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("deliver", backend);
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(PAIRS).await?;
    let first = people.first().context("no people")?;
    for (what, gap) in [("paced", Some(GAP)), ("closed loop", None)] {
        let device = Device::connect(&sandbox.address, first, 0).await?;
        let request = sandbox.send(&first.wa_id)?;
        let meter = sandbox.meter()?;
        let lane = exchange(sandbox.address.clone(), request, device, run.span(5), gap);
        let taken = lane.await?;
        let used = meter.stop()?;
        report.rate(&format!("delivered, 1 pair {what}"), count(taken.len()), &used);
        report.spread(&format!("POST to device, 1 pair {what}"), &spread(taken));
    }
    let mut lanes = Vec::new();
    for person in &people {
        let device = Device::connect(&sandbox.address, person, 0).await?;
        let request = sandbox.send(&person.wa_id)?;
        lanes.push(exchange(sandbox.address.clone(), request, device, run.span(6), None));
    }
    let meter = sandbox.meter()?;
    let taken = load::together(lanes).await?;
    let used = meter.stop()?;
    report.rate("delivered, 64 pairs", count(taken.len()), &used);
    report.spread("POST to device, 64 pairs", &spread(taken));
    Ok(report)
}

/// Sends, waits for the answer and for the entry on the device, again and again.
async fn exchange(
    address: String,
    request: Vec<u8>,
    mut device: Device,
    span: Duration,
    gap: Option<Duration>,
) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(&address).await?;
    let (start, mut taken) = (Instant::now(), Vec::new());
    while start.elapsed() < span {
        let before = Instant::now();
        let (answered, arrived) = tokio::join!(connection.ok(&request), async {
            device.message().await?;
            anyhow::Ok(before.elapsed())
        });
        answered?;
        taken.push(arrived?);
        if let Some(gap) = gap {
            tokio::time::sleep(gap).await;
        }
    }
    Ok(taken)
}
