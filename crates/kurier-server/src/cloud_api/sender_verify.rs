//! `POST /{sender}/verify_code`: proves its number.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::sender::{parse_code, refused};

pub(super) async fn verify(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let code = parse_code(&call.params)?;
    let done = call.engine().say_code(sender, &code).await;
    done.map_err(internal)?.map_err(refused)?;
    Ok(answer::success().into())
}
