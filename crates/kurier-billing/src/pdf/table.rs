//! The lines and what they add up to.

use super::font::Font;
use super::sheet::{LEFT, RIGHT, Sheet};
use crate::cents::Cents;
use crate::invoice::{Invoice, Payment};

/// Left edge of the names.
const NAME: f32 = LEFT + 30.0;
/// Right edges of quantities and prices.
const QUANTITY: f32 = 375.0;
const PRICE: f32 = 455.0;
/// Left edge of the sums.
const SUMS: f32 = 310.0;
const SIZE: f32 = 9.5;
const STEP: f32 = 14.0;

pub(super) fn draw(sheet: &mut Sheet, invoice: &Invoice) {
    let language = invoice.draft().language;
    header(sheet, invoice);
    for (place, (line, net)) in invoice.lines().enumerate() {
        let names = sheet.broken(&language.item(&line.item), SIZE, QUANTITY - NAME - 62.0);
        let height = names.iter().fold(0.0, |height, _| height + STEP);
        if sheet.need(height + 4.0) {
            header(sheet, invoice);
        }
        sheet.space(STEP);
        let y = sheet.y;
        let page = sheet.page();
        page.text_to(Font::Regular, SIZE, (NAME - 12.0, y), &place.saturating_add(1).to_string());
        let quantity = language.grouped(&line.quantity.to_string());
        page.text_to(Font::Regular, SIZE, (QUANTITY, y), &quantity);
        page.text_to(Font::Regular, SIZE, (PRICE, y), &language.price(line.unit_price));
        page.text_to(Font::Regular, SIZE, (RIGHT - 4.0, y), &language.amount(net));
        for (number, name) in names.iter().enumerate() {
            if number > 0 {
                sheet.space(STEP);
            }
            sheet.line(name, SIZE, NAME);
        }
    }
    sheet.space(6.0);
    let y = sheet.y;
    sheet.page().rule(LEFT, RIGHT, y, 0.5);
    sums(sheet, invoice);
    payment(sheet, invoice);
}

fn header(sheet: &mut Sheet, invoice: &Invoice) {
    let draft = invoice.draft();
    let language = draft.language;
    // The head never stands alone at the foot of a page.
    sheet.need(60.0);
    sheet.space(20.0);
    let y = sheet.y;
    let code = draft.currency.code();
    let price = format!("{} {code}", language.pick("Einzelpreis", "Unit price"));
    let amount = format!("{} {code}", language.pick("Betrag", "Amount"));
    let page = sheet.page();
    page.band(LEFT, RIGHT, y - 5.0, 17.0);
    page.text_to(Font::Bold, 8.5, (NAME - 12.0, y), language.pick("Pos.", "No."));
    page.text(Font::Bold, 8.5, (NAME, y), language.pick("Leistung", "Service"));
    page.text_to(Font::Bold, 8.5, (QUANTITY, y), language.pick("Menge", "Quantity"));
    page.text_to(Font::Bold, 8.5, (PRICE, y), &price);
    page.text_to(Font::Bold, 8.5, (RIGHT - 4.0, y), &amount);
    sheet.space(4.0);
}

/// The sums, kept together on one page.
fn sums(sheet: &mut Sheet, invoice: &Invoice) {
    let draft = invoice.draft();
    let (language, totals) = (draft.language, invoice.totals());
    sheet.need(120.0);
    if !draft.allowances.is_empty() {
        sum(
            sheet,
            Font::Regular,
            language.pick("Summe der Positionen", "Sum of lines"),
            &language.amount(totals.lines),
        );
    }
    for allowance in &draft.allowances {
        let amount = format!("-{}", language.amount(allowance.amount));
        sum(sheet, Font::Regular, &allowance.reason, &amount);
    }
    sum(
        sheet,
        Font::Regular,
        language.pick("Nettobetrag", "Net amount"),
        &language.amount(totals.net),
    );
    let rate = language.grouped(&draft.vat.rate().to_string());
    let tax = format!(
        "{} {rate} % {} {}",
        language.pick("Umsatzsteuer", "VAT"),
        language.pick("auf", "on"),
        language.amount(totals.net)
    );
    sum(sheet, Font::Regular, &tax, &language.amount(totals.vat));
    let bold = Font::Bold;
    sum(sheet, bold, language.pick("Gesamtbetrag", "Total"), &language.amount(totals.gross));
    if totals.paid > Cents::ZERO {
        let paid = format!("-{}", language.amount(totals.paid));
        sum(sheet, Font::Regular, language.pick("Bereits bezahlt", "Already paid"), &paid);
    }
    let label = if invoice.is_credit() {
        language.pick("Zu Ihren Gunsten", "In your favour")
    } else {
        language.pick("Zu zahlen", "To pay")
    };
    sheet.space(6.0);
    let y = sheet.y;
    sheet.page().rule(SUMS, RIGHT, y, 0.8);
    let due = format!("{} {}", language.amount(totals.due), draft.currency.code());
    sum(sheet, bold, label, &due);
}

fn sum(sheet: &mut Sheet, font: Font, label: &str, amount: &str) {
    let parts = sheet.broken(label, SIZE, RIGHT - SUMS - 90.0);
    let short = parts.len() <= 1;
    sheet.need(STEP + 1.0);
    sheet.space(STEP + 1.0);
    let y = sheet.y;
    sheet.page().text_to(font, SIZE, (RIGHT - 4.0, y), amount);
    if short {
        sheet.page().text(font, SIZE, (SUMS, y), label);
        return;
    }
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            sheet.need(STEP);
            sheet.space(STEP);
        }
        sheet.line(part, SIZE, SUMS);
    }
}

/// How to pay.
fn payment(sheet: &mut Sheet, invoice: &Invoice) {
    let draft = invoice.draft();
    let language = draft.language;
    sheet.need(90.0);
    sheet.space(16.0);
    sheet.paragraph(&language.terms(invoice), SIZE, LEFT, RIGHT);
    let Payment::Transfer { iban, bic, reference } = &draft.payment else { return };
    if invoice.totals().due <= Cents::ZERO || invoice.is_credit() {
        return;
    }
    let owner = language.pick("Empfänger", "Account holder");
    let mut rows = vec![(owner, draft.seller.name.clone()), ("IBAN", iban.grouped())];
    if let Some(bic) = bic {
        rows.push(("BIC", bic.clone()));
    }
    if !reference.is_empty() {
        rows.push((language.pick("Verwendungszweck", "Reference"), reference.clone()));
    }
    sheet.space(4.0);
    for (label, text) in rows {
        sheet.need(STEP);
        sheet.space(STEP);
        let y = sheet.y;
        let page = sheet.page();
        page.grey(0.35);
        page.text(Font::Regular, SIZE, (LEFT, y), label);
        page.grey(0.0);
        page.text(Font::Bold, SIZE, (LEFT + 95.0, y), &text);
    }
}
