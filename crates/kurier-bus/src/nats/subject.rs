//! One subject per topic.

use crate::Topic;

/// `PREFIX.inbox.PERSON`, `PREFIX.events.BUSINESS`, `PREFIX.events`.
pub(super) fn of(prefix: &str, topic: Topic) -> String {
    match topic {
        Topic::Inbox(person) => format!("{prefix}.inbox.{}", person.0),
        Topic::Events(business) => format!("{prefix}.events.{}", business.0),
        Topic::AllEvents => format!("{prefix}.events"),
    }
}
