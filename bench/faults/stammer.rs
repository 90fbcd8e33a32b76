//! FT-20: a device that acknowledges twice, backwards, and places that do not exist; that reads before
//! it receives. Statuses only climb, and each is told once.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::{Result, ensure};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use testkit::stage::Stage;
use testkit::{Delivered, ProcessOptions, Random};

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let dir = place.fresh("stammer")?;
    let mut stage = Stage::set(ProcessOptions::new(kurier()?, &dir), 8).await?;
    let business = stage.seeded("/waba_id")?.to_owned();
    let mut random = Random::new(20);
    let load = stage.load(150)?;
    let mut rounds = place.rounds(100);
    let mut frames = 0_u64;
    while rounds.next() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        for person in &stage.people {
            let held = person.look(|shown| shown.entries.len() as u64);
            let place = random.between(0, held * 2 + 3);
            let frame = match random.between(0, 4) {
                0 => json!({ "t": "read", "business": business, "seq": place }),
                1 => json!({ "t": "ack", "seq": place }),
                2 => json!({ "t": "ack", "seq": u32::MAX }),
                _ => json!({ "t": "ack", "seq": held / 2 }),
            };
            person.send(frame);
            frames += 1;
        }
    }
    let tally = stage.settle(&load).await?;
    let told = stage.receiver.look(climb)?;
    Ok(Row::new(frames, "frames").tally(&tally).note(format!(
        "{told} statuses, each told under one id; sent before delivered before read in every conversation."
    )))
}

/// Each status of each message under one id, and the first of each in climbing order.
fn climb(came: &[Delivered]) -> Result<usize> {
    let mut ids: HashMap<(&str, &str), &str> = HashMap::new();
    let mut heights: HashMap<&str, u8> = HashMap::new();
    for delivered in came {
        let Some((wamid, status)) = delivered.status() else { continue };
        let known = ids.insert((wamid, status), &delivered.id);
        ensure!(
            known.is_none_or(|id| id == delivered.id),
            "{status} of {wamid} came under two ids"
        );
        if known.is_some() {
            continue;
        }
        let height = match status {
            "sent" => 1,
            "delivered" => 2,
            "read" => 3,
            other => anyhow::bail!("{wamid} is {other}"),
        };
        let before = heights.insert(wamid, height).unwrap_or(0);
        ensure!(before + 1 == height, "{wamid} went from height {before} to {status}");
    }
    Ok(ids.len())
}
