//! `DELETE /{message}` of a scheduled message: it will not go.

use super::call::Call;
use super::message_recall;
use super::reply::Reply;
use super::scheduled;
use kurier_policy::id::MessageRef;
use kurier_store::record::Cancelled;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::json;

pub(super) async fn cancel(call: &Call, method: &str, number: i64) -> Result<Reply, WireError> {
    let engine = call.engine();
    let (business, now) = (call.business().id, engine.clock().now());
    let cancelled = engine.store().cancel_scheduled(business, number, now).await;
    match cancelled.map_err(|fault| scheduled::told(call, fault, number, method))? {
        Cancelled::Done(one) => {
            let mut shown = scheduled::view(call, &one);
            shown["success"] = json!(true);
            Ok(shown.into())
        }
        Cancelled::TooLate(one) if scheduled::became(&one).is_some() => {
            let message =
                scheduled::became(&one).unwrap_or(MessageRef::scheduled(business, number));
            Box::pin(message_recall::recall(call, method, message)).await
        }
        Cancelled::TooLate(one) => Err(GraphError::of(&error::ALREADY_GOING)
            .details(format!(
                "This scheduled message no longer waits; it is \"{}\".",
                one.state.name()
            ))
            .boxed()),
    }
}
