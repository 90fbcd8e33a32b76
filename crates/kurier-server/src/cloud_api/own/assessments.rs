//! `GET /assessments`: which marketing templates go to a few people first, how far each is, and what waits for them.

use super::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_engine::pacing::AssessmentLine;
use kurier_policy::time::Timestamp;
use kurier_wire::error::WireError;
use serde_json::{Value, json};

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let lines = call.engine().assessments(call.business()).await.map_err(internal)?;
    let now = call.engine().clock().now();
    let data: Vec<Value> = lines.iter().map(|line| view(line, now)).collect();
    Ok(json!({ "data": data }).into())
}

/// Times are whole seconds, as everywhere in the Cloud API.
fn view(line: &AssessmentLine, now: Timestamp) -> Value {
    let template = &line.template;
    let seconds = |at: Option<Timestamp>| at.map(Timestamp::seconds);
    let released = template.life.pacing.released_until.filter(|until| now < *until);
    json!({
        "template": template.id.to_string(),
        "name": template.name,
        "language": template.language,
        "stage": line.stage,
        "people": line.people,
        "stage_ends_at": line.end,
        "waiting": line.waiting,
        "judged_at": seconds(line.judged_at),
        "released_until": seconds(released),
    })
}
