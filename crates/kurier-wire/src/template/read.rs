//! `POST /{business}/message_templates`: a template somebody wants to have.

use super::read_part;
use crate::error::{self, GraphError, WireError};
use crate::json::{Object, invalid, unsupported};
use crate::params::Params;
use kurier_policy::pricing::Category;
use kurier_policy::template::lint::{Finding, lint, lint_language};
use kurier_policy::template::{ParameterFormat, Parts};

/// A template somebody wants to have. Its parts have passed every documented rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// `[a-z0-9_]`, at most 512 characters.
    pub name: String,
    /// Language code (`en_US`).
    pub language: String,
    /// Never `Service`.
    pub category: Category,
    /// How parameters are named.
    pub parameter_format: ParameterFormat,
    /// Kurier's own member `topic`: a permission must cover it.
    pub topic: Option<String>,
    /// Its parts.
    pub parts: Parts,
}

/// Reads the merged parameters of a creation.
///
/// # Errors
/// 131008 and 100 for missing and wrong members, 131051 for components this server does not have,
/// the code of the broken rule (2388040, 2388293 …) otherwise.
pub fn parse(params: &Params) -> Result<NewTemplate, WireError> {
    let root = Object::root(params);
    let name = root.need_text("name")?;
    let language_node = root.need("language")?;
    let language = match language_node.maybe_object() {
        Some(language) => language.need_text("code")?,
        None => language_node.text()?,
    };
    let category = category(&root)?;
    let parameter_format = match root.word("parameter_format")?.as_deref() {
        None | Some("positional") => ParameterFormat::Positional,
        Some("named") => ParameterFormat::Named,
        Some(_) => return Err(invalid("parameter_format", "must be POSITIONAL or NAMED")),
    };
    let parts = parts(&root, category)?;
    let mut findings = lint(&name, category, parameter_format, &parts);
    findings.extend(lint_language(&language));
    if !findings.is_empty() {
        return Err(broken(&findings));
    }
    let topic = root.text("topic")?.filter(|topic| !topic.trim().is_empty());
    Ok(NewTemplate { name, language, category, parameter_format, topic, parts })
}

fn category(root: &Object<'_>) -> Result<Category, WireError> {
    match root.need_text("category")?.trim().to_ascii_lowercase().as_str() {
        "utility" => Ok(Category::Utility),
        "authentication" => Ok(Category::Authentication),
        "marketing" => Ok(Category::Marketing),
        _ => Err(invalid("category", "must be AUTHENTICATION, MARKETING or UTILITY")),
    }
}

fn parts(root: &Object<'_>, category: Category) -> Result<Parts, WireError> {
    let mut draft = read_part::Draft::new(category);
    for node in root.need("components")?.items()? {
        let component = node.object()?;
        let kind = component.need_text("type")?.trim().to_ascii_lowercase();
        match kind.as_str() {
            "header" => draft.header(&component)?,
            "body" => draft.body(&component)?,
            "footer" => draft.footer(&component)?,
            "buttons" => draft.buttons(&component)?,
            _ => return Err(unsupported(&format!("The component `{}`", node.path()))),
        }
    }
    draft.finish()
}

/// One error for all findings; its code is that of the first.
fn broken(findings: &[Finding]) -> WireError {
    let details: Vec<&str> = findings.iter().map(|finding| finding.detail.as_str()).collect();
    let code = findings.first().map_or(100, |finding| finding.code.graph_code());
    let base = GraphError::of(&error::TEMPLATE_INVALID);
    // Clients look for these codes in `code` or in `error_subcode`: both carry them.
    let subcode = (code != base.code).then_some(code);
    let message = format!("(#{code}) {}", base.title);
    GraphError { code, subcode, ..base }
        .message(message)
        .details(format!("{}.", details.join("; ")))
        .boxed()
}
