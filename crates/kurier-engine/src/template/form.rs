//! Buttons that open forms: when a template is written, its form must be there, and is kept by its id.

use super::{Outcome, TemplateFault};
use crate::Engine;
use kurier_policy::content::FormCall;
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, FlowId};
use kurier_policy::template::Parts;
use kurier_policy::template::definition::{self, FlowStart, Opens};
use kurier_store::port::StoreError;
use serde_json::Map;

impl Engine {
    /// Puts the id of each form in place of its name.
    pub(super) async fn settle_forms(
        &self,
        business: BusinessId,
        parts: &mut Parts,
    ) -> Outcome<()> {
        for action in &mut parts.actions {
            let at = action.at;
            if let Opens::Flow(named) = &mut action.opens {
                let refused = |why: String| TemplateFault::Form(format!("button {at}: {why}"));
                let flow = self.named_form(business, named).await?;
                let flow =
                    flow.ok_or_else(|| refused("this business has no such form".to_owned()))?;
                let checked = self.check_form(&flow, &call(flow.id, named)).await?;
                checked.map_err(|fault| refused(fault.to_string()))?;
                (named.id, named.name) = (Some(flow.id.to_string()), None);
            }
        }
        Ok(())
    }

    /// The form of this business that a button names; one that is given with its definition is none yet.
    async fn named_form(
        &self,
        business: BusinessId,
        named: &definition::Flow,
    ) -> Outcome<Option<Flow>> {
        let store = &self.parts.store;
        let found = match (&named.id, &named.name) {
            (Some(id), _) => match id.parse::<FlowId>() {
                Ok(id) => store.flow(id).await,
                Err(_) => return Ok(None),
            },
            (None, Some(name)) => store.flow_named(business, name.clone()).await,
            (None, None) => {
                let why = "make the form first, and name it by flow_id instead of flow_json";
                return Err(TemplateFault::Form(why.to_owned()));
            }
        };
        match found {
            Ok(flow) => Ok(Some(flow).filter(|flow| flow.business == business)),
            Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }
}

/// How messages of this template will open it.
fn call(flow: FlowId, named: &definition::Flow) -> FormCall {
    FormCall {
        flow,
        token: None,
        draft: false,
        asks_endpoint: named.start == FlowStart::DataExchange,
        screen: named.screen.clone(),
        data: Map::new(),
    }
}
