//! `DELETE /{sender}`: removes it for good.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_store::record::{RemovedSender, Sender};
use kurier_wire::answer;
use kurier_wire::error::{self, GraphError, WireError};

pub(super) async fn remove(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    match call.engine().remove_sender(sender).await.map_err(internal)? {
        RemovedSender::Done => Ok(answer::success().into()),
        RemovedSender::Last => Err(GraphError::of(&error::SENDER_LAST).boxed()),
    }
}
