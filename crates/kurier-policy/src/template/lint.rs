//! What is wrong with a template before anybody reviews it: the documented limits of its parts.

mod actions;
mod body;
mod buttons;
mod cards;
mod code;
mod offer;
mod otp;
mod rich_header;
mod samples;

pub use samples::missing_samples;

use super::variables::{self, Piece};
use super::{ParameterFormat, Parts};
use crate::limits::{
    LANGUAGE_CHARS, TEMPLATE_FOOTER_CHARS, TEMPLATE_HEADER_CHARS, TEMPLATE_NAME_CHARS, chars,
};
use crate::pricing::Category;
use crate::rules::links::LinkRule;

/// Which rule a template breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintCode {
    /// The name or the language has not the documented form.
    Name,
    /// A part is longer than allowed.
    TooLong,
    /// The header has not the documented form.
    HeaderFormat,
    /// The body has not the documented form.
    BodyFormat,
    /// The footer has not the documented form.
    FooterFormat,
    /// A button has not the documented form, or there are too many of a kind.
    ButtonFormat,
    /// The category and the parts do not go together.
    Category,
    /// Too many variables for so short a text.
    TooManyVariables,
    /// The body begins or ends with a variable.
    VariableAtEdge,
    /// A variable or a media header has no sample for the reviewer.
    MissingSample,
    /// The cards have not the documented form.
    CardFormat,
    /// The offer has not the documented form.
    OfferFormat,
    /// A link leads where none of this business may lead.
    Link,
}

impl LintCode {
    /// The number the Graph API gives the error: a subcode where one is documented, else 100
    /// (invalid parameter).
    pub fn graph_code(self) -> u32 {
        match self {
            Self::Name
            | Self::ButtonFormat
            | Self::Category
            | Self::CardFormat
            | Self::OfferFormat => 100,
            Self::TooLong => 2_388_040,
            Self::HeaderFormat => 2_388_047,
            Self::BodyFormat => 2_388_072,
            Self::MissingSample => 2_388_043,
            Self::FooterFormat => 2_388_073,
            Self::TooManyVariables => 2_388_293,
            Self::VariableAtEdge => 2_388_299,
            Self::Link => 132_007,
        }
    }
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub code: LintCode,
    /// A plain sentence: which part, what is wrong, what is allowed.
    pub detail: String,
}

/// Every documented limit that a template breaks; empty = it may be reviewed. The language is
/// checked by [`lint_language`], as one template may be given in several.
pub fn lint(
    name: &str,
    category: Category,
    format: ParameterFormat,
    parts: &Parts,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    lint_name(name, &mut findings);
    if category == Category::Service {
        findings.add(LintCode::Category, "category must be AUTHENTICATION, MARKETING or UTILITY");
    }
    if parts.otp.is_some() || category == Category::Authentication {
        otp::lint(category, parts, &mut findings);
    } else {
        lint_header(parts.header.as_deref(), format, &mut findings);
        body::lint(&parts.body, format, &mut findings);
        lint_footer(parts.footer.as_deref(), &mut findings);
        rich_header::lint(parts, &mut findings);
    }
    code::lint(parts, &mut findings);
    buttons::lint(&parts.buttons, &parts.actions, &mut findings);
    offer::lint(category, parts, &mut findings);
    cards::lint(category, format, parts, &mut findings);
    findings.0
}

/// Every link that breaks the rule about links; `proven` are the domains that the business has proven to own.
pub fn lint_links(
    rule: LinkRule,
    category: Category,
    parts: &Parts,
    proven: &[String],
) -> Vec<Finding> {
    let found = rule.check_parts(category, parts, proven).into_iter();
    found.map(|fault| Finding { code: LintCode::Link, detail: fault.to_string() }).collect()
}

/// What is wrong with a language code: letters, digits and `_`, beginning with two or three lower-case
/// letters.
pub fn lint_language(language: &str) -> Option<Finding> {
    let primary = language.split('_').next().unwrap_or_default();
    let well_formed = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && language.len() <= LANGUAGE_CHARS
        && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let detail = "language must be a code such as en, en_US or de".to_owned();
    (!well_formed).then_some(Finding { code: LintCode::Name, detail })
}

/// Findings so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, code: LintCode, detail: impl Into<String>) {
        self.0.push(Finding { code, detail: detail.into() });
    }

    /// Adds what was found in a part of a part, with its place before it.
    fn within(&mut self, place: &str, found: Self) {
        for Finding { code, detail } in found.0 {
            self.add(code, format!("{place}: {detail}"));
        }
    }

    fn length(&mut self, what: &str, text: &str, limit: usize) {
        let length = chars(text);
        if length > limit {
            let detail = format!("{what} has {length} characters; at most {limit} are allowed");
            self.add(LintCode::TooLong, detail);
        }
    }
}

fn lint_name(name: &str, findings: &mut Findings) {
    let form = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_');
    if name.is_empty() || !name.bytes().all(form) {
        findings.add(LintCode::Name, "name may hold lower-case letters, digits and _ only");
    }
    findings.length("name", name, TEMPLATE_NAME_CHARS);
}

fn lint_header(header: Option<&str>, format: ParameterFormat, findings: &mut Findings) {
    let Some(header) = header else { return };
    findings.length("header", header, TEMPLATE_HEADER_CHARS);
    if header.trim().is_empty() || header.contains(['\n', '\r', '\t', '*']) {
        let detail = "header must not be empty and holds no line break, tab or asterisk";
        findings.add(LintCode::HeaderFormat, detail);
    }
    let names = variables::names(header);
    if names.len() > 1 {
        findings.add(LintCode::HeaderFormat, "header may hold one variable only");
    }
    if let Some(fault) = variable_fault(header, &names, format) {
        findings.add(LintCode::HeaderFormat, format!("header: {fault}"));
    }
}

fn lint_footer(footer: Option<&str>, findings: &mut Findings) {
    let Some(footer) = footer else { return };
    findings.length("footer", footer, TEMPLATE_FOOTER_CHARS);
    if footer.trim().is_empty() || footer.contains(['\n', '\r', '\t']) || holds_braces(footer) {
        let detail = "footer must not be empty and holds no variable, line break or tab";
        findings.add(LintCode::FooterFormat, detail);
    }
}

/// Whether a text holds a variable or anything that looks like one.
fn holds_braces(text: &str) -> bool {
    text.contains("{{") || text.contains("}}")
}

/// What is wrong with the variables of a text.
fn variable_fault(text: &str, names: &[&str], format: ParameterFormat) -> Option<String> {
    let is_malformed = |piece: &Piece<'_>| matches!(piece, Piece::Text(text) if holds_braces(text));
    if variables::pieces(text).iter().any(is_malformed) {
        return Some(
            "{{ and }} must enclose a number or a name of [a-z0-9_], without spaces".into(),
        );
    }
    match format {
        ParameterFormat::Positional => {
            let contiguous = (1_usize..).zip(names).all(|(place, name)| *name == place.to_string());
            (!contiguous).then(|| "positional variables are {{1}}, {{2}} … without gaps".into())
        }
        ParameterFormat::Named => {
            let starts_with_letter =
                |name: &&str| name.starts_with(|c: char| c.is_ascii_lowercase());
            let all = names.iter().all(starts_with_letter);
            (!all).then(|| "named variables begin with a lower-case letter".into())
        }
    }
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;

#[cfg(test)]
mod component_tests;
