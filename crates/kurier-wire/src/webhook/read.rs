//! Reading webhook bodies, for businesses.

use super::{Contact, Envelope, Message, Metadata, OBJECT, Status, UserPreference};

/// A body that is no webhook of this API.
#[derive(Debug, thiserror::Error)]
pub enum NotAWebhook {
    /// No JSON, or a member is missing or of the wrong kind.
    #[error("not a webhook body: {0}")]
    Malformed(#[from] serde_json::Error),
    /// JSON about something else.
    #[error("a webhook body about something else than a WhatsApp business account")]
    OtherObject,
}

/// One thing that happened. A tolerant reader ignores what it does not know.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// A person wrote.
    Message {
        /// The business's id.
        business_id: String,
        /// To which sender.
        metadata: Metadata,
        /// Who, if told.
        contact: Option<Contact>,
        /// What.
        message: Box<Message>,
    },
    /// A message of the business reached a status.
    Status {
        /// The business's id.
        business_id: String,
        /// From which sender.
        metadata: Metadata,
        /// To whom, if told.
        contact: Option<Contact>,
        /// What.
        status: Box<Status>,
    },
    /// A person changed what she allows.
    Preference {
        /// The business's id.
        business_id: String,
        /// The change.
        preference: Box<UserPreference>,
    },
    /// Something else happened.
    Other {
        /// The business's id.
        business_id: String,
        /// Which field changed.
        field: String,
    },
}

/// Reads a body: everything in it, in order.
pub fn parse(body: &[u8]) -> Result<Vec<Incoming>, NotAWebhook> {
    let envelope: Envelope = serde_json::from_slice(body)?;
    if envelope.object != OBJECT {
        return Err(NotAWebhook::OtherObject);
    }
    let mut all = Vec::new();
    for entry in envelope.entry {
        for change in entry.changes {
            read_change(&entry.id, change, &mut all);
        }
    }
    Ok(all)
}

fn read_change(business_id: &str, change: super::Change, all: &mut Vec<Incoming>) {
    let value = change.value;
    let business_id = business_id.to_owned();
    let before = all.len();
    let contact = |place: usize| value.contacts.get(place).or(value.contacts.first()).cloned();
    for (place, message) in value.messages.into_iter().enumerate() {
        all.push(Incoming::Message {
            business_id: business_id.clone(),
            metadata: value.metadata.clone(),
            contact: contact(place),
            message: Box::new(message),
        });
    }
    for (place, status) in value.statuses.into_iter().enumerate() {
        all.push(Incoming::Status {
            business_id: business_id.clone(),
            metadata: value.metadata.clone(),
            contact: contact(place),
            status: Box::new(status),
        });
    }
    for preference in value.user_preferences {
        let preference = Box::new(preference);
        all.push(Incoming::Preference { business_id: business_id.clone(), preference });
    }
    if all.len() == before {
        all.push(Incoming::Other { business_id, field: change.field });
    }
}
