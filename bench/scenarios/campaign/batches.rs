//! Batches of 1,000 given to the store, while another business sends one message at a time.

use crate::measure::{count, spread};
use crate::options::Backend;
use crate::report::Report;
use crate::server::store::Bare;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

const BATCH: usize = 1_000;
/// Batches under way at once: one commits while the next is prepared.
const UNDER_WAY: usize = 2;
/// How often the other business sends.
const EVERY: Duration = Duration::from_millis(5);

pub(super) async fn run(backend: Backend, people: usize, report: &mut Report) -> Result<()> {
    let bare = Bare::start(backend, people).await?;
    let neighbour = bare.neighbour.context("no second business")?;
    let mut taken = Vec::new();
    let meter = bare.meter()?;
    let campaign = async {
        let mut lanes = Vec::new();
        for lane in 0..UNDER_WAY {
            let batches = bare.people.chunks(BATCH).skip(lane).step_by(UNDER_WAY);
            let bare = &bare;
            lanes.push(async move {
                for batch in batches {
                    bare.admit(batch.iter()).await?;
                }
                anyhow::Ok(())
            });
        }
        futures_util::future::try_join_all(lanes).await?;
        anyhow::Ok(())
    };
    let others = async {
        loop {
            let before = Instant::now();
            if let Err(error) = bare.admit(std::iter::once(&neighbour)).await {
                return error;
            }
            taken.push(before.elapsed());
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        done = campaign => done?,
        error = others => return Err(error),
    }
    let used = meter.stop()?;
    report.less("batches of 1,000: all durable after", used.seconds, "s");
    report.rate("batches of 1,000: messages", count(people), &used);
    report.spread("batches of 1,000: another business's message meanwhile", &spread(taken));
    Ok(())
}
