//! Changes of what a person allows.

use super::{Origin, UserPreference, Value, some, value_of};
use kurier_policy::event::{Event, EventKind};
use kurier_policy::permission::Purpose;

pub(super) fn value(event: &Event, origin: &Origin<'_>) -> Option<Value> {
    let EventKind::Preference { purpose, topic, allowed, signup, .. } = &event.kind else {
        return None;
    };
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
        value: match (allowed, signup) {
            (false, _) => "stop",
            (true, None) => "resume",
            (true, Some(_)) => "signup",
        }
        .to_owned(),
        signup_id: signup.map(|signup| signup.to_string()),
        topic: topic.clone(),
        timestamp: event.at.seconds(),
    };
    Some(Value { user_preferences: vec![written], ..value_of(event, origin) })
}
