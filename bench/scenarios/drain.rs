//! Coming back after a while: everything that gathered is fetched and acknowledged.

use crate::client::http::Connection;
use crate::client::socket::Device;
use crate::load;
use crate::measure::{count, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::{Person, Sandbox};
use anyhow::{Context, Result, ensure};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PEOPLE: usize = 1_000;
const EACH: usize = 10;
const LOGINS_AT_ONCE: usize = 16;
const ONE_PERSON: usize = 20_000;
/// Connections that fill the inboxes.
const FILLERS: usize = 64;

pub(crate) async fn run(run: &Run, backend: Backend) -> Result<Report> {
    let mut report = Report::new("drain", backend);
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(run.much(PEOPLE, 32)).await?;
    let each: Vec<&Person> = people.iter().cycle().take(people.len() * EACH).collect();
    fill(&sandbox, &each).await?;
    crowd(&sandbox, people, &mut report).await?;
    let one = sandbox.people(1).await?;
    let one = one.first().context("no person")?;
    let backlog = run.much(ONE_PERSON, 500);
    fill(&sandbox, &vec![one; backlog]).await?;
    let meter = sandbox.meter()?;
    let mut device = Device::connect(&sandbox.address, one, 0).await?;
    device.settle().await?;
    let used = meter.stop()?;
    ensure!(count(device.came) >= count(backlog), "only {} came", device.came);
    report.rate("one person's backlog", count(device.came), &used);
    Ok(report)
}

/// One message for each person named.
pub(crate) async fn fill(sandbox: &Sandbox, people: &[&Person]) -> Result<()> {
    let mut lanes = Vec::new();
    for lane in 0..FILLERS.min(people.len()) {
        let mine = people.iter().skip(lane).step_by(FILLERS);
        let requests: Result<Vec<Vec<u8>>> =
            mine.map(|person| sandbox.send(&person.wa_id)).collect();
        let (requests, address) = (requests?, sandbox.address.clone());
        lanes.push(async move {
            let mut connection = Connection::open(&address).await?;
            for request in &requests {
                connection.ok(request).await?;
            }
            Ok(Vec::new())
        });
    }
    load::together(lanes).await?;
    Ok(())
}

/// Everybody logs in, so many at a time; each stays until the server holds her acknowledgement.
async fn crowd(sandbox: &Sandbox, people: Vec<Person>, report: &mut Report) -> Result<()> {
    let (people, next) = (Arc::new(people), Arc::new(AtomicUsize::new(0)));
    let came = Arc::new(AtomicUsize::new(0));
    let meter = sandbox.meter()?;
    let lanes = (0..LOGINS_AT_ONCE).map(|_| {
        let (people, next, came) = (Arc::clone(&people), Arc::clone(&next), Arc::clone(&came));
        let address = sandbox.address.clone();
        async move {
            let mut taken: Vec<Duration> = Vec::new();
            while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
                let before = Instant::now();
                let mut device = Device::connect(&address, person, 0).await?;
                taken.push(before.elapsed());
                device.settle().await?;
                came.fetch_add(usize::try_from(device.came)?, Ordering::Relaxed);
            }
            Ok(taken)
        }
    });
    let taken = load::together(lanes).await?;
    let used = meter.stop()?;
    let came = came.load(Ordering::Relaxed);
    ensure!(came >= people.len() * EACH, "only {came} messages came");
    report.rate("messages drained at login", count(came), &used);
    report.more("logins, 16 at a time", count(people.len()) / used.seconds, "/s");
    report.spread("login to last message", &spread(taken));
    Ok(())
}
