//! Text, location, reaction.

use crate::error::WireError;
use crate::json::Object;
use kurier_policy::content::Location;
use kurier_policy::outbound::Draft;
use kurier_policy::wamid::WamidKey;

pub(super) fn text(object: &Object<'_>) -> Result<Draft, WireError> {
    Ok(Draft::Text { body: object.need_text("body")?, preview_url: object.truth("preview_url")? })
}

pub(super) fn location(object: &Object<'_>) -> Result<Draft, WireError> {
    Ok(Draft::Location(place(object)?))
}

pub(super) fn place(object: &Object<'_>) -> Result<Location, WireError> {
    Ok(Location {
        latitude: object.need("latitude")?.number()?,
        longitude: object.need("longitude")?.number()?,
        name: object.text("name")?,
        address: object.text("address")?,
    })
}

pub(super) fn reaction(object: &Object<'_>, key: &WamidKey) -> Result<Draft, WireError> {
    let emoji = object.text("emoji")?.unwrap_or_default();
    Ok(Draft::Reaction { target: super::message(object, key)?, emoji })
}
