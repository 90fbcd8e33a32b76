//! The frames of the WebSocket, both ways.

use crate::people_api::fault::Fault;
use crate::people_api::send::Body;
use crate::people_api::view::ReadView;
use kurier_policy::entry::InboxEntry;
use serde::{Deserialize, Serialize};

/// From a device.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum FromDevice {
    Hello { after: u32 },
    Ack { seq: u32 },
    Read { business: String, seq: u32 },
    Send(Body),
    Ping,
}

/// To a device.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum ToDevice<'a> {
    Welcome { head: u32, delivered: u32, read: Vec<ReadView> },
    Entry { entry: &'a InboxEntry },
    Live,
    Sent { client_id: String, seq: u32 },
    Refused { client_id: String, error: Fault },
    Typing { business: String },
    Read { business: String, seq: u32 },
    Pong,
    Error { error: Fault },
}

impl ToDevice<'_> {
    pub(super) fn to_text(&self) -> String {
        // Our own types with text keys always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}
