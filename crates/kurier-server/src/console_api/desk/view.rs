//! Records of the desk as JSON. Who reported is told to nobody.

use crate::people_api::fault::Fault;
use crate::state::App;
use kurier_policy::id::BusinessId;
use kurier_store::record::{Appeal, Measure, Report};
use serde_json::{Value, json};

/// A business with its name.
pub(super) async fn business(app: &App, id: BusinessId) -> Result<Value, Fault> {
    let of = app.engine.store().business(id).await?;
    Ok(json!({ "id": id.to_string(), "name": of.name, "suspended": of.suspended }))
}

pub(super) async fn report(app: &App, report: &Report) -> Result<Value, Fault> {
    let handling_s = report.handled.as_ref().map(|done| (done.at.0 - report.at.0) / 1_000_000);
    let shown: Vec<Value> = report
        .shown
        .iter()
        .map(|one| {
            json!({ "at": one.at, "own": one.own, "category": one.category, "text": one.text })
        })
        .collect();
    Ok(json!({
        "id": report.id.to_string(),
        "business": business(app, report.business).await?,
        "at": report.at,
        "reason": report.reason.name(),
        "blocked": report.blocked,
        "template": report.template.map(|template| template.to_string()),
        "shown": shown,
        "state": if report.handled.is_some() { "handled" } else { "open" },
        "handled": report.handled.as_ref().map(|done| json!({
            "at": done.at,
            "by": done.by,
            "outcome": done.outcome.name(),
            "note": done.note,
            "handling_s": handling_s,
        })),
        "after": format!("{}-{}", report.at.0, report.id),
    }))
}

pub(super) async fn measure(app: &App, measure: &Measure) -> Result<Value, Fault> {
    Ok(json!({
        "id": measure.id.to_string(),
        "business": business(app, measure.business).await?,
        "kind": measure.kind.name(),
        "reason": measure.reason,
        "at": measure.at,
        "proposed_by": measure.proposed_by,
        "state": measure.state.name(),
        "settled": measure.settled,
        "lifted": measure.lifted,
    }))
}

pub(super) async fn appeal(app: &App, appeal: &Appeal) -> Result<Value, Fault> {
    let of = app.engine.store().measure(appeal.measure).await?;
    Ok(json!({
        "id": appeal.id.to_string(),
        "business": business(app, appeal.business).await?,
        "measure": measure(app, &of).await?,
        "at": appeal.at,
        "text": appeal.text,
        "answer": appeal.answer,
    }))
}
