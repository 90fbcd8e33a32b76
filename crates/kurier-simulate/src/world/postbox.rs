//! The bus of a simulated world: everything that the engine hands to devices lies here until they take it.

use async_trait::async_trait;
use kurier_bus::{Bus, Topic, Wake, Watch, Watched};
use kurier_policy::entry::InboxEntry;
use kurier_policy::id::PersonId;
use std::sync::{Arc, Mutex, PoisonError};

/// What arrived, in the order of arrival.
pub(crate) type Arrived = Vec<(PersonId, Arc<InboxEntry>)>;

/// All devices of all people: each is online, and takes what comes at the end of a step.
#[derive(Default)]
pub(crate) struct Postbox(Mutex<Arrived>);

impl Postbox {
    /// Takes what arrived.
    pub(crate) fn take(&self) -> Arrived {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Bus for Postbox {
    fn wake(&self, topic: Topic, wake: Wake) {
        if let (Topic::Inbox(person), Wake::Entry(entry)) = (topic, wake) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push((person, entry));
        }
    }

    fn wake_here(&self, topic: Topic, wake: Wake) {
        self.wake(topic, wake);
    }

    fn watch(&self, _: Topic) -> Box<dyn Watch> {
        Box::new(Nothing)
    }

    fn watched(&self) -> Watched {
        Watched::default()
    }
}

/// Nobody watches: devices look into the postbox.
struct Nothing;

#[async_trait]
impl Watch for Nothing {
    async fn next(&mut self) -> Wake {
        std::future::pending().await
    }
}
