//! The bus of several nodes: wake-ups over core NATS, and nothing else.
//!
//! A node's own watchers are served at once through a memory bus, entries handed over. Other nodes get a
//! few bytes on a subject per topic, and only while they watch it. NATS may be down, frozen or cut off at any time: what cannot be
//! published is dropped and counted, connecting goes on for ever, and readers follow their cursors.

mod address;
mod counts;
mod link;
mod outbox;
mod subject;
mod wire;

use crate::{Bus, MemoryBus, Topic, Traffic, Wake, Watch, Watched};
use address::Address;
use async_nats::connection::State;
use async_trait::async_trait;
use counts::Counts;
use link::Interest;
use outbox::Outbox;
use std::sync::Arc;
use tokio::task::AbortHandle;

/// Why the bus cannot start. That nobody answers at the address is no reason.
#[derive(Debug, thiserror::Error)]
pub enum NatsError {
    /// The address is none. It is not shown: it may hold a password.
    #[error(
        "the NATS address does not fit: nats://[user:password@]host[:port] or tls://…, several parted by commas"
    )]
    Address,
    /// The client could not be set up.
    #[error("the NATS client does not start: {0}")]
    Client(#[from] async_nats::ConnectError),
}

/// Where the bus connects, and as whom.
#[derive(Clone)]
pub struct NatsOptions {
    /// `nats://[user:password@|token@]host[:port]`, or `tls://…`; several parted by commas.
    pub url: String,
    /// Begins every subject: keeps installations apart that share a NATS. Letters, digits, `-` and `.`.
    pub prefix: String,
    /// This node's number, drawn at random: tells its own wake-ups from others'.
    pub node: u64,
}

/// Whether [`NatsOptions::url`] may be this line.
pub fn check(url: &str) -> Result<(), NatsError> {
    Address::parse(url).map(drop)
}

/// The bus; ends when dropped.
pub struct NatsBus {
    local: MemoryBus,
    outbox: Arc<Outbox>,
    interest: Arc<Interest>,
    counts: Arc<Counts>,
    client: async_nats::Client,
    tasks: [AbortHandle; 2],
}

impl NatsBus {
    /// Starts connecting and returns at once, whether anybody answers or not. Must be called inside a
    /// Tokio runtime.
    pub async fn start(options: NatsOptions) -> Result<Self, NatsError> {
        let counts = Arc::new(Counts::default());
        let client = link::connect(&options, &counts).await?;
        let local = MemoryBus::new();
        let link = link::Link {
            options: Arc::new(options),
            client: client.clone(),
            local: local.clone(),
            interest: Arc::default(),
            outbox: Arc::default(),
            counts: Arc::clone(&counts),
        };
        let (outbox, interest) = (Arc::clone(&link.outbox), Arc::clone(&link.interest));
        let tasks = [
            tokio::spawn(link.clone().publish()).abort_handle(),
            tokio::spawn(link.listen()).abort_handle(),
        ];
        Ok(Self { local, outbox, interest, counts, client, tasks })
    }

    fn publish(&self, topic: Topic, wake: Wake) {
        self.counts.lost(self.outbox.push(topic, wake));
    }
}

impl Drop for NatsBus {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}

#[async_trait]
impl Bus for NatsBus {
    fn wake(&self, topic: Topic, wake: Wake) {
        self.publish(topic, news(&wake));
        self.local.wake(topic, wake);
    }

    fn wake_here(&self, topic: Topic, wake: Wake) {
        self.local.wake(topic, wake);
    }

    fn watch(&self, topic: Topic) -> Box<dyn Watch> {
        let watch = self.local.watch(topic);
        self.interest.changed(topic);
        Box::new(NatsWatch { watch: Some(watch), topic, interest: Arc::clone(&self.interest) })
    }

    fn watched(&self) -> Watched {
        self.local.watched()
    }

    fn traffic(&self) -> Traffic {
        let is_connected = self.client.connection_state() == State::Connected;
        Traffic { is_connected, ..self.counts.read() }
    }
}

/// What other nodes are told: content stays in the store, from which every node reads.
fn news(wake: &Wake) -> Wake {
    match wake {
        Wake::Entry(entry) => Wake::Grown(entry.seq),
        other => other.clone(),
    }
}

struct NatsWatch {
    /// `None` only while it is dropped.
    watch: Option<Box<dyn Watch>>,
    topic: Topic,
    interest: Arc<Interest>,
}

#[async_trait]
impl Watch for NatsWatch {
    async fn next(&mut self) -> Wake {
        match &mut self.watch {
            Some(watch) => watch.next().await,
            None => std::future::pending().await,
        }
    }
}

impl Drop for NatsWatch {
    fn drop(&mut self) {
        // First the watch: whoever looks after the change must not find it any more.
        self.watch = None;
        self.interest.changed(self.topic);
    }
}
