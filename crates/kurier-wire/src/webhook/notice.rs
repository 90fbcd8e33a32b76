//! Notices about the account and its senders.

use super::{OBJECT, Origin};
use kurier_policy::event::Event;
use kurier_policy::notice::{
    AccountChange, Alert, AlertSubject, Decision, Notice, QualityChange, SecurityEvent, Severity,
};
use serde_json::{Value, json};

/// The whole body: notices tell neither a sender's metadata nor a person, but the time.
pub(super) fn body(event: &Event, told: &Notice, origin: &Origin<'_>) -> Value {
    let change = json!({ "field": field(told), "value": value(event, told, origin) });
    let id = origin.business.to_string();
    let entry = json!({ "id": id, "time": event.at.seconds(), "changes": [change] });
    json!({ "object": OBJECT, "entry": [entry] })
}

pub(super) fn field(told: &Notice) -> &'static str {
    match told {
        Notice::Alert(_) => "account_alerts",
        Notice::Account(_) => "account_update",
        Notice::Review { .. } => "account_review_update",
        Notice::Settings { .. } => "account_settings_update",
        Notice::Capability { .. } => "business_capability_update",
        Notice::Name { .. } => "phone_number_name_update",
        Notice::Quality { .. } => "phone_number_quality_update",
        Notice::Campaign(_) => "campaign_update",
        Notice::Security { .. } => "security",
        Notice::Flow { .. } => "flows",
        Notice::Username { .. } => "business_username_update",
    }
}

fn value(event: &Event, told: &Notice, origin: &Origin<'_>) -> Value {
    match told {
        Notice::Alert(alert) => self::alert(alert),
        Notice::Account(change) => account(event, change, origin),
        Notice::Review { decision } => json!({ "decision": self::decision(*decision) }),
        Notice::Settings { sender, identity_key_check } => json!({
            "messaging_product": "whatsapp",
            "timestamp": event.at.seconds().to_string(),
            "type": "phone_number_settings",
            "phone_number_settings": {
                "phone_number_id": sender.to_string(),
                "user_identity_change": { "enable_identity_key_check": identity_key_check },
            },
        }),
        Notice::Capability { max_daily, max_senders } => json!({
            // The older and the newer name of one number; clients read either.
            "max_daily_conversation_per_phone": daily(*max_daily),
            "max_daily_conversations_per_business": daily(*max_daily),
            "max_phone_numbers_per_business": max_senders,
        }),
        Notice::Name { display_number, decision, requested, reason } => json!({
            "display_phone_number": display_number,
            "decision": self::decision(*decision),
            "requested_verified_name": requested,
            "rejection_reason": reason,
        }),
        Notice::Quality { display_number, change, max_daily } => json!({
            "display_phone_number": display_number,
            "event": quality(*change),
            "current_limit": tier(*max_daily),
            "max_daily_conversations_per_business": daily(*max_daily),
        }),
        Notice::Campaign(told) => json!({
            "campaign_id": told.campaign.to_string(),
            "name": told.name,
            "status": told.state.name(),
            "stage": told.stage,
            "reason": told.reason.map(kurier_policy::campaign::PauseReason::name),
            "description": told.reason.map(kurier_policy::campaign::PauseReason::told),
        }),
        Notice::Security { display_number, event } => json!({
            "display_phone_number": display_number,
            "event": security(*event),
        }),
        Notice::Flow { flow, name, from, to } => {
            let (from, to) = (from.name(), to.name());
            json!({
                "event": "FLOW_STATUS_CHANGE",
                "message": format!("Flow {name} changed status from {from} to {to}"),
                "flow_id": flow.to_string(),
                "old_status": from,
                "new_status": to,
            })
        }
        Notice::Username { display_number, username } => {
            self::username(display_number, username.as_deref())
        }
    }
}

fn alert(alert: &Alert) -> Value {
    let (kind, id) = match alert.about {
        AlertSubject::Business(business) => ("BUSINESS", business.0),
        AlertSubject::Sender(sender) => ("PHONE_NUMBER", sender.0),
    };
    let severity = match alert.severity {
        Severity::Informational => "INFORMATIONAL",
        Severity::Warning => "WARNING",
        Severity::Critical => "CRITICAL",
    };
    json!({
        "entity_type": kind,
        "entity_id": id,
        "alert_severity": severity,
        "alert_status": "ACTIVE",
        "alert_type": alert.kind,
        "alert_description": alert.description,
    })
}

fn account(event: &Event, change: &AccountChange, origin: &Origin<'_>) -> Value {
    match change {
        AccountChange::Suspended { suspended } => {
            let state = if *suspended { "DISABLE" } else { "REINSTATE" };
            json!({
                "event": "DISABLED_UPDATE",
                "waba_info": { "waba_id": origin.business.to_string() },
                "ban_info": { "waba_ban_state": state, "waba_ban_date": event.at.seconds().to_string() },
            })
        }
        AccountChange::Restricted { kind, until_s } => json!({
            "event": "ACCOUNT_RESTRICTION",
            "restriction_info": [{ "restriction_type": kind, "expiration": until_s }],
        }),
        AccountChange::Violation { kind } => json!({
            "event": "ACCOUNT_VIOLATION",
            "violation_info": { "violation_type": kind },
        }),
    }
}

/// A sender without one has no such member.
fn username(display_number: &str, username: Option<&str>) -> Value {
    let mut value = json!({ "display_phone_number": display_number, "status": "deleted" });
    if let Some(username) = username {
        value["username"] = json!(username);
        value["status"] = json!("approved");
    }
    value
}

/// −1 = without a limit.
fn daily(max: Option<u32>) -> i64 {
    max.map_or(-1, i64::from)
}

fn tier(max: Option<u32>) -> String {
    match max {
        None => "TIER_UNLIMITED".to_owned(),
        Some(max) if max >= 1_000 && max % 1_000 == 0 => format!("TIER_{}K", max / 1_000),
        Some(max) => format!("TIER_{max}"),
    }
}

fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "APPROVED",
        Decision::Rejected => "REJECTED",
        Decision::Deferred => "DEFERRED",
    }
}

fn quality(change: QualityChange) -> &'static str {
    match change {
        QualityChange::Onboarding => "ONBOARDING",
        QualityChange::ThroughputUpgrade => "THROUGHPUT_UPGRADE",
        QualityChange::Upgrade => "UPGRADE",
        QualityChange::Downgrade => "DOWNGRADE",
        QualityChange::Flagged => "FLAGGED",
        QualityChange::Unflagged => "UNFLAGGED",
    }
}

fn security(event: SecurityEvent) -> &'static str {
    match event {
        SecurityEvent::PinChanged => "PIN_CHANGED",
        SecurityEvent::PinResetRequest => "PIN_RESET_REQUEST",
        SecurityEvent::PinResetSuccess => "PIN_RESET_SUCCESS",
    }
}
