//! The dispatcher: keeps one worker per live subscription and wakes those whose log grew.

use super::bodies::Bodies;
use super::egress::Egress;
use super::faults::Faults;
use super::worker::Worker;
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::holding::node_number;
use crate::meter;
use crate::observe::Observer;
use crate::stop::stopped;
use kurier_bus::{Bus, Topic, Wake};
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;
use kurier_store::port::{Store, StoreError};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{AbortHandle, JoinSet};

/// How often all subscriptions are looked at, for wake-ups that were lost.
const POLL_S: i64 = 2;
/// How soon after the last look the next may come because of an event that nobody follows.
const EARLY_LOOK_US: i64 = 100_000;
/// Attempts in flight over all healthy endpoints, and over all failing ones: the failing wait for
/// each other, never the healthy for them.
const HEALTHY_MAX: usize = 512;
const FAILING_MAX: usize = 64;
/// How long attempts in flight may take to end when the process stops.
const STOP_WAIT: Duration = Duration::from_secs(3);

/// What the dispatcher is built from.
pub struct DispatcherParts {
    /// Event logs, cursors, retries.
    pub store: Arc<dyn Store>,
    /// Says whose log grew.
    pub bus: Arc<dyn Bus>,
    /// The way out.
    pub egress: Egress,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Spreads retries.
    pub entropy: Arc<dyn Entropy>,
    /// Writes bodies.
    pub bodies: Arc<dyn Bodies>,
    /// The demo's live view.
    pub observer: Observer,
    /// Deliberate faults; only in the sandbox.
    pub faults: Option<Arc<Faults>>,
}

/// The shared permits.
#[derive(Clone)]
pub(super) struct Pools {
    healthy: Arc<Semaphore>,
    failing: Arc<Semaphore>,
}

impl Pools {
    pub(super) fn of(&self, failing: bool) -> Arc<Semaphore> {
        Arc::clone(if failing { &self.failing } else { &self.healthy })
    }
}

/// The dispatcher; see [`Dispatcher::run`].
pub struct Dispatcher {
    parts: Arc<DispatcherParts>,
    pools: Pools,
    /// Tells this node from the others that follow the same subscriptions.
    node: i64,
}

/// A running worker, as the dispatcher sees it.
struct Running {
    subscription: i64,
    wake: Arc<Notify>,
    /// Until when this node holds it.
    held_until: Arc<AtomicI64>,
    task: AbortHandle,
}

type Workers = FxHashMap<BusinessId, Vec<Running>>;

impl Dispatcher {
    /// A dispatcher that has not started.
    pub fn new(parts: DispatcherParts) -> Self {
        let pools = Pools {
            healthy: Arc::new(Semaphore::new(HEALTHY_MAX)),
            failing: Arc::new(Semaphore::new(FAILING_MAX)),
        };
        let node = node_number(&*parts.entropy);
        Self { parts: Arc::new(parts), pools, node }
    }

    /// Delivers until `stop` turns true. A new subscription is seen at once after [`Wake::Look`] on
    /// [`Topic::AllEvents`], within a tenth of a second after its business's next event, and within
    /// two seconds in any case. When stopping, it lets attempts in flight end for a short while.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut watch = self.parts.bus.watch(Topic::AllEvents);
        let (mut workers, mut tasks) = (Workers::default(), JoinSet::new());
        while !*stop.borrow() {
            if let Err(error) = self.look(&mut workers, &mut tasks, &stop).await {
                meter::store_failed(&error);
                tracing::warn!(%error, "webhook subscriptions could not be read");
            }
            let now = self.parts.clock.now();
            let mut next_look = now.plus_s(POLL_S);
            loop {
                tokio::select! {
                    // In this order: a busy bus must not keep the rest waiting, and the same events give
                    // the same steps.
                    biased;
                    () = stopped(&mut stop) => break,
                    // A worker ended; its subscription may have come back meanwhile.
                    Some(_) = tasks.join_next() => break,
                    () = self.parts.clock.sleep_until(next_look) => break,
                    wake = watch.next() => match wake {
                        Wake::Events(business) => match workers.get(&business) {
                            Some(all) => all.iter().for_each(Running::wake),
                            // Perhaps a new subscription; mostly a business without any.
                            None => next_look = Timestamp(now.0.saturating_add(EARLY_LOOK_US)),
                        },
                        // A subscription came, or something was lost on the way.
                        Wake::Look => break,
                        Wake::Entry(_) | Wake::Grown(_) | Wake::Typing(_) | Wake::Read(..) => {}
                    },
                }
            }
        }
        let ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WAIT, ended).await.is_err() {
            tracing::info!("webhook attempts in flight are cut off; they will be made again");
        }
    }

    /// Reads all live subscriptions: starts missing workers, wakes those with something to do.
    async fn look(
        &self,
        workers: &mut Workers,
        tasks: &mut JoinSet<()>,
        stop: &watch::Receiver<bool>,
    ) -> Result<(), StoreError> {
        for all in workers.values_mut() {
            all.retain(|one| !one.task.is_finished());
        }
        workers.retain(|_, all| !all.is_empty());
        let (mut own, mut behind) = (0_usize, 0_i64);
        let now = self.parts.clock.now();
        for subscription in self.parts.store.live_subscriptions().await? {
            let all = workers.entry(subscription.business).or_default();
            if let Some(running) = all.iter().find(|one| one.subscription == subscription.id) {
                let head = self.parts.store.event_head(subscription.business).await?;
                if running.held_until.load(Ordering::Relaxed) > now.0 {
                    own += 1;
                    behind = behind.saturating_add(head.0.saturating_sub(subscription.cursor.0));
                }
                if head > subscription.cursor {
                    running.wake();
                }
                continue;
            }
            let wake = Arc::new(Notify::new());
            let (parts, pools) = (Arc::clone(&self.parts), self.pools.clone());
            let wake_worker = Arc::clone(&wake);
            let worker =
                Worker::new(parts, pools, self.node, &subscription, wake_worker, stop.clone());
            let held_until = worker.holding.watch();
            let task = tasks.spawn(worker.run());
            all.push(Running { subscription: subscription.id, wake, held_until, task });
        }
        meter::webhook_backlog(own, behind);
        Ok(())
    }
}

impl Running {
    fn wake(&self) {
        self.wake.notify_one();
    }
}

#[cfg(test)]
#[path = "dispatcher_tests.rs"]
mod tests;
