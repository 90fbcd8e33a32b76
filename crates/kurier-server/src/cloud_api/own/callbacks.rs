//! `GET /kurier/v1/callbacks`: where webhooks go and how that goes; `POST …/{callback}/enable`
//! switches one on again, from where it stopped; `POST …/{callback}/test` posts a sample to it.

use super::bad_value;
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal, of_store};
use kurier_bus::{Topic, Wake};
use kurier_engine::webhooks::{TRIAL_KIND, Trial};
use kurier_policy::time::Timestamp;
use kurier_store::record::{Scope, Subscription};
use kurier_wire::answer;
use kurier_wire::error::{self, WireError};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let (store, business) = (call.engine().store(), call.business().id);
    let all = store.subscriptions(business).await.map_err(of_store)?;
    let head = store.event_head(business).await.map_err(of_store)?;
    let mut data = Vec::with_capacity(all.len());
    for one in &all {
        data.push(show(call, one, head.0).await?);
    }
    Ok(json!({ "data": data }).into())
}

pub(super) async fn enable(call: &Call, callback: &str) -> Result<Reply, WireError> {
    let one = find(call, callback).await?;
    // A replay that moves nothing.
    call.engine().store().replay(one.id, one.cursor).await.map_err(of_store)?;
    call.engine().bus().wake(Topic::AllEvents, Wake::Look);
    Ok(answer::success().into())
}

/// Posts a sample to it now and tells how it was answered.
pub(super) async fn test(call: &Call, callback: &str) -> Result<Reply, WireError> {
    let one = find(call, callback).await?;
    let kind = call.text("kind");
    let kind = kind.as_deref().unwrap_or(TRIAL_KIND);
    let tried = call.engine().try_callback(&call.app.egress, &one, (kind, call.base())).await;
    let Some(Trial { id, status, error, took_ms }) = tried.map_err(internal)? else {
        return Err(bad_value(format!(
            "{kind:?} is no kind of sample; `kurier trigger` lists them."
        )));
    };
    let delivered = error.is_none();
    let told = json!({ "delivered": delivered, "id": id, "status": status, "error": error, "took_ms": took_ms });
    Ok(told.into())
}

async fn find(call: &Call, callback: &str) -> Result<Subscription, WireError> {
    let all = call.engine().store().subscriptions(call.business().id).await.map_err(of_store)?;
    let one = all.into_iter().find(|one| one.id.to_string() == callback);
    one.ok_or_else(|| error::unknown_object(callback, "POST"))
}

async fn show(call: &Call, one: &Subscription, head: i64) -> Result<Value, WireError> {
    let outlook = call.engine().store().retry_outlook(one.id).await;
    let (next_retry_at, waiting) = outlook.map_err(of_store)?;
    let (scope, sender) = match one.scope {
        Scope::App => ("app", None),
        Scope::Business => ("business", None),
        Scope::Sender(sender) => ("phone_number", Some(sender.to_string())),
    };
    Ok(json!({
        "id": one.id.to_string(),
        "scope": scope,
        "phone_number_id": sender,
        "url": one.callback_url,
        "fields": one.options.fields,
        "batching": one.options.batch,
        "last_event": one.cursor.0,
        "behind": head.saturating_sub(one.cursor.0),
        "waiting": waiting,
        "next_retry_timestamp": next_retry_at.map(Timestamp::seconds),
        "failing_since": one.failing_since.map(Timestamp::seconds),
        "disabled": one.disabled,
        "disabled_reason": reason(call, one).await?,
    }))
}

/// Why it is switched off, in a plain sentence.
async fn reason(call: &Call, one: &Subscription) -> Result<Option<&'static str>, WireError> {
    if !one.disabled {
        return Ok(None);
    }
    let last = call.engine().store().attempts(one.id, None, 1).await.map_err(of_store)?;
    let is_gone = last.first().is_some_and(|attempt| attempt.http_status == Some(410));
    Ok(Some(if is_gone {
        "The endpoint answered 410: it wants no more."
    } else {
        "Every attempt failed for five days."
    }))
}
