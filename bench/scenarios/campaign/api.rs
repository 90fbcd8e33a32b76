//! The same through the API, from many connections; a part of the people is online.

use crate::client::http::{Connection, post};
use crate::client::socket::Device;
use crate::load;
use crate::measure::{count, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::run::Run;
use crate::server::sandbox::{Person, Sandbox};
use anyhow::{Context, Result};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::task::{JoinHandle, JoinSet};

const CONNECTIONS: usize = 128;
/// Requests written in one piece on a connection.
const IN_A_ROW: usize = 8;
const ONLINE: usize = 2_000;
/// How often the other business sends.
const EVERY: Duration = Duration::from_millis(5);

pub(super) async fn run(
    run: &Run,
    backend: Backend,
    people: usize,
    report: &mut Report,
) -> Result<()> {
    let sandbox = Sandbox::start(backend).await?;
    let people = sandbox.people(people).await?;
    let online = online(&sandbox, &people, run.much(ONLINE, 50)).await?;
    let other = other_business(&sandbox).await?;
    let lanes = lanes(&sandbox, &people)?;

    let meter = sandbox.meter()?;
    let start = Instant::now();
    let waiting = online.into_iter().map(|device| served(device, start));
    let devices: JoinSet<Result<Duration>> = waiting.collect();
    let watched = Watched::start(sandbox.address.clone(), other);
    load::together(lanes).await?;
    let used = meter.stop()?;
    let durable = start.elapsed();
    let meanwhile = watched.stop().await?;
    let mut last = Duration::ZERO;
    for one in devices.join_all().await {
        last = last.max(one?);
    }
    report.less("over the API: all durable after", used.seconds, "s");
    report.rate("over the API: messages", count(people.len()), &used);
    let late = last.saturating_sub(durable).as_secs_f64();
    report.less("over the API: last live device after all are durable", late, "s");
    report.spread("over the API: another business's POST meanwhile", &spread(meanwhile));
    Ok(())
}

/// Devices of the first so many people.
async fn online(sandbox: &Sandbox, people: &[Person], many: usize) -> Result<Vec<Device>> {
    let mut devices = Vec::with_capacity(many);
    for person in people.iter().take(many) {
        devices.push(Device::connect(&sandbox.address, person, 0).await?);
    }
    Ok(devices)
}

/// When a device has its message, counted from the start.
async fn served(mut device: Device, start: Instant) -> Result<Duration> {
    device.message().await?;
    let at = start.elapsed();
    device.settle().await?;
    Ok(at)
}

/// A text of the second business to a person whose window towards it is open.
async fn other_business(sandbox: &Sandbox) -> Result<Vec<u8>> {
    let business = sandbox.text("/second_business/waba_id")?;
    let person = sandbox.text("/person_a/person_id")?;
    let say = json!({ "waba_id": business, "text": "hello" });
    sandbox.operate(&format!("/sandbox/v1/people/{person}/say"), &say).await?;
    let body = json!({
        "messaging_product": "whatsapp",
        "to": sandbox.text("/second_business/person_a/wa_id")?,
        "type": "text",
        "text": { "body": "Your table is ready." },
    });
    let path = format!("/v23.0/{}/messages", sandbox.text("/second_business/phone_id")?);
    Ok(post(&sandbox.address, &path, sandbox.text("/second_business/token")?, &body.to_string()))
}

type Lane = std::pin::Pin<Box<dyn Future<Output = Result<Vec<Duration>>> + Send>>;

/// Everybody once, over all connections, several requests in one piece.
fn lanes(sandbox: &Sandbox, people: &[Person]) -> Result<Vec<Lane>> {
    let mut lanes = Vec::new();
    for lane in 0..CONNECTIONS.min(people.len()) {
        let mut rows = Vec::new();
        let mine: Vec<&Person> = people.iter().skip(lane).step_by(CONNECTIONS).collect();
        for row in mine.chunks(IN_A_ROW) {
            let requests: Result<Vec<Vec<u8>>> =
                row.iter().map(|person| sandbox.send(&person.wa_id)).collect();
            rows.push((requests?.concat(), row.len()));
        }
        let address = sandbox.address.clone();
        lanes.push(Box::pin(async move {
            let mut connection = Connection::open(&address).await?;
            for (requests, many) in &rows {
                connection.send(requests).await?;
                for _ in 0..*many {
                    let (status, body) = connection.answer().await?;
                    let said = || String::from_utf8_lossy(body).into_owned();
                    anyhow::ensure!(status == 200, "{status}: {}", said());
                }
            }
            Ok(Vec::new())
        }) as Lane);
    }
    Ok(lanes)
}

/// Sends one request every few milliseconds until it is stopped.
struct Watched {
    stop: tokio::sync::oneshot::Sender<()>,
    task: JoinHandle<Result<Vec<Duration>>>,
}

impl Watched {
    fn start(address: String, request: Vec<u8>) -> Self {
        let (stop, mut stopped) = tokio::sync::oneshot::channel();
        let task = tokio::spawn(async move {
            let mut connection = Connection::open(&address).await?;
            let mut taken = Vec::new();
            while stopped.try_recv().is_err() {
                let before = Instant::now();
                connection.ok(&request).await?;
                taken.push(before.elapsed());
                tokio::time::sleep(EVERY).await;
            }
            Ok(taken)
        });
        Self { stop, task }
    }

    async fn stop(self) -> Result<Vec<Duration>> {
        self.stop.send(()).ok().context("the other business stopped early")?;
        self.task.await?
    }
}
