//! What a sender offers in an empty chat and behind a slash. Source of the limits: Cloud API reference,
//! conversational components; where its pages differ, the larger number.

use serde::{Deserialize, Serialize};

/// Most ice breakers.
pub const PROMPTS_MAX: usize = 4;
/// Longest ice breaker, in characters.
pub const PROMPT_MAX: usize = 80;
/// Most commands.
pub const COMMANDS_MAX: usize = 30;
/// Longest name of a command, in characters.
pub const COMMAND_NAME_MAX: usize = 32;
/// Longest description of a command, in characters.
pub const COMMAND_DESCRIPTION_MAX: usize = 256;

/// What a person can choose instead of writing it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Automation {
    /// Whether the business wants to be told of chats that begin; kept for its programs and told to them.
    pub enable_welcome_message: bool,
    /// Ice breakers: whole messages, shown in an empty chat.
    pub prompts: Vec<String>,
    /// Commands, suggested after a slash.
    pub commands: Vec<Command>,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Without the slash: small letters, digits and underscores.
    #[serde(rename = "command_name")]
    pub name: String,
    /// What it does.
    #[serde(rename = "command_description")]
    pub description: String,
}

/// A change; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AutomationChange {
    /// See [`Automation::enable_welcome_message`].
    pub enable_welcome_message: Option<bool>,
    /// Ice breakers, in place of the former ones.
    pub prompts: Option<Vec<String>>,
    /// Commands, in place of the former ones.
    pub commands: Option<Vec<Command>>,
}

/// A part that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {rule}")]
pub struct AutomationFault {
    /// Which part, by its name in the API.
    pub field: String,
    /// What it must be, as the end of a sentence.
    pub rule: String,
}

impl AutomationChange {
    /// Whether every given part is within its limits.
    ///
    /// # Errors
    /// The first part that is not.
    pub fn check(&self) -> Result<(), AutomationFault> {
        let prompts = self.prompts.as_deref().unwrap_or_default();
        let commands = self.commands.as_deref().unwrap_or_default();
        few("prompts", prompts.len(), PROMPTS_MAX)?;
        for (place, prompt) in prompts.iter().enumerate() {
            filled(format!("prompts[{place}]"), prompt, PROMPT_MAX)?;
        }
        few("commands", commands.len(), COMMANDS_MAX)?;
        for (place, command) in commands.iter().enumerate() {
            let field = format!("commands[{place}].command_name");
            filled(field.clone(), &command.name, COMMAND_NAME_MAX)?;
            let is_plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_');
            if !command.name.bytes().all(is_plain) {
                return Err(fault(field, "has small letters, digits and underscores only"));
            }
            if commands.iter().take(place).any(|earlier| earlier.name == command.name) {
                return Err(fault(field, "is the name of an earlier command, too"));
            }
            let field = format!("commands[{place}].command_description");
            filled(field, &command.description, COMMAND_DESCRIPTION_MAX)?;
        }
        Ok(())
    }

    /// The automation with this change.
    #[must_use]
    pub fn applied(self, to: Automation) -> Automation {
        Automation {
            enable_welcome_message: self
                .enable_welcome_message
                .unwrap_or(to.enable_welcome_message),
            prompts: self.prompts.unwrap_or(to.prompts),
            commands: self.commands.unwrap_or(to.commands),
        }
    }
}

fn fault(field: impl Into<String>, rule: impl Into<String>) -> AutomationFault {
    AutomationFault { field: field.into(), rule: rule.into() }
}

fn few(field: &str, count: usize, max: usize) -> Result<(), AutomationFault> {
    if count > max { Err(fault(field, format!("has at most {max} elements"))) } else { Ok(()) }
}

fn filled(field: String, text: &str, max: usize) -> Result<(), AutomationFault> {
    if text.trim().is_empty() || text.chars().count() > max {
        return Err(fault(field, format!("has 1 to {max} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(name: String, description: String) -> AutomationChange {
        let commands = Some(vec![Command { name, description }]);
        AutomationChange { commands, ..AutomationChange::default() }
    }

    fn prompts(count: usize, length: usize) -> AutomationChange {
        let prompts = Some(vec!["ü".repeat(length); count]);
        AutomationChange { prompts, ..AutomationChange::default() }
    }

    fn field(change: &AutomationChange) -> String {
        change.check().unwrap_err().field
    }

    #[test]
    fn everything_may_have_its_limit_and_not_one_more() {
        assert_eq!(prompts(PROMPTS_MAX, PROMPT_MAX).check(), Ok(()));
        assert_eq!(field(&prompts(PROMPTS_MAX + 1, 1)), "prompts");
        assert_eq!(field(&prompts(1, PROMPT_MAX + 1)), "prompts[0]");
        assert_eq!(field(&prompts(1, 0)), "prompts[0]");
        let of = |name, description| command("a".repeat(name), "ü".repeat(description));
        assert_eq!(of(COMMAND_NAME_MAX, COMMAND_DESCRIPTION_MAX).check(), Ok(()));
        assert_eq!(field(&of(COMMAND_NAME_MAX + 1, 1)), "commands[0].command_name");
        let long = of(1, COMMAND_DESCRIPTION_MAX + 1);
        assert_eq!(field(&long), "commands[0].command_description");
        let many = |count: usize| AutomationChange {
            commands: Some(
                (0..count)
                    .map(|n| Command { name: format!("c{n}"), description: "x".to_owned() })
                    .collect(),
            ),
            ..AutomationChange::default()
        };
        assert_eq!(many(COMMANDS_MAX).check(), Ok(()));
        assert_eq!(field(&many(COMMANDS_MAX + 1)), "commands");
    }

    #[test]
    fn names_are_plain_and_each_is_there_once() {
        for name in ["Menu", "me-nu", "/menu", "menü", "me nu", ""] {
            let refused = field(&command(name.to_owned(), "x".to_owned()));
            assert_eq!(refused, "commands[0].command_name", "{name}");
        }
        let one = Command { name: "menu_1".to_owned(), description: "x".to_owned() };
        let twice = AutomationChange {
            commands: Some(vec![one.clone(), one]),
            ..AutomationChange::default()
        };
        assert_eq!(field(&twice), "commands[1].command_name");
    }
}
