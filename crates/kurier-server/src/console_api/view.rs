//! What the console API shows of the store's records.

use kurier_policy::template::Template;
use kurier_store::record::{Balance, Business, Invite, Sender, Subscription};
use serde::Serialize;
use serde_json::{Value, json};

/// One page of a list.
#[derive(Serialize)]
pub(crate) struct Page {
    pub(crate) data: Vec<Value>,
    /// `after` of the next page; null when this is the last.
    pub(crate) next: Option<String>,
}

impl Page {
    /// A page of rows with the id of each; a full page may have a next one.
    pub(crate) fn of(rows: Vec<(String, Value)>, limit: u32) -> Self {
        let full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
        let next = if full { rows.last().map(|(id, _)| id.clone()) } else { None };
        Self { data: rows.into_iter().map(|(_, row)| row).collect(), next }
    }
}

pub(crate) fn business(business: &Business) -> Value {
    json!({
        "id": business.id.to_string(),
        "name": business.name,
        "app_id": business.app.to_string(),
        "currency": business.currency,
        "verified": business.verified,
        "suspended": business.suspended,
        "created_at": business.created_at,
    })
}

pub(crate) fn sender(sender: &Sender) -> Value {
    json!({
        "id": sender.id.to_string(),
        "business": sender.business.to_string(),
        "display_number": sender.display_number,
        "name": sender.name,
        "registered": sender.registered,
        "created_at": sender.created_at,
    })
}

pub(crate) fn balance(balance: Balance) -> Value {
    json!({
        "prepaid_micros": balance.prepaid,
        "reserved_micros": balance.reserved,
        "owed_micros": balance.owed,
    })
}

pub(crate) fn template(template: &Template) -> Value {
    json!({
        "id": template.id.to_string(),
        "business": template.business.to_string(),
        "name": template.name,
        "language": template.language,
        "category": template.category,
        "parameter_format": template.parameter_format,
        "topic": template.topic,
        "status": template.status,
        "rejected_reason": template.rejected_reason,
        "parts": template.parts,
        "former": template.life.former,
        "changes": changes(template),
        "review_note": template.life.review_note,
        "previous_category": template.life.previous_category,
        "ttl_s": template.life.ttl_s,
        "quality": template.life.quality,
        "pauses": template.life.pauses,
        "paused_until": template.life.paused_until,
        "updated_at": template.updated_at,
    })
}

pub(crate) fn invite(invite: &Invite, base_url: &str) -> Value {
    json!({
        "code": invite.code,
        "link": format!("{base_url}/i/{}", invite.code),
        "business": invite.business.to_string(),
        "sender": invite.sender.to_string(),
        "asks": invite.asks,
        "welcome": invite.welcome,
        "uses_left": invite.uses_left,
        "expires_at": invite.expires_at,
        "created_at": invite.created_at,
    })
}

pub(crate) fn subscription(subscription: &Subscription) -> Value {
    json!({
        "id": subscription.id.to_string(),
        "callback_url": subscription.callback_url,
        "cursor": subscription.cursor,
        "disabled": subscription.disabled,
        "failing_since": subscription.failing_since,
    })
}

/// What differs from the version that was approved before: each part with its former and its new text.
fn changes(template: &Template) -> Vec<Value> {
    let Some(former) = &template.life.former else { return Vec::new() };
    let category = (json!(former.category), json!(template.category));
    let mut changes = Vec::new();
    if category.0 != category.1 {
        changes.push(json!({"part": "category", "before": category.0, "after": category.1}));
    }
    let (before, after) = (json!(former.parts), json!(template.parts));
    let names =
        [&before, &after].into_iter().filter_map(Value::as_object).flat_map(|map| map.keys());
    let names: std::collections::BTreeSet<&String> = names.collect();
    for name in names {
        let (old, new) = (&before[name], &after[name]);
        if old != new {
            changes.push(json!({"part": name, "before": old, "after": new}));
        }
    }
    changes
}
