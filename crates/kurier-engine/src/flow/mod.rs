//! Forms: made, edited, published and ended by a business.

mod address;
mod exchange;
mod open;

pub use exchange::{Asked, Exchange, ExchangeAction, ExchangeFault, Exchanged};
pub use open::OpenForm;

use crate::entropy::bits;
use crate::{Engine, EngineError};
use kurier_policy::flow::limits::FLOWS;
use kurier_policy::flow::{
    Flow, FlowCategory, FlowChange, FlowFault, FlowLifeFault, FlowStatus, validate,
};
use kurier_policy::id::{BusinessId, FlowId};
use kurier_policy::notice::Notice;
use kurier_policy::pilot::Feature;
use kurier_store::port::StoreError;

/// A form to be made.
#[derive(Debug, Clone)]
pub struct NewFlow {
    /// Whose.
    pub business: BusinessId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub categories: Vec<FlowCategory>,
    /// Where it asks the business.
    pub endpoint_uri: Option<String>,
    /// Its definition, if it has one already.
    pub definition: Option<String>,
    /// The form whose definition and endpoint it begins with.
    pub clone_of: Option<FlowId>,
}

/// Why a form was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// Its status, or what it would become, does not allow it.
    #[error(transparent)]
    Life(#[from] FlowLifeFault),
    /// The definition has faults.
    #[error("the definition has {} fault(s)", .0.len())]
    Invalid(Vec<FlowFault>),
    /// There is no definition yet.
    #[error("the form has no definition")]
    Undefined,
    /// The definition asks an endpoint, and there is none.
    #[error("the definition has a data_api_version, and the form no endpoint_uri")]
    NoEndpoint,
    /// The form to begin with is none of this business.
    #[error("the form to begin with does not exist")]
    CloneUnknown,
    /// Another form has the name.
    #[error("another form has this name")]
    Taken,
    /// The business has as many as it may have.
    #[error("a business has at most {FLOWS} forms")]
    TooMany,
    /// Somebody else changed it meanwhile.
    #[error("the form was changed meanwhile")]
    Changed,
    /// Anything else.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for FlowError {
    fn from(fault: StoreError) -> Self {
        match fault {
            StoreError::Conflict("flow name") => Self::Taken,
            StoreError::Conflict("too many flows") => Self::TooMany,
            StoreError::Conflict("flow") => Self::Changed,
            other => Self::Engine(other.into()),
        }
    }
}

/// Result of a change of a form.
pub type Outcome<T> = Result<T, FlowError>;

/// What is wrong with a text.
fn faults(definition: Option<&str>) -> Vec<FlowFault> {
    definition.and_then(|text| validate(text).err()).unwrap_or_default()
}

impl Engine {
    /// Makes a form; with what is wrong with its definition, which then stays a draft.
    pub async fn create_flow(&self, new: NewFlow) -> Outcome<(Flow, Vec<FlowFault>)> {
        let now = self.parts.clock.now();
        self.require(new.business, Feature::Flows).await?;
        let (mut definition, mut endpoint_uri) = (new.definition, new.endpoint_uri);
        if let Some(id) = new.clone_of {
            let from = self.own_flow(new.business, id).await?;
            let cloned = self.parts.store.flow_definition(from.id).await?;
            definition = definition.or(cloned);
            endpoint_uri = endpoint_uri.or(from.endpoint_uri);
        }
        let flow = Flow {
            id: FlowId::from_random(bits(&*self.parts.entropy)),
            business: new.business,
            name: new.name,
            categories: new.categories,
            status: FlowStatus::Draft,
            endpoint_uri,
            revision: 0,
            created_at: now,
            updated_at: now,
        };
        flow.check()?;
        let found = faults(definition.as_deref());
        self.parts.store.create_flow(flow.clone(), definition, FLOWS).await?;
        Ok((flow, found))
    }

    async fn own_flow(&self, business: BusinessId, id: FlowId) -> Outcome<Flow> {
        match self.parts.store.flow(id).await {
            Ok(flow) if flow.business == business => Ok(flow),
            Ok(_) | Err(StoreError::NotFound(_)) => Err(FlowError::CloneUnknown),
            Err(other) => Err(other.into()),
        }
    }

    /// Changes name, categories or endpoint of a draft.
    pub async fn edit_flow(&self, mut flow: Flow, change: FlowChange) -> Outcome<Flow> {
        flow.change(change, self.parts.clock.now())?;
        Ok(self.parts.store.change_flow(flow, None).await?)
    }

    /// Gives a draft its definition; with what is wrong with it.
    pub async fn define_flow(&self, mut flow: Flow, text: String) -> Outcome<Vec<FlowFault>> {
        flow.need_draft()?;
        let found = faults(Some(&text));
        flow.updated_at = self.parts.clock.now();
        self.parts.store.change_flow(flow, Some(text)).await?;
        Ok(found)
    }

    /// What is wrong with a form's definition, and the definition.
    pub async fn flow_faults(&self, id: FlowId) -> Outcome<(Option<String>, Vec<FlowFault>)> {
        let definition = self.parts.store.flow_definition(id).await?;
        let found = faults(definition.as_deref());
        Ok((definition, found))
    }

    /// Whether a form may be published, and asks an endpoint then.
    pub async fn asks_when_published(&self, flow: &Flow) -> Outcome<bool> {
        flow.need_draft()?;
        let definition = self.parts.store.flow_definition(flow.id).await?;
        let definition = validate(&definition.ok_or(FlowError::Undefined)?);
        let asks = definition.map_err(FlowError::Invalid)?.data_api_version.is_some();
        if asks && flow.endpoint_uri.is_none() {
            return Err(FlowError::NoEndpoint);
        }
        Ok(asks)
    }

    /// Publishes a draft, for good.
    pub async fn publish_flow(&self, mut flow: Flow) -> Outcome<Flow> {
        self.asks_when_published(&flow).await?;
        (flow.status, flow.updated_at) = (FlowStatus::Published, self.parts.clock.now());
        self.change_status(flow, FlowStatus::Draft).await
    }

    /// Ends the sending of a published form.
    pub async fn deprecate_flow(&self, mut flow: Flow) -> Outcome<Flow> {
        flow.deprecate(self.parts.clock.now())?;
        self.change_status(flow, FlowStatus::Published).await
    }

    /// Keeps a form with its other status and tells its business.
    async fn change_status(&self, flow: Flow, from: FlowStatus) -> Outcome<Flow> {
        let flow = self.parts.store.change_flow(flow, None).await?;
        let notice = Notice::Flow { flow: flow.id, name: flow.name.clone(), from, to: flow.status };
        self.tell(flow.business, notice).await?;
        Ok(flow)
    }

    /// Deletes a draft.
    pub async fn delete_flow(&self, flow: Flow) -> Outcome<()> {
        flow.need_draft()?;
        Ok(self.parts.store.delete_flow(flow).await?)
    }
}
