//! A message posted to the first node reaches a person on the third, within a moment and once.

use crate::nodes::Cluster;
use anyhow::{Context, Result, ensure};
use kurier_wire::client::{Address, SendOptions};
use std::time::{Duration, Instant};
use testkit::FakePerson;

const MESSAGES: usize = 20;

pub(crate) async fn across(cluster: &mut Cluster) -> Result<()> {
    let stage = &cluster.stage;
    let [first, .., last] = stage.nodes.as_slice() else { anyhow::bail!("no nodes") };
    let mut person = FakePerson::new(&last.base, stage.seeded("/person_a/session")?);
    person.come_live().await?;
    let api = stage.api()?;
    let to = Address::from(stage.seeded("/person_a/wa_id")?);
    let mut slowest = Duration::ZERO;
    for number in 1..=MESSAGES {
        let text = format!("from node 1, number {number}");
        let begun = Instant::now();
        api.send_text(&to, &text, &SendOptions::default())
            .await
            .with_context(|| format!("{} did not take it", first.base))?;
        person.wait_for("the message", |shown| shown.texts().any(|it| it == text)).await?;
        slowest = slowest.max(begun.elapsed());
    }
    let shown = person.shown();
    let came = shown.texts().filter(|text| text.starts_with("from node 1")).count();
    ensure!(came == MESSAGES && shown.faults.is_empty(), "{came} came; {:?}", shown.faults);
    println!(
        "\n{MESSAGES} messages posted to node 1 reached a person on node 3, each once; the slowest took {} ms",
        slowest.as_millis()
    );
    Ok(())
}
