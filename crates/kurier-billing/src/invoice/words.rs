//! The words that documents use, in the languages they can be had in.

use super::{Deduction, Invoice, Item, Kind};
use crate::cents::Cents;
use crate::day::Day;
use crate::vat::Vat;
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use serde::{Deserialize, Serialize};

/// Language of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// German.
    De,
    /// English.
    #[default]
    En,
}

impl Language {
    /// One of two texts.
    pub(crate) fn pick<'a>(self, de: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::De => de,
            Self::En => en,
        }
    }

    /// The name of an item.
    pub fn item(self, item: &Item) -> String {
        match item {
            Item::Messages { category, market } => {
                let what = self.category(*category);
                if *market == Market::ANY {
                    return what.to_owned();
                }
                format!("{what}, {} {}", self.pick("Markt", "market"), market.code())
            }
            Item::Balance => {
                self.pick("Guthaben für Nachrichten", "Balance for messages").to_owned()
            }
            Item::Other(name) => name.clone(),
        }
    }

    /// Messages of a category.
    pub fn category(self, category: Category) -> &'static str {
        match category {
            Category::Service => self.pick("Antworten im Fenster", "Answers in the window"),
            Category::Utility => self.pick("Servicenachrichten", "Utility messages"),
            Category::Authentication => self.pick("Anmeldecodes", "Sign-in codes"),
            Category::Marketing => self.pick("Werbenachrichten", "Marketing messages"),
        }
    }

    /// The heading of a document.
    pub fn title(self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Invoice => self.pick("Rechnung", "Invoice"),
            Kind::Advance => self.pick("Anzahlungsrechnung", "Advance invoice"),
            Kind::Statement(_) => self.pick("Monatsabrechnung", "Monthly statement"),
            Kind::Credit(_) => self.pick("Gutschrift (Rechnungskorrektur)", "Credit note"),
        }
    }

    /// Why no tax is charged; for the buyer's debt the words of § 14a (5) UStG and of Art. 226 of the directive.
    pub(crate) fn tax_reason(self, vat: &Vat) -> Option<&str> {
        match vat {
            Vat::Standard(_) | Vat::Zero => None,
            Vat::ReverseCharge => {
                Some(self.pick("Steuerschuldnerschaft des Leistungsempfängers", "Reverse charge"))
            }
            Vat::Exempt(reason) => Some(reason),
        }
    }

    /// What an advance invoice is.
    pub(crate) fn advance_note(self) -> &'static str {
        self.pick(
            "Anzahlungsrechnung über ein Guthaben; abgerechnet wird es in Monatsabrechnungen.",
            "Advance invoice over a balance; its use is settled by monthly statements.",
        )
    }

    /// What a statement is.
    pub(crate) fn statement_note(self) -> &'static str {
        self.pick(
            "Abrechnung verbrauchten Guthabens; die Anzahlungen sind mit ihrer Umsatzsteuer abgesetzt.",
            "Settlement of used balance; the advances are deducted with the tax they bore.",
        )
    }

    /// One advance of a statement.
    pub(crate) fn deduction(self, deduction: &Deduction<'_>, currency: Currency) -> String {
        let Deduction { invoice, net, vat } = deduction;
        let (number, code) = (&invoice.number, currency.code());
        match self {
            Self::De => format!(
                "Aus Anzahlungsrechnung {number} vom {}: netto {} {code}, Umsatzsteuer {} {code}.",
                invoice.issued.german(),
                self.amount(*net),
                self.amount(*vat),
            ),
            Self::En => format!(
                "From advance invoice {number} of {}: net {} {code}, VAT {} {code}.",
                invoice.issued,
                self.amount(*net),
                self.amount(*vat),
            ),
        }
    }

    /// The terms of payment, as a sentence.
    pub(crate) fn terms(self, invoice: &Invoice) -> String {
        if invoice.is_credit() {
            let text = self.pick(
                "Der Betrag wird erstattet oder dem Guthaben zugeführt.",
                "The amount is refunded or added to the balance.",
            );
            return text.to_owned();
        }
        match invoice.draft().due {
            Some(due) if invoice.totals().due > Cents::ZERO => {
                format!("{} {}.", self.pick("Zahlbar bis", "Payable by"), self.day(due))
            }
            _ => self.pick("Bereits bezahlt.", "Already paid.").to_owned(),
        }
    }

    /// A day as people write it.
    pub(crate) fn day(self, day: Day) -> String {
        match self {
            Self::De => day.german(),
            Self::En => day.to_string(),
        }
    }

    /// An amount as people write it: `1.234,50` or `1,234.50`.
    pub(crate) fn amount(self, cents: Cents) -> String {
        self.grouped(&cents.to_string())
    }

    /// A price of one message: two decimals at least, more where they say something.
    pub(crate) fn price(self, micros: Micros) -> String {
        let text = micros.to_string();
        let short = text.trim_end_matches('0');
        let decimals = short.split_once('.').map_or(0, |(_, part)| part.len());
        let cut = text.len().saturating_sub(6).saturating_add(decimals.max(2));
        self.grouped(text.get(..cut).unwrap_or(&text))
    }

    /// A number with groups of three and this language's decimal mark.
    pub(crate) fn grouped(self, plain: &str) -> String {
        let (group, mark) = match self {
            Self::De => ('.', ','),
            Self::En => (',', '.'),
        };
        let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = whole.trim_start_matches('-');
        let mut text = String::with_capacity(plain.len().saturating_mul(2));
        if digits.len() < whole.len() {
            text.push('-');
        }
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
                text.push(group);
            }
            text.push(digit);
        }
        if !part.is_empty() {
            text.push(mark);
            text.push_str(part);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let (de, en) = (Language::De, Language::En);
        assert_eq!(de.amount(Cents(123_456_789)), "1.234.567,89");
        assert_eq!(en.amount(Cents(-123_456)), "-1,234.56");
        assert_eq!(en.amount(Cents(99)), "0.99");
        assert_eq!(de.price(Micros(45_600)), "0,0456");
        assert_eq!(de.price(Micros(50_000)), "0,05");
        assert_eq!(de.price(Micros(100_000_000)), "100,00");
        assert_eq!(de.price(Micros(1)), "0,000001");
        assert_eq!(de.grouped("1234567"), "1.234.567");
    }
}
