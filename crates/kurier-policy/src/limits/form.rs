//! Limits of forms in messages.

use super::interactive::check_frame;
use super::{INTERACTIVE_BODY_CHARS, Violation, at_most, check_text};
use crate::content::{FormCall, FormMessage, FormReply};
use crate::flow::limits::{ANSWER_BYTES, CTA_CHARS, DATA_BYTES, TOKEN_CHARS, WORD_CHARS};
use serde_json::{Map, Value};

const PARAMETERS: &str = "interactive.action.parameters";

pub(super) fn check(message: &FormMessage) -> Result<(), Violation> {
    check_frame(&message.frame, INTERACTIVE_BODY_CHARS)?;
    check_text(format_args!("{PARAMETERS}.flow_cta"), &message.cta, CTA_CHARS)?;
    check_call(PARAMETERS, &message.form)
}

/// How a form begins; `path` names where that stands.
pub(super) fn check_call(path: &str, form: &FormCall) -> Result<(), Violation> {
    at_most(format_args!("{path}.flow_token"), form.token.as_deref().unwrap_or(""), TOKEN_CHARS)?;
    if let Some(screen) = &form.screen {
        check_text(format_args!("{path}.flow_action_payload.screen"), screen, WORD_CHARS)?;
    }
    let bytes = Value::Object(form.data.clone()).to_string().len();
    if bytes > DATA_BYTES {
        return Err(Violation::invalid(format!(
            "{path}.flow_action_payload.data has {bytes} bytes as JSON; at most {DATA_BYTES} are allowed"
        )));
    }
    Ok(())
}

pub(super) fn check_reply(reply: &FormReply) -> Result<(), Violation> {
    let bytes = reply.response_json.len();
    if bytes > ANSWER_BYTES {
        return Err(Violation::invalid(format!(
            "the answer has {bytes} bytes as JSON; at most {ANSWER_BYTES} are allowed"
        )));
    }
    match serde_json::from_str::<Map<String, Value>>(&reply.response_json) {
        Ok(_) => Ok(()),
        Err(_) => Err(Violation::invalid("the answer of a form must be a JSON object")),
    }
}
