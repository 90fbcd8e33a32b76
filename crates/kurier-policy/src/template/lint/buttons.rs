//! The buttons of a template.

use super::{Findings, LintCode, actions, holds_braces};
use crate::limits::{
    BUTTON_PHONE_DIGITS, TEMPLATE_BUTTON_CHARS, TEMPLATE_BUTTONS, TEMPLATE_COPY_CODE_BUTTONS,
    TEMPLATE_PHONE_BUTTONS, TEMPLATE_URL_BUTTONS, URL_CHARS,
};
use crate::template::Button;
use crate::template::definition::{Action, Placed, in_order};
use crate::template::variables::{self, Piece};

pub(super) fn lint(buttons: &[Button], actions: &[Action], findings: &mut Findings) {
    let placed = in_order(buttons, actions);
    if placed.len() > TEMPLATE_BUTTONS {
        let detail = format!("{} buttons; at most {TEMPLATE_BUTTONS} are allowed", placed.len());
        findings.add(LintCode::ButtonFormat, detail);
    }
    lint_counts(&placed, findings);
    lint_grouping(&placed, findings);
    for (index, placed) in placed.into_iter().enumerate() {
        match placed {
            Placed::Plain(button) => lint_plain(index, button, findings),
            Placed::Action(action) => {
                lint_text(index, &action.text, findings);
                actions::lint(index, action, findings);
            }
        }
    }
}

fn lint_plain(index: usize, button: &Button, findings: &mut Findings) {
    lint_text(index, text(button), findings);
    match button {
        Button::Url { url, .. } => lint_url(index, url, findings),
        Button::PhoneNumber { phone_number, .. } => lint_phone(index, phone_number, findings),
        Button::QuickReply { .. } | Button::CopyCode { .. } => {}
    }
}

fn text(button: &Button) -> &str {
    match button {
        Button::QuickReply { text }
        | Button::Url { text, .. }
        | Button::PhoneNumber { text, .. }
        | Button::CopyCode { text } => text,
    }
}

/// Most buttons of a kind; quick replies are bounded by the number of all buttons.
const MOST: [(&str, usize); 10] = [
    ("URL", TEMPLATE_URL_BUTTONS),
    ("PHONE_NUMBER", TEMPLATE_PHONE_BUTTONS),
    ("COPY_CODE", TEMPLATE_COPY_CODE_BUTTONS),
    ("FLOW", 1),
    ("CATALOG", 1),
    ("MPM", 1),
    ("SPM", 1),
    ("VOICE_CALL", 1),
    ("REQUEST_CONTACT_INFO", 1),
    ("APP", 1),
];

fn lint_counts(placed: &[Placed<'_>], findings: &mut Findings) {
    for (kind, limit) in MOST {
        let found = placed.iter().filter(|button| button.kind() == kind).count();
        if found > limit {
            let detail = format!("{found} {kind} buttons; at most {limit} are allowed");
            findings.add(LintCode::ButtonFormat, detail);
        }
    }
}

/// Quick replies stand together, before or after all other buttons.
fn lint_grouping(placed: &[Placed<'_>], findings: &mut Findings) {
    let is_quick = |button: &Placed<'_>| button.kind() == "QUICK_REPLY";
    let changes = placed.windows(2).filter(|pair| match pair {
        [a, b] => is_quick(a) != is_quick(b),
        _ => false,
    });
    if changes.count() > 1 {
        findings.add(LintCode::ButtonFormat, "quick replies must stand together");
    }
}

fn lint_text(index: usize, text: &str, findings: &mut Findings) {
    findings.length(&format!("text of button {index}"), text, TEMPLATE_BUTTON_CHARS);
    if text.trim().is_empty() || text.contains(['\n', '\r', '\t']) || holds_braces(text) {
        let detail = format!(
            "text of button {index} must not be empty and holds no variable, line break or tab"
        );
        findings.add(LintCode::ButtonFormat, detail);
    }
}

fn lint_url(index: usize, url: &str, findings: &mut Findings) {
    findings.length(&format!("url of button {index}"), url, URL_CHARS);
    let mut fault = |detail: &str| {
        findings.add(LintCode::ButtonFormat, format!("url of button {index} {detail}"));
    };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else {
        fault("must begin with https:// or http://");
        return;
    };
    if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
        fault("holds white space or control characters");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A variable in the host would let a message lead anywhere, whatever was reviewed.
    if host.is_empty() || holds_braces(host) {
        fault("needs a host without a variable");
    }
    let pieces = variables::pieces(url);
    let is_variable = |piece: &&Piece<'_>| matches!(piece, Piece::Variable(_));
    let found = pieces.iter().filter(is_variable).count();
    if found > 1 || (found == 1 && !pieces.last().as_ref().is_some_and(is_variable)) {
        fault("may hold one variable, at its end");
    }
    if pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if holds_braces(text))) {
        fault("holds braces that enclose no variable");
    }
}

fn lint_phone(index: usize, phone_number: &str, findings: &mut Findings) {
    let digits = phone_number.strip_prefix('+').unwrap_or(phone_number);
    let well_formed = (1..=BUTTON_PHONE_DIGITS).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !well_formed {
        let detail =
            format!("phone_number of button {index} must have 1 to {BUTTON_PHONE_DIGITS} digits");
        findings.add(LintCode::ButtonFormat, detail);
    }
}
