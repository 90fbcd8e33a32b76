//! Ice breakers and commands of a sender.

use crate::error::{self, GraphError, WireError};
use crate::json::{Node, Object};
use crate::params::Params;
use kurier_policy::automation::{Automation, AutomationChange, Command};
use serde_json::{Value, json};

/// Reads a change.
///
/// # Errors
/// 100 for a part that does not fit; the details name it.
pub fn parse_change(params: &Params) -> Result<AutomationChange, WireError> {
    let given = Object::root(params);
    let welcome = match given.get("enable_welcome_message") {
        Some(_) => Some(given.truth("enable_welcome_message")?),
        None => None,
    };
    let change = AutomationChange {
        enable_welcome_message: welcome,
        prompts: given.get("prompts").map(|node| prompts(&node)).transpose()?,
        commands: given.get("commands").map(|node| commands(&node)).transpose()?,
    };
    change.check().map_err(|fault| {
        GraphError::of(&error::INVALID_PARAMETER)
            .message(format!("(#100) Param {} {}", fault.field, fault.rule))
            .details(format!("{fault}."))
            .boxed()
    })?;
    Ok(change)
}

fn prompts(node: &Node<'_>) -> Result<Vec<String>, WireError> {
    node.items()?.iter().map(Node::text).collect()
}

fn commands(node: &Node<'_>) -> Result<Vec<Command>, WireError> {
    let command = |node: &Node<'_>| {
        let object = node.object()?;
        Ok(Command {
            name: object.need_text("command_name")?,
            description: object.need_text("command_description")?,
        })
    };
    node.items()?.iter().map(command).collect()
}

/// Ice breakers and commands as a field of their sender.
pub fn view(automation: &Automation, sender: &str) -> Value {
    json!({
        "enable_welcome_message": automation.enable_welcome_message,
        "prompts": automation.prompts,
        "commands": automation.commands,
        "id": sender,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_stays_and_what_does_not_fit_is_named() {
        let read = |body: &Value| parse_change(body.as_object().unwrap());
        let body = json!({ "enable_welcome_message": "true",
            "commands": [{ "command_name": "menu", "command_description": "What there is" }] });
        let change = read(&body).unwrap();
        assert_eq!((change.enable_welcome_message, change.prompts), (Some(true), None));
        let commands = change.commands.unwrap();
        assert_eq!(serde_json::to_value(commands).unwrap(), body["commands"]);
        let fault = read(&json!({ "prompts": ["x", "y".repeat(81)] })).unwrap_err();
        assert!(fault.code == 100 && fault.details.contains("`prompts[1]`"), "{fault}");
    }
}
