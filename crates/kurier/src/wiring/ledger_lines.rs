//! Shows ledger lines in the live view of the sandbox and the demo, as they are posted.

use crate::wiring::shutdown;
use kurier_bus::{Bus, Topic, Wake};
use kurier_engine::observe::{Observed, Observer};
use kurier_policy::id::{BusinessId, EventSeq};
use kurier_store::port::{Store, StoreError};
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
    let mut shown: HashMap<BusinessId, Shown> = HashMap::new();
    let stopped = shutdown::asked(stop);
    tokio::pin!(stopped);
    loop {
        let wake = tokio::select! {
            wake = watch.next() => wake,
            () = &mut stopped => return,
        };
        let Wake::Events(business) = wake else { continue };
        let place = shown.entry(business).or_default();
        let done = if observer.is_watched() {
            show(&*store, &observer, business, place).await
        } else {
            pass(&*store, business, place).await
        };
        if let Err(error) = done {
            tracing::warn!(%error, "ledger lines could not be read for the live view");
        }
    }
}

/// How far the lines of a business are through.
#[derive(Default)]
struct Shown {
    transfer: i64,
    /// Nobody looked while the event log grew up to here: what covers no later event is not shown.
    unseen: EventSeq,
}

/// Nobody looks: the transfers need not be read.
async fn pass(
    store: &dyn Store,
    business: BusinessId,
    place: &mut Shown,
) -> Result<(), StoreError> {
    place.unseen = store.event_head(business).await?;
    Ok(())
}

async fn show(
    store: &dyn Store,
    observer: &Observer,
    business: BusinessId,
    place: &mut Shown,
) -> Result<(), StoreError> {
    loop {
        let lines = store.transfers(business, place.transfer, PAGE).await?;
        let is_last = lines.len() < PAGE as usize;
        let Some(last) = lines.last() else { return Ok(()) };
        place.transfer = last.id;
        // A top-up covers no event.
        let is_new = |last: EventSeq| last == EventSeq(0) || last > place.unseen;
        for line in lines.into_iter().filter(|line| is_new(line.last_event)) {
            observer.show(|| Observed::Ledger(line.into()));
        }
        if is_last {
            return Ok(());
        }
    }
}
