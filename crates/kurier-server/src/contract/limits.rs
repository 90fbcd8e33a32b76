//! Every limit that docs/api.md states, once: the table there is written from this one, and a test tries each at its
//! maximum and one above.

use std::fmt::Write;

/// One limit.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Of what.
    pub of: &'static str,
    /// Which member; lists are written with `[]`.
    pub member: &'static str,
    /// The most that is taken.
    pub most: usize,
    /// Of what kind.
    pub unit: Unit,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Characters of a text.
    Characters,
    /// Elements of a list.
    Elements,
    /// The number itself.
    Value,
    /// Bytes of a file.
    Bytes,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Elements => "elements",
            Self::Value => "as a number",
            Self::Bytes => "bytes",
        }
    }
}

const fn text(of: &'static str, member: &'static str, most: usize) -> Limit {
    Limit { of, member, most, unit: Unit::Characters }
}

const fn list(of: &'static str, member: &'static str, most: usize) -> Limit {
    Limit { of, member, most, unit: Unit::Elements }
}

const fn number(of: &'static str, member: &'static str, most: usize) -> Limit {
    Limit { of, member, most, unit: Unit::Value }
}

const fn bytes(of: &'static str, member: &'static str, most: usize) -> Limit {
    Limit { of, member, most, unit: Unit::Bytes }
}

/// All of them.
pub const LIMITS: &[Limit] = &[
    text("message", "biz_opaque_callback_data", 512),
    text("message", "Idempotency-Key", 255),
    text("text", "body", 4_096),
    text("document", "caption", 1_024),
    text("document", "filename", 240),
    list("contacts", "contacts", 257),
    text("contacts", "contacts[].name.formatted_name", 256),
    list("contacts", "contacts[].phones", 20),
    list("contacts", "contacts[].emails", 20),
    list("contacts", "contacts[].urls", 20),
    list("contacts", "contacts[].addresses", 20),
    text("contacts", "contacts[].urls[].url", 2_000),
    text("interactive", "header.text", 60),
    text("interactive", "body.text", 1_024),
    text("interactive", "footer.text", 60),
    list("interactive button", "action.buttons", 3),
    text("interactive button", "action.buttons[].reply.id", 256),
    text("interactive button", "action.buttons[].reply.title", 20),
    text("interactive list", "body.text", 4_096),
    text("interactive list", "action.button", 20),
    list("interactive list", "action.sections", 10),
    list("interactive list", "action.sections[].rows", 10),
    text("interactive list", "action.sections[].title", 24),
    text("interactive list", "action.sections[].rows[].id", 200),
    text("interactive list", "action.sections[].rows[].title", 24),
    text("interactive list", "action.sections[].rows[].description", 72),
    text("interactive cta_url", "action.parameters.display_text", 20),
    text("interactive cta_url", "action.parameters.url", 2_000),
    text("interactive flow", "action.parameters.flow_cta", 30),
    text("interactive flow", "action.parameters.flow_token", 512),
    list("interactive carousel", "action.cards", 10),
    text("interactive carousel", "action.cards[].body.text", 160),
    list("interactive carousel", "action.cards[].action.buttons", 3),
    text("interactive carousel", "action.cards[].action.buttons[].quick_reply.id", 256),
    text("interactive carousel", "action.cards[].action.buttons[].quick_reply.title", 20),
    text("template", "name", 512),
    text("template", "header", 60),
    text("template", "body", 1_024),
    text("template", "footer", 60),
    list("template", "buttons", 10),
    text("template", "buttons[].text", 25),
    text("template", "buttons[].url", 2_000),
    text("profile", "about", 139),
    text("profile", "address", 256),
    text("profile", "description", 512),
    text("profile", "email", 128),
    list("profile", "websites", 2),
    text("profile", "websites[]", 256),
    list("block_users", "block_users", 1_000),
    text("message_qrdls", "prefilled_message", 140),
    list("conversational_automation", "prompts", 4),
    text("conversational_automation", "prompts[]", 80),
    list("conversational_automation", "commands", 30),
    text("conversational_automation", "commands[].command_name", 32),
    text("conversational_automation", "commands[].command_description", 256),
    number("media", "ttl_minutes", 43_200),
    bytes("uploads", "file_length", 100 * 1_048_576),
];

/// The table as docs/api.md shows it.
pub fn markdown() -> String {
    let mut table = String::from("| of | member | at most |\n|---|---|---|\n");
    for limit in LIMITS {
        let most = grouped(limit.most);
        // Writing to a String cannot fail.
        let _infallible = writeln!(
            table,
            "| `{}` | `{}` | {most} {} |",
            limit.of,
            limit.member,
            limit.unit.name()
        );
    }
    table
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
