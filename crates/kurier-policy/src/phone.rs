//! Phone numbers in E.164.

use crate::calling_code;
use crate::market::Market;
use serde::{Deserialize, Serialize};

/// Fewest digits of a number with its country code.
pub const PHONE_DIGITS_MIN: usize = 7;
/// Most digits of a number with its country code (ITU-T E.164).
pub const PHONE_DIGITS_MAX: usize = 15;

/// An E.164 number, digits only, without the plus: at most 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(pub(crate) String);

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPhone {
    /// A character that no phone number holds.
    #[error(
        "a phone number holds digits only, beside a leading +, spaces, dashes, dots, slashes and parentheses"
    )]
    Character,
    /// Fewer than 7 or more than 15 digits.
    #[error("a phone number has 7 to 15 digits")]
    Length,
    /// A national number: no country code begins with 0.
    #[error("a phone number begins with its country code, not with 0")]
    CountryCode,
}

impl PhoneNumber {
    /// Reads a number as people and programs write it: `+49 (170) 123-45.67`, `0049170…`, `49170…`.
    pub fn parse(text: &str) -> Result<Self, BadPhone> {
        let text = text.trim();
        let (text, international) =
            text.strip_prefix('+').map_or((text, false), |rest| (rest, true));
        let mut digits = String::new();
        for c in text.chars() {
            match c {
                '0'..='9' if digits.len() > PHONE_DIGITS_MAX.saturating_add(2) => {
                    return Err(BadPhone::Length);
                }
                '0'..='9' => digits.push(c),
                ' ' | '\u{a0}' | '-' | '.' | '/' | '(' | ')' => {}
                _ => return Err(BadPhone::Character),
            }
        }
        let digits = match digits.strip_prefix("00") {
            Some(rest) if !international => rest.to_owned(),
            _ => digits,
        };
        if !(PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len()) {
            return Err(BadPhone::Length);
        }
        if digits.starts_with('0') {
            return Err(BadPhone::CountryCode);
        }
        Ok(Self(digits))
    }

    /// The digits, country code first, without a plus.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The calling code that it begins with, such as 49; `None` for codes that are no country's.
    pub fn calling_code(&self) -> Option<&'static str> {
        calling_code::code_of(&self.0)
    }

    /// The market of its country code; [`Market::ANY`] for codes that are no country's.
    pub fn market(&self) -> Market {
        calling_code::market_of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_usual_spellings_of_one_number() {
        for text in ["+49 170 1234567", "0049-170-1234567", "49 (170) 123.45.67", " 491701234567 "]
        {
            assert_eq!(PhoneNumber::parse(text).unwrap().digits(), "491701234567", "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_international_number() {
        assert_eq!(PhoneNumber::parse("0170 1234567"), Err(BadPhone::CountryCode));
        assert_eq!(PhoneNumber::parse("+00491701234567"), Err(BadPhone::CountryCode));
        assert_eq!(PhoneNumber::parse("123456"), Err(BadPhone::Length));
        assert_eq!(PhoneNumber::parse("1234567890123456"), Err(BadPhone::Length));
        assert_eq!(PhoneNumber::parse(&"9".repeat(100_000)), Err(BadPhone::Length));
        assert_eq!(PhoneNumber::parse(""), Err(BadPhone::Length));
        assert_eq!(PhoneNumber::parse("+49 170 12x4567"), Err(BadPhone::Character));
        assert_eq!(PhoneNumber::parse("49+1701234567"), Err(BadPhone::Character));
        assert_eq!(PhoneNumber::parse("٤٩١٧٠١٢٣٤٥٦٧"), Err(BadPhone::Character));
    }

    #[test]
    fn knows_the_market_by_the_longest_calling_code() {
        let market = |digits: &str| PhoneNumber::parse(digits).unwrap().market().code().to_owned();
        assert_eq!(market("491701234567"), "DE");
        assert_eq!(market("12125550100"), "US");
        assert_eq!(market("14165550100"), "CA");
        assert_eq!(market("18765550100"), "JM");
        assert_eq!(market("79161234567"), "RU");
        assert_eq!(market("77011234567"), "KZ");
        assert_eq!(market("3581234567"), "FI");
        assert_eq!(market("8881234567"), "*");
    }

    proptest! {
        #[test]
        fn a_read_number_reads_again_as_itself(text in "\\PC{0,24}") {
            if let Ok(number) = PhoneNumber::parse(&text) {
                prop_assert_eq!(PhoneNumber::parse(number.digits()), Ok(number));
            }
        }
    }
}
