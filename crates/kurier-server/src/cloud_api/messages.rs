//! `POST /{sender}/messages`: sends, rehearses (`dry_run`), marks as read, shows typing.

use super::call::Call;
use super::reply::{Reply, internal};
use super::{limits, messages_files, messages_form, messages_later};
use crate::sandbox_api::numbers::refuse;
use kurier_engine::observe::Observed;
use kurier_policy::admit::Verdict;
use kurier_policy::id::{MessageRef, SenderId};
use kurier_policy::outbound::{Draft, Outbound};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Hold;
use kurier_policy::trace::Evidence;
use kurier_policy::window;
use kurier_store::record::{Admitted, IdempotencyKey, Sender};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::send::{SendCall, SendRequest};
use kurier_wire::{answer, params};
use serde_json::{Value, json};

pub(super) async fn send(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let key = &call.engine().keys().wamid;
    match SendRequest::parse(&call.params, key, sender.business, sender.id)? {
        SendCall::MarkRead { message, typing } => mark_read(call, message, typing).await,
        SendCall::Message { mut outbound, files, form, input, dry_run, send_at } => {
            let is_sandbox = call.app.config.sandbox.is_some();
            if let Some(fault) = is_sandbox.then(|| refuse(&outbound.to)).flatten() {
                return Err(fault);
            }
            let send_at = send_at.map(|at| messages_later::check(call, at)).transpose()?;
            outbound.files = messages_files::files(call, &files, send_at).await?;
            messages_form::settle(call, form, &mut outbound).await?;
            if dry_run {
                return rehearse(call, sender, *outbound).await;
            }
            let watched = call.engine().watch_message(&outbound, call.origin());
            watched.await.map_err(internal)?;
            if let Some(due_at) = send_at {
                return messages_later::schedule(call, *outbound, input, due_at).await;
            }
            admit(call, *outbound, &input).await
        }
    }
}

async fn mark_read(call: &Call, message: MessageRef, typing: bool) -> Result<Reply, WireError> {
    let (business, engine) = (call.business().id, call.engine());
    let told = |error: kurier_engine::EngineError| {
        if error.is_not_found() {
            GraphError::of(&error::CONTEXT_UNKNOWN).boxed()
        } else {
            internal(error)
        }
    };
    engine.mark_read(business, message).await.map_err(told)?;
    if typing {
        engine.typing(business, message).await.map_err(told)?;
    }
    Ok(answer::success().into())
}

/// Says what would happen, and why, without sending. Tells no more than the webhook would: unknown,
/// blocked and never-consented recipients look alike here, too.
async fn rehearse(call: &Call, sender: &Sender, outbound: Outbound) -> Result<Reply, WireError> {
    let Verdict { evidence, outcome } = call.engine().rehearse(outbound).await.map_err(internal)?;
    let hold = evidence.hold;
    let refusal =
        outcome.err().map(|refusal| GraphError::of_refusal(refusal, evidence.detail.as_deref()));
    Ok(json!({
        "messaging_product": "whatsapp",
        "dry_run": true,
        "would_be_accepted": refusal.is_none(),
        "held": hold.map(held),
        "price": {
            "category": evidence.category,
            "amount_micros": evidence.price,
            "currency": call.business().currency,
            "rate_card": evidence.rate_card,
        },
        "window": {
            "open": window::is_open(evidence.window_until, evidence.at),
            "until": evidence.window_until.map(kurier_policy::time::Timestamp::seconds),
        },
        "limits": limits::all(call, sender).await?,
        "error": refusal.map(|refusal| refusal.envelope("dry_run")["error"].clone()),
        "checks": evidence.trace_for_business(),
    })
    .into())
}

async fn admit(call: &Call, outbound: Outbound, input: &str) -> Result<Reply, WireError> {
    let idempotency = idempotency(call, outbound.sender);
    let is_template = matches!(outbound.draft, Draft::Template(_));
    let to = outbound.to.clone();
    let admitted = call.engine().admit(outbound, idempotency).await.map_err(internal)?;
    let mut status = is_template.then_some("accepted");
    let (message, evidence, is_replayed) = match admitted {
        Admitted::Accepted(accepted) => (accepted.message, accepted.evidence, accepted.replayed),
        Admitted::FailedLater { refusal, evidence, .. } if call.is_strict => {
            return Err(refused(refusal, &evidence));
        }
        Admitted::FailedLater { message, evidence, replayed, .. } => (message, evidence, replayed),
        Admitted::Kept { message, evidence, replayed } => {
            let is_assessed = evidence.hold.is_some_and(|hold| hold.template.is_some());
            status = Some(if is_assessed { "held_for_quality_assessment" } else { "held" });
            (message, evidence, replayed)
        }
        // The engine keeps what must wait.
        Admitted::Held { evidence, .. } => {
            return Err(refused(Refusal::MarketingCapReached, &evidence));
        }
        Admitted::Refused { refusal, evidence } => {
            show(call, "", &evidence);
            return Err(refused(refusal, &evidence));
        }
        Admitted::KeyReused => {
            return Err(GraphError::of(&error::IDEMPOTENCY_KEY_REUSED).boxed());
        }
    };
    let wamid = call.engine().keys().wamid.encode(message);
    show(call, &wamid, &evidence);
    let mut answer = answer::sent(input, &to, &wamid, is_template);
    for message in &mut answer.messages {
        message.message_status = status.map(str::to_owned);
    }
    Ok(Reply::of(&answer, is_replayed))
}

/// Until when a message waits: when it could go next as things stand, and when it is given up.
pub(super) fn held(hold: Hold) -> Value {
    json!({
        "waits_for": hold.waits,
        "next_possible_at": hold.next_at.seconds(),
        "gives_up_at": hold.gives_up_at.seconds(),
    })
}

/// The caller's key, over what is asked for, and of which sender.
pub(super) fn idempotency(call: &Call, sender: SenderId) -> Option<IdempotencyKey> {
    let key = call.idempotency_key.clone()?;
    Some(IdempotencyKey {
        key,
        digest: params::digest(&format!("{sender}/messages"), &call.params),
    })
}

pub(super) fn refused(refusal: Refusal, evidence: &Evidence) -> WireError {
    GraphError::of_refusal(refusal, evidence.detail.as_deref()).boxed()
}

fn show(call: &Call, wamid: &str, evidence: &Evidence) {
    call.app.observer.show(|| Observed::Trace {
        at: evidence.at,
        business: call.caller.business.id,
        wamid: wamid.to_owned(),
        checks: evidence.trace_for_business(),
    });
}
