//! Shapes of webhooks about the account and its senders.

use super::shape::{any_of, id, list, maybe, object, only, text, truth, whole, words};
use serde_json::Value;

/// Field, name and shape of each.
pub(super) fn values() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("account_alerts", "AlertValue", alert()),
        ("account_update", "AccountValue", account()),
        ("account_review_update", "ReviewValue", object(&[("decision", decision())])),
        ("account_settings_update", "SettingsValue", settings()),
        ("business_capability_update", "CapabilityValue", capability()),
        ("phone_number_name_update", "NameValue", name()),
        ("phone_number_quality_update", "QualityValue", quality()),
        ("campaign_update", "CampaignValue", campaign()),
        ("security", "SecurityValue", security()),
        ("flows", "FlowsValue", flows()),
        ("business_username_update", "UsernameValue", username()),
    ]
}

fn decision() -> Value {
    words(&["APPROVED", "REJECTED", "DEFERRED"])
}

fn alert() -> Value {
    object(&[
        ("entity_type", words(&["BUSINESS", "PHONE_NUMBER"])),
        ("entity_id", whole()),
        ("alert_severity", words(&["INFORMATIONAL", "WARNING", "CRITICAL"])),
        ("alert_status", only("ACTIVE")),
        ("alert_type", text()),
        ("alert_description", text()),
    ])
}

fn account() -> Value {
    let ban =
        object(&[("waba_ban_state", words(&["DISABLE", "REINSTATE"])), ("waba_ban_date", text())]);
    let restriction = object(&[("restriction_type", text()), ("expiration", maybe(whole()))]);
    any_of(&[
        object(&[
            ("event", only("DISABLED_UPDATE")),
            ("waba_info", object(&[("waba_id", id())])),
            ("ban_info", ban),
        ]),
        object(&[("event", only("ACCOUNT_RESTRICTION")), ("restriction_info", list(restriction))]),
        object(&[
            ("event", only("ACCOUNT_VIOLATION")),
            ("violation_info", object(&[("violation_type", text())])),
        ]),
    ])
}

fn settings() -> Value {
    let change = object(&[("enable_identity_key_check", truth())]);
    object(&[
        ("messaging_product", only("whatsapp")),
        ("timestamp", text()),
        ("type", only("phone_number_settings")),
        (
            "phone_number_settings",
            object(&[("phone_number_id", id()), ("user_identity_change", change)]),
        ),
    ])
}

fn capability() -> Value {
    object(&[
        ("max_daily_conversation_per_phone", whole()),
        ("max_daily_conversations_per_business", whole()),
        ("max_phone_numbers_per_business", whole()),
    ])
}

fn name() -> Value {
    object(&[
        ("display_phone_number", text()),
        ("decision", decision()),
        ("requested_verified_name", text()),
        ("rejection_reason", maybe(text())),
    ])
}

fn quality() -> Value {
    let events =
        ["ONBOARDING", "THROUGHPUT_UPGRADE", "UPGRADE", "DOWNGRADE", "FLAGGED", "UNFLAGGED"];
    object(&[
        ("display_phone_number", text()),
        ("event", words(&events)),
        ("current_limit", text()),
        ("max_daily_conversations_per_business", whole()),
    ])
}

fn campaign() -> Value {
    object(&[
        ("campaign_id", id()),
        ("name", text()),
        ("status", super::campaigns::state()),
        ("stage", maybe(whole())),
        ("reason", maybe(text())),
        ("description", maybe(text())),
    ])
}

fn security() -> Value {
    object(&[
        ("display_phone_number", text()),
        ("event", words(&["PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_RESET_SUCCESS"])),
    ])
}

fn flows() -> Value {
    let statuses = ["DRAFT", "PUBLISHED", "DEPRECATED"];
    object(&[
        ("event", only("FLOW_STATUS_CHANGE")),
        ("message", text()),
        ("flow_id", id()),
        ("old_status", words(&statuses)),
        ("new_status", words(&statuses)),
    ])
}

fn username() -> Value {
    object(&[
        ("display_phone_number", text()),
        ("username?", text()),
        ("status", words(&["approved", "deleted"])),
    ])
}
