//! Whom a message is for: `to`, or `recipient` for a `user_id`. When both are given, `to` wins.

use crate::error::{self, GraphError, WireError};
use crate::json::{Object, invalid, missing};
use kurier_policy::outbound::{BadRecipient, Recipient};

/// The recipient, and the text that named it.
pub(super) fn parse(root: &Object<'_>) -> Result<(Recipient, String), WireError> {
    match root.word("recipient_type")?.as_deref() {
        None | Some("individual") => {}
        Some("group") => return Err(GraphError::of(&error::GROUPS_NOT_ELIGIBLE).boxed()),
        Some(_) => return Err(invalid("recipient_type", "must be \"individual\"")),
    }
    let filled = |text: &String| !text.trim().is_empty();
    if let Some(to) = root.text("to")?.filter(filled) {
        if looks_like_user_id(&to) {
            return Err(user_id_in_to());
        }
        let recipient = Recipient::parse_to(&to).map_err(bad)?;
        return Ok((recipient, to));
    }
    let Some(user_id) = root.text("recipient")?.filter(filled) else { return Err(missing("to")) };
    let recipient = Recipient::parse_user_id(user_id.trim()).map_err(bad)?;
    Ok((recipient, user_id))
}

/// `CC.` and anything: two capital letters and a dot never begin a phone number.
fn looks_like_user_id(text: &str) -> bool {
    let text = text.trim().as_bytes();
    matches!(text, [a, b, b'.', ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
}

fn bad(fault: BadRecipient) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE).details(format!("{fault}.")).boxed()
}

fn user_id_in_to() -> WireError {
    GraphError::of(&error::PARAMETER_VALUE)
        .details("`to` holds a user_id; `to` takes phone numbers and wa_ids only.")
        .hint("Put the user_id in `recipient` and leave `to` out.")
        .boxed()
}
