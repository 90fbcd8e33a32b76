//! Shows ledger lines in the live view of the sandbox and the demo, as they are posted.

use crate::wiring::shutdown;
use kurier_bus::{Bus, Topic, Wake};
use kurier_engine::observe::{Observed, Observer};
use kurier_policy::id::BusinessId;
use kurier_store::port::Store;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::watch;

/// Lines read in one step.
const PAGE: u32 = 200;

/// Follows every business's transfers until the stop: one short read for each growth of an event log.
pub(crate) async fn run(
    store: Arc<dyn Store>,
    bus: Arc<dyn Bus>,
    observer: Observer,
    stop: watch::Receiver<bool>,
) {
    let mut watch = bus.watch(Topic::AllEvents);
    let mut shown: HashMap<BusinessId, i64> = HashMap::new();
    let stopped = shutdown::asked(stop);
    tokio::pin!(stopped);
    loop {
        let wake = tokio::select! {
            wake = watch.next() => wake,
            () = &mut stopped => return,
        };
        let Wake::Events(business) = wake else { continue };
        let after = shown.entry(business).or_default();
        if let Err(error) = show(&*store, &observer, business, after).await {
            tracing::warn!(%error, "ledger lines could not be read for the live view");
        }
    }
}

async fn show(
    store: &dyn Store,
    observer: &Observer,
    business: BusinessId,
    after: &mut i64,
) -> Result<(), kurier_store::port::StoreError> {
    loop {
        let lines = store.transfers(business, *after, PAGE).await?;
        let Some(last) = lines.last() else { return Ok(()) };
        *after = last.id;
        for line in lines {
            observer.show(|| Observed::Ledger(line.into()));
        }
    }
}
