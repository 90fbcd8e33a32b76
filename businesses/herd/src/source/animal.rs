//! Numbers of animals.

/// Largest national number: 38 bits.
const NATIONAL_MAX: u64 = (1 << 38) - 1;
/// Digits of a whole number, and of the country before it.
const DIGITS: usize = 15;
const COUNTRY_DIGITS: usize = 3;
/// Longest number of another scheme, in characters.
const OTHER_CHARS: usize = 64;

/// An animal's number with its scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnimalId(String);

impl AnimalId {
    /// Reads a number of ISO 11784: three digits of the country (900 to 998 the maker, 999 tests) and twelve of the animal.
    /// Spaces and points between the digits are let pass.
    pub fn iso_11784(text: &str) -> Option<Self> {
        let bare = || text.chars().filter(|c| !matches!(c, ' ' | '.' | '-'));
        if text.len() > OTHER_CHARS || !bare().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let digits: String = bare().collect();
        if digits.len() != DIGITS {
            return None;
        }
        let (country, national) = digits.split_at(COUNTRY_DIGITS);
        let country: u16 = country.parse().ok()?;
        let national: u64 = national.parse().ok()?;
        (country > 0 && national <= NATIONAL_MAX).then_some(Self(digits))
    }

    /// A number with its scheme as herd programs write it. Schemes that name ISO 11784 are held to it; others are any text
    /// that is not empty and not longer than 64 characters.
    pub fn of_scheme(id: &str, scheme: &str) -> Option<Self> {
        if scheme.contains("11784") {
            return Self::iso_11784(id);
        }
        let id = id.trim();
        let fits = !id.is_empty()
            && id.chars().count() <= OTHER_CHARS
            && !id.chars().any(char::is_control);
        fits.then(|| Self(id.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
