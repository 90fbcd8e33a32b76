//! `GET /desk/templates`: templates of all businesses that wait for review, the longest waiting first.

use crate::auth::operator::Operator;
use crate::console_api::view;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::template::{Template, TemplateStatus};
use serde_json::{Value, json};
use std::sync::Arc;

/// Businesses and templates that are looked at in one step.
const STEP: u32 = 200;
/// Most templates that are answered.
const MOST: usize = 100;

pub(crate) async fn waiting(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Result<Json<Value>, Fault> {
    let store = app.engine.store();
    let (mut found, mut after): (Vec<(String, Template)>, _) = (Vec::new(), None);
    loop {
        let page = store.businesses(after, STEP).await?;
        for business in &page {
            let mut last = None;
            loop {
                let templates = store.templates(business.id, last, STEP).await?;
                last = templates.last().map(|one| one.id);
                let is_over = templates.len() < STEP as usize;
                let of = templates.into_iter().filter(|one| one.status == TemplateStatus::Pending);
                found.extend(of.map(|one| (business.name.clone(), one)));
                if is_over {
                    break;
                }
            }
        }
        after = page.last().map(|last| last.id);
        if page.len() < STEP as usize {
            break;
        }
    }
    found.sort_by_key(|(_, one)| (one.updated_at, one.id));
    let more = found.len() > MOST;
    found.truncate(MOST);
    let rows: Vec<Value> = found
        .iter()
        .map(|(business, one)| json!({ "business": business, "template": view::template(one) }))
        .collect();
    Ok(Json(json!({ "data": rows, "more": more })))
}
