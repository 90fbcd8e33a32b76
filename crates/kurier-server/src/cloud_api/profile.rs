//! `GET /{sender}/whatsapp_business_profile`: what a sender shows people.

use super::call::Call;
use super::media_fault;
use super::reply::{Reply, of_store};
use kurier_store::record::Sender;
use kurier_wire::error::WireError;
use kurier_wire::profile::{DEFAULT, NODE_TYPE, view};
use serde_json::json;

pub(super) async fn show(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    let store = call.engine().store();
    let profile = store.profile(sender.business, sender.id).await.map_err(of_store)?;
    let address = call.app.media.picture(sender.business, &profile).await;
    let address = address.map_err(|fault| media_fault::told(fault, "profile_picture_url"))?;
    let url = address.map(|address| format!("{}/media/{address}", call.base()));
    let mut shown = call.project(&view(&profile, url.as_deref()), DEFAULT, NODE_TYPE)?;
    // Clients expect it whatever they asked for.
    shown["messaging_product"] = json!("whatsapp");
    Ok(json!({ "data": [shown] }).into())
}
