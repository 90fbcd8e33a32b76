//! `POST /{sender}/username`: takes one, in place of the one it has.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_engine::usernames::UsernameFault;
use kurier_store::record::Sender;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::sender::parse_username;
use serde_json::json;

pub(super) async fn take(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let (name, transfer) = parse_username(&call.params)?;
    let taken = call.engine().take_username(call.business(), sender, &name, transfer).await;
    taken.map_err(internal)?.map_err(refused)?;
    Ok(json!({ "status": "approved" }).into())
}

fn refused(fault: UsernameFault) -> WireError {
    let entry = match fault {
        UsernameFault::Bad(bad) => {
            let says = format!("`username`: {bad}.");
            return GraphError::of(&error::INVALID_PARAMETER).details(says).boxed();
        }
        UsernameFault::NotEligible => &error::USERNAME_NOT_ELIGIBLE,
        UsernameFault::Taken => &error::USERNAME_TAKEN,
        UsernameFault::OfAnother => &error::USERNAME_OF_ANOTHER,
    };
    GraphError::of(entry).boxed()
}
