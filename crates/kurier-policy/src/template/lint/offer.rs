//! Offers that end.

use super::{Findings, LintCode, holds_braces};
use crate::limits::OFFER_CHARS;
use crate::pricing::Category;
use crate::template::Parts;
use crate::template::definition::RichHeader;

pub(super) fn lint(category: Category, parts: &Parts, findings: &mut Findings) {
    let Some(offer) = &parts.offer else { return };
    findings.length("text of limited_time_offer", &offer.text, OFFER_CHARS);
    let mut fault = |detail: &str| findings.add(LintCode::OfferFormat, detail);
    if offer.text.trim().is_empty() || holds_braces(&offer.text) {
        fault("text of limited_time_offer must not be empty and holds no variable");
    }
    if category != Category::Marketing {
        fault("limited_time_offer needs category MARKETING");
    }
    if parts.footer.is_some() {
        fault("footer: a template with a limited_time_offer has none");
    }
    let is_media =
        |header: &RichHeader| matches!(header, RichHeader::Image { .. } | RichHeader::Video { .. });
    if parts.header.is_some() || !parts.rich_header.as_ref().is_none_or(is_media) {
        fault("header: beside a limited_time_offer it is IMAGE or VIDEO");
    }
}
