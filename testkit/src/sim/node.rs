//! One life of a node: engine and dispatcher over the real store, ended by dropping its runtime.

use super::bus::{Losses, LossyBus};
use super::receiver::{EventBodies, Receiver};
use super::store::StepStore;
use super::world::World;
use anyhow::Context;
use kurier_bus::Bus;
use kurier_egress::{Client, Policy};
use kurier_engine::clock::Clock;
use kurier_engine::entropy::Entropy;
use kurier_engine::follow::Follower;
use kurier_engine::observe::Observer;
use kurier_engine::patrol::Patrol;
use kurier_engine::webhooks::{Courier, Dispatcher, DispatcherParts, Egress};
use kurier_engine::{Engine, Keys, Parts};
use kurier_store::port::Store;
use kurier_store::sqlite::{SqliteOptions, SqliteStore};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// Turns of the loop without a verb of the store, an attempt or a wake-up, after which nothing moves.
const STILL: u32 = 48;

pub(super) struct Node {
    pub(super) engine: Arc<Engine>,
    pub(super) bus: Arc<LossyBus>,
    /// Goes its rounds when a step says so.
    pub(super) patrol: Patrol,
    /// One per person; `None` = offline.
    pub(super) followers: Vec<Option<Follower>>,
    calls: Arc<AtomicU64>,
    receiver: Arc<Receiver>,
    _stop: watch::Sender<bool>,
}

impl Node {
    /// Opens the store and starts everything; must be called inside the life's runtime.
    pub(super) async fn start(world: &mut World, losses: Losses) -> anyhow::Result<Self> {
        let calls = Arc::<AtomicU64>::default();
        let store: Arc<dyn Store> = Arc::new(StepStore::new(open(&world.dir)?, Arc::clone(&calls)));
        let bus = Arc::new(LossyBus::new(world.random.fork(), losses));
        let entropy = Arc::clone(&world.entropy) as Arc<dyn Entropy>;
        let keys = Arc::new(Keys::load(&*store, &*entropy).await?);
        let clock = Arc::clone(&world.clock) as Arc<dyn Clock>;
        let parts = Parts { store, bus: Arc::clone(&bus) as Arc<dyn Bus>, clock, entropy, keys };
        let (stop, stopping) = watch::channel(false);
        let courier = Arc::clone(&world.receiver) as Arc<dyn Courier>;
        let dispatcher = Dispatcher::new(DispatcherParts {
            store: Arc::clone(&parts.store),
            bus: Arc::clone(&parts.bus),
            egress: Egress::new(Client::new(Policy::loopback())?).carried_by(courier),
            clock: Arc::clone(&parts.clock),
            entropy: Arc::clone(&parts.entropy),
            bodies: Arc::new(EventBodies),
            observer: Observer::default(),
            faults: None,
        });
        let patrol = Patrol::new(Arc::clone(&parts.store), Arc::clone(&parts.bus));
        tokio::spawn(dispatcher.run(stopping));
        let engine = Engine::start(parts);
        let receiver = Arc::clone(&world.receiver);
        let followers = world.people.iter().map(|_| None).collect();
        Ok(Self { engine, bus, patrol, followers, calls, receiver, _stop: stop })
    }

    /// Lets everybody move until nothing moves any more.
    pub(super) async fn settle(&self) {
        let (mut seen, mut still) = (self.moves(), 0);
        while still < STILL {
            tokio::task::yield_now().await;
            let now = self.moves();
            still = if now == seen { still + 1 } else { 0 };
            seen = now;
        }
    }

    /// Lets everybody move for so many turns.
    pub(super) async fn turns(&self, turns: u64) {
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    }

    fn moves(&self) -> (u64, u64) {
        (self.calls.load(Ordering::Relaxed), self.receiver.counts().0)
    }

    /// A person's device connects, as the socket does it: what it holds counts as delivered.
    pub(super) async fn connect(&mut self, world: &World, index: usize) -> anyhow::Result<()> {
        let person = world.people.get(index).context("no such person")?;
        let state = self.engine.store().inbox_state(person.id).await?;
        anyhow::ensure!(
            person.newest() <= state.head,
            "{} holds more than was ever written",
            person.id
        );
        if person.newest() > state.delivered {
            self.engine.delivered(person.id, person.newest()).await?;
        }
        let follower = self.engine.follow(person.id, person.newest());
        if let Some(place) = self.followers.get_mut(index) {
            *place = Some(follower);
        }
        Ok(())
    }
}

/// The real store in its folder, with fixed pair ids.
fn open(dir: &Path) -> anyhow::Result<Arc<dyn Store>> {
    let key = kurier_engine::keys::pair_key([7; 32]);
    let ids = move |business, person, attempt| key.make(business, person, attempt);
    let mut options = SqliteOptions::new(dir, Arc::new(ids));
    options.ballast_bytes = 0;
    options.min_free_bytes = Some(0);
    options.readers = 1;
    options.cache_kib = 1_024;
    Ok(Arc::new(SqliteStore::open(options)?))
}
