//! `GET /kurier/v1/campaigns/{campaign}`: a campaign with its rehearsal and how far it is.

use super::campaign_fault;
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::Reply;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kurier_engine::campaign::Progress;
use kurier_policy::campaign::{Audience, Campaign, PauseReason, SealedRehearsal, Wave};
use kurier_policy::id::CampaignId;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use kurier_wire::error::WireError;
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub(super) async fn show(call: &Call, id: CampaignId) -> Result<Reply, WireError> {
    let progress = call.engine().campaign_progress(call.business().id, id).await;
    let progress = progress.map_err(|fault| campaign_fault::told(call, fault, id))?;
    let mut shown = view(&progress.campaign);
    shown["progress"] = far(&progress);
    let key = call.engine().keys().receipt_public_key();
    if shown["rehearsal"].is_object() {
        shown["rehearsal"]["public_key"] = json!(STANDARD.encode(key));
    }
    Ok(shown.into())
}

/// A campaign without what its people tell.
pub(super) fn view(campaign: &Campaign) -> Value {
    json!({
        "id": campaign.id.to_string(),
        "name": campaign.name,
        "phone_number_id": campaign.sender.to_string(),
        "template": { "name": campaign.call.name, "language": campaign.call.language },
        "audience": audience(&campaign.audience),
        "begins_at": campaign.begins_at.map(Timestamp::seconds),
        "local_time": campaign.local.as_ref().map(|local| local.at),
        "zone": campaign.local.as_ref().and_then(|local| local.zone.as_ref()).map(Zone::name),
        "per_second": campaign.per_second,
        "biz_opaque_callback_data": campaign.opaque,
        "status": campaign.state.name(),
        "reason": campaign.reason.map(PauseReason::name),
        "description": campaign.reason.map(PauseReason::told),
        "stage": campaign.run.map(|run| run.stage.saturating_add(1)),
        "waits_for": campaign.run.filter(|run| run.is_full).map(|_| "people_per_day"),
        "begun_at": campaign.run.map(|run| run.begun_at.seconds()),
        "ended_at": campaign.run.and_then(|run| run.ended_at).map(Timestamp::seconds),
        "next_at": campaign.next_at.map(Timestamp::seconds),
        "created_at": campaign.created_at.seconds(),
        "rehearsal": campaign.rehearsal.as_ref().map(rehearsal),
    })
}

fn audience(of: &Audience) -> Value {
    json!({
        "labels": of.labels,
        "without_labels": of.without,
        "purpose": of.purpose,
        "topic": of.topic,
    })
}

fn rehearsal(made: &SealedRehearsal) -> Value {
    let is = &made.is;
    json!({
        "timestamp": is.at.seconds(),
        "begins_at": is.begins_at.seconds(),
        "ends_at": is.ends_at.seconds(),
        "people": is.people,
        "goes": is.goes,
        "held": is.held,
        "refused": split(&is.refused),
        "stages": is.stages.ends,
        "waves": is.waves.iter().map(wave).collect::<Vec<_>>(),
        "price": { "least_micros": is.least, "most_micros": is.most, "currency": is.currency },
        "roll": is.roll,
        "signature": made.signature,
    })
}

fn wave(of: &Wave) -> Value {
    json!({ "at": of.at.seconds(), "last_place": of.end })
}

fn split<N: Copy + Into<u64>>(refused: &BTreeMap<Refusal, N>) -> Value {
    let one = |(refusal, people): (&Refusal, &N)| json!({ "reason": refusal.name(), "people": (*people).into() });
    refused.iter().map(one).collect()
}

fn far(progress: &Progress) -> Value {
    let heard = progress.heard;
    json!({
        "waits": progress.waits,
        "went": heard.sent,
        "held": progress.held,
        "delivered": heard.delivered,
        "read": heard.read,
        "refused": split(&progress.refused),
        "drifted": progress.drifted,
    })
}
