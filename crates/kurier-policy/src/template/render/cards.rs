//! A row of cards, and an offer that ends.

use super::{buttons, count, fill, header, within, wrong_form};
use crate::content::{Attachment, RenderedCard, RenderedOffer};
use crate::limits::{CARD_BODY_CHARS, Violation};
use crate::template::definition::{Card, Offer, in_order};
use crate::template::{CardCall, ParameterFormat, Template, TemplateCall};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::slice::Iter;

/// The cards in the template's order; the call may name them in any.
pub(super) fn render(
    template: &Template,
    call: &TemplateCall,
    files: &mut Iter<'_, Attachment>,
) -> Result<Vec<RenderedCard>, Violation> {
    let declared = &template.parts.cards;
    let (given, needed) = (call.cards.len(), declared.len());
    if given != needed {
        let detail =
            format!("carousel: number of cards ({given}) does not match the template ({needed})");
        return Err(count(detail));
    }
    let mut shown = BTreeMap::new();
    for given in &call.cards {
        let index = given.index;
        let declared = declared
            .get(usize::from(index))
            .ok_or_else(|| count(format!("card {index}: the template has {needed} cards")))?;
        let card = card(declared, given, template.parameter_format, files)?;
        if shown.insert(index, card).is_some() {
            return Err(wrong_form(format!("card {index} is given twice")));
        }
    }
    Ok(shown.into_values().collect())
}

fn card(
    declared: &Card,
    given: &CardCall,
    format: ParameterFormat,
    files: &mut Iter<'_, Attachment>,
) -> Result<RenderedCard, Violation> {
    let part = format!("card {}", given.index);
    let file = header::file(&part, &declared.header, given.file, files)?;
    let text = declared.body.as_deref().unwrap_or_default();
    let body = fill(&part, text, &given.body, format)?;
    within(&part, &body, CARD_BODY_CHARS)?;
    let placed = in_order(&declared.buttons, &declared.actions);
    Ok(RenderedCard {
        file: Some(file),
        body: declared.body.is_some().then_some(body),
        buttons: buttons(&placed, &given.buttons, None)?,
    })
}

/// A past end is shown as such and not refused: it is the business's word.
pub(super) fn offer(
    declared: Option<&Offer>,
    until: Option<Timestamp>,
) -> Result<Option<RenderedOffer>, Violation> {
    let Some(declared) = declared else {
        return match until {
            None => Ok(None),
            Some(_) => Err(count("limited_time_offer: the template has no offer".to_owned())),
        };
    };
    if declared.has_expiration != until.is_some() {
        let needed = if declared.has_expiration { "one" } else { "no" };
        let detail = format!("limited_time_offer: the template's offer takes {needed} end");
        return Err(count(detail));
    }
    Ok(Some(RenderedOffer { text: declared.text.clone(), until }))
}
