//! Three nodes on PostgreSQL and NATS, each service behind a proxy that can break it.
//!
//! FT-10: the database restarts at once, or its connections break. FT-11: the bus is held, reset, killed.
//! FT-12: a node is killed, or frozen and thawed.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::chaos::{ChaosProxy, Fault};
use testkit::services::{Missing, Nats, Postgres};
use testkit::stage::Stage;
use testkit::{KurierProcess, Load, ProcessOptions, within};
use tokio::task::block_in_place;

const NODES: usize = 3;
const PEOPLE: usize = 12;
const PER_SECOND: u32 = 60;
const DATABASE: &str = "faults";

/// Fields are dropped in this order: first the nodes, then what they stand on.
struct Cluster {
    stage: Stage,
    database: ChaosProxy,
    bus: ChaosProxy,
    postgres: Postgres,
    nats: Nats,
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

impl Cluster {
    async fn start(place: &Place, name: &str) -> Result<Self> {
        let (postgres, nats) = block_in_place(|| {
            let postgres = Postgres::start()?;
            postgres.create_database(DATABASE)?;
            anyhow::Ok((postgres, Nats::start()?))
        })?;
        let database = ChaosProxy::start(local(postgres.port())).await?;
        let bus = ChaosProxy::start(local(nats.port())).await?;
        let through = |url: String, port: u16, proxy: &ChaosProxy| {
            url.replace(&format!(":{port}"), &format!(":{}", proxy.address.port()))
        };
        let store = through(postgres.url(DATABASE), postgres.port(), &database);
        let nats_url = through(nats.url(), nats.port(), &bus);
        let mut nodes = Vec::new();
        let first = place.fresh(&format!("{name}-0"))?;
        for number in 0..NODES {
            let dir = place.fresh(&format!("{name}-{number}"))?;
            if number > 0 {
                std::fs::copy(first.join("sandbox.json"), dir.join("sandbox.json"))?;
            }
            let mut options = ProcessOptions::new(kurier()?, dir);
            options.store = Some(store.clone());
            options.arguments = ["--nats-url".to_owned(), nats_url.clone()].into();
            nodes.push(KurierProcess::start(options).await?);
        }
        let stage = Stage::on(nodes, PEOPLE).await?;
        Ok(Self { stage, database, bus, postgres, nats })
    }

    fn node(&mut self, number: u64) -> Result<&mut KurierProcess> {
        let place = usize::try_from(number)? % NODES;
        self.stage.nodes.get_mut(place).context("no such node")
    }
}

/// A cluster, or why there can be none.
async fn cluster(place: &Place, name: &str) -> Result<Result<Cluster, Row>> {
    match Cluster::start(place, name).await {
        Ok(cluster) => Ok(Ok(cluster)),
        Err(error) if error.is::<Missing>() => Ok(Err(Row::not_run(&error.to_string()))),
        Err(error) => Err(error),
    }
}

/// Waits until so many more messages were taken; answers how long it took.
async fn more(load: &Arc<Load>, messages: usize) -> Result<Duration> {
    let (begun, enough) = (Instant::now(), load.taken().len() + messages);
    let taken = async {
        while load.taken().len() < enough {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within("more messages", taken).await.with_context(|| format!("{:?}", load.refused()))?;
    Ok(begun.elapsed())
}

/// FT-10.
pub(crate) async fn database(place: &Place) -> Result<Row> {
    let mut cluster = match cluster(place, "database").await? {
        Ok(cluster) => cluster,
        Err(row) => return Ok(row),
    };
    let load = cluster.stage.load(PER_SECOND)?;
    let (mut faults, mut slowest) = (0, Duration::ZERO);
    let mut rounds = place.rounds(3);
    while rounds.next() {
        more(&load, 40).await?;
        if faults % 3 == 2 {
            cluster.database.reset();
        } else {
            block_in_place(|| cluster.postgres.restart_immediate())?;
        }
        faults += 1;
        slowest = slowest.max(more(&load, 1).await?);
    }
    let tally = cluster.stage.settle(&load).await?;
    Ok(Row::new(faults, "restarts")
        .tally(&tally)
        .recovery(Some(slowest), "database up to the next message taken, worst")
        .must(slowest <= Duration::from_secs(5), format!("it took {slowest:?}")))
}

/// FT-11.
pub(crate) async fn bus(place: &Place) -> Result<Row> {
    let mut cluster = match cluster(place, "bus").await? {
        Ok(cluster) => cluster,
        Err(row) => return Ok(row),
    };
    let load = cluster.stage.load(PER_SECOND)?;
    let mut faults = 0;
    let mut rounds = place.rounds(3);
    while rounds.next() {
        more(&load, 40).await?;
        match faults % 3 {
            0 => cluster.bus.set_both(Fault::Hold),
            1 => {
                cluster.bus.refuse(true);
                cluster.bus.reset();
            }
            _ => block_in_place(|| cluster.nats.kill())?,
        }
        faults += 1;
        more(&load, 120).await?;
        cluster.bus.heal();
        if faults % 3 == 0 {
            block_in_place(|| cluster.nats.restart())?;
        }
    }
    let tally = cluster.stage.settle(&load).await?;
    Ok(Row::new(faults, "partitions").tally(&tally).note(
        "Held, reset and refused, killed: nodes reach each other's people by asking the store.",
    ))
}

/// FT-12.
pub(crate) async fn node(place: &Place) -> Result<Row> {
    let mut cluster = match cluster(place, "node").await? {
        Ok(cluster) => cluster,
        Err(row) => return Ok(row),
    };
    let load = cluster.stage.load(PER_SECOND)?;
    let (mut faults, mut frozen) = (0, 0);
    let mut rounds = place.rounds(3);
    while rounds.next() {
        more(&load, 40).await?;
        let node = cluster.node(faults)?;
        if faults % 3 == 2 {
            let id = node.id().context("it has ended")?;
            signal("-STOP", id)?;
            // Longer than a lease, so that another node takes its work over.
            tokio::time::sleep(place.scaled(Duration::from_secs(12), Duration::from_secs(30)))
                .await;
            signal("-CONT", id)?;
            frozen += 1;
        } else {
            node.kill().await?;
            more(&load, 60).await?;
            cluster.node(faults)?.restart().await?;
        }
        faults += 1;
    }
    let tally = cluster.stage.settle(&load).await?;
    Ok(Row::new(faults, "losses").tally(&tally).note(format!(
        "{frozen} of them frozen and thawed; devices and the load went to other nodes."
    )))
}

fn signal(name: &str, id: u32) -> Result<()> {
    let sent = Command::new("kill").arg(name).arg(id.to_string()).status()?;
    ensure!(sent.success(), "kill {name} {id} failed");
    Ok(())
}
