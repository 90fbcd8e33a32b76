//! The bus of this node: in memory when it is alone, over NATS when there are others.

use anyhow::Context;
use kurier_bus::nats::{NatsBus, NatsOptions};
use kurier_bus::{Bus, MemoryBus};
use kurier_engine::entropy::Entropy;
use kurier_store::port::Store;
use std::fmt::Write;
use std::sync::Arc;

/// The secret of the store that keeps installations apart on one NATS.
const SUBJECTS: &str = "bus_subjects";

/// Starts the bus. A NATS that does not answer is no reason to fail.
pub(crate) async fn start(
    nats_url: Option<String>,
    store: &dyn Store,
    entropy: &dyn Entropy,
) -> anyhow::Result<Arc<dyn Bus>> {
    let Some(url) = nats_url else { return Ok(Arc::new(MemoryBus::new())) };
    let prefix = prefix(store, entropy).await?;
    let mut number = [0; 8];
    entropy.fill(&mut number);
    let options = NatsOptions { url, prefix, node: u64::from_le_bytes(number) };
    Ok(Arc::new(NatsBus::start(options).await.context("NATS")?))
}

/// `kurier.` and a number that all nodes of this installation share, because they share its store.
async fn prefix(store: &dyn Store, entropy: &dyn Entropy) -> anyhow::Result<String> {
    let mut fresh = [0; 8];
    entropy.fill(&mut fresh);
    let kept = store.keep_secret(SUBJECTS, fresh.to_vec()).await?;
    let mut prefix = "kurier.".to_owned();
    for byte in kept {
        write!(prefix, "{byte:02x}")?;
    }
    Ok(prefix)
}
