//! `/docs/reference/{area}`: the operations of the contract with an example for each.

use super::markdown::slug;
use super::page::{Html, Page, escaped};
use crate::contract::{self, Api, Operation};
use kurier_wire::error;
use serde_json::Value;
use std::fmt::Write;

/// The areas, in the order of the contract.
pub(super) fn areas() -> Vec<&'static str> {
    let mut seen = Vec::new();
    for operation in contract::operations() {
        if !seen.contains(&operation.area) {
            seen.push(operation.area);
        }
    }
    seen
}

pub(super) fn address(area: &str) -> String {
    format!("/docs/reference/{}", slug(area))
}

/// The page of one area.
pub(super) fn area(slugged: &str, base: &str) -> Option<Html> {
    let area = areas().into_iter().find(|area| slug(area) == slugged)?;
    let document = contract::openapi(base);
    let mut content = format!("<h1>{}</h1>", escaped(area));
    let mine: Vec<Operation> =
        contract::operations().into_iter().filter(|one| one.area == area).collect();
    for operation in &mine {
        push(&mut content, operation, &document, base);
    }
    Some(Page { title: area, at: &address(area), content: &content }.html())
}

fn push(content: &mut String, operation: &Operation, document: &Value, base: &str) {
    let path = operation.full_path();
    let method = operation.method.to_ascii_lowercase();
    let described = &document["paths"][path.as_str()][method.as_str()];
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<section class=\"operation\" id=\"{}\"><h2><span class=\"method {method}\">{}</span> <code>{}</code></h2><p>{}</p>",
        operation.id,
        operation.method,
        escaped(&path),
        escaped(operation.summary),
    );
    if let Some(text) = described["description"].as_str() {
        let text = super::markdown::html(text);
        content.push_str(&text);
    }
    parameters(content, described);
    let _infallible = write!(
        content,
        "<pre tabindex=\"0\"><code>{}</code></pre>",
        escaped(&curl(operation, described, base))
    );
    refusals(content, operation);
    if let Some(body) = described.pointer("/requestBody/content/application~1json/schema") {
        schema(content, "Body", body);
    }
    for (status, answer) in described["responses"].as_object().into_iter().flatten() {
        let shape = answer.pointer("/content/application~1json/schema");
        if let Some(shape) = shape.filter(|_| status.starts_with('2')) {
            schema(content, &format!("Answer {status}"), shape);
        }
    }
    content.push_str("</section>");
}

fn parameters(content: &mut String, described: &Value) {
    let Some(params) = described["parameters"].as_array() else { return };
    content.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Parameters\"><table><thead><tr><th>parameter</th><th>in</th>\
         <th>means</th></tr></thead><tbody>",
    );
    for param in params {
        let text = |name: &str| escaped(param[name].as_str().unwrap_or_default());
        let needed = if param["required"] == true { " (needed)" } else { "" };
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<tr><td><code>{}</code></td><td>{}{needed}</td><td>{}</td></tr>",
            text("name"),
            text("in"),
            text("description").replace('`', "")
        );
    }
    content.push_str("</tbody></table></div>");
}

fn refusals(content: &mut String, operation: &Operation) {
    let codes = operation.codes();
    if codes.is_empty() {
        return;
    }
    content.push_str("<p class=\"codes\">Errors: ");
    for code in codes {
        let title = error::by_code(code).next().map(|entry| entry.title).unwrap_or_default();
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<a href=\"/docs/errors/{code}\" title=\"{}\">{code}</a> ",
            escaped(title)
        );
    }
    content.push_str("</p>");
}

fn schema(content: &mut String, title: &str, shape: &Value) {
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<details><summary>{}</summary><pre tabindex=\"0\"><code>{}</code></pre></details>",
        escaped(title),
        escaped(&format!("{shape:#}"))
    );
}

/// A call that can be pasted after the placeholders are filled in.
fn curl(operation: &Operation, described: &Value, base: &str) -> String {
    let path = operation.full_path().replace('{', "$").replace('}', "");
    let method = match operation.method {
        "GET" => String::new(),
        other => format!("-X {other} "),
    };
    let mut call = format!("curl {method}\"{base}{path}\"");
    let token = match operation.api {
        Api::Business => "TOKEN",
        Api::People => "SESSION",
        Api::Console | Api::Sandbox => "OPERATOR_TOKEN",
        Api::Open => "",
    };
    if !token.is_empty() {
        // Writing to a String cannot fail.
        let _infallible = write!(call, " \\\n  -H \"Authorization: Bearer ${token}\"");
    }
    let body = described.pointer("/requestBody/content/application~1json/schema");
    let example = body.and_then(|body| {
        body.pointer("/examples/0").or_else(|| body.pointer("/anyOf/0/examples/0"))
    });
    if let Some(example) = example {
        let _infallible = write!(call, " \\\n  --json '{example}'");
    } else if described.pointer("/requestBody/content/multipart~1form-data").is_some() {
        call.push_str(
            " \\\n  -F messaging_product=whatsapp -F type=image/png -F file=@picture.png",
        );
    } else if body.is_some() {
        call.push_str(" \\\n  --json @body.json");
    }
    call
}
