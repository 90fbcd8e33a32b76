//! The upper part of the first page: who writes to whom, and what for. The address lies where windows of envelopes
//! show it (DIN 5008, form B).

use super::font::Font;
use super::sheet::{LEFT, RIGHT, Sheet};
use crate::invoice::{Invoice, Kind};
use crate::party::{Address, Party};

/// First line of the address field, from the bottom: 50 mm from the top of the page.
const FIELD: f32 = 690.0;
/// Where the table of numbers and dates begins.
const FACTS: f32 = 340.0;

pub(super) fn draw(sheet: &mut Sheet, invoice: &Invoice) {
    let draft = invoice.draft();
    let language = draft.language;
    let page = sheet.page();
    page.text_in(Font::Bold, 13.0, (LEFT, 775.0), RIGHT - LEFT, &draft.seller.name);
    page.rule(LEFT, RIGHT, 764.0, 0.8);
    sender(sheet, &draft.seller);
    let mut y = FIELD;
    for line in postal(&draft.buyer) {
        for part in sheet.broken(&line, 10.0, FACTS - LEFT - 18.0) {
            sheet.y = y;
            sheet.line(&part, 10.0, LEFT);
            y -= 13.5;
        }
    }
    let lowest = facts(sheet, invoice);
    sheet.y = y.min(lowest).min(590.0) - 22.0;
    let y = sheet.y;
    let title = format!("{} {}", language.title(&draft.kind), draft.number);
    sheet.page().text(Font::Bold, 16.0, (LEFT, y), &title);
    sheet.space(8.0);
}

/// The line above the address, for letters that come back.
fn sender(sheet: &mut Sheet, seller: &Party) {
    let Address { street, postcode, city, .. } = &seller.address;
    let text = format!("{} · {street} · {postcode} {city}", seller.name);
    let lines = sheet.broken(&text, 7.0, FACTS - LEFT - 18.0);
    sheet.y = FIELD + 20.0;
    sheet.page().grey(0.35);
    if let Some(line) = lines.first() {
        sheet.line(line, 7.0, LEFT);
    }
    sheet.page().grey(0.0);
}

fn postal(party: &Party) -> Vec<String> {
    let Address { street, extra, postcode, city, country } = &party.address;
    let town = format!("{postcode} {city}");
    let mut lines = vec![party.name.clone(), street.clone(), extra.clone(), town];
    lines.push(country.code().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Numbers and dates, right; says where they end.
fn facts(sheet: &mut Sheet, invoice: &Invoice) -> f32 {
    let draft = invoice.draft();
    let language = draft.language;
    let mut facts = vec![
        (language.pick("Nummer", "Number"), draft.number.to_string()),
        (language.pick("Datum", "Date"), language.day(draft.issued)),
    ];
    if let Some(period) = draft.period {
        let (from, to) = (language.day(period.from), language.day(period.to));
        let text = if from == to { from } else { format!("{from} – {to}") };
        let label = if draft.kind == Kind::Advance {
            language.pick("Zahlungseingang", "Payment received")
        } else {
            language.pick("Leistungszeitraum", "Period")
        };
        facts.push((label, text));
    }
    if let Some(due) = draft.due {
        facts.push((language.pick("Zahlbar bis", "Payable by"), language.day(due)));
    }
    if let Kind::Credit(reference) = &draft.kind {
        let text = format!("{}, {}", reference.number, language.day(reference.issued));
        facts.push((language.pick("Zu Rechnung", "Of invoice"), text));
    }
    facts.push((language.pick("Ihre Referenz", "Your reference"), draft.buyer_reference.clone()));
    if let Some(id) = &draft.buyer.vat_id {
        facts.push((language.pick("Ihre USt-IdNr.", "Your VAT id"), id.to_string()));
    }
    let mut y = FIELD;
    for (label, text) in facts {
        sheet.page().grey(0.35);
        sheet.page().text(Font::Regular, 9.0, (FACTS, y), label);
        sheet.page().grey(0.0);
        for part in sheet.broken(&text, 9.0, RIGHT - FACTS - 86.0) {
            sheet.y = y;
            sheet.line(&part, 9.0, FACTS + 86.0);
            y -= 13.5;
        }
    }
    y
}
