//! Invoices on paper: A4, as many pages as it takes, in two fonts that every reader has.
//!
//! For people to read. The document that counts is the electronic one; where the two fonts lack letters, this page
//! says that it wrote a name with others. The same document gives the same bytes.

mod font;
mod foot;
mod head;
mod sheet;
mod table;

use crate::invoice::Invoice;
use crate::xrechnung;
use sheet::{LEFT, RIGHT, Sheet};

/// The document as a PDF 1.7 file.
pub fn write(invoice: &Invoice) -> Vec<u8> {
    let draft = invoice.draft();
    let mut sheet = Sheet::new();
    head::draw(&mut sheet, invoice);
    table::draw(&mut sheet, invoice);
    notes(&mut sheet, invoice);
    if sheet.replaced() {
        let text = draft.language.pick(
            "Namen in anderen Schriften stehen hier in lateinischen Buchstaben; die elektronische Rechnung enthält sie unverändert.",
            "Names in other scripts are written here in Latin letters; the electronic invoice has them unchanged.",
        );
        sheet.space(6.0);
        sheet.paragraph(text, 7.5, LEFT, RIGHT);
    }
    let title = format!("{} {}", draft.language.title(&draft.kind), draft.number);
    let language = draft.language.pick("de", "en");
    sheet.finish(&title, language, |page, number, count| {
        foot::draw(page, invoice, number, count);
    })
}

fn notes(sheet: &mut Sheet, invoice: &Invoice) {
    sheet.space(14.0);
    let language = invoice.draft().language;
    if let Some(reason) = language.tax_reason(&invoice.draft().vat) {
        sheet.paragraph(&format!("{}.", reason.trim_end_matches('.')), 9.0, LEFT, RIGHT);
        sheet.space(4.0);
    }
    for note in xrechnung::notes(invoice) {
        sheet.paragraph(&note, 9.0, LEFT, RIGHT);
        sheet.space(4.0);
    }
}
