//! Wake-ups between those who write logs and those who follow them.
//!
//! The bus may lose anything: every reader also follows its cursor. On one node the memory bus hands
//! the fresh entry itself over, so that a live device needs no re-read.

use async_trait::async_trait;
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use std::sync::Arc;

pub mod memory;
#[cfg(feature = "suite")]
pub mod suite;

pub use memory::MemoryBus;

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
    /// The log grew; read it from your cursor. Also: something was lost on the way here.
    Look,
    /// A business types, towards the watching person.
    Typing(BusinessId),
    /// Another device of the watching person read this conversation up to here.
    Read(BusinessId, InboxSeq),
    /// The event log of this business grew.
    Events(BusinessId),
}

/// The bus port.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Wakes whoever watches `topic`; never waits for a slow watcher.
    fn wake(&self, topic: Topic, wake: Wake);
    /// Starts watching; ends when the watch is dropped.
    fn watch(&self, topic: Topic) -> Box<dyn Watch>;
}

/// A place where wake-ups arrive.
#[async_trait]
pub trait Watch: Send {
    /// The next wake-up, in the order of waking. Cancel-safe. After an overflow of its bounded
    /// queue it gives [`Wake::Look`] once and has forgotten the rest. Equal wake-ups without content
    /// of their own (`Look`, `Events`, `Typing`) that wait together may come once.
    async fn next(&mut self) -> Wake;
}
