//! Who sells and who buys: names, addresses and the numbers that authorities and banks know them by.

use crate::checksum;
use crate::text::{self, LINE_MAX};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

mod vat_id;
pub(crate) use vat_id::in_union;
pub use vat_id::{BadVatId, VatId};

/// An ISO 3166 country: two capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Germany.
    pub const DE: Self = Self(*b"DE");

    /// Two capital letters, or `None`.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a country: two capital letters are needed")
    }
}

/// A bank account number (ISO 13616), kept without spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Iban(String);

/// A text that is no IBAN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an IBAN: length or check digits are wrong")]
pub struct BadIban;

impl Iban {
    /// Without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, for people.
    pub fn grouped(&self) -> String {
        let mut text = String::with_capacity(self.0.len().saturating_mul(5) / 4);
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(letter);
        }
        text
    }
}

impl FromStr for Iban {
    type Err = BadIban;

    fn from_str(text: &str) -> Result<Self, BadIban> {
        let plain: String = text.chars().filter(|letter| *letter != ' ').take(40).collect();
        let plain = plain.to_ascii_uppercase();
        let bytes = plain.as_bytes();
        let form = (15..=34).contains(&bytes.len())
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes.iter().take(2).all(u8::is_ascii_uppercase)
            && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
            && (!plain.starts_with("DE") || bytes.len() == 22);
        let turned = plain.chars().skip(4).chain(plain.chars().take(4));
        if form && checksum::remainder(turned) == Some(1) { Ok(Self(plain)) } else { Err(BadIban) }
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.0
    }
}

impl TryFrom<String> for Iban {
    type Error = BadIban;

    fn try_from(text: String) -> Result<Self, BadIban> {
        text.parse()
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a buyer reference is a Leitweg-ID, the address of a German authority, with right check digits.
pub fn is_leitweg_id(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let (Some(coarse), Some(check)) = (parts.first(), parts.last()) else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let form = (2..=3).contains(&parts.len())
        && (2..=12).contains(&coarse.len())
        && digits(coarse)
        && check.len() == 2
        && digits(check)
        && (parts.len() == 2 || parts.get(1).is_some_and(|fine| (1..=30).contains(&fine.len())));
    form && checksum::intact(&parts.concat())
}

/// Where somebody sits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and house number.
    pub street: String,
    /// Whatever else the post needs; may be empty.
    #[serde(default)]
    pub extra: String,
    /// Post code; XRechnung demands it.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: Country,
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A person or a department.
    pub name: String,
    /// Telephone with at least three digits.
    pub phone: String,
    /// Electronic mail.
    pub email: String,
}

/// Where electronic invoices for somebody arrive (BT-34, BT-49).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// A code of the list EAS: `EM` e-mail, `0204` Leitweg-ID, `9930` German VAT id.
    pub scheme: String,
    /// The address itself.
    pub id: String,
}

impl Endpoint {
    /// An e-mail address.
    pub fn email(address: &str) -> Self {
        Self { scheme: "EM".to_owned(), id: address.to_owned() }
    }
}

/// A seller or a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Full legal name.
    pub name: String,
    /// Where it sits.
    pub address: Address,
    /// VAT identification number, if it has one.
    pub vat_id: Option<VatId>,
    /// The number at the tax office, for sellers without VAT id.
    pub tax_number: Option<String>,
    /// Court and number of the trade register.
    pub register: Option<String>,
    /// Whom to ask; sellers need one.
    pub contact: Option<Contact>,
    /// Where electronic invoices arrive.
    pub endpoint: Endpoint,
}

impl Party {
    /// All texts as they may stand on a document.
    pub(crate) fn clean(&mut self) {
        let Address { street, extra, postcode, city, country: _ } = &mut self.address;
        let mut all = vec![&mut self.name, street, extra, postcode, city];
        all.extend(self.tax_number.as_mut());
        all.extend(self.register.as_mut());
        if let Some(Contact { name, phone, email }) = &mut self.contact {
            all.extend([name, phone, email]);
        }
        all.extend([&mut self.endpoint.scheme, &mut self.endpoint.id]);
        for field in all {
            *field = text::line(field, LINE_MAX);
        }
    }

    /// The first thing that every party needs and this one lacks.
    pub(crate) fn missing(&self) -> Option<&'static str> {
        let fields = [
            ("name", &self.name),
            ("street", &self.address.street),
            ("post code", &self.address.postcode),
            ("town", &self.address.city),
            ("kind of electronic address", &self.endpoint.scheme),
            ("electronic address", &self.endpoint.id),
        ];
        fields.into_iter().find(|(_, text)| text.is_empty()).map(|(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_checked_and_grouped() {
        let iban: Iban = "de02 1203 0000 0000 2020 51".parse().unwrap();
        assert_eq!(iban.as_str(), "DE02120300000000202051");
        assert_eq!(iban.grouped(), "DE02 1203 0000 0000 2020 51");
        for wrong in
            ["DE02120300000000202052", "DE0212030000000020205", "", "DE", "02DE120300000000202051"]
        {
            assert_eq!(wrong.parse::<Iban>(), Err(BadIban), "{wrong}");
        }
        assert!("GB82 WEST 1234 5698 7654 32".parse::<Iban>().is_ok());
    }

    #[test]
    fn the_address_of_an_authority_has_check_digits() {
        assert!(is_leitweg_id("04011000-1234512345-06"));
        assert!(!is_leitweg_id("04011000-1234512345-07"));
        assert!(!is_leitweg_id("4711"));
        assert!(!is_leitweg_id(""));
    }
}
