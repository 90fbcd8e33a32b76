//! What became of blocking and unblocking, person by person.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_policy::outbound::Recipient;
use kurier_store::record::Bar;
use kurier_wire::block::{Named, parse};
use kurier_wire::error::{self, Entry, GraphError, WireError};
use serde_json::{Value, json};

/// Blocks or unblocks everybody named; `done` is what the API calls those of whom it was done.
pub(super) async fn set(call: &Call, barred: bool, done: &str) -> Result<Reply, WireError> {
    let named = parse(&call.params)?;
    let people: Vec<Recipient> = named.iter().filter_map(|one| one.recipient.clone()).collect();
    let bars = call.engine().set_barred(call.business().id, people, barred).await;
    let mut bars = bars.map_err(internal)?.into_iter();
    let (mut well, mut failed) = (Vec::new(), Vec::new());
    for one in named {
        let bar = if one.recipient.is_some() { bars.next() } else { None };
        match bar {
            Some(Bar::Done { wa_id, .. }) => {
                well.push(json!({ "input": one.input, "wa_id": wa_id.to_string() }));
            }
            Some(Bar::Full) => failed.push(failure(&one, &error::BLOCKS_FULL)),
            // Unknown people, strangers, and those who wrote long ago: all the same.
            Some(Bar::Unknown) | None => failed.push(failure(&one, &error::WINDOW_CLOSED)),
        }
    }
    Ok(answer(done, &well, failed).into())
}

fn failure(one: &Named, entry: &'static Entry) -> Value {
    let error = GraphError::of(entry);
    json!({
        "input": one.input,
        "wa_id": one.input,
        "errors": [{
            "message": error.title,
            "code": error.code,
            "error_data": { "details": error.details },
        }],
    })
}

fn answer(done: &str, well: &[Value], failed: Vec<Value>) -> Value {
    let mut answer = json!({ "messaging_product": "whatsapp", "block_users": { done: well } });
    if !failed.is_empty() {
        answer["block_users"]["failed_users"] = Value::Array(failed);
        let error = GraphError::of(&error::BLOCKS_FAILED);
        answer["error"] = json!({
            "message": error.message,
            "type": error.kind,
            "code": error.code,
            "error_data": { "details": error.details, "hint": error.hint },
        });
    }
    answer
}
