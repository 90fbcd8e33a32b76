//! Forms that cannot be made or changed.

use super::entry::entries;

entries! {
    list FLOWS;
    FLOW_NOT_UPDATED = 400 139_001 "Flow could not be updated"
        "The flow was not changed: only drafts are, and only to something that keeps the limits."
        "See the details; to change a published flow, create another one with `clone_flow_id`.";
    FLOW_NOT_PUBLISHED = 400 139_002 "Flow could not be published"
        "The flow was not published: it is no draft, or its definition is missing or has faults."
        "Read `validation_errors` with `GET /{flow}`, correct them and publish again.";
    FLOW_NOT_DEPRECATED = 400 139_003 "Flow could not be deprecated"
        "Only published flows are deprecated."
        "Delete a draft instead; a deprecated flow stays as it is.";
    FLOW_NOT_DELETED = 400 139_004 "Flow could not be deleted"
        "Only drafts are deleted: a published flow may still be open somewhere."
        "Deprecate the flow, so that it cannot be sent any more.";
    FLOW_INVALID = 400 100 "Invalid flow"
        "The flow cannot be created as it was asked for."
        "Correct what the details name and create it again.";
    FLOW_NAME_TAKEN = 400 100 "Flow name is not unique"
        "Another flow of this business has this name."
        "Choose another name, or use the flow that exists."
        .subcode(4_016_019);
    FLOW_LIMIT = 400 100 "Too many flows"
        "The business has as many flows as it may have."
        "Delete drafts that are not used any more.";
    FLOW_CHANGED = 400 139_001 "Flow was changed meanwhile"
        "Another change of the same flow came first."
        "Read the flow again and repeat the change if it is still wanted.";
    FLOW_MIGRATION = 400 100 "Flows cannot be migrated"
        "Flows are migrated between businesses of one owner only, and no owner has two businesses here."
        "Create the flows in this business.";
}
