//! A button that opens a form.

use super::{count, unsupported, wrong_form};
use crate::content::{FormCall, RenderedButton};
use crate::flow::limits::{DATA_BYTES, TOKEN_CHARS};
use crate::limits::{Violation, chars};
use crate::template::FormArgument;
use crate::template::definition::{Action, Flow, FlowStart, Opens, Placed};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is given is given to buttons that open forms, and to each once.
pub(super) fn check_places(
    declared: &[Placed<'_>],
    forms: &[FormArgument],
) -> Result<(), Violation> {
    let mut seen = BTreeSet::new();
    for form in forms {
        let index = form.index;
        let placed = declared.get(usize::from(index));
        if !matches!(placed, Some(Placed::Action(Action { opens: Opens::Flow(_), .. }))) {
            return Err(count(format!("button {index} opens no form")));
        }
        if !seen.insert(index) {
            return Err(wrong_form(format!("button {index} is given twice")));
        }
    }
    Ok(())
}

/// The button with its form. Templates that were made before the form was looked up have no id of it.
pub(super) fn button(
    index: usize,
    action: &Action,
    flow: &Flow,
    forms: &[FormArgument],
) -> Result<RenderedButton, Violation> {
    let id = flow.id.as_ref().and_then(|id| id.parse().ok());
    let id = id.ok_or_else(|| unsupported(format!("button {index} names no form by its id")))?;
    let given = forms.iter().find(|form| usize::from(form.index) == index);
    let token = given.and_then(|form| form.token.clone());
    let data = given.map(|form| form.data.clone()).unwrap_or_default();
    if token.as_deref().is_some_and(|token| chars(token) > TOKEN_CHARS) {
        let detail = format!("button {index}: flow_token has at most {TOKEN_CHARS} characters");
        return Err(wrong_form(detail));
    }
    if Value::Object(data.clone()).to_string().len() > DATA_BYTES {
        let detail = format!("button {index}: flow_action_data has at most {DATA_BYTES} bytes");
        return Err(wrong_form(detail));
    }
    let form = FormCall {
        flow: id,
        token,
        draft: false,
        asks_endpoint: flow.start == FlowStart::DataExchange,
        screen: flow.screen.clone(),
        data,
    };
    Ok(RenderedButton::Form { text: action.text.clone(), form })
}
