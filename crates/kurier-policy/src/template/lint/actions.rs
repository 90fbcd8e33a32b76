//! Buttons that open something else than a page.

use super::{Findings, LintCode, holds_braces};
use crate::limits::DEEP_LINK_CHARS;
use crate::template::definition::{Action, Flow, FlowStart, Opens};

pub(super) fn lint(index: usize, action: &Action, findings: &mut Findings) {
    match &action.opens {
        Opens::Flow(flow) => lint_flow(index, flow, findings),
        Opens::App { deep_link } => lint_deep_link(index, deep_link, findings),
        Opens::Catalog | Opens::Mpm | Opens::Spm | Opens::VoiceCall | Opens::RequestContactInfo => {
        }
    }
}

fn lint_flow(index: usize, flow: &Flow, findings: &mut Findings) {
    let named = [&flow.id, &flow.name, &flow.definition].into_iter().flatten();
    let named: Vec<&String> = named.collect();
    if !matches!(named.as_slice(), [one] if !one.is_empty()) {
        let detail =
            format!("button {index} needs exactly one of flow_id, flow_name and flow_json");
        findings.add(LintCode::ButtonFormat, detail);
    }
    if flow.start == FlowStart::DataExchange && flow.screen.is_some() {
        let detail = format!("button {index}: navigate_screen goes with flow_action navigate only");
        findings.add(LintCode::ButtonFormat, detail);
    }
}

fn lint_deep_link(index: usize, deep_link: &str, findings: &mut Findings) {
    findings.length(&format!("deep_link of button {index}"), deep_link, DEEP_LINK_CHARS);
    let is_scheme = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    // These would run or show what no app was asked for.
    let is_refused = |scheme: &str| {
        ["javascript", "data", "file", "vbscript"].iter().any(|s| s.eq_ignore_ascii_case(scheme))
    };
    let well_formed = deep_link
        .split_once("://")
        .is_some_and(|(scheme, rest)| is_scheme(scheme) && !is_refused(scheme) && !rest.is_empty());
    if !well_formed || deep_link.contains(char::is_whitespace) || holds_braces(deep_link) {
        let detail = format!(
            "deep_link of button {index} must be an address of an app (app://place) without variables"
        );
        findings.add(LintCode::ButtonFormat, detail);
    }
}
