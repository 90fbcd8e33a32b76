//! Authentication templates: fixed text, one button that copies the code.

use super::{Findings, LintCode};
use crate::limits::CODE_EXPIRY_MIN;
use crate::pricing::Category;
use crate::template::{Button, Parts};

pub(super) fn lint(category: Category, parts: &Parts, findings: &mut Findings) {
    let Some(otp) = parts.otp else {
        findings.add(LintCode::Category, "an AUTHENTICATION template has a one-time-code button");
        return;
    };
    if category != Category::Authentication {
        findings.add(LintCode::Category, "a one-time-code button needs category AUTHENTICATION");
    }
    if otp.expires_min.is_some_and(|minutes| !(1..=CODE_EXPIRY_MIN).contains(&minutes)) {
        let detail = format!("code_expiration_minutes must be 1 to {CODE_EXPIRY_MIN}");
        findings.add(LintCode::FooterFormat, detail);
    }
    if parts.header.is_some() || parts.rich_header.is_some() {
        findings.add(LintCode::HeaderFormat, "an AUTHENTICATION template has no header");
    }
    if !parts.body.is_empty() {
        findings.add(LintCode::BodyFormat, "the body of an AUTHENTICATION template is fixed");
    }
    if parts.footer.is_some() {
        findings.add(LintCode::FooterFormat, "the footer of an AUTHENTICATION template is fixed");
    }
    let is_code = matches!(parts.buttons.as_slice(), [Button::CopyCode { .. }]);
    if !is_code || !parts.actions.is_empty() {
        let detail = "an AUTHENTICATION template has exactly one button, which copies the code";
        findings.add(LintCode::ButtonFormat, detail);
    }
}
