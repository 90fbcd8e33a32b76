//! `GET /kurier/v1/reports`: how many people reported a business, and why. Numbers only, and none that could be
//! somebody.

use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_policy::desk::{COUNT_FLOOR, told};
use kurier_policy::time::DAY_S;
use kurier_wire::error::WireError;
use serde_json::{Map, Value, json};

/// The stretches that are told.
const DAYS: [i64; 2] = [7, 28];

pub(super) async fn show(call: &Call) -> Result<Reply, WireError> {
    let now = call.engine().clock().now();
    let mut data = Vec::with_capacity(DAYS.len());
    for days in DAYS {
        let since = now.plus_s(-days * DAY_S);
        let counts = call.engine().report_counts(call.business().id, since).await;
        let counts = counts.map_err(internal)?;
        let total: u64 = counts.iter().map(|(_, count)| count).sum();
        let reasons: Map<String, Value> = counts
            .iter()
            .filter_map(|(reason, count)| Some((reason.name().to_owned(), json!(told(*count)?))))
            .collect();
        data.push(json!({ "days": days, "reports": told(total), "reasons": reasons }));
    }
    Ok(json!({ "data": data, "none_below": COUNT_FLOOR }).into())
}
