//! The reference that a business writes into a bank transfer, so that its payment is found again.
//!
//! `KU-` and fifteen digits of a number of ours (Graph ids have just as many) and two check digits. Banks change case, insert
//! spaces, break lines and drop hyphens; what is found must still be right by its check digits, and is never guessed.

use crate::checksum;
use std::fmt;
use std::str::FromStr;

/// Digits of the number.
const DIGITS: usize = 15;
/// One above the largest number.
const END: u64 = 1_000_000_000_000_000;

/// A payment reference of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(u64);

/// A text that holds no reference of ours, or several.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a payment reference: `KU-` and 17 digits that check are needed")]
pub struct BadReference;

impl Reference {
    /// For a number below 10^15, else `None`.
    pub fn new(number: u64) -> Option<Self> {
        (number < END).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// Every reference in a text, in order, each once. Case, spaces, line breaks and punctuation between its characters
    /// do not matter; wrong check digits do.
    pub fn find(text: &str) -> Vec<Self> {
        let letters: Vec<char> = text.chars().filter(|letter| !is_separator(*letter)).collect();
        let mut found = Vec::new();
        for window in letters.windows(DIGITS.saturating_add(4)) {
            if let Some(reference) = read(window).filter(|one| !found.contains(one)) {
                found.push(reference);
            }
        }
        found
    }
}

/// What banks put between characters.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || "-–._/+,:;'?".contains(letter) || letter.is_control()
}

fn read(letters: &[char]) -> Option<Reference> {
    let text: String = letters.iter().map(char::to_ascii_uppercase).collect();
    let digits = text.strip_prefix("KU")?;
    let number = digits.get(..DIGITS)?;
    let form = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !form || checksum::digits(&format!("KU{number}"))? != digits.get(DIGITS..)? {
        return None;
    }
    number.parse().ok().and_then(Reference::new)
}

impl fmt::Display for Reference {
    /// `KU-10000-00000-00042-17`: groups that can be read over the telephone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = format!("{:015}", self.0);
        let check = checksum::digits(&format!("KU{number}")).ok_or(fmt::Error)?;
        let part = |range| number.get(range).unwrap_or_default();
        write!(f, "KU-{}-{}-{}-{check}", part(0..5), part(5..10), part(10..15))
    }
}

impl FromStr for Reference {
    type Err = BadReference;

    fn from_str(text: &str) -> Result<Self, BadReference> {
        let letters: Vec<char> = text.chars().filter(|letter| !is_separator(*letter)).collect();
        let exact = letters.len() == DIGITS.saturating_add(4);
        exact.then(|| read(&letters)).flatten().ok_or(BadReference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_found_however_a_bank_wrote_it() {
        let reference = Reference::new(100_000_000_000_042).unwrap();
        let printed = reference.to_string();
        assert_eq!(printed.len(), 23);
        let plain = printed.replace('-', "");
        let broken: String = plain.chars().flat_map(|letter| [letter, ' ']).collect();
        for text in [
            format!("Guthaben {printed} danke"),
            printed.to_lowercase(),
            format!("EREF+NOTPROVIDED SVWZ+{plain}KUNDE 42"),
            printed.replace('-', "\n"),
            broken,
        ] {
            assert_eq!(Reference::find(&text), [reference], "{text}");
        }
        assert_eq!(printed.parse(), Ok(reference));
        assert_eq!(format!("{printed}1").parse::<Reference>(), Err(BadReference));
        assert_eq!(Reference::find("KU-10000-00000-00042-00, KU, ku 12"), []);
        let two = format!("{printed} und {}", Reference::new(7).unwrap());
        assert_eq!(Reference::find(&two).len(), 2);
        assert_eq!(Reference::new(END), None);
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_never_another_reference(
            number in 0..END, place in 0..17_usize, digit in 0..10_u32
        ) {
            let plain = Reference::new(number).unwrap().to_string().replace('-', "");
            let mut letters: Vec<char> = plain.chars().collect();
            letters[place + 2] = char::from_digit(digit, 10).unwrap();
            let wrong: String = letters.into_iter().collect();
            prop_assert_eq!(Reference::find(&wrong).is_empty(), wrong != plain);
        }

        #[test]
        fn any_text_can_be_searched(text in any::<String>()) {
            prop_assert!(Reference::find(&text).len() <= text.len());
        }
    }
}
