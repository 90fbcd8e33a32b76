//! `POST /kurier/v1/campaigns/{campaign}/{rehearse|start|pause|resume|cancel}`.

use super::{campaign_fault, campaign_show};
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, internal};
use kurier_policy::id::CampaignId;
use kurier_wire::error::{self, WireError};

pub(super) async fn go(call: &Call, id: CampaignId, verb: &str) -> Result<Reply, WireError> {
    let (engine, business) = (call.engine(), call.business().id);
    if matches!(verb, "start" | "resume") {
        engine.watch_campaign(business, id, call.origin()).await.map_err(internal)?;
    }
    let done = match verb {
        "rehearse" => engine.rehearse_campaign(business, id).await,
        "start" => engine.start_campaign(business, id).await,
        "pause" => engine.pause_campaign(business, id).await,
        "resume" => engine.resume_campaign(business, id).await,
        "cancel" => engine.cancel_campaign(business, id).await,
        _ => return Err(error::unknown_object(&format!("{id}/{verb}"), "POST")),
    };
    let moved = done.map_err(|fault| campaign_fault::told(call, fault, id))?;
    Ok(campaign_show::view(&moved).into())
}
