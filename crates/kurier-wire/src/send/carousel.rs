//! `interactive` of type `carousel`: a text over a row of cards.

use super::{FileCall, media, shown};
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::content::{CardLink, Carousel, CarouselCard, ReplyButton};
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::Draft;

/// A card with its file and the place that it asks for.
struct Placed {
    index: usize,
    card: CarouselCard,
    file: FileCall,
}

pub(super) fn parse(object: &Object<'_>, files: &mut Vec<FileCall>) -> Result<Draft, WireError> {
    for name in ["header", "footer"] {
        if object.get(name).is_some() {
            return Err(invalid(&object.path_of(name), "is not shown over cards; leave it out"));
        }
    }
    let body = object.need_object("body")?.need_text("text")?;
    let cards = objects(&object.need_object("action")?, "cards")?;
    let mut placed: Vec<Placed> = Vec::with_capacity(cards.len());
    for (place, object) in cards.iter().enumerate() {
        let index = index(object)?.unwrap_or(place);
        if placed.iter().any(|other| other.index == index) {
            return Err(invalid(&object.path_of("card_index"), "is that of an earlier card"));
        }
        placed.push(Placed { index, card: card(object)?, file: file(object)? });
    }
    placed.sort_by_key(|one| one.index);
    let mut cards = Vec::with_capacity(placed.len());
    for Placed { card, file, .. } in placed {
        cards.push(card);
        files.push(file);
    }
    Ok(Draft::Carousel(Carousel { body, cards }))
}

fn objects<'a>(of: &Object<'a>, name: &'a str) -> Result<Vec<Object<'a>>, WireError> {
    of.need(name)?.items()?.iter().map(Node::object).collect()
}

fn index(card: &Object<'_>) -> Result<Option<usize>, WireError> {
    let place = card.get("card_index").map(|node| node.small()).transpose()?;
    Ok(place.map(usize::from))
}

fn file(card: &Object<'_>) -> Result<FileCall, WireError> {
    let header = card.need_object("header")?;
    let kind = match &*header.need_word("type")? {
        "image" => MediaKind::Image,
        "video" => MediaKind::Video,
        other => {
            return Err(unsupported(&format!("A card with a header of type `{}`", shown(other))));
        }
    };
    media::file(&header.need_object(kind.name())?, kind)
}

fn card(card: &Object<'_>) -> Result<CarouselCard, WireError> {
    let body = match card.object("body")? {
        Some(body) => body.text("text")?.filter(|text| !text.is_empty()),
        None => None,
    };
    let action = card.need_object("action")?;
    let link = match action.object("parameters")? {
        Some(parameters) => Some(CardLink {
            text: parameters.need_text("display_text")?,
            url: parameters.need_text("url")?,
        }),
        None => None,
    };
    let buttons = if link.is_some() {
        if action.get("buttons").is_some() {
            return Err(invalid(&action.path_of("buttons"), "must not stand beside a link"));
        }
        Vec::new()
    } else {
        objects(&action, "buttons")?.iter().map(button).collect::<Result<_, _>>()?
    };
    Ok(CarouselCard { file: None, body, buttons, link })
}

fn button(button: &Object<'_>) -> Result<ReplyButton, WireError> {
    if button.word("type")?.is_some_and(|kind| kind != "quick_reply") {
        return Err(invalid(&button.path_of("type"), "must be \"quick_reply\""));
    }
    let reply = button.need_object("quick_reply")?;
    Ok(ReplyButton { id: reply.need_text("id")?, title: reply.need_text("title")? })
}
