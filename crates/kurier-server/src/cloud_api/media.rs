//! `GET /{media}`, `DELETE /{media}`: what a file is and where its bytes are for five minutes.

use super::call::Call;
use super::media_fault;
use super::reply::{Reply, of_store};
use kurier_policy::id::SenderId;
use kurier_store::port::StoreError;
use kurier_store::record::Media;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;
use std::fmt::Write;

/// Name of the node type, for field errors.
const NODE_TYPE: &str = "WhatsAppBusinessMedia";
/// What is answered when no `fields` are asked for.
const DEFAULT: &str = "messaging_product,url,mime_type,sha256,file_size,id";

pub(super) async fn show(call: &Call, media: &Media) -> Result<Reply, WireError> {
    check_sender(call, media).await?;
    let mut sha256 = String::with_capacity(64);
    for byte in media.sha256 {
        // Writing to a String cannot fail.
        let _infallible = write!(sha256, "{byte:02x}");
    }
    let node = json!({
        "messaging_product": "whatsapp",
        "url": format!("{}/media/{}", call.base(), call.app.media.address(media)),
        "mime_type": media.mime,
        "sha256": sha256,
        "file_size": media.bytes,
        "id": media.id.to_string(),
    });
    Ok(call.project(&node, DEFAULT, NODE_TYPE)?.into())
}

pub(super) async fn delete(call: &Call, media: &Media) -> Result<Reply, WireError> {
    check_sender(call, media).await?;
    match call.app.media.delete(media.owner, media.id).await {
        Err(fault) if fault.is_not_found() => {
            Err(error::unknown_object(&media.id.to_string(), "DELETE"))
        }
        Err(fault) => Err(media_fault::told(fault, "file")),
        Ok(()) => Ok(answer::success().into()),
    }
}

/// `phone_number_id`, if given, must be the sender that the file came through; where it came through none, any of
/// the business's own.
async fn check_sender(call: &Call, media: &Media) -> Result<(), WireError> {
    let Some(asked) = call.text("phone_number_id") else { return Ok(()) };
    let is_right = match (asked.parse().map(SenderId), media.sender) {
        (Err(_), _) => false,
        (Ok(asked), Some(sender)) => asked == sender,
        (Ok(asked), None) => match call.engine().store().sender(asked).await {
            Ok(sender) => sender.business == call.business().id,
            Err(StoreError::NotFound(_)) => false,
            Err(other) => return Err(of_store(other)),
        },
    };
    if is_right {
        return Ok(());
    }
    Err(GraphError::of(&error::INVALID_PARAMETER)
        .details("phone_number_id is not the sender that this file was uploaded through.")
        .boxed())
}
