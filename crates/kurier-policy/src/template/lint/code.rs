//! How a one-time code gets into an app.

use super::{Findings, LintCode};
use crate::limits::{CODE_APPS, PACKAGE_NAME_CHARS, SIGNATURE_HASH_CHARS, TEMPLATE_BUTTON_CHARS};
use crate::template::Parts;
use crate::template::definition::App;

pub(super) fn lint(parts: &Parts, findings: &mut Findings) {
    let Some(delivery) = &parts.code_delivery else { return };
    if parts.otp.is_none() {
        findings.add(LintCode::Category, "a one-time-code button needs category AUTHENTICATION");
    }
    if let Some(text) = &delivery.autofill_text {
        findings.length("autofill_text of button 0", text, TEMPLATE_BUTTON_CHARS);
        if text.trim().is_empty() {
            findings.add(LintCode::ButtonFormat, "autofill_text of button 0 must not be empty");
        }
    }
    if !(1..=CODE_APPS).contains(&delivery.apps.len()) {
        let detail = format!("supported_apps of button 0 must name 1 to {CODE_APPS} apps");
        findings.add(LintCode::ButtonFormat, detail);
    }
    for (place, app) in delivery.apps.iter().enumerate() {
        lint_app(place, app, findings);
    }
}

fn lint_app(place: usize, app: &App, findings: &mut Findings) {
    let name = &app.package_name;
    findings.length(&format!("supported_apps[{place}].package_name"), name, PACKAGE_NAME_CHARS);
    let is_segment = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if !name.contains('.') || !name.split('.').all(is_segment) {
        let detail = format!(
            "supported_apps[{place}].package_name must be two or more names joined by dots"
        );
        findings.add(LintCode::ButtonFormat, detail);
    }
    let hash = &app.signature_hash;
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    if hash.len() != SIGNATURE_HASH_CHARS || !hash.bytes().all(is_base64) {
        let detail = format!(
            "supported_apps[{place}].signature_hash must have exactly {SIGNATURE_HASH_CHARS} characters of base64"
        );
        findings.add(LintCode::ButtonFormat, detail);
    }
}
