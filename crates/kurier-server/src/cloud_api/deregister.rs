//! `POST /{sender}/deregister`: lets it send no more.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::registration::refused;

pub(super) async fn deregister(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let done = call.engine().deregister_sender(sender).await;
    done.map_err(internal)?.map_err(refused)?;
    Ok(answer::success().into())
}
