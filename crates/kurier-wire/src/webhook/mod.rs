//! Webhook bodies: one event each, written and read.
//!
//! A body holds one message or one status only, because common clients read no more than the first.
//! It is ASCII: other characters are written `\uXXXX`, the slash `\/`, so that verifiers of the raw
//! bytes and verifiers that write the JSON anew agree on the signature.

use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::BusinessId;
use kurier_policy::wamid::WamidKey;

mod ascii;
mod batch;
mod body;
mod field;
mod inbound;
mod notice;
#[cfg(test)]
mod notice_tests;
mod preference;
mod read;
pub mod sample;
mod status;
mod template;
#[cfg(test)]
mod template_tests;
#[cfg(test)]
mod tests;

pub use ascii::to_ascii_json;
pub use batch::join_bodies;
pub use body::*;
pub use field::{FIELDS, field_of};
pub use read::{Incoming, NotAWebhook, parse};

/// What a webhook body tells beside the event.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The business that gets it.
    pub business: BusinessId,
    /// Display number of the event's sender, digits only; empty for an event of no sender.
    pub display_number: &'a str,
    /// Address of this installation without trailing slash, for links in errors.
    pub base: &'a str,
    /// Writes message ids.
    pub key: &'a WamidKey,
}

/// The body for one event, exactly the bytes to sign and send. `None` for events that the Cloud API
/// has no webhook for (the statuses accepted and held).
pub fn write_event(event: &Event, origin: &Origin<'_>) -> Option<Vec<u8>> {
    let (field, value) = match &event.kind {
        EventKind::Status { .. } => ("messages", status::value(event, origin)?),
        EventKind::Inbound { .. } => ("messages", inbound::value(event, origin)?),
        EventKind::Preference { .. } => ("user_preferences", preference::value(event, origin)?),
        EventKind::Template(told) => {
            return to_ascii_json(&template::body(event, told, origin)).ok();
        }
        EventKind::Notice(told) => {
            return to_ascii_json(&notice::body(event, told, origin)).ok();
        }
    };
    let change = Change { field: field.to_owned(), value };
    let entry = Entry { id: origin.business.to_string(), changes: vec![change] };
    let envelope = Envelope { object: OBJECT.to_owned(), entry: vec![entry] };
    to_ascii_json(&envelope).ok()
}

/// The members that every value has.
fn value_of(event: &Event, origin: &Origin<'_>) -> Value {
    let person = &event.person;
    let name = if person.name.is_empty() { &person.wa_id } else { &person.name };
    Value {
        messaging_product: "whatsapp".to_owned(),
        metadata: Metadata {
            display_phone_number: origin.display_number.to_owned(),
            phone_number_id: event.sender.to_string(),
        },
        contacts: vec![Contact {
            profile: Profile { name: name.clone() },
            wa_id: person.wa_id.clone(),
            user_id: some(&person.user_id),
        }],
        ..Value::default()
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
