//! Buttons that open forms: when a template is written, its form must be there, and is kept by its id. A form that comes
//! with the template (`flow_json`) is made with it: a draft first, published when the template is kept.

use super::{Outcome, TemplateFault};
use crate::Engine;
use crate::entropy::bits;
use crate::flow::{FlowError, NewFlow};
use kurier_policy::content::FormCall;
use kurier_policy::flow::{Flow, FlowCategory, validate};
use kurier_policy::id::{BusinessId, FlowId};
use kurier_policy::template::Parts;
use kurier_policy::template::definition::{self, FlowStart, Opens};
use kurier_store::port::StoreError;
use serde_json::Map;

/// So much of a template's name is in the name of a form that came with it.
const TEMPLATE_NAME_CHARS: usize = 100;

impl Engine {
    /// Puts the id of each form in place of its name or its definition; answers the drafts that were made for it.
    pub(super) async fn settle_forms(
        &self,
        business: BusinessId,
        name: &str,
        parts: &mut Parts,
    ) -> Outcome<Vec<Flow>> {
        let mut made = Vec::new();
        let settled = self.settle(business, name, parts, &mut made).await;
        match settled {
            Ok(()) => Ok(made),
            Err(fault) => {
                self.forget_forms(made).await?;
                Err(fault)
            }
        }
    }

    /// Publishes the forms of a template that is kept.
    pub(super) async fn publish_forms(&self, made: Vec<Flow>) -> Outcome<()> {
        for flow in made {
            self.publish_flow(flow).await.map_err(of_form)?;
        }
        Ok(())
    }

    /// Deletes the drafts of a template that is not kept.
    pub(super) async fn forget_forms(&self, made: Vec<Flow>) -> Outcome<()> {
        for flow in made {
            self.delete_flow(flow).await.map_err(of_form)?;
        }
        Ok(())
    }

    async fn settle(
        &self,
        business: BusinessId,
        name: &str,
        parts: &mut Parts,
        made: &mut Vec<Flow>,
    ) -> Outcome<()> {
        for action in &mut parts.actions {
            let at = action.at;
            if let Opens::Flow(named) = &mut action.opens {
                let refused = |why: String| TemplateFault::Form(format!("button {at}: {why}"));
                let is_new = named.definition.is_some();
                let flow = match named.definition.take() {
                    Some(text) => {
                        let flow = self.made_form(business, name, text).await?.map_err(refused)?;
                        made.push(flow.clone());
                        Some(flow)
                    }
                    None => self.named_form(business, named).await?,
                };
                let flow =
                    flow.ok_or_else(|| refused("this business has no such form".to_owned()))?;
                let call = FormCall { draft: is_new, ..call(flow.id, named) };
                let checked = self.check_form(&flow, &call).await?;
                checked.map_err(|fault| refused(fault.to_string()))?;
                (named.id, named.name) = (Some(flow.id.to_string()), None);
            }
        }
        Ok(())
    }

    /// A draft with this definition, if that is sound and asks no endpoint; `Ok(Err(_))` says why not.
    async fn made_form(
        &self,
        business: BusinessId,
        name: &str,
        text: String,
    ) -> Outcome<Result<Flow, String>> {
        let found = match validate(&text) {
            Ok(found) => found,
            Err(faults) => {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                return Ok(Err(format!("flow_json: {first}")));
            }
        };
        if found.data_api_version.is_some() {
            let why = "make a form that asks an endpoint first, and name it by flow_id instead of flow_json";
            return Ok(Err(why.to_owned()));
        }
        let mark = bits(&*self.parts.entropy) % 1_000_000;
        let new = NewFlow {
            business,
            name: format!(
                "{} {mark:06}",
                name.chars().take(TEMPLATE_NAME_CHARS).collect::<String>()
            ),
            categories: vec![FlowCategory::Other],
            endpoint_uri: None,
            definition: Some(text),
            clone_of: None,
        };
        let (flow, _) = self.create_flow(new).await.map_err(of_form)?;
        Ok(Ok(flow))
    }

    /// The form of this business that a button names.
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
            (None, None) => return Ok(None),
        };
        match found {
            Ok(flow) => Ok(Some(flow).filter(|flow| flow.business == business)),
            Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }
}

/// Why a form that came with a template was not made.
fn of_form(fault: FlowError) -> TemplateFault {
    match fault {
        FlowError::Engine(other) => TemplateFault::Engine(other),
        other => TemplateFault::Form(other.to_string()),
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
