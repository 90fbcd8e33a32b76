//! Wake-ups between those who write logs and those who follow them.
//!
//! The bus may lose anything: every reader also follows its cursor. On one node the memory bus hands
//! the fresh entry itself over, so that a live device needs no re-read; between nodes only the news that a
//! log grew travels.

use async_trait::async_trait;
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use std::sync::Arc;

pub mod memory;
pub mod nats;
mod queue;
#[cfg(feature = "suite")]
pub mod suite;

pub use memory::MemoryBus;
pub use nats::NatsBus;

/// What may be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A person's inbox.
    Inbox(PersonId),
    /// A business's event log.
    Events(BusinessId),
    /// All event logs: for the webhook dispatcher.
    AllEvents,
}

/// Something a watcher may want to know at once.
#[derive(Debug, Clone)]
pub enum Wake {
    /// A fresh inbox entry, handed over.
    Entry(Arc<InboxEntry>),
    /// The inbox grew to this place: news only to who is not there yet.
    Grown(InboxSeq),
    /// The log grew; read it from your cursor. Also: something was lost on the way here.
    Look,
    /// A business types, towards the watching person.
    Typing(BusinessId),
    /// Another device of the watching person read this conversation up to here.
    Read(BusinessId, InboxSeq),
    /// The event log of this business grew.
    Events(BusinessId),
}

/// What is watched on one node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    /// Persons whose inboxes are watched, each once, in no order.
    pub inboxes: Vec<PersonId>,
    /// Businesses whose event logs are watched, each once, in no order.
    pub events: Vec<BusinessId>,
}

/// How many wake-ups travelled between nodes since the start; all 0 on a bus of one node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Given to the network.
    pub published: u64,
    /// Come from other nodes.
    pub received: u64,
    /// Known to be lost here: nobody reachable, or too many waiting. Readers follow their cursors.
    pub lost: u64,
    /// Whether other nodes can be reached at this moment.
    pub is_connected: bool,
}

/// The bus port.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Wakes whoever watches `topic`, on any node; never waits, neither for a slow watcher nor for a network.
    fn wake(&self, topic: Topic, wake: Wake);
    /// Wakes whoever watches `topic` on this node alone.
    fn wake_here(&self, topic: Topic, wake: Wake);
    /// Starts watching; ends when the watch is dropped.
    fn watch(&self, topic: Topic) -> Box<dyn Watch>;
    /// What is watched on this node now.
    fn watched(&self) -> Watched;
    /// What travelled between nodes.
    fn traffic(&self) -> Traffic {
        Traffic::default()
    }
}

/// A place where wake-ups arrive.
#[async_trait]
pub trait Watch: Send {
    /// The next wake-up, in the order of waking. Cancel-safe. After an overflow of its bounded
    /// queue it gives [`Wake::Look`] once and has forgotten the rest. Equal wake-ups without content
    /// of their own (`Look`, `Events`, `Typing`) that wait together may come once, and of several `Grown` the
    /// one that goes furthest.
    async fn next(&mut self) -> Wake;
}
