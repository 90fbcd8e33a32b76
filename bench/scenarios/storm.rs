//! Ten thousand sockets break at once and come back: with the pause that the messenger makes, without
//! any, and after the server itself was killed.

use crate::client::socket::Device;
use crate::load;
use crate::measure::{count, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::{Person, Sandbox};
use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::Random;
use tokio::sync::{Mutex, Semaphore};

const PEOPLE: usize = 1_000;
const SOCKETS: usize = 10_000;
/// Attempts of one machine at a time; a real crowd has no such bound, and a backlog of the listener instead.
const AT_ONCE: usize = 512;
/// A device comes back after a random part of this when the server said that it restarts.
const JITTER_MS: u64 = 5_000;
const PATIENCE: Duration = Duration::from_mins(1);

type Devices = Arc<Mutex<Vec<Device>>>;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("storm", backend);
    let mut sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(run.much(PEOPLE, 50)).await?;
    let sockets = run.much(SOCKETS, 200);
    let mut storm = Storm { people, sockets, devices: Devices::default(), jitter_ms: 0 };
    storm.all_back(&sandbox).await?;

    for (what, jitter_ms) in [("cut, no pause", 0), ("cut, random pause up to 5 s", JITTER_MS)] {
        storm.jitter_ms = if run.options.short { jitter_ms / 20 } else { jitter_ms };
        let reads = file_reads(sandbox.pid())?;
        storm.devices.lock().await.clear();
        let meter = sandbox.meter()?;
        let taken = storm.all_back(&sandbox).await?;
        let used = meter.stop()?;
        report.less(&format!("{what}: all back after"), used.seconds, "s");
        report.cost(what, count(sockets), &used);
        report.spread(&format!("{what}: connect to live"), &spread(taken));
        let reads = file_reads(sandbox.pid())? - reads;
        report.less(&format!("{what}: file reads per resume"), reads / count(sockets), "");
    }
    storm.jitter_ms = 0;
    let killed = Instant::now();
    sandbox.kill()?;
    storm.devices.lock().await.clear();
    let ready = sandbox.restart().await?;
    storm.all_back(&sandbox).await?;
    report.less("killed: listens again after", ready.as_secs_f64() * 1e3, "ms");
    report.less("killed: all back after", killed.elapsed().as_secs_f64(), "s");
    Ok(report)
}

struct Storm {
    people: Vec<Person>,
    sockets: usize,
    devices: Devices,
    jitter_ms: u64,
}

impl Storm {
    /// Every device connects until it is live; answers how long each took without its pause.
    async fn all_back(&self, sandbox: &Sandbox) -> Result<Vec<Duration>> {
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        let mut random = Random::new(1);
        let lanes = self.people.iter().cycle().take(self.sockets).map(|person| {
            let pause = Duration::from_millis(random.between(0, self.jitter_ms + 1));
            let (permits, devices) = (Arc::clone(&permits), Arc::clone(&self.devices));
            let (address, person) = (sandbox.address.clone(), person.clone());
            async move {
                tokio::time::sleep(pause).await;
                let _permit = permits.acquire().await?;
                let before = Instant::now();
                let device = back(&address, &person).await?;
                let took = before.elapsed();
                devices.lock().await.push(device);
                Ok(vec![took])
            }
        });
        load::together(lanes).await
    }
}

async fn back(address: &str, person: &Person) -> Result<Device> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match Device::connect(address, person, 0).await {
            Ok(device) => return Ok(device),
            Err(error) if Instant::now() > give_up => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Reads of files (not of sockets) since the process started.
fn file_reads(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/io"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("syscr: "));
    Ok(line.context("no count of reads")?.parse()?)
}
