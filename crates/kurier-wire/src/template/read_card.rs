//! A row of cards, and an offer that ends.

use super::read_button::Row;
use super::read_part::{header_handle, needed_samples};
use crate::error::WireError;
use crate::json::{Object, invalid, missing};
use kurier_policy::template::definition::{Card, Offer, RichHeader};

pub(super) fn cards(object: &Object<'_>) -> Result<Vec<Card>, WireError> {
    object.need("cards")?.items()?.iter().map(|node| card(&node.object()?)).collect()
}

fn card(object: &Object<'_>) -> Result<Card, WireError> {
    let (mut header, mut body, mut row) = (None, None, None);
    for node in object.need("components")?.items()? {
        let component = node.object()?;
        let kind = component.need_word("type")?;
        let is_new = match kind.as_ref() {
            "header" => header.replace(rich_header(&component)?).is_none(),
            "body" => {
                let text = component.need_text("text")?;
                let samples = needed_samples(&component, &text, "body_text")?;
                body.replace((text, samples)).is_none()
            }
            "buttons" => row.replace(Row::read(&component, false)?).is_none(),
            _ => {
                let why = "of a card must be HEADER, BODY or BUTTONS";
                return Err(invalid(&component.path_of("type"), why));
            }
        };
        if !is_new {
            let why = "names a component that was given before";
            return Err(invalid(&component.path_of("type"), why));
        }
    }
    let header = header.ok_or_else(|| missing(&object.path_of("components[].type = HEADER")))?;
    let row = row.unwrap_or_default();
    let (body, mut samples) =
        body.map_or((None, Vec::new()), |(text, samples)| (Some(text), samples));
    samples.extend(row.samples);
    Ok(Card { header, body, buttons: row.buttons, actions: row.actions, samples })
}

/// A header that is no text.
pub(super) fn rich_header(object: &Object<'_>) -> Result<RichHeader, WireError> {
    Ok(match object.need_word("format")?.as_ref() {
        "image" => RichHeader::Image { handle: header_handle(object)? },
        "video" => RichHeader::Video { handle: header_handle(object)? },
        "gif" => RichHeader::Gif { handle: header_handle(object)? },
        "document" => RichHeader::Document { handle: header_handle(object)? },
        "location" => RichHeader::Location,
        "product" => RichHeader::Product,
        _ => {
            let why = "must be TEXT, IMAGE, VIDEO, GIF, DOCUMENT, LOCATION or PRODUCT";
            return Err(invalid(&object.path_of("format"), why));
        }
    })
}

pub(super) fn offer(object: &Object<'_>) -> Result<Offer, WireError> {
    let offer = object.need_object("limited_time_offer")?;
    Ok(Offer { text: offer.need_text("text")?, has_expiration: offer.truth("has_expiration")? })
}
