//! Where a form begins, and whether a message may open it.

use super::definition::{Definition, Screen};
use super::life::{Flow, FlowStatus};
use super::validate;
use crate::content::FormCall;
use std::collections::BTreeSet;

/// Why a message cannot open a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// It is a draft, and the message does not say that it knows.
    #[error("the form is a draft; publish it, or send it with `\"mode\": \"draft\"`")]
    Draft,
    /// It was ended.
    #[error("the form is deprecated")]
    Deprecated,
    /// There is no definition that could be shown.
    #[error("the form's definition is missing or has faults")]
    Broken,
    /// No screen of this id.
    #[error("the form has no screen `{0}`")]
    Screen(String),
    /// The endpoint is to be asked, and there is none.
    #[error("the form has no endpoint to ask: it needs `data_api_version` and `endpoint_uri`")]
    NoEndpoint,
}

impl Definition {
    /// The screen that it begins with: the first to which the routing model does not lead.
    pub fn entry(&self) -> Option<&Screen> {
        let led_to: BTreeSet<&String> = self.routing_model.values().flatten().collect();
        let first = self.screens.iter().find(|screen| !led_to.contains(&screen.id));
        first.or_else(|| self.screens.first())
    }

    /// The screen of this id.
    pub fn screen(&self, id: &str) -> Option<&Screen> {
        self.screens.iter().find(|screen| screen.id == id)
    }
}

/// The definition that a message opens. What was published opens also for a message that calls it a draft.
///
/// # Errors
/// The first reason against it.
pub fn open(flow: &Flow, text: Option<&str>, call: &FormCall) -> Result<Definition, OpenFault> {
    match flow.status {
        FlowStatus::Deprecated => return Err(OpenFault::Deprecated),
        FlowStatus::Draft if !call.draft => return Err(OpenFault::Draft),
        FlowStatus::Draft | FlowStatus::Published => {}
    }
    let definition = text.and_then(|text| validate(text).ok()).ok_or(OpenFault::Broken)?;
    if let Some(screen) = call.screen.as_ref().filter(|id| definition.screen(id).is_none()) {
        return Err(OpenFault::Screen(screen.clone()));
    }
    let has_endpoint = definition.data_api_version.is_some() && flow.endpoint_uri.is_some();
    if call.asks_endpoint && !has_endpoint {
        return Err(OpenFault::NoEndpoint);
    }
    Ok(definition)
}
