//! Changes of what a person allows.

use super::{Origin, UserPreference, Value, some, value_of};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::permission::Purpose;

pub(super) fn value(event: &Event, origin: &Origin<'_>) -> Option<Value> {
    let EventKind::Preference { purpose, topic, allowed, .. } = &event.kind else { return None };
    let (category, what) = match purpose {
        Purpose::Marketing => ("marketing_messages", "marketing messages"),
        Purpose::Utility => ("utility_messages", "utility messages"),
        Purpose::Authentication => ("authentication_messages", "authentication messages"),
    };
    let about = topic.as_ref().map(|topic| format!(" about \"{topic}\"")).unwrap_or_default();
    let verb = if *allowed { "allowed" } else { "withdrew" };
    let written = UserPreference {
        wa_id: event.person.wa_id.clone(),
        user_id: some(&event.person.user_id),
        detail: format!("The person {verb} {what}{about}."),
        category: category.to_owned(),
        value: if *allowed { "resume" } else { "stop" }.to_owned(),
        topic: topic.clone(),
        timestamp: event.at.seconds(),
    };
    Some(Value { user_preferences: vec![written], ..value_of(event, origin) })
}
