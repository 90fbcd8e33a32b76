//! `kill -9` of every process under load, one after the other.

use crate::nodes::Cluster;
use anyhow::{Context, Result};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{Load, within};
use tokio::task::block_in_place;

const PER_SECOND: u32 = 50;
/// Messages taken before a process is killed, and while it is away.
const BETWEEN: usize = 60;
/// Within this time all devices must be connected again.
const BACK_WITHIN: Duration = Duration::from_secs(5);

struct Line {
    what: &'static str,
    sockets_lost: usize,
    back: Duration,
    next_taken: Duration,
}

pub(crate) async fn run(cluster: &mut Cluster) -> Result<ExitCode> {
    println!("\n{PER_SECOND} messages a second over all nodes; kill -9 of each process in turn");
    let load = cluster.stage.load(PER_SECOND)?;
    let mut lines = Vec::new();
    for (place, what) in ["node 1", "node 2", "node 3"].into_iter().enumerate() {
        more(&load, BETWEEN).await?;
        let begun = Instant::now();
        let before = connections(cluster);
        cluster.stage.nodes.get_mut(place).context("no such node")?.kill().await?;
        lines.push(after(cluster, &load, what, before, begun).await?);
        more(&load, BETWEEN).await?;
        cluster.stage.nodes.get_mut(place).context("no such node")?.restart().await?;
    }
    more(&load, BETWEEN).await?;
    let (begun, before) = (Instant::now(), connections(cluster));
    block_in_place(|| cluster.nats.kill())?;
    lines.push(after(cluster, &load, "NATS", before, begun).await?);
    more(&load, BETWEEN).await?;
    block_in_place(|| cluster.nats.restart())?;
    more(&load, BETWEEN).await?;
    let (killed, before) = (Instant::now(), connections(cluster));
    block_in_place(|| {
        cluster.postgres.kill()?;
        cluster.postgres.start_again()
    })?;
    // While the database recovers nobody can do anything: what counts begins when it answers again.
    let begun = Instant::now();
    let away = killed.elapsed();
    lines.push(after(cluster, &load, "PostgreSQL", before, begun).await?);
    more(&load, BETWEEN).await?;
    let tally = cluster.stage.settle(&load).await?;
    print(&lines);
    println!(
        "PostgreSQL itself was away for {} ms; its line counts from when it answered again",
        away.as_millis()
    );
    println!(
        "\n{} messages taken, {} calls repeated: {} lost, {} doubled, {} out of order, {} webhook events lost, imbalance {}, charged wrongly {}",
        tally.acknowledged,
        tally.repeated_calls,
        tally.lost,
        tally.doubled,
        tally.order_faults.len(),
        tally.webhook_lost,
        tally.imbalance,
        tally.charged_wrongly_micros
    );
    let late = lines.iter().filter(|line| line.back > BACK_WITHIN).count();
    let failed = late + usize::from(!tally.is_clean());
    if !tally.is_clean() {
        println!("{tally:?}");
    }
    println!("\n{} passed, {failed} failed", lines.len() + 1 - failed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How often each device has connected.
fn connections(cluster: &Cluster) -> Vec<u32> {
    cluster.stage.people.iter().map(|person| person.look(|shown| shown.connections)).collect()
}

/// Waits until every device that lost its socket has another, and the next message is taken.
async fn after(
    cluster: &Cluster,
    load: &Arc<Load>,
    what: &'static str,
    before: Vec<u32>,
    begun: Instant,
) -> Result<Line> {
    more(load, 1).await?;
    let next_taken = begun.elapsed();
    // By then everybody was written to, and whose socket broke has noticed.
    let people = &cluster.stage.people;
    more(load, people.len() * 2).await?;
    let mut sockets_lost = 0;
    let mut back = Duration::ZERO;
    for (person, before) in people.iter().zip(before) {
        within("a socket", person.until(|shown| shown.live_since().is_some())).await?;
        let (connections, live) = person.look(|shown| (shown.connections, shown.live_since()));
        if connections > before {
            sockets_lost += 1;
            back = back.max(live.map_or(Duration::ZERO, |at| at.saturating_duration_since(begun)));
        }
    }
    Ok(Line { what, sockets_lost, back, next_taken })
}

/// Waits until so many more messages were taken.
async fn more(load: &Arc<Load>, messages: usize) -> Result<()> {
    let enough = load.taken().len() + messages;
    let taken = async {
        while load.taken().len() < enough {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within("more messages", taken).await.with_context(|| format!("{:?}", load.refused()))
}

fn print(lines: &[Line]) {
    println!(
        "\n{:<12} {:>13} {:>18} {:>20}",
        "killed", "sockets lost", "last socket back", "next message taken"
    );
    for line in lines {
        println!(
            "{:<12} {:>13} {:>15} ms {:>17} ms",
            line.what,
            line.sockets_lost,
            line.back.as_millis(),
            line.next_taken.as_millis()
        );
    }
}
