//! `GET /kurier/v1/campaigns` and `POST /kurier/v1/campaigns`: the campaigns of a business, and a new one.

use super::{campaign_fault, campaign_show};
use crate::cloud_api::call::Call;
use crate::cloud_api::messages_files;
use crate::cloud_api::reply::{Reply, of_store};
use kurier_policy::campaign::{Campaign, CampaignState};
use kurier_policy::id::CampaignId;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_wire::campaign::{NewCampaign, parse_new};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use serde_json::Value;

pub(super) async fn list(call: &Call) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after = match &request.after {
        None => None,
        Some(key) => Some(key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?),
    };
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let found = call.engine().store().campaigns(call.business().id, after, limit).await;
    let mut found = found.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let elements: Vec<(String, Value)> =
        found.iter().map(|one| (one.id.to_string(), campaign_show::view(one))).collect();
    Ok(page(elements, more, &call.url()?).into())
}

pub(super) async fn create(call: &Call) -> Result<Reply, WireError> {
    let asked = parse_new(&call.params)?;
    let sender = call.engine().store().sender(asked.sender).await;
    match sender {
        Ok(sender) if sender.business == call.business().id && sender.deleted_at.is_none() => {}
        Ok(_) | Err(StoreError::NotFound(_)) => {
            return Err(error::unknown_object(&asked.sender.to_string(), "POST"));
        }
        Err(other) => return Err(of_store(other)),
    }
    let new = draft(call, asked).await?;
    let made = call.engine().create_campaign(new).await;
    let made = made.map_err(|fault| campaign_fault::told(call, fault, CampaignId(0)))?;
    Ok(campaign_show::view(&made).into())
}

/// As it is asked for; the engine gives it its id and its times.
async fn draft(call: &Call, asked: NewCampaign) -> Result<Campaign, WireError> {
    let files = messages_files::files(call, &asked.files, asked.begins_at).await?;
    Ok(Campaign {
        id: CampaignId(0),
        business: call.business().id,
        sender: asked.sender,
        name: asked.name,
        call: asked.call,
        files,
        opaque: asked.opaque,
        audience: asked.audience,
        begins_at: asked.begins_at,
        local: asked.local,
        per_second: asked.per_second,
        state: CampaignState::Draft,
        reason: None,
        rehearsal: None,
        run: None,
        next_at: None,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
        revision: 0,
    })
}
