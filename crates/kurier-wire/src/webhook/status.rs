//! Statuses of the business's messages.

use super::{Origin, Pricing, Status, Value, some, value_of};
use crate::error::WebhookError;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::pricing::{Price, PriceKind};
use kurier_policy::refusal::Refusal;
use kurier_policy::status::Status as Reached;

pub(super) fn value(event: &Event, origin: &Origin<'_>) -> Option<Value> {
    let EventKind::Status { message, status, price, refusal, feature, opaque } = &event.kind else {
        return None;
    };
    let name = match status {
        Reached::Sent => "sent",
        Reached::Delivered => "delivered",
        Reached::Read => "read",
        Reached::Played => "played",
        Reached::Failed => "failed",
        Reached::Recalled => "deleted",
        Reached::Accepted | Reached::Held => return None,
    };
    let failed = *status == Reached::Failed;
    // A failure without a reason would leave the business without an answer: say what is known.
    let reason = refusal.unwrap_or(Refusal::RecipientUnavailable);
    let written = Status {
        id: origin.key.encode(*message),
        status: name.to_owned(),
        timestamp: event.at.seconds().to_string(),
        recipient_id: event.person.wa_id.clone(),
        recipient_user_id: some(&event.person.user_id),
        biz_opaque_callback_data: opaque.clone(),
        pricing: (!failed).then(|| pricing(*price)),
        errors: failed
            .then(|| WebhookError::of(reason, *feature, origin.base))
            .into_iter()
            .collect(),
    };
    Some(Value { statuses: vec![written], ..value_of(event, origin) })
}

fn pricing(price: Price) -> Pricing {
    let (billable, kind) = match price.kind {
        PriceKind::Regular => (true, "regular"),
        PriceKind::FreeCustomerService => (false, "free_customer_service"),
        // The Cloud API has no free messages of a month: they are of the regular kind and not billed.
        PriceKind::FreeQuota => (false, "regular"),
    };
    Pricing {
        billable,
        pricing_model: "PMP".to_owned(),
        kind: kind.to_owned(),
        category: price.category.name().to_owned(),
    }
}
