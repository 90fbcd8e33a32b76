//! Headers that are no text.

use super::{Findings, LintCode};
use crate::template::Parts;
use crate::template::definition::RichHeader;

pub(super) fn lint(parts: &Parts, findings: &mut Findings) {
    let Some(header) = &parts.rich_header else { return };
    if parts.header.is_some() {
        findings.add(LintCode::HeaderFormat, "header is either a text or something else, not both");
    }
    handle("header", header, findings);
}

/// The sample of a media header is an upload, named by its handle.
pub(super) fn handle(place: &str, header: &RichHeader, findings: &mut Findings) {
    if header.handle().is_some_and(|handle| handle.trim().is_empty()) {
        let detail = format!("{place}: {} needs example.header_handle", header.format());
        findings.add(LintCode::MissingSample, detail);
    }
}
