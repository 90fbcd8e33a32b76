//! The foot of every page: who the seller is, and which page it is.

use super::font::Font;
use super::sheet::{LEFT, Page, RIGHT};
use crate::invoice::Invoice;

const SIZE: f32 = 7.5;
const TOP: f32 = 82.0;

pub(super) fn draw(page: &mut Page, invoice: &Invoice, number: usize, count: usize) {
    let draft = invoice.draft();
    let (seller, language) = (&draft.seller, draft.language);
    let address = &seller.address;
    let town = format!("{} {}, {}", address.postcode, address.city, address.country.code());
    let mut first = vec![seller.name.clone(), address.street.clone(), address.extra.clone(), town];
    first.retain(|line| !line.is_empty());
    let mut second = Vec::new();
    if let Some(contact) = &seller.contact {
        second.extend([contact.name.clone(), contact.phone.clone(), contact.email.clone()]);
    }
    let mut third = Vec::new();
    if let Some(id) = &seller.vat_id {
        third.push(format!("{} {id}", language.pick("USt-IdNr.", "VAT id")));
    }
    if let Some(number) = &seller.tax_number {
        third.push(format!("{} {number}", language.pick("Steuernummer", "Tax number")));
    }
    third.extend(seller.register.clone());
    page.rule(LEFT, RIGHT, TOP + 12.0, 0.5);
    page.grey(0.35);
    for (x, lines) in [(LEFT, first), (LEFT + 170.0, second), (LEFT + 320.0, third)] {
        let mut y = TOP;
        for line in lines {
            page.text_in(Font::Regular, SIZE, (x, y), 150.0, &line);
            y -= 10.0;
        }
    }
    let left = format!("{} {}", language.title(&draft.kind), draft.number);
    page.text(Font::Regular, SIZE, (LEFT, 30.0), &left);
    let pages = format!(
        "{} {number} {} {count}",
        language.pick("Seite", "Page"),
        language.pick("von", "of")
    );
    page.text_to(Font::Regular, SIZE, (RIGHT, 30.0), &pages);
    page.grey(0.0);
}
