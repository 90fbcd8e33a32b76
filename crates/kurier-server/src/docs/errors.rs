//! `/docs/errors/{code}`: what an error means and what to do.

use super::page::{Html, Page, escaped};
use kurier_wire::error::{self, Entry};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Codes of rules of templates: the error's details say which was broken, and how.
const TEMPLATE_RULES: std::ops::RangeInclusive<u32> = 2_388_000..=2_388_999;

/// The page of one code; its causes one after the other.
pub(super) fn one(code: u32) -> Option<Html> {
    let mut causes: Vec<&Entry> = error::by_code(code).collect();
    if causes.is_empty() && TEMPLATE_RULES.contains(&code) {
        causes.push(&error::TEMPLATE_INVALID);
    }
    let first = causes.first()?;
    let mut content = String::new();
    let title = if causes.len() == 1 {
        format!("{code} {}", first.title.trim_end_matches('.'))
    } else {
        format!("{code}: {} causes", causes.len())
    };
    // Writing to a String cannot fail.
    let _infallible = write!(content, "<h1>Error {}</h1>", escaped(&title));
    if causes.len() > 1 {
        content.push_str("<p class=\"lead\">`error_data.details` says which it is.</p>");
        content = content.replace("`error_data.details`", "<code>error_data.details</code>");
    }
    for cause in causes {
        push(&mut content, cause);
    }
    content.push_str("<p><a href=\"/docs/errors\">All errors</a></p>");
    Some(Page { title: &format!("Error {code}"), at: "/docs/errors", content: &content }.html())
}

fn push(content: &mut String, cause: &Entry) {
    let charged = match cause.charged {
        Some(true) => "Yes.",
        Some(false) => "No.",
        None => "Only if the request was carried out; that is unknown.",
    };
    let subcode = cause.subcode.map(|code| format!(", subcode {code}")).unwrap_or_default();
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<section class=\"cause\"><h2>{}</h2><p class=\"meta\">HTTP {}{subcode}, <code>{}</code></p><dl>\
         <dt>What happened</dt><dd>{}</dd><dt>What to do</dt><dd>{}</dd>\
         <dt>Tried again?</dt><dd>{}</dd><dt>Charged?</dt><dd>{charged}</dd></dl></section>",
        escaped(cause.title.trim_end_matches('.')),
        cause.http,
        cause.kind.name(),
        escaped(cause.what),
        escaped(cause.hint),
        escaped(cause.retry.sentence()),
    );
}

/// All codes; each keeps the anchor that older answers pointed to.
pub(super) fn all() -> Html {
    let mut by_code: BTreeMap<u32, Vec<&Entry>> = BTreeMap::new();
    for entry in error::all() {
        by_code.entry(entry.code).or_default().push(entry);
    }
    let mut content = String::from(
        "<h1>Errors by code</h1><p class=\"lead\">Decide by <code>code</code> and <code>error_data.details</code>, never by \
         title or HTTP status. What fails later comes as webhook with the same codes.</p>\
         <div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr><th>code</th><th>HTTP</th>\
         <th>meaning</th></tr></thead><tbody>",
    );
    for (code, causes) in by_code {
        for (place, cause) in causes.into_iter().enumerate() {
            let anchor = if place == 0 { format!(" id=\"{code}\"") } else { String::new() };
            // Writing to a String cannot fail.
            let _infallible = write!(
                content,
                "<tr{anchor}><td><a href=\"/docs/errors/{code}\">{code}</a></td><td>{}</td><td>{}</td></tr>",
                cause.http,
                escaped(cause.title.trim_end_matches('.')),
            );
        }
    }
    content.push_str("</tbody></table></div>");
    Page { title: "Errors by code", at: "/docs/errors", content: &content }.html()
}
