//! `GET /{sender}/message_qrdls[/{code}]`: addresses into its chats, and how one of them is shown.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_store::port::StoreError;
use kurier_store::record::{ChatLink, Sender};
use kurier_wire::chat_link::{DEFAULT, NODE_TYPE, Picture, view};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::fields;
use kurier_wire::paging::{PageRequest, page};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = request.after.clone().unwrap_or_default();
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let store = call.engine().store();
    let mut found = store.chat_links(sender.id, after, limit).await.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let elements: Vec<(String, Value)> = found
        .into_iter()
        .map(|link| Ok((link.code.clone(), shown(call, &link)?)))
        .collect::<Result<_, WireError>>()?;
    Ok(page(elements, more, &call.url()?).into())
}

pub(super) async fn show(call: &Call, sender: &Sender, code: &str) -> Result<Reply, WireError> {
    match call.engine().store().chat_link(code.to_owned()).await {
        Ok(link) if link.sender == sender.id => Ok(json!({ "data": [shown(call, &link)?] }).into()),
        // Clients tell by the empty list that there is none.
        Ok(_) | Err(StoreError::NotFound(_)) => Ok(json!({ "data": [] }).into()),
        Err(other) => Err(of_store(other)),
    }
}

/// `qr_image_url.format(SVG)` among the fields chooses the picture.
fn shown(call: &Call, link: &ChatLink) -> Result<Value, WireError> {
    let asked = fields::parse(call.text("fields").as_deref().unwrap_or(DEFAULT))?;
    let picture = match asked.iter().find(|field| field.name == "qr_image_url") {
        None => None,
        Some(field) => {
            let form = field.modifier("format").unwrap_or("PNG");
            Some(Picture::named("qr_image_url", form)?)
        }
    };
    let whole = view(call.base(), (&link.code, &link.text), picture);
    call.project(&whole, DEFAULT, NODE_TYPE)
}

/// The error for a code that is none of this sender's.
pub(super) fn unknown(code: &str) -> WireError {
    let shown: String = code.chars().take(64).collect();
    GraphError::of(&error::INVALID_PARAMETER)
        .details(format!("`code`: {shown} is no QR code of this sender."))
        .boxed()
}
