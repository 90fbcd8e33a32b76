//! `DELETE /{sender}/message_qrdls/{code}`: ends an address into a chat.

use super::call::Call;
use super::qr;
use super::reply::{Reply, of_store};
use kurier_store::port::StoreError;
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;

pub(super) async fn delete(call: &Call, sender: &Sender, code: &str) -> Result<Reply, WireError> {
    match call.engine().store().delete_chat_link(sender.id, code.to_owned()).await {
        Ok(()) => Ok(answer::success().into()),
        Err(StoreError::NotFound(_)) => Err(qr::unknown(code)),
        Err(other) => Err(of_store(other)),
    }
}
