//! `GET /{sender}/block_users`: whom the business blocks.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = match &request.after {
        None => 0,
        Some(key) => key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?,
    };
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let store = call.engine().store();
    let mut found = store.barred(call.business().id, after, limit).await.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let elements: Vec<(String, Value)> = found
        .iter()
        .map(|wa_id| {
            let wa_id = wa_id.to_string();
            // Clients want to know whom she was named as; what was written then is not kept.
            let shown =
                json!({ "messaging_product": "whatsapp", "wa_id": &wa_id, "input": &wa_id });
            Ok((wa_id, call.cut(shown, "WhatsAppBlockedUser")?))
        })
        .collect::<Result<_, WireError>>()?;
    Ok(page(elements, more, &call.url()?).into())
}
