//! The fields that a callback may subscribe to.

use super::{notice, template};
use kurier_policy::event::{Event, EventKind};

/// Every field that Kurier tells.
pub const FIELDS: [&str; 17] = [
    "messages",
    "user_preferences",
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "message_template_components_update",
    "account_alerts",
    "account_update",
    "account_review_update",
    "account_settings_update",
    "business_capability_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "campaign_update",
    "security",
    "flows",
    "business_username_update",
];

/// Under which field an event is told.
pub fn field_of(event: &Event) -> &'static str {
    match &event.kind {
        EventKind::Status { .. } | EventKind::Inbound { .. } => "messages",
        EventKind::Preference { .. } => "user_preferences",
        EventKind::Template(told) => template::field(&told.change),
        EventKind::Notice(told) => notice::field(told),
    }
}
