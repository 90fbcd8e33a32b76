//! What an endpoint may answer.

use super::{ExchangeFault, Exchanged};
use kurier_policy::flow::Definition;
use kurier_policy::flow::limits::ANSWER_BYTES;
use serde_json::{Map, Value};

/// The screen that ends a form.
const END: &str = "SUCCESS";
/// Longest sentence of a business that is shown to a person, in characters.
const SAID_CHARS: usize = 300;

/// Reads an answer with status 200.
pub(super) fn read(answer: &Value, definition: &Definition) -> Result<Exchanged, ExchangeFault> {
    let screen = answer.get("screen").and_then(Value::as_str);
    let screen = screen.ok_or(ExchangeFault::Unreadable("it names no `screen`"))?;
    let data = match answer.get("data") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(data)) => data.clone(),
        Some(_) => return Err(ExchangeFault::Unreadable("its `data` is no object")),
    };
    if screen == END {
        return end(&data).map(Exchanged::Done);
    }
    if definition.screen(screen).is_none() {
        return Err(ExchangeFault::Unreadable("it names a screen that the form has not"));
    }
    let error = data.get("error_message").and_then(Value::as_str).map(sentence);
    Ok(Exchanged::Screen { screen: screen.to_owned(), data, error })
}

/// What goes into the answer to the chat.
fn end(data: &Map<String, Value>) -> Result<Map<String, Value>, ExchangeFault> {
    let params = data.get("extension_message_response").and_then(|it| it.get("params"));
    let params = params.and_then(Value::as_object).cloned().unwrap_or_default();
    if Value::Object(params.clone()).to_string().len() > ANSWER_BYTES {
        return Err(ExchangeFault::Unreadable("its `params` are too long"));
    }
    Ok(params)
}

/// The sentence of an answer that ends a token (status 427).
pub(super) fn ended(answer: Option<&Value>) -> ExchangeFault {
    let said = answer.and_then(|answer| answer.get("error_msg")).and_then(Value::as_str);
    match said {
        Some(said) => ExchangeFault::Ended(sentence(said)),
        None => ExchangeFault::Unreadable("it ends the token and does not say why"),
    }
}

/// Short enough to be shown.
fn sentence(said: &str) -> String {
    said.chars().filter(|c| !c.is_control()).take(SAID_CHARS).collect()
}
