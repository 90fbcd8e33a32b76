//! `POST /{sender}/whatsapp_business_profile`: changes what a sender shows people.

use super::call::Call;
use super::media_fault;
use super::reply::Reply;
use kurier_store::record::Sender;
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::profile::parse_change;

pub(super) async fn change(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let (change, handle) = parse_change(&call.params)?;
    let changed = call.app.media.change_profile(sender, change, handle.as_deref()).await;
    changed.map_err(|fault| {
        if fault.is_not_found() {
            return GraphError::of(&error::INVALID_PARAMETER)
                .details("`profile_picture_handle` names no upload of this business.")
                .boxed();
        }
        media_fault::told(fault, "profile_picture_handle")
    })?;
    Ok(answer::success().into())
}
