//! `/pilot` and `/pilot.json`: who is in the pilot, and why; and where businesses apply.

use crate::console_api::pilot;
use crate::docs::page::{Page, escaped};
use crate::docs::shown;
use crate::people_api::fault::Fault;
use crate::people_api::wrong_method;
use crate::state::App;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use kurier_engine::pilot::{PublicBusiness, PublicCohort, PublicPilot};
use kurier_policy::time::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

/// Largest application, in bytes: far above its longest texts.
const APPLICATION_MAX: usize = 32 * 1024;

pub(crate) fn routes() -> Router<Arc<App>> {
    let bound = DefaultBodyLimit::max(APPLICATION_MAX);
    Router::new()
        .route("/pilot.json", get(document))
        .route("/pilot", get(page))
        .route("/pilot/v1/applications", post(pilot::applications::apply).layer(bound))
        .method_not_allowed_fallback(wrong_method)
}

async fn document(State(app): State<Arc<App>>) -> Result<Json<Value>, Fault> {
    let PublicPilot { is_on, cohorts } = app.engine.public_pilot().await?;
    let cohorts: Vec<Value> = cohorts.iter().map(cohort).collect();
    Ok(Json(json!({ "on": is_on, "cohorts": cohorts })))
}

fn cohort(of: &PublicCohort) -> Value {
    let business = |one: &PublicBusiness| {
        let features: Vec<&str> = one.features.iter().map(|feature| feature.key()).collect();
        json!({ "name": one.name, "stage": one.stage.name(), "since": one.since, "why": one.why, "features": features })
    };
    let it = &of.cohort;
    json!({
        "name": it.name,
        "state": it.state.name(),
        "goal": it.goal,
        "capacity": it.capacity,
        "closes": it.closes,
        "frozen_because": it.frozen_because,
        "businesses": of.businesses.iter().map(business).collect::<Vec<_>>(),
    })
}

/// `2026-11-26`.
fn day(at: Timestamp) -> String {
    kurier_policy::tally::day_name(at)
}

async fn page(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    let pilot = app.engine.public_pilot().await?;
    let mut content = String::from(
        "<h1>Who is in the pilot, and why</h1><p class=\"lead\">Businesses are admitted here a few at a time, each with \
         the features it needs, until a date and for a reason. The same for programs: \
         <a href=\"/pilot.json\">pilot.json</a>.</p>",
    );
    if !pilot.is_on {
        content.push_str("<p>There is no pilot here: every business may use everything.</p>");
    }
    for one in &pilot.cohorts {
        push_cohort(&mut content, one);
    }
    let page = Page { title: "Who is in the pilot, and why", at: "/pilot", content: &content };
    Ok(shown(StatusCode::OK, page.html()))
}

fn push_cohort(content: &mut String, of: &PublicCohort) {
    let it = &of.cohort;
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<h2>{}</h2><p>{} It is {}, has {} seats and ends on {}.</p>",
        escaped(&it.name),
        escaped(&it.goal),
        it.state.name(),
        it.capacity,
        day(it.closes),
    );
    if let Some(why) = &it.frozen_because {
        let _infallible = write!(
            content,
            "<p>It is frozen, nothing goes out that people did not order: {}.</p>",
            escaped(why.trim_end_matches('.'))
        );
    }
    if of.businesses.is_empty() {
        content.push_str("<p>Nobody is in it yet.</p>");
        return;
    }
    content.push_str(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Businesses of this cohort\"><table><thead><tr>\
         <th scope=\"col\">business</th><th scope=\"col\">stage</th><th scope=\"col\">since</th>\
         <th scope=\"col\">why</th><th scope=\"col\">may use</th></tr></thead><tbody>",
    );
    for business in &of.businesses {
        let features: Vec<String> =
            business.features.iter().map(|one| format!("<code>{}</code>", one.key())).collect();
        let _infallible = write!(
            content,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&business.name),
            business.stage.name(),
            day(business.since),
            escaped(&business.why),
            features.join(", "),
        );
    }
    content.push_str("</tbody></table></div>");
}
