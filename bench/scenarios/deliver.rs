//! From POST to the person's socket: durable first, then delivered.

use crate::http::Connection;
use crate::people::{Person, Sandbox};
use crate::report::Report;
use crate::socket::Device;
use crate::stats::{Spread, spread};
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const PACED: usize = 1_500;
const GAP: Duration = Duration::from_millis(2);
const FOR: Duration = Duration::from_secs(6);
const PAIRS: usize = 64;

pub(crate) async fn run() -> Result<Report> {
    println!("deliver: POST to WebSocket");
    let mut report = Report::default();
    let sandbox = Sandbox::start().await?;
    let people = sandbox.people(PAIRS).await?;
    let first = people.first().context("no people")?;
    let paced = pair(&sandbox, first, Some(PACED)).await?;
    report.less("paced p50", ms(paced.p50_us), "ms", Some(0.8));
    report.less("paced p99", ms(paced.p99_us), "ms", Some(3.0));
    let start = Instant::now();
    let mut lanes = JoinSet::new();
    for person in &people {
        let (address, request) = (sandbox.address.clone(), sandbox.send(&person.wa_id));
        let device = Device::connect(&address, person).await?;
        lanes.spawn(async move { exchange(&address, &request, device, None).await });
    }
    let mut taken = Vec::new();
    while let Some(lane) = lanes.join_next().await {
        taken.extend(lane??);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of measurements is far below 2^52")]
    let rate = taken.len() as f64 / start.elapsed().as_secs_f64();
    let loaded = spread(taken);
    report.more("delivered, 64 pairs", rate, "/s", Some(20_000.0));
    report.less("p99, 64 pairs", ms(loaded.p99_us), "ms", Some(15.0));
    Ok(report)
}

async fn pair(sandbox: &Sandbox, person: &Person, paced: Option<usize>) -> Result<Spread> {
    let device = Device::connect(&sandbox.address, person).await?;
    let request = sandbox.send(&person.wa_id);
    Ok(spread(exchange(&sandbox.address, &request, device, paced).await?))
}

/// Sends, waits for the answer and for the entry on the device, again and again.
async fn exchange(
    address: &str,
    request: &[u8],
    mut device: Device,
    paced: Option<usize>,
) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let start = Instant::now();
    let mut taken = Vec::new();
    while paced.map_or(start.elapsed() < FOR, |count| taken.len() < count) {
        let before = Instant::now();
        let (answered, arrived) = tokio::join!(
            async {
                let (status, body) = connection.call(request).await?;
                ensure!(status == 200, "{status}: {}", String::from_utf8_lossy(body));
                Ok(())
            },
            async {
                device.message().await?;
                anyhow::Ok(before.elapsed())
            }
        );
        answered?;
        taken.push(arrived?);
        if paced.is_some() {
            tokio::time::sleep(GAP).await;
        }
    }
    Ok(taken)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of one request")]
fn ms(us: u64) -> f64 {
    us as f64 / 1_000.0
}
