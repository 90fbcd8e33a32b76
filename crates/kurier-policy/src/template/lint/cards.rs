//! A row of cards: two to ten, all of one shape.

use super::{Findings, LintCode, body, buttons, rich_header};
use crate::limits::{CARD_BODY_CHARS, CARD_BUTTONS, TEMPLATE_CARDS};
use crate::pricing::Category;
use crate::template::definition::{Card, Placed, RichHeader, in_order};
use crate::template::{ParameterFormat, Parts};

pub(super) fn lint(
    category: Category,
    format: ParameterFormat,
    parts: &Parts,
    findings: &mut Findings,
) {
    let cards = &parts.cards;
    let Some(first) = cards.first() else { return };
    lint_template(category, parts, findings);
    for (place, card) in cards.iter().enumerate() {
        let mut found = Findings::default();
        lint_card(format, card, &mut found);
        if shape(card) != shape(first) {
            let detail = "must have the same header, body and buttons as the first card";
            found.add(LintCode::CardFormat, detail);
        }
        findings.within(&format!("cards[{place}]"), found);
    }
}

/// What a template with cards has beside them: a body and nothing else.
fn lint_template(category: Category, parts: &Parts, findings: &mut Findings) {
    let (least, most) = TEMPLATE_CARDS;
    let count = parts.cards.len();
    if !(least..=most).contains(&count) {
        let detail = format!("carousel: {count} cards; {least} to {most} are allowed");
        findings.add(LintCode::CardFormat, detail);
    }
    let has_header = parts.header.is_some() || parts.rich_header.is_some();
    let has_buttons = !parts.buttons.is_empty() || !parts.actions.is_empty();
    if has_header || parts.footer.is_some() || has_buttons || parts.offer.is_some() {
        let detail = "carousel: beside its cards a template has a body alone";
        findings.add(LintCode::CardFormat, detail);
    }
    if !matches!(category, Category::Marketing | Category::Utility) {
        findings.add(LintCode::Category, "carousel needs category MARKETING or UTILITY");
    }
}

fn lint_card(format: ParameterFormat, card: &Card, findings: &mut Findings) {
    use RichHeader as H;
    if !matches!(card.header, H::Image { .. } | H::Video { .. } | H::Product) {
        findings.add(LintCode::HeaderFormat, "header must be IMAGE, VIDEO or PRODUCT");
    }
    rich_header::handle("header", &card.header, findings);
    if let Some(text) = &card.body {
        body::lint_text("body", text, CARD_BODY_CHARS, format, findings);
    }
    let count = card.buttons.len().saturating_add(card.actions.len());
    let (least, most) = CARD_BUTTONS;
    if !(least..=most).contains(&count) {
        let detail = format!("{count} buttons; {least} to {most} are allowed");
        findings.add(LintCode::ButtonFormat, detail);
    }
    buttons::lint(&card.buttons, &card.actions, findings);
}

/// What must be the same on all cards.
fn shape(card: &Card) -> (&'static str, bool, Vec<&'static str>) {
    let buttons = in_order(&card.buttons, &card.actions);
    let kinds = buttons.iter().map(Placed::kind).collect();
    (card.header.format(), card.body.is_some(), kinds)
}
