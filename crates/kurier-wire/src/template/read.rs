//! `POST /{business}/message_templates` and `POST /{template}`: a template somebody wants to have, or to change.

use super::{library, read_part};
use crate::error::{self, GraphError, WireError};
use crate::json::{Object, invalid};
use crate::params::Params;
use kurier_policy::pricing::Category;
use kurier_policy::template::lifecycle::{Edit, ttl_range_s, ttl_s};
use kurier_policy::template::lint::{Finding, lint, lint_language};
use kurier_policy::template::{ParameterFormat, Parts, Template};

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
    /// `message_send_ttl_seconds`: how long a message may wait; `None` = not named.
    pub ttl_s: Option<i64>,
    /// `library_template_name`, if it was made from the library.
    pub library_name: Option<String>,
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
    let language = language(&root)?;
    let category = category(&root)?;
    if root.get("library_template_name").is_some() {
        return library::from_library(&root, (name, language), category);
    }
    let category = category.ok_or_else(|| crate::json::missing("category"))?;
    let parameter_format = parameter_format(&root)?.unwrap_or_default();
    let parts = read_part::parts(&root, category)?;
    let mut findings = lint(&name, category, parameter_format, &parts);
    findings.extend(lint_language(&language));
    if !findings.is_empty() {
        return Err(broken(&findings));
    }
    let topic = root.text("topic")?.filter(|topic| !topic.trim().is_empty());
    let ttl_s = time_to_live(&root, category)?;
    let library_name = None;
    Ok(NewTemplate {
        name,
        language,
        category,
        parameter_format,
        topic,
        ttl_s,
        library_name,
        parts,
    })
}

/// Reads the merged parameters of an edit of `template`.
///
/// # Errors
/// As [`parse`]; 131008 when nothing is to be changed.
pub fn parse_edit(params: &Params, template: &Template) -> Result<Edit, WireError> {
    let root = Object::root(params);
    let asked = category(&root)?;
    let category = asked.unwrap_or(template.category);
    let parameter_format = parameter_format(&root)?;
    let parts = match root.get("components") {
        Some(_) => Some(read_part::parts(&root, category)?),
        None => None,
    };
    let format = parameter_format.unwrap_or(template.parameter_format);
    let changed = parts.as_ref().unwrap_or(&template.parts);
    let findings = lint(&template.name, category, format, changed);
    if !findings.is_empty() {
        return Err(broken(&findings));
    }
    let ttl_s = time_to_live(&root, category)?;
    let edit = Edit { category: asked, parts, parameter_format, ttl_s };
    if edit == Edit::default() {
        return Err(crate::json::missing("components"));
    }
    Ok(edit)
}

fn language(root: &Object<'_>) -> Result<String, WireError> {
    let node = root.need("language")?;
    match node.maybe_object() {
        Some(language) => language.need_text("code"),
        None => node.text(),
    }
}

fn category(root: &Object<'_>) -> Result<Option<Category>, WireError> {
    match root.word("category")?.as_deref() {
        None => Ok(None),
        Some("utility") => Ok(Some(Category::Utility)),
        Some("authentication") => Ok(Some(Category::Authentication)),
        Some("marketing") => Ok(Some(Category::Marketing)),
        Some(_) => Err(invalid("category", "must be AUTHENTICATION, MARKETING or UTILITY")),
    }
}

fn parameter_format(root: &Object<'_>) -> Result<Option<ParameterFormat>, WireError> {
    match root.word("parameter_format")?.as_deref() {
        None => Ok(None),
        Some("positional") => Ok(Some(ParameterFormat::Positional)),
        Some("named") => Ok(Some(ParameterFormat::Named)),
        Some(_) => Err(invalid("parameter_format", "must be POSITIONAL or NAMED")),
    }
}

/// `message_send_ttl_seconds` within the range of the category.
pub(super) fn time_to_live(
    root: &Object<'_>,
    category: Category,
) -> Result<Option<i64>, WireError> {
    const NAME: &str = "message_send_ttl_seconds";
    let Some(text) = root.text(NAME)? else { return Ok(None) };
    let (least, most) = ttl_range_s(category);
    let seconds = text.trim().parse().ok().and_then(|asked| ttl_s(category, asked));
    let Some(seconds) = seconds else {
        let why = format!("must be {least} to {most} seconds for this category, or -1 for 30 days");
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details(format!("`{NAME}` {why}."))
            .boxed());
    };
    Ok(Some(seconds))
}

/// One error for all findings; its code is that of the first.
pub fn broken(findings: &[Finding]) -> WireError {
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
