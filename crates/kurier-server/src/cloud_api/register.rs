//! `POST /{sender}/register`: lets it send.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::profile::need_product;
use kurier_wire::registration::{pin, refused};

pub(super) async fn register(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    need_product(&call.params)?;
    let done = call.engine().register_sender(sender, &pin(&call.params)?).await;
    done.map_err(internal)?.map_err(refused)?;
    Ok(answer::success().into())
}
