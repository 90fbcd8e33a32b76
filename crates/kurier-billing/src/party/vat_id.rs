//! VAT identification numbers of the European Union: their form, and the check digit of the German ones.

use super::Country;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Forms by prefix, as the Commission lists them for VIES: `9` a digit, `A` a letter, `?` either, after the prefix.
const FORMS: [(&str, &[&str]); 28] = [
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["?9999999?"]),
    ("FI", &["99999999"]),
    ("FR", &["??999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9?99999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["?????????B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"],
    ),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    // Northern Ireland.
    ("XI", &["999999999", "999999999999", "AA999"]),
];

/// A VAT identification number of a member state, kept without spaces and dots, beginning with its prefix.
///
/// The form says nothing about whether the number is given out: that is asked of VIES by who may ask others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct VatId(String);

/// A text that is no VAT identification number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a VAT identification number of the European Union")]
pub struct BadVatId;

impl VatId {
    /// With its prefix: `DE123456788`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country that gave it out; Greece writes EL, Northern Ireland XI.
    pub fn country(&self) -> Option<Country> {
        match self.0.get(..2)? {
            "EL" => Country::parse("GR"),
            "XI" => Country::parse("GB"),
            prefix => Country::parse(prefix),
        }
    }
}

/// Whether a country belongs to the VAT area of the European Union.
pub(crate) fn in_union(country: Country) -> bool {
    let prefix = if country.code() == "GR" { "EL" } else { country.code() };
    FORMS.iter().any(|(known, _)| *known == prefix)
}

impl FromStr for VatId {
    type Err = BadVatId;

    fn from_str(text: &str) -> Result<Self, BadVatId> {
        let plain: String =
            text.chars().filter(|letter| !" .-".contains(*letter)).take(20).collect();
        let plain = plain.to_ascii_uppercase();
        let (prefix, rest) = plain.split_at_checked(2).ok_or(BadVatId)?;
        let (_, forms) = FORMS.iter().find(|(known, _)| *known == prefix).ok_or(BadVatId)?;
        let fits = forms.iter().any(|form| has_form(rest, form));
        let checked = prefix != "DE" || german_check(rest);
        if fits && checked { Ok(Self(plain)) } else { Err(BadVatId) }
    }
}

fn has_form(text: &str, form: &str) -> bool {
    let fits = |(byte, kind): (u8, u8)| match kind {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'?' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        letter => byte == letter,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// ISO 7064 MOD 11,10 over the first eight digits gives the ninth.
fn german_check(digits: &str) -> bool {
    let mut product = 10_u32;
    for digit in digits.chars().take(8).filter_map(|letter| letter.to_digit(10)) {
        let sum = digit.saturating_add(product) % 10;
        product = (if sum == 0 { 10 } else { sum }).saturating_mul(2) % 11;
    }
    let check = 11_u32.saturating_sub(product) % 10;
    digits.chars().nth(8).and_then(|letter| letter.to_digit(10)) == Some(check)
}

impl From<VatId> for String {
    fn from(id: VatId) -> Self {
        id.0
    }
}

impl TryFrom<String> for VatId {
    type Error = BadVatId;

    fn try_from(text: String) -> Result<Self, BadVatId> {
        text.parse()
    }
}

impl fmt::Display for VatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_of_member_states_have_their_forms() {
        let right = [
            "DE136695976",
            "de 136 695 976",
            "ATU12345678",
            "NL123456789B01",
            "EL123456789",
            "IE1234567FA",
            "ES X1234567 X",
            "RO12",
        ];
        for text in right {
            assert!(text.parse::<VatId>().is_ok(), "{text}");
        }
        let wrong = [
            "",
            "D",
            "DE123456789",
            "DE13669597",
            "AT12345678",
            "US123456789",
            "GR123456789",
            "ÄÖ1",
            "RO1",
        ];
        for text in wrong {
            assert_eq!(text.parse::<VatId>(), Err(BadVatId), "{text}");
        }
        let greek: VatId = "EL123456789".parse().unwrap();
        assert_eq!(greek.country(), Country::parse("GR"));
        assert!(in_union(Country::DE) && !in_union(Country::parse("CH").unwrap()));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,24}") {
            if let Ok(id) = text.parse::<VatId>() {
                prop_assert_eq!(id.as_str().parse::<VatId>(), Ok(id.clone()));
            }
        }
    }
}
