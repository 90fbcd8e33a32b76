//! `GET` and `POST /{sender}/whatsapp_business_encryption`: the public key for which requests to endpoints of forms are
//! sealed.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging;
use serde_json::{Value, json};

/// Name of the node type, for field errors.
const NODE_TYPE: &str = "WhatsAppBusinessEncryption";
const DEFAULT: &str = "business_public_key,business_public_key_signature_status";

pub(super) async fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let key = call.engine().flow_key(sender.business, sender.id).await.map_err(internal)?;
    let mut elements = Vec::new();
    if !key.is_empty() {
        // The key is kept as it was given, so it is always the one that was signed for.
        let whole = json!({
            "business_public_key": key,
            "business_public_key_signature_status": "VALID",
        });
        elements.push(("key".to_owned(), call.project(&whole, DEFAULT, NODE_TYPE)?));
    }
    Ok(paging::page(elements, false, &call.url()?).into())
}

pub(super) async fn change(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    const MEMBER: &str = "business_public_key";
    let Some(pem) = call.params.get(MEMBER).and_then(Value::as_str) else {
        let details = format!("`{MEMBER}` is missing.");
        return Err(GraphError::of(&error::PARAMETER_MISSING).details(details).boxed());
    };
    let set = call.engine().set_flow_key(sender.business, sender.id, pem.to_owned()).await;
    if set.map_err(internal)? {
        return Ok(answer::success().into());
    }
    let details = format!("`{MEMBER}` must be the PEM of an RSA public key of 2048 bits.");
    Err(GraphError::of(&error::PARAMETER_VALUE).details(details).boxed())
}
