//! The use-cases of Kurier: admit, receive, acknowledge, allow, withdraw, explain, deliver webhooks.
//!
//! No SQL and no HTTP types here. Data flows one way: a caller hands a request in, the store decides
//! and writes it in one step, and only after the commit devices and webhooks are woken.

pub mod access;
pub mod account;
mod acknowledge;
mod admit;
pub mod analytics;
mod audit;
pub mod bar;
mod batch;
pub mod billing;
pub mod campaign;
pub mod chat_link;
pub mod clock;
pub mod compare;
mod complaint;
pub mod conduct;
pub mod consent;
pub mod desk;
pub mod domains;
pub mod entropy;
pub mod error;
pub mod exchange;
mod expire;
pub mod explain;
pub mod flow;
pub mod follow;
mod held;
pub mod history;
mod holding;
pub mod invitation;
pub mod invite;
pub mod invoices;
pub mod keys;
mod laundering;
pub mod media;
pub mod meter;
pub mod observe;
pub mod pacing;
pub mod patrol;
pub mod pilot;
mod played;
pub mod psp;
mod quality;
mod recall;
mod receive;
pub mod registration;
pub mod rotation;
mod rounds;
pub mod schedule;
pub mod senders;
pub mod signups;
pub mod standing;
mod stop;
mod stop_word;
pub mod takeover;
pub mod template;
pub mod undo;
pub mod usernames;
pub mod wanted;
pub mod webhooks;

pub use error::EngineError;
pub use keys::Keys;

use crate::batch::Batcher;
use crate::clock::Clock;
use crate::entropy::Entropy;
use kurier_bus::{Bus, Topic, Wake};
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::{BusinessId, PersonId};
use kurier_store::port::Store;
use kurier_store::record::{Ack, Admission, Admitted, Inbound, Received};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc};

/// Result of a use-case.
pub type Result<T> = std::result::Result<T, EngineError>;

/// What the engine is built from.
#[derive(Clone)]
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// Who wakes devices and webhooks.
    pub bus: Arc<dyn Bus>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// The installation's keys.
    pub keys: Arc<Keys>,
}

/// Most items that may wait in front of each batch verb: one or two seconds of work.
const QUEUE_MAX: usize = 16_384;

/// The use-cases, shared by every front.
pub struct Engine {
    parts: Parts,
    admissions: Batcher<Admission, Admitted>,
    inbound: Batcher<Inbound, Received>,
    acks: Batcher<Ack, ()>,
    /// Wakes whoever sends campaigns.
    campaigns: Notify,
    links: Mutex<Option<mpsc::Receiver<media::preview::Asked>>>,
    /// Rings when something that waits has become due before its time.
    due_early: Notify,
    /// Networks of businesses.
    networks: takeover::Networks,
    /// How much businesses send that call from new ones.
    volumes: takeover::Volumes,
}

impl Engine {
    /// Starts the batch queues; must be called inside a Tokio runtime.
    pub fn start(parts: Parts) -> Arc<Self> {
        meter::begin();
        let (ask, links) = mpsc::channel(media::preview::WAITING_MAX);
        Arc::new(Self {
            admissions: admit::queue(&parts, ask),
            links: Mutex::new(Some(links)),
            campaigns: Notify::new(),
            inbound: receive::queue(&parts),
            acks: acknowledge::queue(&parts),
            due_early: Notify::new(),
            networks: takeover::Networks::default(),
            volumes: takeover::Volumes::default(),
            parts,
        })
    }

    /// The links of accepted messages that are shown with a preview, for whoever looks at them; given once.
    pub fn links(&self) -> Option<mpsc::Receiver<media::preview::Asked>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Notes what waits in front of the store, for whoever reads the metrics next.
    pub fn note_queues(&self) {
        self.admissions.note_depth();
        self.inbound.note_depth();
        self.acks.note_depth();
    }

    /// The store, for reading.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.parts.store
    }

    /// The bus, for watching.
    pub fn bus(&self) -> &Arc<dyn Bus> {
        &self.parts.bus
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.parts.clock
    }

    /// The source of randomness.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.parts.entropy
    }

    /// The installation's keys.
    pub fn keys(&self) -> &Keys {
        &self.parts.keys
    }

    fn wake_events(&self, business: BusinessId) {
        wake_events(&self.parts, business);
    }

    fn hand_over(&self, person: PersonId, entry: &Arc<InboxEntry>) {
        hand_over(&self.parts, person, entry);
    }
}

fn wake_events(parts: &Parts, business: BusinessId) {
    parts.bus.wake(Topic::Events(business), Wake::Events(business));
    parts.bus.wake(Topic::AllEvents, Wake::Events(business));
}

fn hand_over(parts: &Parts, person: PersonId, entry: &Arc<InboxEntry>) {
    parts.bus.wake(Topic::Inbox(person), Wake::Entry(Arc::clone(entry)));
}
