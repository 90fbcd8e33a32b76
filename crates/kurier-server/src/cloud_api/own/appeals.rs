//! `GET` and `POST /kurier/v1/appeals`: what a business is under, and what it says against that.

use super::bad_value;
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::EngineError;
use kurier_store::record::{Appeal, Measure};
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// Appeals that are listed.
const MOST: u32 = 100;

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let (engine, id) = (call.engine(), call.business().id);
    let of_store = |error| internal(EngineError::Store(error));
    let under = engine.measure_in_force(id).await.map_err(internal)?;
    let all = engine.store().appeals(Some(id), MOST).await.map_err(of_store)?;
    let data: Vec<Value> = all.iter().map(view).collect();
    Ok(json!({ "under": under.as_ref().map(measure), "data": data }).into())
}

pub(super) async fn file(call: &Call) -> Result<Reply, WireError> {
    let Some(Value::String(text)) = call.params.get("text") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("text says why what you are under is wrong.")
            .boxed());
    };
    match call.engine().appeal(call.business().id, text).await {
        Ok(appeal) => Ok(view(&appeal).into()),
        Err(EngineError::Invalid { message, .. }) => {
            Err(bad_value(format!("{}.", capital(&message))))
        }
        Err(other) => Err(internal(other)),
    }
}

/// A fragment as the beginning of a sentence.
fn capital(fragment: &str) -> String {
    let mut letters = fragment.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn measure(of: &Measure) -> Value {
    let since = of.settled.as_ref().map(|settled| settled.at.seconds());
    json!({ "kind": of.kind.name(), "reason": of.reason, "since": since })
}

fn view(appeal: &Appeal) -> Value {
    json!({
        "id": appeal.id.to_string(),
        "timestamp": appeal.at.seconds(),
        "text": appeal.text,
        "answer": appeal.answer.as_ref().map(|answer| json!({
            "timestamp": answer.at.seconds(),
            "granted": answer.granted,
            "text": answer.text,
        })),
    })
}
