//! `/transparency` and `/transparency.json`: what everybody may know about this installation's reports and measures.

use crate::docs::page::{Page, escaped};
use crate::docs::shown;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use kurier_engine::desk::{LooseRule, Month};
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/transparency.json", get(numbers)).route("/transparency", get(page))
}

async fn numbers(State(app): State<Arc<App>>) -> Result<Json<Value>, Fault> {
    let months = app.engine.transparency().await?;
    let rows: Vec<Value> = months.iter().map(row).collect();
    let loose = app.engine.loose_rules().await?;
    Ok(Json(json!({ "months": rows, "loose_rules": loose })))
}

fn row(month: &Month) -> Value {
    let of = &month.numbers;
    json!({
        "month": name(month),
        "from": month.from.seconds(),
        "to": month.to.seconds(),
        "reports": of.reports,
        "handled": of.handled,
        "median_handling_s": of.median_handling_s,
        "suspensions": of.suspensions,
        "closures": of.closures,
        "appeals": of.appeals,
        "appeals_granted": of.appeals_granted,
    })
}

/// `2026-11`.
fn name(month: &Month) -> String {
    kurier_policy::tally::month_name(month.from)
}

async fn page(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    let months = app.engine.transparency().await?;
    let mut content = String::from(
        "<h1>Reports and measures</h1><p class=\"lead\">What people reported here, how fast somebody looked at it, and \
         what was done. The same numbers for programs: <a href=\"/transparency.json\">transparency.json</a>.</p>\
         <div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Numbers by month\"><table><thead><tr>\
         <th scope=\"col\">month (UTC)</th><th scope=\"col\">reports</th><th scope=\"col\">handled</th>\
         <th scope=\"col\">median handling time</th><th scope=\"col\">suspensions</th><th scope=\"col\">closures</th>\
         <th scope=\"col\">appeals</th><th scope=\"col\">granted</th></tr></thead><tbody>",
    );
    for month in &months {
        let of = &month.numbers;
        let median = of.median_handling_s.map_or_else(|| "–".to_owned(), span);
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{median}</td><td>{}</td><td>{}</td><td>{}</td>\
             <td>{}</td></tr>",
            name(month),
            of.reports,
            of.handled,
            of.suspensions,
            of.closures,
            of.appeals,
            of.appeals_granted,
        );
    }
    content.push_str("</tbody></table></div><h2>Rules looser than they come</h2>");
    push_rules(&mut content, &app.engine.loose_rules().await?);
    let page = Page { title: "Reports and measures", at: "/transparency", content: &content };
    Ok(shown(StatusCode::OK, page.html()))
}

fn push_rules(content: &mut String, rules: &[LooseRule]) {
    if rules.is_empty() {
        content.push_str(
            "<p>None: every rule against spam is at least as strict as Kurier comes.</p>",
        );
        return;
    }
    content.push_str("<ul>");
    for rule in rules {
        let told = match &rule.here {
            Value::Null => "lifted".to_owned(),
            here => {
                let [here, default] =
                    [here, &rule.default].map(|numbers| escaped(&numbers.to_string()));
                format!("<code>{here}</code> instead of <code>{default}</code>")
            }
        };
        // Writing to a String cannot fail.
        let _infallible = write!(content, "<li><code>{}</code>: {told}</li>", escaped(rule.rule));
    }
    content.push_str("</ul>");
}

/// A stretch of time in the largest unit of which there are two.
fn span(seconds: i64) -> String {
    let (unit, size) = [("days", 86_400), ("hours", 3_600), ("minutes", 60)]
        .into_iter()
        .find(|(_, size)| seconds >= 2 * size)
        .unwrap_or(("seconds", 1));
    format!("{} {unit}", seconds / size)
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_stretch_is_told_in_the_largest_unit_that_fits() {
        for (seconds, told) in [
            (0, "0 seconds"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (7_200, "2 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(span(seconds), told);
        }
    }
}
