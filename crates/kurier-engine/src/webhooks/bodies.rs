//! The bodies that are posted.

use crate::keys::Keys;
use bytes::Bytes;
use kurier_policy::event::Event;
use kurier_store::record::{Business, Sender};
use kurier_wire::webhook::{Origin, write_event};
use std::sync::Arc;

/// Writes the body of one event.
pub trait Bodies: Send + Sync + 'static {
    /// The JSON document to sign and send; the same event always gives the same bytes. `None` for an
    /// event that has no webhook. `sender` is the event's, if it has one.
    fn write(&self, business: &Business, sender: Option<&Sender>, event: &Event) -> Option<Bytes>;
}

/// Bodies of the Cloud API.
pub struct WireBodies {
    /// Writes message ids.
    pub keys: Arc<Keys>,
    /// Address of this installation without trailing slash, for links in errors.
    pub base: String,
}

impl Bodies for WireBodies {
    fn write(&self, business: &Business, sender: Option<&Sender>, event: &Event) -> Option<Bytes> {
        let origin = Origin {
            business: business.id,
            display_number: sender.map_or("", |sender| sender.display_number.digits()),
            base: &self.base,
            key: &self.keys.wamid,
        };
        write_event(event, &origin).map(Bytes::from)
    }
}
