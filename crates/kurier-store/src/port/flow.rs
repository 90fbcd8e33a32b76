//! The verbs for forms.

use super::Result;
use crate::record::FlowKey;
use async_trait::async_trait;
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, FlowId, SenderId};

/// Forms that businesses define, and the keys with which they are asked about them.
#[async_trait]
pub trait FlowStore: Send + Sync + 'static {
    /// Adds a form. `Conflict("flow name")` if the business has one of this name, `Conflict("too many
    /// flows")` if it has `max` already.
    async fn create_flow(&self, flow: Flow, definition: Option<String>, max: u32) -> Result<()>;
    /// One form.
    async fn flow(&self, id: FlowId) -> Result<Flow>;
    /// The definition of a form, as it was given last; `None` if it was never given one.
    async fn flow_definition(&self, id: FlowId) -> Result<Option<String>>;
    /// The form of this name.
    async fn flow_named(&self, business: BusinessId, name: String) -> Result<Flow>;
    /// Forms of a business after `after`, by id, at most `limit`.
    async fn flows(
        &self,
        business: BusinessId,
        after: Option<FlowId>,
        limit: u32,
    ) -> Result<Vec<Flow>>;
    /// Writes a changed form, given with the revision that was looked at; without a `definition`, that
    /// stays. `Conflict("flow")` if another change came in between, `Conflict("flow name")` if another form
    /// has the name. Answers it with its new revision.
    async fn change_flow(&self, flow: Flow, definition: Option<String>) -> Result<Flow>;
    /// Deletes a form, given with the revision that was looked at; `Conflict("flow")` as above.
    async fn delete_flow(&self, flow: Flow) -> Result<()>;

    /// The key of a sender's business; empty if it never set one. Whether the sender is there is not looked
    /// at.
    async fn flow_key(&self, business: BusinessId, sender: SenderId) -> Result<FlowKey>;
    /// Sets it.
    async fn set_flow_key(
        &self,
        business: BusinessId,
        sender: SenderId,
        key: FlowKey,
    ) -> Result<()>;
}
