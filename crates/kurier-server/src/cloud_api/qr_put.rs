//! `POST /{sender}/message_qrdls[/{code}]`: makes an address into a chat, or gives one another text.

use super::call::Call;
use super::qr;
use super::reply::{Reply, internal, of_store};
use kurier_engine::EngineError;
use kurier_engine::chat_link::LINKS_MAX;
use kurier_store::port::StoreError;
use kurier_store::record::Sender;
use kurier_wire::chat_link::{LinkRequest, parse, view};
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::Value;

pub(super) async fn put(
    call: &Call,
    sender: &Sender,
    named: Option<&str>,
) -> Result<Reply, WireError> {
    let LinkRequest { code, text, picture } = parse(&call.params)?;
    let link = match code.or_else(|| named.map(str::to_owned)) {
        None => call.engine().create_chat_link(sender, text).await.map_err(not_made)?,
        Some(code) => {
            let store = call.engine().store();
            let changed = store.change_chat_link(sender.id, code.clone(), text).await;
            changed.map_err(|error| match error {
                StoreError::NotFound(_) => qr::unknown(&code),
                other => of_store(other),
            })?
        }
    };
    let mut shown = view(call.base(), (&link.code, &link.text), picture);
    if let Some(members) = shown.as_object_mut() {
        members.retain(|_, member: &mut Value| !member.is_null());
    }
    Ok(shown.into())
}

fn not_made(error: EngineError) -> WireError {
    match error {
        EngineError::Store(StoreError::Conflict("too many links")) => {
            GraphError::of(&error::INVALID_PARAMETER)
                .details(format!("A sender has at most {LINKS_MAX} QR codes; delete some first."))
                .boxed()
        }
        other => internal(other),
    }
}
