//! `POST /{sender}/conversational_automation`: ice breakers and commands.

use super::call::Call;
use super::reply::{Reply, of_store};
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::automation::parse_change;
use kurier_wire::error::WireError;

pub(super) async fn change(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let change = parse_change(&call.params)?;
    let store = call.engine().store();
    store.change_automation(sender.business, sender.id, change).await.map_err(of_store)?;
    Ok(answer::success().into())
}
