//! `POST /{sender}/request_code`: asks for the code that proves its number; the operator hands it over.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::sender::{parse_code_request, refused};

pub(super) async fn request(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let (method, language) = parse_code_request(&call.params)?;
    let done = call.engine().send_code(sender, method, language).await;
    done.map_err(internal)?.map_err(refused)?;
    // Not the code: who reads the log need not be who may hand it over.
    tracing::info!(sender = %sender.id, "a code waits to be handed over: kurier sender show");
    Ok(answer::success().into())
}
