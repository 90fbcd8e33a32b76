//! `GET /kurier/v1/campaigns/{campaign}/people`: what was foretold of each person, and what came.

use super::{bad_value, campaign_fault};
use crate::cloud_api::call::Call;
use crate::cloud_api::reply::{Reply, of_store};
use kurier_policy::id::CampaignId;
use kurier_policy::refusal::Refusal;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{CampaignPerson, Decided, WhichPeople};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use serde_json::{Value, json};

pub(super) async fn list(call: &Call, id: CampaignId) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let which = which(call)?;
    let after = match &request.after {
        None => 0,
        Some(key) => key.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?,
    };
    let (store, business) = (call.engine().store(), call.business().id);
    let known = store.campaign(business, id).await;
    known.map_err(|fault| match fault {
        StoreError::NotFound(_) => campaign_fault::unknown(call, id),
        other => of_store(other),
    })?;
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let found = store.campaign_people(business, id, which, after, limit).await;
    let mut found = found.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let elements: Vec<(String, Value)> =
        found.iter().map(|one| (one.place.to_string(), view(call, one))).collect();
    Ok(page(elements, more, &call.url()?).into())
}

fn which(call: &Call) -> Result<WhichPeople, WireError> {
    Ok(match call.text("which").as_deref() {
        None | Some("all") => WhichPeople::All,
        Some("waiting") => WhichPeople::Waiting,
        Some("went") => WhichPeople::Went,
        Some("refused") => WhichPeople::Refused,
        Some("drifted") => WhichPeople::Drifted,
        Some(_) => return Err(bad_value("which is all, waiting, went, refused or drifted.")),
    })
}

fn view(call: &Call, one: &CampaignPerson) -> Value {
    let (status, refusal) = match one.decided {
        Decided::Waits => ("waits", None),
        Decided::Went => ("went", None),
        Decided::Held => ("held", None),
        Decided::Refused(refusal) => ("refused", Some(refusal)),
    };
    let error = refusal.map(|refusal| GraphError::of_refusal(refusal, None).envelope("campaign"));
    json!({
        "place": one.place,
        "wa_id": one.wa_id.to_string(),
        "foretold": one.foretold.map_or("goes", Refusal::name),
        "status": status,
        "reason": refusal.map(Refusal::name),
        "error": error.map(|envelope| envelope["error"].clone()),
        "drifted": one.drifted(),
        "explanation": one.drifted().then(|| explained(one.foretold, refusal)),
        "timestamp": one.decided_at.map(Timestamp::seconds),
        "message_id": one.message.map(|message| call.engine().keys().wamid.encode(message)),
    })
}

/// Why something else came than was foretold, in a plain sentence.
fn explained(foretold: Option<Refusal>, came: Option<Refusal>) -> String {
    let told = |refusal: Option<Refusal>| refusal.map_or("it goes", Refusal::name);
    let then = match came {
        None => "it could go".to_owned(),
        Some(refusal) => GraphError::of_refusal(refusal, None).envelope("campaign")["error"]
            ["error_data"]["details"]
            .as_str()
            .unwrap_or(refusal.name())
            .to_owned(),
    };
    format!("The rehearsal said: {}. When its turn came: {then}", told(foretold))
}
