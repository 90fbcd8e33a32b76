//! The worker of one subscription: round after round from its cursor.

use super::attempt::{Target, attempt};
use super::dispatcher::{DispatcherParts, Pools};
use super::lanes::Lanes;
use super::pack::{Load, waits_until};
use super::round::{Done, Job, Round};
use super::schedule::pause_us;
use super::share::Share;
use crate::entropy::bits;
use crate::holding::Holding;
use crate::meter;
use crate::stop::stopped;
use kurier_bus::{Topic, Wake};
use kurier_egress::webhook::Outcome;
use kurier_policy::id::BusinessId;
use kurier_policy::notice::Notice;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Subscription, WebhookProgress, webhook_lease};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinError, JoinSet};

/// Attempts in flight: so many at first, one more with each success, so many at most. An endpoint that
/// turns bad then holds few of the shared permits.
const WINDOW_MIN: usize = 4;
const WINDOW_MAX: usize = 32;
/// Pause after the store failed, in seconds.
const STORE_PAUSE_S: i64 = 1;

/// The worker.
pub(super) struct Worker {
    pub parts: Arc<DispatcherParts>,
    pub pools: Pools,
    pub business: BusinessId,
    pub subscription: i64,
    pub wake: Arc<Notify>,
    pub stop: watch::Receiver<bool>,
    /// How many attempts may be in flight.
    pub window: usize,
    /// Failures since the last success.
    pub misses: u32,
    /// A failing endpoint is left alone until then.
    pub quiet_until: Timestamp,
    /// One node at a time delivers a subscription's events.
    pub holding: Holding,
}

/// What follows a round.
enum Next {
    /// Another round at once.
    Again,
    /// Nothing to do until woken, or until a retry is due.
    Idle(Option<Timestamp>),
    /// The subscription is gone or switched off.
    Ended,
}

/// Why a round broke off. Nothing is lost by it: what was not recorded is done again.
#[derive(Debug, thiserror::Error)]
enum RoundError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("an attempt broke off: {0}")]
    Attempt(#[from] JoinError),
}

impl Worker {
    pub(super) fn new(
        parts: Arc<DispatcherParts>,
        pools: Pools,
        node: i64,
        subscription: &Subscription,
        wake: Arc<Notify>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let (business, subscription) = (subscription.business, subscription.id);
        let (store, clock) = (Arc::clone(&parts.store), Arc::clone(&parts.clock));
        let holding = Holding::new(store, clock, webhook_lease(subscription), node);
        Self {
            parts,
            pools,
            business,
            subscription,
            wake,
            stop,
            window: WINDOW_MIN,
            misses: 0,
            quiet_until: Timestamp(0),
            holding,
        }
    }

    /// Works until the subscription ends or the process stops.
    pub(super) async fn run(mut self) {
        self.work().await;
        self.holding.give_back().await;
    }

    async fn work(&mut self) {
        while !*self.stop.borrow() {
            let until = match self.round().await {
                Ok(Next::Again) => continue,
                Ok(Next::Ended) => return,
                Ok(Next::Idle(until)) => until,
                Err(error) => {
                    if let RoundError::Store(error) = &error {
                        meter::store_failed(error);
                    }
                    tracing::warn!(subscription = self.subscription, %error, "webhook round broke off");
                    Some(self.parts.clock.now().plus_s(STORE_PAUSE_S))
                }
            };
            self.wait(until).await;
        }
    }

    async fn wait(&mut self, until: Option<Timestamp>) {
        let due = async {
            match until {
                Some(at) => self.parts.clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stopped(&mut self.stop) => {}
            () = self.wake.notified() => {}
            () = due => {}
        }
    }

    async fn round(&mut self) -> Result<Next, RoundError> {
        let Some((subscription, share)) = self.subscription().await? else {
            return Ok(Next::Ended);
        };
        if subscription.failing_since.is_some() && self.parts.clock.now() < self.quiet_until {
            return Ok(Next::Idle(Some(self.quiet_until)));
        }
        let (due, waiting) = self.parts.store.retry_outlook(subscription.id).await?;
        let (jobs, lost) = self.jobs(&subscription, &share, waiting).await?;
        if jobs.is_empty() && lost.is_empty() {
            return Ok(Next::Idle(due));
        }
        if lost.is_empty()
            && let Some(until) = waits_until(&share, &jobs, self.parts.clock.now())
        {
            return Ok(Next::Idle(Some(due.map_or(until, |due| due.min(until)))));
        }
        let held = self.holding.is_held();
        let Some(fence) = self.holding.token().await? else {
            return Ok(Next::Idle(Some(self.holding.ask_again())));
        };
        if !held {
            // Another node may have been at it until now: look again at what is left to do.
            return Ok(Next::Again);
        }
        let mut round = Round::new(&subscription, &jobs, fence);
        for event in lost {
            round.forget(event);
        }
        // An event whose first attempt was made here stays here.
        let is_own = |job: &Job| job.retry.is_some() || share.takes(&job.event);
        let (jobs, foreign): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(is_own);
        for job in &foreign {
            round.skip(job);
        }
        self.fly(&subscription, &share, round, jobs.into()).await?;
        Ok(Next::Again)
    }

    async fn subscription(&self) -> Result<Option<(Subscription, Share)>, StoreError> {
        let all = self.parts.store.subscriptions(self.business).await?;
        let own = all.iter().find(|s| s.id == self.subscription && !s.disabled);
        Ok(own.map(|own| (own.clone(), Share::of(own, &all))))
    }

    /// Posts the jobs in a sliding window; writes down what is finished while others are in flight.
    async fn fly(
        &mut self,
        subscription: &Subscription,
        share: &Share,
        mut round: Round,
        jobs: VecDeque<Job>,
    ) -> Result<(), RoundError> {
        let business = self.parts.store.business(self.business).await?;
        let target = Arc::new(self.target(subscription, &business).await?);
        let (lanes, senders) = (Lanes::default(), FxHashMap::default());
        let mut load = Load { business: &business, share, jobs, lanes, senders };
        let mut flight = JoinSet::new();
        loop {
            // Batches go one after the other, so that they arrive in order.
            let window = if share.batch.is_some() { 1 } else { self.window };
            while flight.len() < window && self.goes_on(&round).await? {
                let Some(parcel) = self.pack(&mut load, &mut round).await? else { break };
                flight.spawn(attempt(Arc::clone(&self.parts), Arc::clone(&target), parcel));
            }
            let Some(done) = flight.join_next().await else { break };
            let mut landed = done?;
            while let Some(done) = flight.try_join_next() {
                landed.extend(done?);
            }
            for done in landed {
                load.lanes.free(done.event);
                self.absorb(&mut round, &done);
            }
            self.record(&mut round, &subscription.callback_url).await?;
        }
        self.record(&mut round, &subscription.callback_url).await
    }

    async fn target(
        &self,
        subscription: &Subscription,
        business: &Business,
    ) -> Result<Target, StoreError> {
        let second = self.parts.store.second_secret(self.business).await?;
        let now = self.parts.clock.now();
        let second = second.filter(|second| second.until.is_none_or(|until| now < until));
        let secrets = [Some(business.app_secret.clone()), second.map(|second| second.secret)];
        Ok(Target {
            business: self.business,
            url: subscription.callback_url.clone(),
            secrets: secrets.into_iter().flatten().collect(),
            permits: self.pools.of(subscription.failing_since.is_some()),
        })
    }

    /// Whether one more attempt may be started in this round: not after its lease was lost, even if
    /// this process slept in between.
    async fn goes_on(&mut self, round: &Round) -> Result<bool, RoundError> {
        if !round.goes_on() || *self.stop.borrow() {
            return Ok(false);
        }
        Ok(self.holding.token().await? == Some(round.fence()))
    }

    fn absorb(&mut self, round: &mut Round, done: &Done) {
        let now = self.parts.clock.now();
        meter::webhook_attempt(&done.outcome, done.took_ms);
        round.absorb(done, now, bits(&*self.parts.entropy));
        if matches!(done.outcome, Outcome::Delivered { .. }) {
            self.misses = 0;
            self.window = WINDOW_MAX.min(self.window + 1);
        } else {
            self.misses = self.misses.saturating_add(1);
            self.window = WINDOW_MIN;
            self.quiet_until = Timestamp(now.0.saturating_add(pause_us(self.misses)));
        }
    }

    /// Writes progress down; tries until it is written, because what was delivered and is not written
    /// would be delivered again.
    async fn record(&mut self, round: &mut Round, url: &str) -> Result<(), RoundError> {
        let Some(progress) = round.take() else { return Ok(()) };
        loop {
            match self.parts.store.record_progress(progress.clone()).await {
                Ok(()) => break,
                Err(StoreError::Unavailable(_) | StoreError::Full) if !*self.stop.borrow() => {
                    let later = self.parts.clock.now().plus_s(STORE_PAUSE_S);
                    self.wait(Some(later)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        if progress.disabled {
            self.tell_disabled(&progress, url).await?;
        }
        Ok(())
    }

    /// The business learns it by its other callbacks, by its event log, and by this one once it is
    /// switched on again; the operator by the log.
    async fn tell_disabled(&self, progress: &WebhookProgress, url: &str) -> Result<(), StoreError> {
        let is_gone = progress.attempts.iter().any(|one| one.http_status == Some(410));
        let why = if is_gone { "it answered 410" } else { "every attempt failed for five days" };
        tracing::warn!(
            business = %self.business,
            subscription = self.subscription,
            why,
            "webhook subscription switched off"
        );
        let notice = Notice::callback_disabled(self.business, url, why);
        self.parts.store.tell(self.business, notice, self.parts.clock.now()).await?;
        self.parts.bus.wake(Topic::AllEvents, Wake::Events(self.business));
        Ok(())
    }
}
