//! Why a form was not made or changed, as an error of the API.

use super::reply::internal;
use kurier_engine::flow::FlowError;
use kurier_wire::error::{self, Entry, GraphError, WireError};

/// The error for an operation whose own refusals are told by `entry`.
pub(super) fn of_flow(entry: &'static Entry) -> impl Fn(FlowError) -> WireError {
    move |fault| match fault {
        FlowError::Engine(other) => internal(other),
        FlowError::Taken => GraphError::of(&error::FLOW_NAME_TAKEN).boxed(),
        FlowError::TooMany => GraphError::of(&error::FLOW_LIMIT).boxed(),
        FlowError::Changed => GraphError::of(&error::FLOW_CHANGED).boxed(),
        FlowError::Invalid(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            let count = faults.len();
            let details = format!("The definition has {count} fault(s); the first: {first}.");
            GraphError::of(entry).details(details).boxed()
        }
        other => GraphError::of(entry).details(format!("{}.", upper(&other.to_string()))).boxed(),
    }
}

/// A sentence begins with a capital letter.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
