//! A form: which one, and how it begins. Interactive messages and template buttons say it alike.

use super::interactive::{action, frame};
use super::{FileCall, FormName};
use crate::error::WireError;
use crate::json::{Object, invalid, missing};
use kurier_policy::content::{FormCall, FormMessage};
use kurier_policy::id::FlowId;
use kurier_policy::outbound::Draft;
use kurier_policy::template::FormArgument;
use serde_json::{Map, Value};

/// The version of the message, which is not that of the form.
const MESSAGE_VERSION: &str = "3";

/// Reads `interactive/flow`. The form it names goes into `named`, to be looked up.
pub(super) fn parse(
    object: &Object<'_>,
    files: &mut Vec<FileCall>,
    named: &mut Option<FormName>,
) -> Result<Draft, WireError> {
    let frame = frame(object, Some(files))?;
    let parameters = action(object, "flow")?.need_object("parameters")?;
    match parameters.get("flow_message_version").map(|node| node.plain()).transpose()?.as_deref() {
        None => return Err(missing(&parameters.path_of("flow_message_version"))),
        Some(MESSAGE_VERSION) => {}
        Some(_) => {
            return Err(invalid(&parameters.path_of("flow_message_version"), "must be \"3\""));
        }
    }
    let cta = parameters.need_text("flow_cta")?;
    *named = Some(name(&parameters)?);
    let form = FormCall {
        flow: FlowId(0),
        token: parameters.text("flow_token")?,
        draft: is_draft(&parameters)?,
        asks_endpoint: asks_endpoint(&parameters)?,
        ..begin(&parameters)?
    };
    Ok(Draft::Form(Box::new(FormMessage { frame, cta, form })))
}

fn name(parameters: &Object<'_>) -> Result<FormName, WireError> {
    let given = |name| Ok::<_, WireError>(parameters.text(name)?.filter(|text| !text.is_empty()));
    match (given("flow_id")?, given("flow_name")?) {
        (Some(id), None) => {
            let id = id
                .parse()
                .map_err(|_| invalid(&parameters.path_of("flow_id"), "must be the id of a flow"))?;
            Ok(FormName::Id(id))
        }
        (None, Some(name)) => Ok(FormName::Name(name)),
        (None, None) => Err(missing(&parameters.path_of("flow_id"))),
        (Some(_), Some(_)) => {
            Err(invalid(&parameters.path_of("flow_id"), "may not stand beside `flow_name`"))
        }
    }
}

fn is_draft(parameters: &Object<'_>) -> Result<bool, WireError> {
    match parameters.word("mode")?.as_deref() {
        None | Some("published") => Ok(false),
        Some("draft") => Ok(true),
        Some(_) => Err(invalid(&parameters.path_of("mode"), "must be \"published\" or \"draft\"")),
    }
}

fn asks_endpoint(parameters: &Object<'_>) -> Result<bool, WireError> {
    match parameters.word("flow_action")?.as_deref() {
        None | Some("navigate") => Ok(false),
        Some("data_exchange") => Ok(true),
        Some(_) => {
            let path = parameters.path_of("flow_action");
            Err(invalid(&path, "must be \"navigate\" or \"data_exchange\""))
        }
    }
}

/// `flow_action_payload`: the screen, and what it is given.
fn begin(parameters: &Object<'_>) -> Result<FormCall, WireError> {
    let (mut screen, mut data) = (None, Map::new());
    if let Some(payload) = parameters.object("flow_action_payload")? {
        screen = payload.text("screen")?.filter(|screen| !screen.is_empty());
        data = payload.object("data")?.map(|data| data.map().clone()).unwrap_or_default();
    }
    Ok(FormCall { screen, data, ..bare() })
}

fn bare() -> FormCall {
    FormCall {
        flow: FlowId(0),
        token: None,
        draft: false,
        asks_endpoint: false,
        screen: None,
        data: Map::<String, Value>::new(),
    }
}

/// What the form of a template's button begins with: a parameter of type `action`, or none.
pub(super) fn argument(button: &Object<'_>) -> Result<FormArgument, WireError> {
    let index = button.need("index")?.small()?;
    let mut form = FormArgument { index, token: None, data: Map::new() };
    let parameters = button.items("parameters")?;
    if parameters.len() > 1 {
        return Err(invalid(&button.path_of("parameters"), "may hold one value only"));
    }
    let Some(parameter) = parameters.first() else { return Ok(form) };
    let parameter = parameter.object()?;
    if parameter.word("type")?.is_some_and(|kind| kind != "action") {
        return Err(invalid(&parameter.path_of("type"), "must be \"action\""));
    }
    let action = parameter.need_object("action")?;
    form.token = action.text("flow_token")?;
    if let Some(data) = action.object("flow_action_data")? {
        form.data.clone_from(data.map());
    }
    Ok(form)
}
