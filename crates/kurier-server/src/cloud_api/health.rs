//! `health_status`: whether messages can go out, part by part, and what stands against it.

use super::call::Call;
use super::reply::of_store;
use kurier_policy::money::Micros;
use kurier_policy::onboarding::Onboarding;
use kurier_policy::pin::RegistrationFault;
use kurier_policy::template::{Template, TemplateStatus};
use kurier_store::port::StoreError;
use kurier_store::record::Sender;
use kurier_wire::error::{self, Entry, GraphError, WireError};
use serde_json::{Value, json};

/// How much stands against sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Can {
    Available,
    /// What costs money cannot go.
    Limited,
    Blocked,
}

impl Can {
    fn name(self) -> &'static str {
        match self {
            Self::Available => "AVAILABLE",
            Self::Limited => "LIMITED",
            Self::Blocked => "BLOCKED",
        }
    }
}

/// One part.
struct Part {
    kind: &'static str,
    id: String,
    can: Can,
    why: Option<&'static Entry>,
}

impl Part {
    fn new(kind: &'static str, id: &impl ToString, against: Option<(Can, &'static Entry)>) -> Self {
        let can = against.map_or(Can::Available, |(can, _)| can);
        Self { kind, id: id.to_string(), can, why: against.map(|(_, entry)| entry) }
    }

    fn shown(&self) -> Value {
        let can = self.can.name();
        let mut shown = json!({ "entity_type": self.kind, "id": self.id, "can_send_message": can });
        if let Some(entry) = self.why {
            let fault = GraphError::of(entry);
            shown["errors"] = json!([{
                "error_code": fault.code,
                "error_description": fault.details,
                "possible_solution": fault.hint,
            }]);
        }
        shown
    }
}

/// Of a sender, with everything that it needs.
pub(super) async fn of_sender(
    call: &Call,
    sender: &Sender,
    onboarding: &Onboarding,
) -> Result<Value, WireError> {
    let against = match onboarding.may_register() {
        _ if sender.registered => None,
        Err(RegistrationFault::Unproved) => Some(&error::NUMBER_UNPROVED),
        Err(_) => Some(&error::NAME_NOT_ALLOWED),
        Ok(()) => Some(&error::NUMBER_NOT_REGISTERED),
    };
    let against = against.map(|entry| (Can::Blocked, entry));
    whole(call, Some(Part::new("PHONE_NUMBER", &sender.id, against))).await
}

/// Of a template, with everything that it needs.
pub(super) async fn of_template(call: &Call, template: &Template) -> Result<Value, WireError> {
    let against = match template.status {
        TemplateStatus::Approved => None,
        TemplateStatus::Paused => Some(&error::TEMPLATE_PAUSED),
        TemplateStatus::Disabled => Some(&error::TEMPLATE_DISABLED),
        TemplateStatus::Pending
        | TemplateStatus::Rejected
        | TemplateStatus::Archived
        | TemplateStatus::PendingDeletion
        | TemplateStatus::Deleted => Some(&error::TEMPLATE_MISSING),
    };
    let against = against.map(|entry| (Can::Blocked, entry));
    whole(call, Some(Part::new("MESSAGE_TEMPLATE", &template.id, against))).await
}

/// Of the business itself.
pub(super) async fn of_business(call: &Call) -> Result<Value, WireError> {
    whole(call, None).await
}

async fn whole(call: &Call, first: Option<Part>) -> Result<Value, WireError> {
    let business = call.business();
    let against = if business.suspended {
        Some((Can::Blocked, &error::ACCOUNT_RESTRICTED))
    } else if is_out_of_money(call).await? {
        Some((Can::Limited, &error::PAYMENT_REQUIRED))
    } else {
        None
    };
    let parts: Vec<Part> = first
        .into_iter()
        .chain([
            Part::new("WABA", &business.id, against),
            Part::new("BUSINESS", &business.id, None),
            Part::new("APP", &business.app, None),
        ])
        .collect();
    let can = parts.iter().map(|part| part.can).max().unwrap_or(Can::Available);
    let entities: Vec<Value> = parts.iter().map(Part::shown).collect();
    Ok(json!({ "can_send_message": can.name(), "entities": entities }))
}

/// Whether messages cost something and nothing is left to pay them.
async fn is_out_of_money(call: &Call) -> Result<bool, WireError> {
    let store = call.engine().store();
    let now = call.engine().clock().now();
    let card = match store.rate_card(now).await {
        Err(StoreError::NotFound(_)) => return Ok(false),
        found => found.map_err(of_store)?,
    };
    if card.rates.iter().all(|rate| rate.micros <= Micros::ZERO) {
        return Ok(false);
    }
    let balance = store.balance(call.business().id).await.map_err(of_store)?;
    Ok(balance.prepaid <= Micros::ZERO)
}
