//! The body of a template.

use super::{Findings, LintCode, variable_fault};
use crate::limits::TEMPLATE_BODY_CHARS;
use crate::template::ParameterFormat;
use crate::template::variables::{self, Piece};

pub(super) fn lint(body: &str, format: ParameterFormat, findings: &mut Findings) {
    lint_text("body", body, TEMPLATE_BODY_CHARS, format, findings);
}

/// A body of a template or of a card.
pub(super) fn lint_text(
    place: &str,
    body: &str,
    limit: usize,
    format: ParameterFormat,
    findings: &mut Findings,
) {
    findings.length(place, body, limit);
    if body.trim().is_empty() {
        findings.add(LintCode::BodyFormat, "body must not be empty");
        return;
    }
    let names = variables::names(body);
    if let Some(fault) = variable_fault(body, &names, format) {
        findings.add(LintCode::BodyFormat, format!("body: {fault}"));
    }
    let pieces = variables::pieces(body.trim());
    let is_variable = |piece: &Piece<'_>| matches!(piece, Piece::Variable(_));
    if pieces.first().is_some_and(is_variable) || pieces.last().is_some_and(is_variable) {
        findings.add(LintCode::VariableAtEdge, "body must not begin or end with a variable");
    }
    if pieces.windows(2).any(|pair| pair.iter().all(is_variable)) {
        findings.add(LintCode::BodyFormat, "body: two variables must not stand side by side");
    }
    let needed = names.len().saturating_mul(2).saturating_add(1);
    let words = words(&pieces);
    if !names.is_empty() && words < needed {
        let detail = format!(
            "body has {} variables and {words} words beside them; at least {needed} words are needed",
            names.len()
        );
        findings.add(LintCode::TooManyVariables, detail);
    }
}

/// Words outside the variables. Scripts that set no spaces between words count by character.
fn words(pieces: &[Piece<'_>]) -> usize {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(*text),
            Piece::Variable(_) => None,
        })
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().filter(|c| is_spaceless(*c)).count().max(1))
        .fold(0, usize::saturating_add)
}

/// Thai, Lao, Burmese, Khmer, Chinese, Japanese.
fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        || matches!(c, '\u{3040}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}
