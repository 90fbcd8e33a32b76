//! The form that a message names: it is there, the business's, and may be opened so.

use super::call::Call;
use super::reply::{internal, of_store};
use kurier_policy::flow::{Flow, FlowStatus};
use kurier_policy::outbound::{Draft, Outbound};
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::send::FormName;

const PATH: &str = "interactive.action.parameters";

/// Puts the id of the named form into the message.
pub(super) async fn settle(
    call: &Call,
    named: Option<FormName>,
    outbound: &mut Outbound,
) -> Result<(), WireError> {
    let (Some(name), Draft::Form(message)) = (named, &mut outbound.draft) else { return Ok(()) };
    let flow = find(call, &name).await?;
    let form = &mut message.form;
    form.flow = flow.id;
    // What was a draft when the message was written may be published by now.
    form.draft &= flow.status == FlowStatus::Draft;
    let checked = call.engine().check_form(&flow, form).await.map_err(internal)?;
    checked.map_err(|fault| refused(&name, &format!("{fault}.")))
}

async fn find(call: &Call, name: &FormName) -> Result<Flow, WireError> {
    let (business, store) = (call.business().id, call.engine().store());
    let found = match name {
        FormName::Id(id) => store.flow(*id).await,
        FormName::Name(name) => store.flow_named(business, name.clone()).await,
    };
    match found {
        Ok(flow) if flow.business == business => Ok(flow),
        Ok(_) | Err(StoreError::NotFound(_)) => {
            Err(refused(name, "this business has no such form."))
        }
        Err(other) => Err(of_store(other)),
    }
}

fn refused(name: &FormName, why: &str) -> WireError {
    let member = match name {
        FormName::Id(_) => "flow_id",
        FormName::Name(_) => "flow_name",
    };
    GraphError::of(&error::PARAMETER_VALUE).details(format!("`{PATH}.{member}`: {why}")).boxed()
}
